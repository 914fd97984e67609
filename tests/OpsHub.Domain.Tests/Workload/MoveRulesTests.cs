using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Domain.Workload;
using static OpsHub.Domain.Tests.Workload.Port;

namespace OpsHub.Domain.Tests.Workload;

public sealed class MoveRulesTests
{
    private static readonly OfficerId Two = new("officer2");

    [Fact]
    public void Preview_ShowsBothLoadsBeforeAndAfter()
    {
        var @case = Case(1, load: 30).HeldBy(Officer(1));
        var snapshot = Snapshot([Officer(1, 100).Holding(@case).Holding(Case(8, load: 20)), Officer(2, 100).Holding(Case(9, load: 92))], @case, Case(8), Case(9));

        var effect = MoveRules.Preview(snapshot, @case, Two);

        Assert.Equal((50.0, 20.0), (effect.FromLoadPercentBefore, effect.FromLoadPercentAfter));
        Assert.Equal((92.0, 122.0), (effect.ToLoadPercentBefore, effect.ToLoadPercentAfter));
        Assert.Null(effect.Refusal);
    }

    [Fact]
    public void Preview_CountsCasesThatWouldBeLate()
    {
        var soon = Case(9, load: 60, dueInHours: 0.5);
        var held = soon.HeldBy(Officer(2));
        var @case = Case(1, load: 30, dueInHours: 4);
        var snapshot = Snapshot([Officer(2).Holding(held)], held, @case);

        Assert.Equal(1, MoveRules.Preview(snapshot, @case, Two).LateCases);
        Assert.Equal(0, MoveRules.Preview(Snapshot([Officer(2)], @case), @case, Two).LateCases);
    }

    [Fact]
    public void Refuse_WhenOverHalfMore()
    {
        var snapshot = Snapshot([Officer(2, 100).Holding(Case(9, load: 100))], Case(9));
        Assert.Null(MoveRules.Refuse(snapshot, Case(1, load: 50), Two));
        Assert.Equal("NoCapacity", MoveRules.Refuse(snapshot, Case(1, load: 51), Two)?.Name);
    }

    [Fact]
    public void Refuse_WhenStarted() => Assert.Equal(
        "AlreadyStarted", MoveRules.Refuse(Snapshot([Officer(2)]), Case(1).HeldBy(Officer(1), InspectionStatus.Examining), Two)?.Name);

    [Fact]
    public void Refuse_WhenAlreadyThere_OrNobodyHasIt_OrNobodyKnowsTheOfficer()
    {
        var snapshot = Snapshot([Officer(2)]);
        Assert.Equal("AlreadyThere", MoveRules.Refuse(snapshot, Case(1).HeldBy(Officer(2)), Two)?.Name);
        Assert.Equal("NobodyHolds", MoveRules.Refuse(snapshot, Case(1), null)?.Name);
        Assert.Equal("UnknownOfficer", MoveRules.Refuse(snapshot, Case(1), new OfficerId("officer3"))?.Name);
    }

    [Fact]
    public void Refuse_WhenAHardRuleSpeaksAgainstIt_NamesTheRule() => Assert.Equal(
        "MissingSkill", MoveRules.Refuse(Snapshot([Officer(2)]), Case(1) with { Skills = ["dangerous-goods"] }, Two)?.Name);
}
