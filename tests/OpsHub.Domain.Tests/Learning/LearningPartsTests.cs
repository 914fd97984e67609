using OpsHub.Domain.Learning;

namespace OpsHub.Domain.Tests.Learning;

public sealed class LearningPartsTests
{
    [Fact]
    public void Evidence_AfterAHalfLife_CountsHalf()
    {
        var table = new EvidenceTable(1_024, halfLifeDays: 30);
        table.Add(42UL << 32, day: 100, weight: 8, sum: 2);
        var left = table.Find(42UL << 32, day: 130);
        Assert.Equal((4, 1), (Math.Round(left.Weight, 5), Math.Round(left.Sum, 5)));
        Assert.Equal(0, table.Find(44UL << 32, day: 130).Weight);
    }

    [Fact]
    public void Evidence_ThatComesLate_CountsAsItWouldStandToday()
    {
        var table = new EvidenceTable(1_024, halfLifeDays: 30);
        table.Add(42UL << 32, day: 130, weight: 1, sum: 0);
        table.Add(42UL << 32, day: 100, weight: 8, sum: 8);
        Assert.Equal(5, table.Find(42UL << 32, day: 130).Weight, 5);
    }

    [Fact]
    public void Evidence_WhenASetIsFull_ForgetsTheLeastFirst()
    {
        var table = new EvidenceTable(1_024, halfLifeDays: 30);
        for (var key = 1UL; key <= 5; key++)
            table.Add((2 * key) << 32, day: 100, weight: key == 2 ? 1 : 10, sum: 0);
        Assert.Equal(0, table.Find(4UL << 32, day: 100).Weight);
        Assert.All(new ulong[] { 1, 3, 4, 5 }, key => Assert.Equal(10, table.Find((2 * key) << 32, day: 100).Weight));
    }

    [Fact]
    public void Drift_WhenProbabilitiesHold_RaisesNoAlarmWhateverIsExamined()
    {
        var (random, detector, alarms) = (new Random(5), new DriftDetector(), 0);
        for (var i = 0; i < 10_000; i++)
        {
            var p = i < 5_000 ? 0.7 * random.NextDouble() : 0.02;
            alarms += detector.Learn(p, random.NextDouble() < p) ? 1 : 0;
        }

        Assert.Equal(0, alarms);
    }

    [Theory]
    [InlineData(0.6, 0.3)]
    [InlineData(0.05, 0.25)]
    public void Drift_WhenFindingsComeOtherwise_IsNoticedWithinTwoHundredExaminations(double said, double comes)
    {
        var (random, detector) = (new Random(5), new DriftDetector());
        for (var i = 0; i < 1_000; i++)
            Assert.False(detector.Learn(said, random.NextDouble() < said));
        Assert.Contains(Enumerable.Range(0, 200), _ => detector.Learn(said, random.NextDouble() < comes));
    }

    [Fact]
    public void Exploration_CountedByItsChances_EstimatesTheWholeWithoutBias()
    {
        var (random, options, seed) = (new Random(5), new ExplorationOptions(), new byte[32]);
        var (truth, estimate, drawn) = (0, 0.0, 0);
        for (var i = 0; i < 40_000; i++)
        {
            var uncertainty = random.NextDouble();
            var found = random.NextDouble() < uncertainty;
            var propensity = ExplorationPlan.Propensity(options, rate: 0.1, uncertainty, meanUncertainty: 0.5);
            truth += found ? 1 : 0;
            if (!ExplorationPlan.Draw(seed, "", $"D{i}", propensity).Drawn)
                continue;
            drawn++;
            estimate += found ? 1 / propensity : 0;
        }

        Assert.InRange(drawn, 3_800, 4_200);
        // Twenty thousand findings, each drawn with a chance of about 0.12: a standard deviation of 380.
        Assert.InRange(estimate, truth - 1_200, truth + 1_200);
    }

    [Fact]
    public void Exploration_AfterAnAlarm_IsRaisedForItsDays()
    {
        var (options, alarm) = (new ExplorationOptions(), new DateOnly(2026, 3, 1));
        Assert.Equal(0.1, ExplorationPlan.ShareOn(options, alarm, lastAlarm: null));
        Assert.Equal(0.4, ExplorationPlan.ShareOn(options, alarm, alarm));
        Assert.Equal(0.4, ExplorationPlan.ShareOn(options, alarm.AddDays(options.AlarmDays), alarm));
        Assert.Equal(0.1, ExplorationPlan.ShareOn(options, alarm.AddDays(options.AlarmDays + 1), alarm));
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedByName() =>
        Assert.Equal("Cells", Assert.Throws<ArgumentException>(() => new OnlineLearner(new LearnerOptions { Cells = 1_000 })).ParamName);
}
