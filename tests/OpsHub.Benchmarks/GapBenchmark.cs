using System.Diagnostics;
using System.Globalization;
using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Benchmarks;

/// <summary>
/// Assignment with capacities on the library's 48 instances, each for least cost (min) and for most profit (max), against the
/// best bounds known. Baseline, in turn: the greedy method by regret of S. Martello and P. Toth (1981) without improvement.
/// </summary>
internal static class GapBenchmark
{
    private const string Folder = "../shared/data/gap";
    private const double GoalGap = 0.005;
    private const double GoalMs = 1_000;

    public static int Run()
    {
        Console.WriteLine($"gap: assignment with capacities; goal: within {GoalGap:P1} of the best known bound, feasible, at most {GoalMs:F0} ms each on one thread");
        if (!Directory.Exists(Folder))
        {
            Console.WriteLine($"  {Folder} is missing: nothing measured");
            return 0;
        }

        Instance[] instances = [.. File.ReadLines($"{Folder}/bounds.csv").Skip(1).Select(line => line.Split(',')).SelectMany(Read)];
        // The first runs compile.
        Solve(instances[^1], new Timings());
        var missed = Measure("min", [.. instances.Where(i => !i.Most)]) + Measure("max", [.. instances.Where(i => i.Most)]);
        Console.WriteLine(missed == 0 ? "  goal met" : $"  GOAL MISSED on {missed}");
        return missed == 0 ? 0 : 1;
    }

    private static int Measure(string what, Instance[] instances)
    {
        var (timings, greedyTimings) = (new Timings(), new Timings());
        var (gaps, own, greedyGaps, missed, proven, greedyFailed) = (new List<double>(), new List<double>(), new List<double>(), 0, 0, 0);
        foreach (var instance in instances)
        {
            var greedy = greedyTimings.Time(() => RegretGreedy.Cost(instance.Costs, instance.Weights, instance.Capacities, instance.Rows));
            var result = Solve(instance, timings);
            var gap = instance.Gap(result.Cost);
            var fine = result.IsFeasible && instance.Keeps(result) && gap <= GoalGap && timings.Last <= GoalMs && result.Bound <= instance.Best + 1e-6;
            missed += fine ? 0 : 1;
            proven += result.Gap == 0 ? 1 : 0;
            gaps.Add(gap);
            own.Add(result.Gap);
            if (double.IsFinite(greedy))
                greedyGaps.Add(instance.Gap(greedy));
            else
                greedyFailed++;
            if (!fine || gap > 0)
                Console.WriteLine($"  {what} {instance.Name}: {(fine ? "" : "MISSED ")}cost {result.Cost} bound {result.Bound} best known {instance.Best} gap {gap:P2}, {timings.Last:F0} ms, {result.Moves} moves");
        }

        Console.WriteLine(
            $"  {what}: {instances.Length} instances, gap to the best known bound: median {Median(gaps):P2}, largest {gaps.Max():P2}, optimal on {gaps.Count(g => g <= 0)}; own bound proves {proven}, its largest gap {own.Max():P2};"
            + $" median {timings.Median:F1} ms, p99 {timings.P99:F1} ms");
        Console.WriteLine(
            $"       baseline, greedy by regret: gap median {Median(greedyGaps):P2}, largest {greedyGaps.Max():P2}, no assignment found on {greedyFailed}; median {greedyTimings.Median:F3} ms");
        return missed;
    }

    private static GeneralizedAssignmentResult Solve(Instance instance, Timings timings)
    {
        var solver = new GeneralizedAssignment();
        return timings.Time(() =>
        {
            var started = Stopwatch.GetTimestamp();
            var problem = new GeneralizedAssignmentProblem { Costs = instance.Costs, Weights = instance.Weights, Capacities = instance.Capacities, Rows = instance.Rows };
            // A tenth in reserve for the step under way and for a machine that does something else in between.
            return solver.Solve(problem, new SearchBudget { ShouldStop = () => Stopwatch.GetElapsedTime(started).TotalMilliseconds > GoalMs * 0.9 });
        });
    }

    private static IEnumerable<Instance> Read(string[] fields)
    {
        int[] numbers = [.. File.ReadAllText($"{Folder}/{fields[0]}").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        var (columns, rows) = (numbers[0], numbers[1]);
        // Stored column by column.
        var costs = Enumerable.Range(0, rows * columns).Select(i => (double)numbers[2 + (i % columns * rows) + (i / columns)]).ToArray();
        var weights = Enumerable.Range(0, rows * columns).Select(i => numbers[2 + (rows * columns) + (i % columns * rows) + (i / columns)]).ToArray();
        var capacities = numbers[^columns..];
        yield return new Instance(fields[0], false, rows, costs, weights, capacities, double.Parse(fields[3], CultureInfo.InvariantCulture));
        yield return new Instance(fields[0], true, rows, [.. costs.Select(cost => -cost)], weights, capacities, -double.Parse(fields[6], CultureInfo.InvariantCulture));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <param name="Best">Best known bound of the cost; profits are negative costs.</param>
    private sealed record Instance(string Name, bool Most, int Rows, double[] Costs, int[] Weights, int[] Capacities, double Best)
    {
        public double Gap(double cost) => (cost - Best) / Math.Abs(Best);

        public bool Keeps(GeneralizedAssignmentResult result)
        {
            var (load, cost) = (new int[Capacities.Length], 0.0);
            for (var row = 0; row < Rows; row++)
            {
                var at = (row * Capacities.Length) + result.ColumnOf[row];
                load[result.ColumnOf[row]] += Weights[at];
                cost += Costs[at];
            }

            return cost == result.Cost && load.Zip(Capacities).All(pair => pair.First <= pair.Second);
        }
    }
}
