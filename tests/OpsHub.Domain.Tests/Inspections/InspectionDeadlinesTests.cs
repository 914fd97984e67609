using OpsHub.Contracts.Inspections;
using OpsHub.Domain.Inspections;
using static OpsHub.Domain.Tests.Inspections.InspectionCase;

namespace OpsHub.Domain.Tests.Inspections;

public sealed class InspectionDeadlinesTests
{
    [Fact]
    public void Elapse_WhenAnOfferIsNotAnswered_RemindsOnceThenTakesItBack()
    {
        var @case = Opened().OfferedTo(Anna);
        Assert.Empty(@case.Elapse(TimeSpan.FromSeconds(119)));
        Assert.IsType<OfferReminded>(Assert.Single(@case.Elapse(TimeSpan.FromSeconds(1))));
        // A quarter of two minutes to answer the reminder.
        Assert.Equal(@case.Now.AddSeconds(30), @case.View.OfferExpiresAt);
        Assert.Empty(@case.Elapse(TimeSpan.FromSeconds(29)));

        var withdrawn = Assert.IsType<InspectionWithdrawn>(Assert.Single(@case.Elapse(TimeSpan.FromSeconds(1))));

        Assert.Equal((HoldEnd.OfferExpired, Anna), (withdrawn.Reason, withdrawn.Officer));
        Assert.Equal([Anna], @case.View.NotAgain.ToArray());
        Assert.Equal((InspectionStatus.Queued, null), (@case.View.Status, @case.View.OfferExpiresAt));
    }

    [Fact]
    public void Elapse_WhenTheReminderIsAnswered_LeavesTheCaseWithTheOfficer()
    {
        var @case = Opened().OfferedTo(Anna);
        @case.Elapse(TimeSpan.FromSeconds(120));
        Assert.Null(@case.Accept(Anna));
        Assert.Empty(@case.Elapse(TimeSpan.FromMinutes(10)));
        Assert.Equal(InspectionStatus.Accepted, @case.View.Status);
    }

    [Fact]
    public void Elapse_WhenNobodyAnswersTwice_CountsTowardsTheAlarm_AndAnAnswerEndsTheCount()
    {
        var @case = Opened().OfferedTo(Anna);
        @case.Elapse(TimeSpan.FromSeconds(120));
        @case.Elapse(TimeSpan.FromSeconds(60));
        @case.OfferedTo(Boris);
        @case.Elapse(TimeSpan.FromSeconds(120));
        @case.Elapse(TimeSpan.FromSeconds(60));
        Assert.Equal(InspectionLimits.UnansweredOffersBeforeAlarm, @case.State.UnansweredOffers);

        @case.Do(s => InspectionRules.Relax(s, new RelaxExclusions { BasedOnVersion = s.Case!.Version, Reason = "nobody else" }, @case.Now));
        @case.HeldBy(Anna);
        Assert.Equal(0, @case.State.UnansweredOffers);
    }

    [Fact]
    public void Elapse_AfterAnOutage_StillGivesTheRemindersTime()
    {
        var @case = Opened().OfferedTo(Anna);
        Assert.IsType<OfferReminded>(Assert.Single(@case.Elapse(TimeSpan.FromHours(2))));
        Assert.Equal(@case.Now.AddSeconds(30), @case.View.OfferExpiresAt);
    }

    [Fact]
    public void Elapse_WhenOverdue_ReportsOnce()
    {
        var @case = Opened();
        Assert.Equal(InspectionCase.Start.AddHours(4), InspectionRules.NextDeadline(@case.State));
        Assert.IsType<InspectionOverdue>(Assert.Single(@case.Elapse(TimeSpan.FromHours(4))));
        Assert.True(@case.View.Overdue);
        Assert.Empty(@case.Elapse(TimeSpan.FromHours(4)));
        Assert.Null(InspectionRules.NextDeadline(@case.State));
    }

    [Fact]
    public void NextDeadline_WhenOfferedAndDue_IsTheEarlier()
    {
        var @case = Opened();
        @case.Now = InspectionCase.Start.AddHours(4).AddSeconds(-60);
        @case.OfferedTo(Anna);
        Assert.Equal(InspectionCase.Start.AddHours(4), InspectionRules.NextDeadline(@case.State));
        @case.Elapse(TimeSpan.FromSeconds(60));
        Assert.Equal(@case.Now.AddSeconds(60), InspectionRules.NextDeadline(@case.State));
    }

    [Fact]
    public void NextDeadline_WhenClosed_IsNone() =>
        Assert.Null(InspectionRules.NextDeadline(Opened().FoundBy(Anna, InspectionOutcome.Released).State));
}
