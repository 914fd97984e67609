using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Workload;
using static OpsHub.Domain.Tests.Workload.Port;

namespace OpsHub.Domain.Tests.Workload;

public sealed class CandidateRulesTests
{
    private static string? Exclusion(InspectionView @case, OfficerView officer, bool bySupervisor = false) => CandidateRules
        .Exclusion(@case, OfficerOutlook.Of(officer, _ => null, Noon), ZoneTravel.Unknown, Noon, bySupervisor);

    [Fact]
    public void Exclusion_WhenNothingStandsInTheWay_IsNone() => Assert.Null(Exclusion(Case(1), Officer(1)));

    [Fact]
    public void Exclusion_WhenOffShift() => Assert.Equal("OffShift", Exclusion(Case(1), Officer(1) with { ShiftEndsAt = null }));

    [Fact]
    public void Exclusion_WhenOnBreak() => Assert.Equal("OnBreak", Exclusion(Case(1), Officer(1) with { BreakEndsAt = Noon.AddMinutes(5) }));

    [Fact]
    public void Exclusion_WhenInDuress() => Assert.Equal("Duress", Exclusion(Case(1), Officer(1) with { Duress = true }));

    [Fact]
    public void Exclusion_WhenASkillIsMissing() =>
        Assert.Equal("MissingSkill", Exclusion(Case(1) with { Skills = ["physical", "documents"] }, Officer(1, 120, "documents")));

    [Theory]
    [InlineData("IMP1")]
    [InlineData("DEC1")]
    public void Exclusion_WhenAConflictWasDeclared(string party) =>
        Assert.Equal("ConflictOfInterest", Exclusion(Case(1), Officer(1).With(p => p with { Conflicts = [party] })));

    [Fact]
    public void Exclusion_WhenOfficerWroteTheProfile() =>
        Assert.Equal("SeparationOfDuties", Exclusion(Case(1) with { ProfileAuthors = [new UserId("officer1")] }, Officer(1)));

    [Fact]
    public void Exclusion_WhenDeclined_HoldsForTheBalancerOnly()
    {
        var declined = Case(1) with { NotAgain = [new OfficerId("officer1")] };
        Assert.Equal("NotAgain", Exclusion(declined, Officer(1)));
        Assert.Null(Exclusion(declined, Officer(1), bySupervisor: true));
        Assert.Equal("ConflictOfInterest", Exclusion(declined with { Barred = declined.NotAgain }, Officer(1), bySupervisor: true));
    }

    [Fact]
    public void Exclusion_WhenLoadWouldExceedCapacity_OrHalfMoreForASupervisor()
    {
        var busy = Officer(1, 100).Holding(Case(9, load: 90));
        Assert.Null(Exclusion(Case(1, load: 10), busy));
        Assert.Equal("NoCapacity", Exclusion(Case(1, load: 11), busy));
        Assert.Null(Exclusion(Case(1, load: 60), busy, bySupervisor: true));
        Assert.Equal("NoCapacity", Exclusion(Case(1, load: 61), busy, bySupervisor: true));
    }

    [Fact]
    public void Exclusion_WhenTheShiftEndsBeforeTheWorkWould()
    {
        var leaving = Officer(1) with { ShiftEndsAt = Noon.AddMinutes(20) };
        Assert.Null(Exclusion(Case(1, load: 20), leaving));
        Assert.Equal("ShiftEndsTooSoon", Exclusion(Case(1, load: 21), leaving));
    }

    [Fact]
    public void Cost_WeighLatenessByRisk()
    {
        var late = Case(1, load: 30, dueInHours: 0);
        Assert.Equal(30 * 1.5, Term(late, Officer(1), "lateness"), 6);
        Assert.Equal(30 * 3.0 * 4.0, Term(late with { Lane = Lane.Red, Priority = CasePriority.P1 }, Officer(1), "lateness"), 6);
    }

    [Fact]
    public void Cost_CountTravelFromWhereTheWorkInHandIs()
    {
        var south = Case(9) with { Zone = "south" };
        var snapshot = Snapshot([], south) with
        {
            Travel = ZoneTravel.Between([new PortPlace("north", "zone", 59.45, 24.70), new PortPlace("south", "zone", 59.40, 24.70)]),
        };
        var busy = OfficerOutlook.Of(Officer(1).Holding(south), id => snapshot.Cases.GetValueOrDefault(id), Noon);
        var free = OfficerOutlook.Of(Officer(2), _ => null, Noon);

        // 0.05 degrees of latitude are 5.56 km: 16.7 minutes at 20 km/h, and 3 to get going.
        Assert.Equal(19.68, CandidateRules.Cost(Case(1), busy, snapshot, 0).Travel, 2);
        Assert.Equal(0, CandidateRules.Cost(Case(1), free, snapshot, 0).Travel);
    }

    [Fact]
    public void Cost_PriceTheSameImporterAgainWithin30Days_UpToFourTimes()
    {
        var officer = Officer(1);
        var history = PairHistory.Empty;
        for (var times = 1; times <= 6; times++)
        {
            history = history.With(officer.Profile.Officer, Case(1) with { DeclarantId = "IMP1" }, Noon.AddDays(-1));
            Assert.Equal(15 * Math.Min(4, times), Term(Case(1) with { DeclarantId = "IMP1" }, officer, "repeat", history));
        }
        Assert.Equal(0, Term(Case(1), officer, "repeat", PairHistory.Empty.With(officer.Profile.Officer, Case(1), Noon.AddDays(-31))));
        Assert.Equal(0, Term(Case(2), officer, "repeat", history));
    }

    [Fact]
    public void Cost_AreMovedByAtMostTwoPercent_AndTheSameSeedGivesTheSame()
    {
        var seed = new Perturbation([1, 2, 3], "commitment");
        var values = new List<double>();
        for (var number = 1; number <= 500; number++)
        {
            var late = Case(number, dueInHours: -1);
            var cost = CandidateRules.Cost(late, OfficerOutlook.Of(Officer(1), _ => null, Noon), Snapshot([]) with { Perturbation = seed }, 0);
            var moved = cost.Perturbation / (cost.Total - cost.Perturbation);
            Assert.InRange(moved, -0.02, 0.02);
            Assert.Equal(seed.For(late.Id, new OfficerId("officer1")), new Perturbation([1, 2, 3], "").For(late.Id, new OfficerId("officer1")));
            values.Add(moved);
        }
        Assert.InRange(values.Average(), -0.002, 0.002);
        Assert.True(values.Max() > 0.018 && values.Min() < -0.018);
    }

    private static double Term(InspectionView @case, OfficerView officer, string name, PairHistory? history = null) => CandidateRules
        .Cost(@case, OfficerOutlook.Of(officer, _ => null, Noon), Snapshot([officer]) with { History = history ?? PairHistory.Empty }, 0)
        .Terms().SingleOrDefault(term => term.Name == name)?.Minutes ?? 0;
}
