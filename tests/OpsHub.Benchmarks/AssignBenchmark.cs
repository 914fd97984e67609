using System.Globalization;
using OpsHub.Domain.Tests.Workload;
using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Benchmarks;

/// <summary>
/// Exact rectangular assignment. Quality: the library's instances and random ones against scipy, and every result against its
/// own certificate. Time: the textbook Hungarian method as a baseline, in turn in one process.
/// </summary>
internal static class AssignBenchmark
{
    private const string Folder = "../shared/data/assign";
    private const int RandomInstances = 10_000;

    public static int Run()
    {
        Console.WriteLine("assign: exact rectangular assignment; goal: a gap of 0 % on every instance");
        var wrong = Library() + AgainstScipy();
        foreach (var (rows, columns) in ((int, int)[])[(95, 95), (200, 500), (500, 200), (500, 500), (800, 2_000)])
            Race(rows, columns);
        Console.WriteLine(wrong == 0 ? "  goal met" : $"  GOAL MISSED: {wrong} wrong");
        return wrong == 0 ? 0 : 1;
    }

    private static int Library()
    {
        if (!Directory.Exists(Folder))
        {
            Console.WriteLine($"  {Folder} is missing: the library's instances are left out");
            return 0;
        }

        var (wrong, worst, count, solver) = (0, 0.0, 0, new LinearAssignment());
        foreach (var fields in File.ReadLines($"{Folder}/optima.csv").Skip(1).Select(line => line.Split(',')))
        {
            double[] numbers = [.. File.ReadAllText($"{Folder}/{fields[0]}")
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            var (n, best) = ((int)numbers[0], double.Parse(fields[2], CultureInfo.InvariantCulture));
            var result = solver.Solve(numbers.AsSpan(1), n, n);
            worst = Math.Max(worst, (result.Cost - best) / best);
            wrong += result.Cost == best && AssignmentCertificate.Refute(numbers.AsSpan(1), n, n, result, 0) is null ? 0 : 1;
            count++;
        }

        Console.WriteLine($"  library: {count} instances, largest gap {worst:P3}, {wrong} wrong or unproven");
        return wrong;
    }

    private static int AgainstScipy()
    {
        var random = new Random(20260302);
        AssignmentInstance[] instances = [.. Enumerable.Range(0, RandomInstances).Select(_ => AssignmentInstance.Random(random, 40))];
        var theirs = Scipy.IsThere ? Scipy.Solve(instances) : null;
        var (solver, unproven, disagreements, worst) = (new LinearAssignment(), 0, 0, 0.0);
        for (var i = 0; i < instances.Length; i++)
        {
            var (costs, rows, columns) = instances[i];
            var result = solver.Solve(costs, rows, columns);
            unproven += AssignmentCertificate.Refute(costs, rows, columns, result, 0) is null ? 0 : 1;
            if (theirs is null)
                continue;
            disagreements += theirs[i] == (result.Assigned, result.Cost) ? 0 : 1;
            worst = Math.Max(worst, Math.Abs(result.Cost - theirs[i].Cost) / Math.Max(1, Math.Abs(theirs[i].Cost)));
        }

        Console.WriteLine(theirs is null
            ? $"  random: scipy is not here (package python3-scipy); {RandomInstances:N0} instances, {unproven} unproven"
            : $"  random: {RandomInstances:N0} rectangular instances with forbidden pairs against scipy: {disagreements} disagreements, largest gap {worst:P3}; {unproven} unproven");
        return unproven + disagreements;
    }

    private static void Race(int rows, int columns)
    {
        var random = new Random(rows);
        double[] costs = [.. Enumerable.Range(0, rows * columns).Select(_ => (double)random.Next(1, 1_000))];
        var solver = new LinearAssignment();
        var (subject, baseline) = (new Timings(), new Timings());
        var (ours, theirs) = (0.0, 0.0);
        for (var round = 0; round < 21; round++)
        {
            theirs = baseline.Time(() => TextbookHungarian.Cost(costs, rows, columns));
            ours = subject.Time(() => solver.Solve(costs, rows, columns).Cost);
        }

        Console.WriteLine(
            $"  {rows,3} x {columns,4} cold: subject median {subject.Median,7:F2} ms, p99 {subject.P99,7:F2} ms; textbook Hungarian median {baseline.Median,7:F2} ms:"
            + $" {baseline.Median / subject.Median:F1} times faster, costs {(ours == theirs ? "equal" : $"DIFFER: {ours} and {theirs}")}");
    }
}
