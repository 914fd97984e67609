using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Domain.Officers;
using static OpsHub.Domain.Tests.Officers.OfficerCase;

namespace OpsHub.Domain.Tests.Officers;

public sealed class OfficerRulesTests
{
    [Fact]
    public void Register_WhenUnchanged_ChangesNothing()
    {
        var officer = Registered();
        Assert.Null(officer.Register(Profile()));
        Assert.Equal(1, officer.View.Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(721)]
    public void Register_WhenCapacityIsOutOfRange_IsRefused(int capacity) =>
        Assert.Equal("profile.capacityMinutes", new OfficerCase().Register(Profile(capacity))?.Field);

    [Fact]
    public void Register_WhenForAnotherOfficer_IsRefused() =>
        Assert.Equal("profile.officer", new OfficerCase().Register(Profile() with { Officer = new OfficerId("officer9") })?.Field);

    [Fact]
    public void Register_WhenPortChangesOnShift_IsRefused() =>
        Assert.Equal("OnShift", OnShift().Register(Profile() with { HomePort = new PortId("EEMUG") })?.Name);

    [Fact]
    public void StartShift_WhenNotRegistered_IsRefused() => Assert.Equal("NotRegistered", new OfficerCase().StartShift()?.Name);

    [Theory]
    [InlineData(0)]
    [InlineData(13.1)]
    public void StartShift_WhenItsLengthIsImpossible_IsRefused(double hours) =>
        Assert.Equal("endsAt", Registered().StartShift(hours)?.Field);

    [Fact]
    public void StartShift_WhenRestIsTooShort_IsRefused_UntilElevenHoursAreOver()
    {
        var officer = OnShift();
        officer.Now += TimeSpan.FromHours(8);
        officer.EndShift();
        officer.Now += TimeSpan.FromHours(10.9);
        Assert.Equal("RestTooShort", officer.StartShift()?.Name);

        officer.Now += TimeSpan.FromHours(0.1);
        Assert.Null(officer.StartShift());
    }

    [Fact]
    public void StartShift_WhenRestIsWaived_TakesAChief()
    {
        var officer = OnShift();
        officer.EndShift();
        Assert.Equal("ChiefNeeded", officer.StartShift(waiver: "storm")?.Name);
        Assert.Null(officer.StartShift(waiver: "storm", by: Supervisor));
    }

    [Fact]
    public void StartShift_WhenWorkOutlastedTheLastOne_CountsTheRestFromTheWorksEnd()
    {
        var officer = OnShift();
        officer.Settle(One, AssignmentStage.Examining, 1);
        officer.EndShift();
        officer.Now += TimeSpan.FromHours(2);
        officer.Settle(One, AssignmentStage.Gone, 1);
        officer.Now += TimeSpan.FromHours(10);

        Assert.Equal("RestTooShort", officer.StartShift()?.Name);
    }

    [Fact]
    public void EndShift_Drains_ReservationsGo_UnstartedIsToBeWithdrawn_RunningStays()
    {
        var three = InspectionId.Of(new ShipmentId("EETLL-3"), 1);
        var officer = OnShift();
        officer.Reserve(One, 20);
        officer.Settle(Two, AssignmentStage.Held, 4);
        officer.Settle(three, AssignmentStage.Examining, 2);

        Assert.Null(officer.EndShift());

        Assert.Equal(OfficerStatus.OffShift, officer.View.Status);
        Assert.Null(officer.Assignment(One));
        Assert.Equal([Two], OfficerRules.ToWithdraw(officer.State).Select(a => a.Inspection));
        Assert.Equal((AssignmentStage.Examining, 2L), officer.Assignment(three));
    }

    [Fact]
    public void Elapse_AtTheShiftsEnd_EndsItAndTheBreakWithIt()
    {
        var officer = OnShift();
        officer.Now += TimeSpan.FromHours(7.9);
        officer.TakeBreak(60);

        Assert.IsType<ShiftEnded>(Assert.Single(officer.Elapse(TimeSpan.FromHours(0.1))));

        Assert.Equal((OfficerStatus.OffShift, null), (officer.View.Status, officer.View.BreakEndsAt));
    }

    [Fact]
    public void TakeBreak_WhenExamining_IsRefused()
    {
        var officer = OnShift();
        officer.Settle(One, AssignmentStage.Examining, 1);
        Assert.Equal("WorkRunning", officer.TakeBreak()?.Name);
    }

    [Fact]
    public void TakeBreak_WhenOffered_GivesTheOfferBackAndKeepsWhatWasAccepted()
    {
        var officer = OnShift();
        officer.Settle(One, AssignmentStage.Offered, 1);
        officer.Settle(Two, AssignmentStage.Held, 1);

        Assert.Null(officer.TakeBreak());

        Assert.Equal([One], OfficerRules.ToWithdraw(officer.State).Select(a => a.Inspection));
        Assert.Equal("OnBreak", officer.Reserve(One, 5, basedOnEpoch: 2)?.Name);
    }

    [Fact]
    public void Elapse_AfterSixHoursWithoutABreak_SaysSoOnce()
    {
        var officer = OnShift();
        Assert.Empty(officer.Elapse(TimeSpan.FromHours(5.99)));
        Assert.IsType<BreakDue>(Assert.Single(officer.Elapse(TimeSpan.FromHours(0.01))));
        Assert.Empty(officer.Elapse(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Elapse_WhenTheBreakWasLongEnough_AsksForNoOther_AndAShortOneIsNone()
    {
        var officer = OnShift();
        officer.TakeBreak(30);
        officer.Now += TimeSpan.FromMinutes(14);
        officer.EndBreak();
        Assert.NotNull(officer.View.BreakDueAt);

        officer.TakeBreak(15);
        Assert.IsType<BreakEnded>(Assert.Single(officer.Elapse(TimeSpan.FromMinutes(15))));
        Assert.Null(officer.View.BreakDueAt);
        Assert.Empty(officer.Elapse(TimeSpan.FromHours(7)));
    }

    [Fact]
    public void StartShift_WhenTheDayIsShort_NeedsNoBreak() => Assert.Null(OnShift(hours: 6).View.BreakDueAt);

    [Fact]
    public void RaiseDuress_WhenOffShift_IsTaken_AndOnlyAChiefClearsIt()
    {
        var officer = Registered();
        Assert.Null(officer.Do(OfficerRules.RaiseDuress(officer.State, new RaiseDuress { LatitudeDegrees = 59.4 })));
        Assert.True(officer.View.Duress);

        var clear = new ClearDuress { Note = "found safe", Actor = new Actor(new UserId("officer1"), Roles.Officer) };
        Assert.Equal("ChiefNeeded", officer.Do(OfficerRules.ClearDuress(officer.State, clear))?.Name);
        Assert.Null(officer.Do(OfficerRules.ClearDuress(officer.State, clear with { Actor = Supervisor })));
        Assert.False(officer.View.Duress);
    }
}
