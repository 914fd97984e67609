using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Domain.Officers;
using OpsHub.Domain.Tests.Inspections;
using static OpsHub.Domain.Tests.Officers.OfficerCase;

namespace OpsHub.Domain.Tests.Officers;

public sealed class OfficerCapacityTests
{
    [Fact]
    public void Reserve_WhenOffShift_IsRefused() => Assert.Equal("OffShift", Registered().Reserve(One, 20)?.Name);

    [Fact]
    public void Reserve_WhenCapacityWouldBeExceeded_IsRefusedByExactlyOneMinute()
    {
        var officer = OnShift(capacity: 100);
        Assert.Null(officer.Reserve(One, 60));
        Assert.Equal("NoCapacity", officer.Reserve(Two, 41)?.Name);
        Assert.Null(officer.Reserve(Two, 40));
        Assert.Equal(100, officer.View.LoadMinutes);
    }

    [Fact]
    public void Reserve_WhenASupervisorOverloads_MayReachHalfMore()
    {
        var officer = OnShift(capacity: 100);
        officer.Reserve(One, 100);
        Assert.Equal("NoCapacity", officer.Reserve(Two, 51, overload: true)?.Name);
        Assert.Null(officer.Reserve(Two, 50, overload: true));
    }

    [Fact]
    public void Reserve_WhenTheCaseIsLargerThanAnyCapacity_TakesItWhole()
    {
        var officer = OnShift(capacity: 100);
        Assert.Null(officer.Reserve(One, 5_000));
        Assert.Equal(100, officer.View.LoadMinutes);
        Assert.Equal("NoCapacity", officer.Reserve(Two, 1)?.Name);
    }

    [Fact]
    public void Reserve_WhenRepeated_RenewsWithoutCountingTwice()
    {
        var officer = OnShift(capacity: 30);
        officer.Reserve(One, 20);
        officer.Now += TimeSpan.FromMinutes(1);
        Assert.Null(officer.Reserve(One, 25));
        Assert.Equal(25, officer.View.LoadMinutes);
        Assert.Equal(officer.Now.AddMinutes(5), officer.View.Assignments[0].ExpiresAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void Reserve_WhenItsEndIsImpossible_IsRefused(int minutes)
    {
        var officer = OnShift();
        var command = new ReserveCapacity { Inspection = One, Minutes = 5, ExpiresAt = officer.Now.AddMinutes(minutes) };
        Assert.Equal("expiresAt", officer.Do(OfficerRules.Reserve(officer.State, command, officer.Now))?.Field);
    }

    [Fact]
    public void Reserve_WhenThePlanDidNotKnowOfTheHold_IsRefused()
    {
        var officer = OnShift();
        officer.Settle(One, AssignmentStage.Held, 3);
        Assert.Equal("AlreadyAssigned", officer.Reserve(One, 20, basedOnEpoch: 3)?.Name);
        // Epoch 4 ended the hold; only the news of it has not come yet.
        Assert.Null(officer.Reserve(One, 20, basedOnEpoch: 4));
    }

    [Fact]
    public void Release_GivesBackAReservation_ButNoHold()
    {
        var officer = OnShift();
        officer.Reserve(One, 20);
        officer.Settle(Two, AssignmentStage.Offered, 1);

        Assert.Null(officer.Release(One));
        Assert.Null(officer.Release(Two));

        Assert.Null(officer.Assignment(One));
        Assert.Equal((AssignmentStage.Offered, 1L), officer.Assignment(Two));
    }

    [Fact]
    public void Settle_WhenAnOfferFollowsAReleasedReservation_Counts()
    {
        var officer = OnShift();
        officer.Reserve(One, 20, basedOnEpoch: 4);
        officer.Release(One);
        officer.Settle(One, AssignmentStage.Offered, 5);
        Assert.Equal((AssignmentStage.Offered, 5L), officer.Assignment(One));
    }

    [Fact]
    public void Settle_InAnyOrderAndTwice_EndsAtTheNewestNews()
    {
        (AssignmentStage Stage, long Epoch)[] news =
            [(AssignmentStage.Offered, 1), (AssignmentStage.Held, 1), (AssignmentStage.Gone, 2), (AssignmentStage.Offered, 3), (AssignmentStage.Held, 3), (AssignmentStage.Examining, 3)];
        foreach (var order in Permutations(news))
        {
            var officer = OnShift();
            foreach (var (stage, epoch) in order.Concat(order))
                Assert.Null(officer.Settle(One, stage, epoch));
            Assert.Equal((AssignmentStage.Examining, 3L), officer.Assignment(One));
            Assert.Equal(20, officer.View.LoadMinutes);
        }
    }

    [Fact]
    public void Settle_WhenGoneLast_LeavesNothingInAnyOrder()
    {
        (AssignmentStage Stage, long Epoch)[] news =
            [(AssignmentStage.Offered, 1), (AssignmentStage.Held, 1), (AssignmentStage.Examining, 1), (AssignmentStage.Gone, 1)];
        foreach (var order in Permutations(news))
        {
            var officer = OnShift();
            foreach (var (stage, epoch) in order)
                officer.Settle(One, stage, epoch);
            Assert.Null(officer.Assignment(One));
            Assert.Equal(0, officer.View.LoadMinutes);
        }
    }

    [Fact]
    public void Settle_WhenOldNewsMeetsANewReservation_KeepsTheReservation()
    {
        var officer = OnShift();
        officer.Reserve(One, 20, basedOnEpoch: 6);
        officer.Settle(One, AssignmentStage.Gone, 6);
        officer.Settle(One, AssignmentStage.Held, 5);
        Assert.Equal((AssignmentStage.Reserved, 6L), officer.Assignment(One));

        officer.Settle(One, AssignmentStage.Offered, 7);
        Assert.Equal((AssignmentStage.Offered, 7L), officer.Assignment(One));
    }

    [Fact]
    public void Settle_WhenAnExaminationEnds_CountsAsFinished()
    {
        var officer = OnShift();
        officer.Settle(One, AssignmentStage.Examining, 1);
        Assert.Equal(OfficerStatus.Busy, officer.View.Status);
        officer.Settle(One, AssignmentStage.Gone, 1);
        Assert.Equal((OfficerStatus.Available, 1), (officer.View.Status, officer.View.FinishedThisShift));
    }

    [Fact]
    public void Reconcile_WhenTheRecordKnowsNothing_EndsTheReservation_AndBeforeItsEndDoesNothing()
    {
        var officer = OnShift();
        officer.Reserve(One, 20);
        Assert.Empty(OfficerRules.Reconcile(officer.State, One, null, officer.Now).Events);

        officer.Now += TimeSpan.FromMinutes(5);
        Assert.Equal([One], OfficerRules.ToAsk(officer.State, officer.Now).ToArray());
        officer.Do(OfficerRules.Reconcile(officer.State, One, null, officer.Now));

        Assert.Equal(0, officer.View.LoadMinutes);
    }

    [Fact]
    public void Reconcile_WhenTheRecordSaysAccepted_HoldsIt()
    {
        var record = InspectionCase.Opened().HeldBy(Id).View;
        var officer = OnShift();
        officer.Reserve(record.Id, 20);
        officer.Now += TimeSpan.FromMinutes(5);

        officer.Do(OfficerRules.Reconcile(officer.State, record.Id, record, officer.Now));

        Assert.Equal((AssignmentStage.Held, 1L), officer.Assignment(record.Id));
    }

    [Fact]
    public void Reconcile_WhenAnotherHasTheCase_EndsTheReservation()
    {
        var record = InspectionCase.Opened().HeldBy(InspectionCase.Boris).View;
        var officer = OnShift();
        officer.Reserve(record.Id, 20);
        officer.Now += TimeSpan.FromMinutes(5);

        officer.Do(OfficerRules.Reconcile(officer.State, record.Id, record, officer.Now));

        Assert.Null(officer.Assignment(record.Id));
        Assert.Equal(InspectionStatus.Accepted, record.Status);
    }

    [Fact]
    public void NextDeadline_WhenReserved_IsTheReservationsEnd()
    {
        var officer = OnShift();
        officer.Reserve(One, 20);
        Assert.Equal(officer.Now.AddMinutes(5), OfficerRules.NextDeadline(officer.State));
    }

    private static IEnumerable<T[]> Permutations<T>(T[] items)
    {
        if (items.Length <= 1)
        {
            yield return items;
            yield break;
        }
        for (var i = 0; i < items.Length; i++)
        {
            T[] rest = [.. items[..i], .. items[(i + 1)..]];
            foreach (var order in Permutations(rest))
                yield return [items[i], .. order];
        }
    }
}
