using System.Diagnostics;
using OpsHub.Contracts.Models;
using OpsHub.Domain.Models;
using OpsHub.Testing.Models;
using OpsHub.Wire.Models;

namespace OpsHub.Benchmarks;

/// <summary>
/// What a score of 400 trees of depth 6 costs. Baseline: the same trees with an object for each node. Subjects: the compiled
/// trees row by row, with contributions along the path, in a batch, and with exact contributions. All in turn in one process,
/// on one core. With python3-xgboost: the library's own times and the largest difference of a score on the 8,481 test rows.
/// </summary>
internal static class ModelBenchmark
{
    private const int Trees = 400;
    private const int Depth = 6;

    /// <summary>A slice takes a fraction of a millisecond, so that the median slice was not interrupted.</summary>
    private const int Slice = 64;
    private const int Rounds = 4;

    public static int Run()
    {
        var answers = XGBoostOracle.Missing is null ? XGBoostOracle.Ask("gbtree", "binary:logistic", Trees, Depth, exact: 1_000, timing: true) : null;
        var ensemble = answers is null ? SeededEnsemble.Make(1, Trees, 20, Depth, 0, ModelPrecision.Single, everyRule: false) : Import(answers.Model);
        var (model, naive) = (TreeModel.Compile(ensemble), new PointerForest(ensemble));
        double[][] rows = answers is null ? SeededRows(ensemble) : [.. Enumerable.Range(0, answers.Count).Select(answers.Row)];
        Console.WriteLine($"model: {model.Trees} trees of depth {Depth}, {ensemble.Trees.Sum(t => t.FirstChild.Length):N0} nodes, {model.Bytes / 1024.0:F0} KiB; {rows.Length:N0} rows of {model.Features} values{(answers is null ? $" from a seed, because {XGBoostOracle.Missing}" : " of customs_kr, one of thirty missing")}");
        var isRight = answers is null || Agree(answers, model);
        Race(model, naive, rows);
        OneByOne(model, rows);
        Exact(model, rows);
        if (answers is not null)
            Console.WriteLine($"  {answers.Timing}");
        return isRight ? 0 : 1;
    }

    private static TreeEnsemble Import(byte[] file)
    {
        var started = Stopwatch.GetTimestamp();
        var read = ModelFile.Read(file);
        var ensemble = read.Model ?? throw new InvalidOperationException(string.Join("; ", read.Findings));
        TreeModel.Compile(ensemble);
        Console.WriteLine($"model: {file.Length / 1024.0 / 1024:F1} MiB of JSON read and compiled in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms, the first time");
        return ensemble;
    }

    private static double[][] SeededRows(TreeEnsemble ensemble)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 8_192).Select(_ => SeededEnsemble.Row(random, ensemble))];
    }

    private static bool Agree(XGBoostAnswers answers, TreeModel model)
    {
        var (batch, score, inBatch) = (new double[answers.Count], 0.0, 0.0);
        var (path, exact, own, width) = (0.0, 0.0, new double[model.Features + 1], model.Features + 1);
        model.Score(Array.ConvertAll(answers.Rows, x => (double)x), batch);
        for (var i = 0; i < answers.Count; i++)
        {
            score = Math.Max(score, Math.Abs(model.Score(answers.Row(i)) - answers.Scores[i]));
            inBatch = Math.Max(inBatch, Math.Abs(batch[i] - answers.Scores[i]));
            if (i >= answers.ExactCount)
                continue;
            model.MarginWithPath(answers.Row(i), own);
            path = Math.Max(path, own.Select((c, k) => Math.Abs(c - answers.PathContributions[(i * width) + k])).Max());
            model.ExactContributions(answers.Row(i), own);
            exact = Math.Max(exact, own.Select((c, k) => Math.Abs(c - answers.ExactContributions[(i * width) + k])).Max());
        }

        Console.WriteLine($"  against the library: largest difference of a score on {answers.Count:N0} rows {score:E1}, in a batch {inBatch:E1} (goal 1e-6); of a contribution on {answers.ExactCount:N0} rows along the path {path:E1}, exact {exact:E1} log-odds (goal 1e-5)");
        return Math.Max(score, inBatch) <= 1e-6 && Math.Max(path, exact) <= 1e-5;
    }

    private static void Race(TreeModel model, PointerForest naive, double[][] rows)
    {
        var contributions = new double[model.Features + 1];
        (string What, Func<double[][], double[], double> Score)[] racers =
        [
            ("an object for each node", (slice, _) => slice.Sum(r => naive.Margin(r))),
            ("compiled, row by row", (slice, _) => slice.Sum(r => model.Margin(r))),
            ("compiled, with path contributions", (slice, _) => slice.Sum(r => model.MarginWithPath(r, contributions))),
            ("compiled, in batches of 64", (slice, flat) => { Span<double> scores = stackalloc double[Slice]; model.Score(flat, scores); return scores[0] + slice.Length; }),
        ];
        var times = racers.Select(_ => new List<double>()).ToArray();
        var sum = 0.0;
        foreach (var slice in Enumerable.Repeat(rows.Chunk(Slice).Where(s => s.Length == Slice).ToArray(), Rounds).SelectMany(s => s))
        {
            double[] flat = [.. slice.SelectMany(r => r)];
            for (var k = 0; k < racers.Length; k++)
            {
                var started = Stopwatch.GetTimestamp();
                sum += racers[k].Score(slice, flat);
                times[k].Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / Slice);
            }
        }

        var baseline = Median(times[0]);
        for (var k = 0; k < racers.Length; k++)
        {
            var us = Median(times[k]);
            Console.WriteLine($"  {racers[k].What,-34} {us,6:F2} us a row, {model.Trees / us,5:F0} million trees/s, {baseline / us,4:F1} times as fast as the first (median of {times[k].Count} slices of {Slice}; p10 {At(times[k], 0.1):F2}, p99 {At(times[k], 0.99):F2} us){(double.IsNaN(sum) ? "!" : "")}");
        }
    }

    private static void OneByOne(TreeModel model, double[][] rows)
    {
        var (times, sum, contributions) = (new List<double>(), 0.0, new double[model.Features + 1]);
        foreach (var row in rows)
        {
            var started = Stopwatch.GetTimestamp();
            sum += model.MarginWithPath(row, contributions);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        Console.WriteLine($"  one row at a time, with path contributions: median {Median(times):F2} us, p99 {At(times, 0.99):F2} us, largest {At(times, 1):F0} us of {times.Count:N0}{(double.IsNaN(sum) ? "!" : "")}");
    }

    private static void Exact(TreeModel model, double[][] rows)
    {
        var (times, contributions) = (new List<double>(), new double[model.Features + 1]);
        foreach (var row in rows.Take(500))
        {
            var started = Stopwatch.GetTimestamp();
            model.ExactContributions(row, contributions);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        Console.WriteLine($"  exact contributions: median {Median(times):F0} us a row, p10 {At(times, 0.1):F0}, p99 {At(times, 0.99):F0} us");
    }

    private static double Median(List<double> values) => At(values, 0.5);

    private static double At(List<double> values, double share) => values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(values.Count * share) - 1));
}
