using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Domain.Inspections;
using static OpsHub.Domain.Tests.Inspections.InspectionCase;

namespace OpsHub.Domain.Tests.Inspections;

public sealed class InspectionAnswersTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void Accept_WhenGivenInAnotherOfficersName_IsRefused()
    {
        var @case = Opened().OfferedTo(Anna);
        var forged = new AcceptInspection { Officer = Anna, Epoch = @case.View.Epoch, Actor = new Actor(new UserId(Boris.Value), Roles.Officer) };
        Assert.Equal("NotTheHolder", @case.Do(s => InspectionRules.Accept(s, forged, @case.Now))?.Name);
    }

    [Fact]
    public void Accept_WhenNeverOffered_IsRefused() => Assert.Equal("NotTheHolder", Opened().OfferedTo(Anna).Accept(Boris)?.Name);

    [Fact]
    public void Accept_WhenRepeated_ChangesNothing()
    {
        var @case = Opened().HeldBy(Anna);
        var version = @case.View.Version;
        Assert.Null(@case.Accept(Anna));
        Assert.Equal(version, @case.View.Version);
    }

    [Fact]
    public void Accept_WhenTheCaseWentToAnother_IsRefusedByItsTrueReason()
    {
        var @case = Opened().OfferedTo(Anna);
        var epoch = @case.View.Epoch;
        @case.Withdraw(Actor.Of("officer"));
        @case.OfferedTo(Boris);

        var refusal = @case.Accept(Anna, epoch);

        Assert.Equal("AssignmentWithdrawn", refusal?.Name);
        Assert.Equal(Boris, @case.View.Officer);
    }

    [Fact]
    public void Accept_WhenTheOfferExpired_SaysSo()
    {
        var @case = Opened().OfferedTo(Anna);
        @case.Elapse(TimeSpan.FromSeconds(120));
        @case.Elapse(TimeSpan.FromSeconds(30));
        Assert.Equal("OfferExpired", @case.Accept(Anna, epoch: 1)?.Name);
    }

    [Fact]
    public void Accept_WhenDecidedInTimeOnThePhoneButArrivingLate_CountsWhileNobodyElseHasIt()
    {
        var @case = Opened().OfferedTo(Anna);
        var decided = @case.Now.AddSeconds(60);
        @case.Elapse(TimeSpan.FromSeconds(120));
        @case.Now += TimeSpan.FromSeconds(31);

        Assert.Equal("OfferExpired", @case.Accept(Anna)?.Name);
        Assert.Null(@case.Accept(Anna, decidedAt: decided));
    }

    [Fact]
    public void Start_WhenNotAccepted_IsRefused() => Assert.Equal("NotAccepted", Opened().OfferedTo(Anna).Start_(Anna)?.Name);

    [Fact]
    public void Start_WhenStarted_IsRefused() => Assert.Equal("AlreadyStarted", Opened().ExaminedBy(Anna).Start_(Anna)?.Name);

    [Fact]
    public void Start_WhenThePhonesClockIsAhead_CountsFromArrival()
    {
        var @case = Opened().HeldBy(Anna);
        var start = new StartInspection { Officer = Anna, Epoch = 1, DecidedAt = @case.Now.AddHours(3), Actor = new Actor(new UserId(Anna.Value), Roles.Officer) };
        Assert.Null(@case.Do(s => InspectionRules.Start(s, start, @case.Now)));
        Assert.Equal(@case.Now, @case.View.StartedAt);
    }

    [Fact]
    public void Decline_WhenStarted_IsRefused() => Assert.Equal("AlreadyStarted", Opened().ExaminedBy(Anna).Decline(Anna)?.Name);

    [Fact]
    public void Decline_WhenAcceptedButNotStarted_GoesBackToTheQueue()
    {
        var @case = Opened().HeldBy(Anna);
        Assert.Null(@case.Decline(Anna));
        Assert.Equal((InspectionStatus.Queued, 2L), (@case.View.Status, @case.View.Epoch));
        Assert.Empty(@case.View.Barred);
    }

    [Theory]
    [InlineData("", "FindingsMissing")]
    [InlineData("  x ", "FindingsMissing")]
    [InlineData(null, "FindingsMissing")]
    public void Finish_WhenNothingIsWritten_IsRefused(string? findings, string name) =>
        Assert.Equal(name, Opened().ExaminedBy(Anna).Finish(Anna, InspectionOutcome.Released, findings!)?.Name);

    [Fact]
    public void Finish_WhenFindingsAreTooLong_IsRefused() =>
        Assert.Equal("FindingsTooLong", Opened().ExaminedBy(Anna).Finish(Anna, InspectionOutcome.Released, new string('x', 4_001))?.Name);

    [Fact]
    public void Finish_WhenAMandatoryItemIsNotTicked_NamesIt()
    {
        var @case = Opened().ExaminedBy(Anna);
        var refusal = @case.Finish(Anna, InspectionOutcome.Released, checklist: @case.View.Checklist.Remove("origin-checked"));
        Assert.Equal(("ChecklistIncomplete", "origin-checked"), (refusal?.Name, refusal?.Expected));
    }

    [Fact]
    public void Finish_WhenEvidenceIsNoHash_IsRefused()
    {
        var @case = Opened().ExaminedBy(Anna);
        Assert.Equal("EvidenceInvalid", @case.Finish(Anna, InspectionOutcome.Released, evidence: Hash.ToUpperInvariant())?.Name);
        Assert.Equal("EvidenceInvalid", @case.Finish(Anna, InspectionOutcome.Released, evidence: [.. Enumerable.Repeat(Hash, 51)])?.Name);
        Assert.Null(@case.Finish(Anna, InspectionOutcome.Released, evidence: Hash));
    }

    [Fact]
    public void Finish_WhenNotStarted_IsRefused() =>
        Assert.Equal("NotExamining", Opened().HeldBy(Anna).Finish(Anna, InspectionOutcome.Released)?.Name);

    [Fact]
    public void Endorse_WhenByTheExaminer_IsRefused()
    {
        var @case = Opened().FoundBy(Anna, InspectionOutcome.Detained);
        Assert.Equal("SeparationOfDuties", @case.Endorse(Supervisor("officer1"), agrees: true)?.Name);
    }

    [Fact]
    public void Endorse_WhenByAnOfficer_IsRefused()
    {
        var @case = Opened().FoundBy(Anna, InspectionOutcome.Detained);
        Assert.Equal("ChiefNeeded", @case.Endorse(new Actor(new UserId("officer2"), Roles.Officer), agrees: true)?.Name);
    }

    [Fact]
    public void Endorse_WhenByAProfilesAuthor_IsRefused()
    {
        var @case = Opened(authors: new UserId("chief")).FoundBy(Anna, InspectionOutcome.Detained);
        Assert.Equal("SeparationOfDuties", @case.Endorse(Supervisor("chief"), agrees: true)?.Name);
    }

    [Fact]
    public void Endorse_WhenDisagreeing_OpensTheCaseForAnotherExaminer()
    {
        var @case = Opened().FoundBy(Anna, InspectionOutcome.Seized);
        Assert.Equal("ReasonMissing", @case.Endorse(Supervisor(), agrees: false, note: " ")?.Name);

        Assert.Null(@case.Endorse(Supervisor(), agrees: false));

        Assert.Equal((InspectionStatus.Queued, null, null), (@case.View.Status, @case.View.Officer, @case.View.Outcome));
        Assert.Equal("ConflictOfInterest", @case.Offer(Anna, Supervisor())?.Name);
        Assert.Equal("SeparationOfDuties", @case.FoundBy(Boris, InspectionOutcome.Seized).Endorse(Supervisor("officer1"), agrees: true)?.Name);
        Assert.Null(@case.Endorse(Supervisor(), agrees: true));
        Assert.Equal(InspectionStatus.Closed, @case.View.Status);
    }

    [Fact]
    public void Endorse_WhenNothingWaits_IsRefused() =>
        Assert.Equal("NothingToEndorse", Opened().FoundBy(Anna, InspectionOutcome.Released).Endorse(Supervisor(), agrees: true)?.Name);
}
