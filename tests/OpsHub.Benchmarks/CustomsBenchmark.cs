using System.Diagnostics;
using OpsHub.Domain.Learning;
using OpsHub.Domain.Models;
using OpsHub.Testing.Learning;
using OpsHub.Testing.Models;

namespace OpsHub.Benchmarks;

/// <summary>
/// The online learner on <c>customs_kr</c>, which learns the training rows once, in the order of their dates, and then scores
/// the validation rows without learning from them; against Debian's XGBoost in the same run. <c>split</c> does the same on
/// a split by time inside the training rows, trained before October and measured on the rest: what options were chosen on.
/// </summary>
internal static class CustomsBenchmark
{
    private static readonly LearnerOptions s_options = new() { PriorRate = 0.2 };

    public static int Run(string[] arguments)
    {
        if (XGBoostOracle.Missing is { } missing)
        {
            Console.Error.WriteLine($"customs: not measured, because {missing}");
            return 2;
        }

        var isSplit = arguments is ["split", ..];
        var (start, end) = isSplit ? (new DateOnly(2020, 10, 1), new DateOnly(2021, 1, 1)) : (new DateOnly(2021, 1, 1), new DateOnly(2021, 4, 1));
        CustomsRow[] rows = [.. CustomsRows.Read(XGBoostOracle.Lines(CustomsRows.Train)), .. CustomsRows.Read(XGBoostOracle.Lines(CustomsRows.Valid))];
        var train = rows.Where(r => r.Declaration.Date < start).ToArray();
        var valid = rows.Where(r => r.Declaration.Date >= start && r.Declaration.Date < end).ToArray();
        var seen = train.Select(r => r.Pair).ToHashSet();
        bool[] isNew = [.. valid.Select(r => !seen.Contains(r.Pair))];
        bool[] found = [.. valid.Select(r => r.Found)];
        Console.WriteLine($"customs: {train.Length:N0} rows learned, {valid.Length:N0} measured ({(isSplit ? "October to December, inside the training rows" : "the validation rows, which no option was chosen on")}), {isNew.Count(n => n):N0} of them with a pair of mass and price never seen");

        var exact = new View(train, valid, found, start, end, rounded: false);
        var rounded = new View([.. train.Select(r => r.Rounded())], [.. valid.Select(r => r.Rounded())], found, start, end, rounded: true);
        var margin = rounded.PrecisionAt5 - rounded.BestPrecisionAt5;
        Console.WriteLine($"  mass and price to one digit: precision at 5 % {rounded.PrecisionAt5:F4}, XGBoost {rounded.BestPrecisionAt5:F4}, {margin:+0.0000;-0.0000} (goal +0.02): {Reached(margin >= 0.02)}");
        var isNotBelow = exact.CompareNew(isNew);
        Console.WriteLine($"  all rows, not a goal: precision at 5 % {exact.PrecisionAt5:F4}, XGBoost {exact.BestPrecisionAt5:F4}; AUC {exact.Auc:F4}, XGBoost {exact.BestAuc:F4}");
        var worst = Math.Max(exact.CalibrationError, rounded.CalibrationError);
        Console.WriteLine($"  expected calibration error: all rows {exact.CalibrationError:F4}, with one digit {rounded.CalibrationError:F4} (goal 0.02): {Reached(worst <= 0.02)}");
        exact.Learner.Cost(valid);
        return margin >= 0.02 && isNotBelow && worst <= 0.02 ? 0 : 1;
    }

    private static string Reached(bool isReached) => isReached ? "reached" : "NOT reached";

    private static void Cost(this OnlineLearner learner, CustomsRow[] rows)
    {
        var (times, sum) = (new List<double>(), 0.0);
        foreach (var row in rows)
            sum += learner.Score(row.Declaration).Probability;
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var row in rows)
            sum += learner.Score(row.Declaration).Probability;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)rows.Length;
        foreach (var row in rows)
        {
            var started = Stopwatch.GetTimestamp();
            sum += learner.Score(row.Declaration).Probability;
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        times.Sort();
        var state = LearnerState.Write(learner);
        Console.WriteLine($"  a score: median {times[times.Count / 2]:F1} us, p99 {times[times.Count * 99 / 100]:F1} us (goal 20), {bytes:F1} bytes allocated{(double.IsNaN(sum) ? "!" : "")}; state {state.Length / 1024.0 / 1024:F1} MiB of at most {LearnerState.MaxBytes(learner.Options) / 1024.0 / 1024:F1}; drift alarms {learner.Alarms}");
        Console.WriteLine($"  version {learner.Version}; the first row in words:");
        foreach (var told in learner.Explain(rows[0].Declaration, 4))
            Console.WriteLine($"    {told}");
    }

    /// <summary>One way of looking at the rows: both models' scores.</summary>
    private sealed class View
    {
        private readonly bool[] _found;
        private readonly double[] _own;
        private readonly double[] _probabilities;
        private readonly double[][] _others;

        public View(CustomsRow[] train, CustomsRow[] valid, bool[] found, DateOnly start, DateOnly end, bool rounded)
        {
            _found = found;
            foreach (var row in train)
                Learner.Learn(row.Declaration, row.Found, propensity: 1);
            var scores = Array.ConvertAll(valid, r => Learner.Score(r.Declaration));
            (_own, _probabilities) = (Array.ConvertAll(scores, s => s.Margin), Array.ConvertAll(scores, s => s.Probability));
            _others = Array.ConvertAll(CustomsXGBoost.StepSizes, step => CustomsXGBoost.Scores(start, end, rounded, step));
        }

        public OnlineLearner Learner { get; } = new(s_options);

        public double PrecisionAt5 => RankingMetrics.PrecisionAt(_own, _found, 0.05);

        public double BestPrecisionAt5 => _others.Max(s => RankingMetrics.PrecisionAt(s, _found, 0.05));

        public double Auc => RankingMetrics.Auc(_own, _found);

        public double BestAuc => _others.Max(s => RankingMetrics.Auc(s, _found));

        public double CalibrationError => CalibrationMetrics.ExpectedCalibrationError(_probabilities, _found);

        /// <summary>Only the rows whose pair was never seen.</summary>
        public bool CompareNew(bool[] isNew)
        {
            double[] New(double[] scores) => [.. scores.Where((_, i) => isNew[i])];
            bool[] found = [.. _found.Where((_, i) => isNew[i])];
            var (own, isNotBelow) = (New(_own), true);
            foreach (var (step, scores) in CustomsXGBoost.StepSizes.Zip(_others))
            {
                var other = New(scores);
                var difference = PairedBootstrap.Compare(own, other, found, seed: 2021);
                // Below is what the whole interval says; a difference whose interval holds 0 is none.
                var holds = difference.High >= 0;
                isNotBelow &= holds;
                Console.WriteLine($"  pair never seen: AUC {RankingMetrics.Auc(own, found):F4}, XGBoost (step {step}) {RankingMetrics.Auc(other, found):F4}, difference {difference.Difference:+0.0000;-0.0000}, 95 % from {difference.Low:+0.0000;-0.0000} to {difference.High:+0.0000;-0.0000}, below in {difference.ShareBelow:P1} of {difference.Resamples:N0} resamples (goal: not below): {Reached(holds)}; precision at 5 % {RankingMetrics.PrecisionAt(own, found, 0.05):F3} and {RankingMetrics.PrecisionAt(other, found, 0.05):F3}");
            }

            return isNotBelow;
        }
    }
}
