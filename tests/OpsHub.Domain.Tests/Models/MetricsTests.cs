using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Models;
using OpsHub.Domain.Models;

namespace OpsHub.Domain.Tests.Models;

public sealed class MetricsTests
{
    private static readonly bool[] Outcomes = [false, false, true, false, true, true];

    [Fact]
    public void Auc_OfKnownRanks_IsTheShareOfPairsInOrder()
    {
        // 8 of the 9 pairs are in order.
        Assert.Equal(8 / 9.0, RankingMetrics.Auc([1, 2, 3, 4, 5, 6], Outcomes), 1e-15);
        Assert.Equal(1 / 9.0, RankingMetrics.Auc([6, 5, 4, 3, 2, 1], Outcomes), 1e-15);
        Assert.Equal(0.5, RankingMetrics.Auc([7, 7, 7, 7, 7, 7], Outcomes));
        Assert.Equal(8.5 / 9, RankingMetrics.Auc([1, 2, 3, 3, 5, 6], Outcomes), 1e-15);
        Assert.True(double.IsNaN(RankingMetrics.Auc([1, 2], [true, true])));
        Assert.Throws<ArgumentException>(() => RankingMetrics.Auc([1, double.NaN], [true, false]));
        Assert.Throws<ArgumentException>(() => RankingMetrics.Auc([1], [true, false]));
    }

    [Fact]
    public void Auc_OfAnyScores_IsWhatCountingThePairsGives() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var n = random.Next(2, 60);
            double[] scores = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(10))];
            bool[] outcomes = [true, false, .. Enumerable.Range(2, n - 2).Select(_ => random.Next(2) == 0)];
            var pairs = from p in Enumerable.Range(0, n) where outcomes[p] from q in Enumerable.Range(0, n) where !outcomes[q] select scores[p].CompareTo(scores[q]);
            Assert.Equal(pairs.Average(c => c > 0 ? 1 : c == 0 ? 0.5 : 0), RankingMetrics.Auc(scores, outcomes), 1e-12);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void PrecisionAt_AShare_CountsTheHighestScores()
    {
        Assert.Equal(1, RankingMetrics.PrecisionAt([1, 2, 3, 4, 5, 6], Outcomes, 1 / 3.0));
        Assert.Equal(2 / 3.0, RankingMetrics.PrecisionAt([1, 2, 3, 4, 5, 6], Outcomes, 0.5), 1e-15);
        Assert.Equal(0.5, RankingMetrics.PrecisionAt([1, 2, 3, 4, 5, 6], Outcomes, 1));
        // One place is left for three cases with two findings among them, in whatever order they came.
        Assert.Equal((1 + (2 / 3.0)) / 2, RankingMetrics.PrecisionAt([1, 1, 5, 5, 5, 6], Outcomes, 1 / 3.0), 1e-15);
        var hundred = Enumerable.Range(0, 100).Select(i => (double)i).ToArray();
        Assert.Equal(1, RankingMetrics.PrecisionAt(hundred, [.. hundred.Select(i => i >= 95)], 0.05));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.PrecisionAt([1], [true], 0));
    }

    [Fact]
    public void Compare_OfABetterModel_FindsItBetterAndIsRepeatable()
    {
        var random = new Random(3);
        var n = 2_000;
        bool[] outcomes = [.. Enumerable.Range(0, n).Select(_ => random.Next(4) == 0)];
        double[] good = [.. outcomes.Select(o => (o ? 1.0 : 0) + (random.NextDouble() * 2))];
        double[] poor = [.. outcomes.Select(o => (o ? 0.3 : 0) + (random.NextDouble() * 2))];
        var found = PairedBootstrap.Compare(good, poor, outcomes, seed: 11, resamples: 500);
        Assert.Equal(RankingMetrics.Auc(good, outcomes) - RankingMetrics.Auc(poor, outcomes), found.Difference, 1e-12);
        Assert.InRange(found.Difference, found.Low, found.High);
        Assert.True(found.Low > 0 && found.ShareBelow == 0, $"{found}");
        Assert.Equal(found, PairedBootstrap.Compare(good, poor, outcomes, seed: 11, resamples: 500));
        Assert.NotEqual(found, PairedBootstrap.Compare(good, poor, outcomes, seed: 12, resamples: 500));
        var back = PairedBootstrap.Compare(poor, good, outcomes, seed: 11, resamples: 500);
        Assert.Equal((-found.High, -found.Low), (back.Low, back.High));
        Assert.Equal(new AucDifference(0, 0, 0, 0.5, 100), PairedBootstrap.Compare(good, good, outcomes, seed: 1, resamples: 100));
    }

    [Fact]
    public void Compare_OfEqualModels_CoversZeroAsOftenAsItSays()
    {
        var covered = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var random = new Random(trial);
            bool[] outcomes = [.. Enumerable.Range(0, 150).Select(i => i % 3 == 0)];
            double[] Noisy() => [.. outcomes.Select(o => (o ? 0.5 : 0) + random.NextDouble())];
            var found = PairedBootstrap.Compare(Noisy(), Noisy(), outcomes, seed: (ulong)trial, resamples: 200);
            covered += found.Low <= 0 && found.High >= 0 ? 1 : 0;
        }

        // 190 expected; 178 and 199 are four standard deviations off.
        Assert.InRange(covered, 178, 199);
    }

    [Fact]
    public void BrierAndExpectedCalibrationError_OfKnownCases_AreWhatTheyShouldBe()
    {
        double[] said = [0.1, 0.1, 0.9, 1];
        bool[] found = [false, true, true, true];
        Assert.Equal((0.01 + 0.81 + 0.01 + 0) / 4, CalibrationMetrics.Brier(said, found), 1e-15);
        // Bin 0.1: said 0.1, found 0.5; bin 0.9 to 1: said 0.95, found 1.
        Assert.Equal((2 * 0.4 / 4) + (2 * 0.05 / 4), CalibrationMetrics.ExpectedCalibrationError(said, found), 1e-12);
        Assert.Equal([new ReliabilityBin(2, 0.1, 0.5), new ReliabilityBin(2, 0.95, 1)], CalibrationMetrics.Reliability(said, found).AsEnumerable());
        Assert.Throws<ArgumentException>(() => CalibrationMetrics.Brier([1.1], [true]));
    }

    [Fact]
    public void FitIsotonic_OfKnownCases_PoolsWhatFalls()
    {
        // Outcomes by score: 0, 1, 0, (1, 0), 1: the second and third pool to a half, and so do the two of score 4.
        var curve = Calibration.FitIsotonic([1, 2, 3, 4, 4, 6], [false, true, false, true, false, true]);
        Assert.Equal([1, 2, 4, 6], curve.Scores.AsEnumerable());
        Assert.Equal([0, 0.5, 0.5, 1], curve.Probabilities.AsEnumerable());
        Assert.Equal([0, 0, 0.25, 0.5, 0.5, 0.75, 1, 1], ((double[])[-9, 1, 1.5, 2, 3.3, 5, 6, 99]).Select(s => Calibration.Apply(curve, s)));
    }

    [Fact]
    public void FitIsotonic_OfAnyCases_NeverFallsAndKeepsTheMean() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            double[] scores = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => random.Next(-20, 20) / 4.0)];
            bool[] outcomes = [.. scores.Select(s => random.NextDouble() < (s + 5) / 10)];
            var curve = Calibration.FitIsotonic(scores, outcomes);
            Assert.Equal(curve.Scores.Distinct().Order(), curve.Scores);
            Assert.Equal(curve.Probabilities.Order(), curve.Probabilities);
            Assert.Equal(outcomes.Average(o => o ? 1.0 : 0), scores.Average(s => Calibration.Apply(curve, s)), 1e-9);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void FitPlatt_OfCasesFromASigmoid_FindsIt()
    {
        var random = new Random(9);
        double[] scores = [.. Enumerable.Range(0, 40_000).Select(_ => (random.NextDouble() * 8) - 4)];
        bool[] outcomes = [.. scores.Select(s => random.NextDouble() < 1 / (1 + Math.Exp(-((1.7 * s) - 0.6))))];
        var curve = Calibration.FitPlatt(scores, outcomes);
        Assert.Equal(CalibrationMethod.Platt, curve.Method);
        Assert.Equal(1.7, curve.Slope, 0.06);
        Assert.Equal(-0.6, curve.Intercept, 0.06);
        double[] said = [.. scores.Select(s => Calibration.Apply(curve, s))];
        Assert.InRange(CalibrationMetrics.ExpectedCalibrationError(said, outcomes), 0, 0.02);
    }

    [Theory]
    [InlineData(new double[] { 3, 3, 3 }, new[] { true, false, false })]
    [InlineData(new double[] { 1, 2 }, new[] { true, true })]
    [InlineData(new double[] { -1000, 1000 }, new[] { false, true })]
    [InlineData(new double[] { 5 }, new[] { false })]
    public void Fit_OfAwkwardCases_GivesProbabilities(double[] scores, bool[] outcomes)
    {
        foreach (var curve in (ScoreCalibration[])[Calibration.FitPlatt(scores, outcomes), Calibration.FitIsotonic(scores, outcomes)])
            Assert.All((double[])[-1e6, 0, 1e6, .. scores], s => Assert.InRange(Calibration.Apply(curve, s), 0, 1));
    }
}
