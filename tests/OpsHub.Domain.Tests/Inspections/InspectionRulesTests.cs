using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Domain.Inspections;
using static OpsHub.Domain.Tests.Inspections.InspectionCase;

namespace OpsHub.Domain.Tests.Inspections;

public sealed class InspectionRulesTests
{
    [Fact]
    public void Open_WhenNew_QueuesTheCaseWithTheKindsChecklist()
    {
        var @case = Opened(InspectionKind.Tailgate);

        Assert.Equal(InspectionStatus.Queued, @case.View.Status);
        Assert.Equal(0, @case.View.Epoch);
        Assert.Contains("photo-taken", @case.View.Checklist);
    }

    [Fact]
    public void Open_WhenAlreadyOpen_IsRefused() =>
        Assert.Equal("AlreadyOpen", Opened().Do(s => InspectionRules.Open(s, Id, Opening(), InspectionCase.Start))?.Name);

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(525_601)]
    public void Open_WhenLoadIsNone_IsRefused(int minutes) =>
        Assert.Equal("loadMinutes", new InspectionCase().Do(s => InspectionRules.Open(s, Id, Opening() with { LoadMinutes = minutes }, InspectionCase.Start))?.Field);

    [Fact]
    public void Life_WhenReleased_ClosesAtOnceWithTheExaminerKept()
    {
        var @case = Opened().FoundBy(Anna, InspectionOutcome.Released);

        Assert.Equal(InspectionStatus.Closed, @case.View.Status);
        Assert.Equal(Anna, @case.View.Officer);
        Assert.Equal("nothing found", @case.View.Findings);
    }

    [Theory]
    [InlineData(InspectionOutcome.Query)]
    [InlineData(InspectionOutcome.Detained)]
    [InlineData(InspectionOutcome.Seized)]
    public void Life_WhenAdverse_WaitsForAChief(InspectionOutcome outcome)
    {
        var @case = Opened().FoundBy(Anna, outcome);
        Assert.Equal(InspectionStatus.FindingsSubmitted, @case.View.Status);

        Assert.Null(@case.Endorse(Supervisor(), agrees: true));

        Assert.Equal(InspectionStatus.Closed, @case.View.Status);
        Assert.Equal(outcome, @case.View.Outcome);
    }

    [Fact]
    public void Offer_WhenBasedOnAnOlderVersion_IsAConflictThatNamesTheTaker()
    {
        var @case = Opened();
        var version = @case.View.Version;
        @case.OfferedTo(Anna);
        @case.Now += TimeSpan.FromSeconds(3);

        var refusal = @case.Do(s => InspectionRules.Offer(
            s, new OfferInspection { Officer = Boris, BasedOnVersion = version, ExpiresAt = @case.Now.AddMinutes(2) }, @case.Now));

        Assert.Equal("Conflict", refusal?.Name);
        Assert.Equal("Taken by officer1 3 s ago.", refusal?.Detail);
    }

    [Fact]
    public void Offer_WhenTheOfferHasAlreadyEnded_IsRefused()
    {
        var @case = Opened();
        Assert.Equal("OfferExpired", @case.Do(s => InspectionRules.Offer(
            s, new OfferInspection { Officer = Anna, BasedOnVersion = 1, ExpiresAt = @case.Now }, @case.Now))?.Name);
    }

    [Fact]
    public void Offer_WhenOfficerWroteTheProfile_IsRefused() =>
        Assert.Equal("SeparationOfDuties", Opened(authors: new UserId("officer1")).Offer(Anna)?.Name);

    [Fact]
    public void Offer_WhenOfficerDeclined_IsRefusedForTheBalancerAndFineForASupervisor()
    {
        var @case = Opened().OfferedTo(Anna);
        Assert.Null(@case.Decline(Anna));

        Assert.Equal("NotAgain", @case.Offer(Anna)?.Name);
        Assert.Null(@case.Offer(Anna, Supervisor()));
    }

    [Fact]
    public void Offer_WhenOfficerRecused_IsRefusedForEverybody()
    {
        var @case = Opened().OfferedTo(Anna);
        Assert.Null(@case.Decline(Anna, recuse: true));

        Assert.Equal("ConflictOfInterest", @case.Offer(Anna)?.Name);
        Assert.Equal("ConflictOfInterest", @case.Offer(Anna, Supervisor())?.Name);
    }

    [Fact]
    public void Withdraw_WhenStarted_IsRefused()
    {
        var @case = Opened().ExaminedBy(Anna);
        Assert.Equal("AlreadyStarted", @case.Withdraw(Supervisor())?.Name);
        Assert.Equal(Anna, @case.View.Officer);
    }

    [Fact]
    public void Withdraw_WhenBySupervisor_KeepsTheBalancerFromGivingItStraightBack()
    {
        var @case = Opened().HeldBy(Anna);
        var epoch = @case.View.Epoch;

        Assert.Null(@case.Withdraw(Supervisor()));

        Assert.Equal((InspectionStatus.Queued, null, epoch + 1), (@case.View.Status, @case.View.Officer, @case.View.Epoch));
        Assert.Equal([Anna], @case.View.NotAgain.ToArray());
    }

    [Fact]
    public void Withdraw_WhenByTheOfficersGrain_GoesByEpochAndExcludesNobody()
    {
        var @case = Opened().HeldBy(Anna);

        Assert.Equal("Conflict", @case.Withdraw(Actor.Of("officer"), version: 0, epoch: @case.View.Epoch - 1)?.Name);
        Assert.Null(@case.Withdraw(Actor.Of("officer"), version: 0, epoch: @case.View.Epoch));
        Assert.Empty(@case.View.NotAgain);
    }

    [Fact]
    public void Relax_WhenDeclinedAndRecused_ForgetsOnlyTheDecline()
    {
        var @case = Opened().OfferedTo(Anna);
        @case.Decline(Anna);
        @case.OfferedTo(Boris);
        @case.Decline(Boris, recuse: true);
        Assert.Equal([Anna, Boris], @case.View.NotAgain.ToArray());

        Assert.Null(@case.Do(s => InspectionRules.Relax(s, new RelaxExclusions { BasedOnVersion = s.Case!.Version, Reason = "nobody else for 10 min" }, @case.Now)));

        Assert.Equal([Boris], @case.View.NotAgain.ToArray());
        Assert.Null(@case.Offer(Anna));
    }

    [Fact]
    public void Cancel_WhenStarted_IsRefused_AndBefore_TakesItFromTheHolder()
    {
        Assert.Equal("AlreadyStarted", Opened().ExaminedBy(Anna).Do(s => InspectionRules.Cancel(s, new CancelInspection { Reason = "waived" }, InspectionCase.Start))?.Name);

        var held = Opened().HeldBy(Anna);
        Assert.Null(held.Do(s => InspectionRules.Cancel(s, new CancelInspection { Reason = "waived" }, held.Now)));
        Assert.Equal((InspectionStatus.Cancelled, null), (held.View.Status, held.View.Officer));
        Assert.Equal("AssignmentWithdrawn", held.Start_(Anna, epoch: 1)?.Name);
    }

    [Fact]
    public void Evolve_WhenRefused_ChangesNothing()
    {
        var @case = Opened();
        var refused = new InspectionCommandRefused { Inspection = Id, Command = "Offer", Refusal = InspectionRefusals.OfferExpired };
        Assert.Same(@case.State, InspectionRules.Evolve(@case.State, refused));
    }
}
