using System.Collections.Immutable;
using OpsHub.Domain.Workload;
using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Benchmarks;

/// <summary>
/// How long a decision takes: every case to an officer, each officer up to their free places, proven to be the cheapest. A day
/// goes on: from one decision to the next a few cases come and go and a few officers move, and the prices of the last decision
/// start the next. Baselines, in turn: the same solver started cold, and the textbook Hungarian method on a column for each place.
/// </summary>
internal static class DecideBenchmark
{
    public static int Run()
    {
        Console.WriteLine("decide: cases x officers, each officer up to 5 free places; 2 % of the cases and of the officers change between decisions");
        var met = true;
        foreach (var leastPlaces in (int[])[1, 0])
        {
            Console.WriteLine(leastPlaces == 1 ? "  a fifth more places than cases:" : "  as many places as cases, the hardest:");
            met &= Measure(500, 200, leastPlaces, steps: 500, p99GoalMs: 5, textbookEvery: 100);
            met &= Measure(2_000, 800, leastPlaces, steps: 100, p99GoalMs: 100, textbookEvery: 0);
        }

        MeasurePlan(500, 200);
        Console.WriteLine(met ? "  goal met" : "  GOAL MISSED");
        return met ? 0 : 1;
    }

    private static bool Measure(int cases, int officers, int leastPlaces, int steps, double p99GoalMs, int textbookEvery)
    {
        var day = new DecisionDay(cases, officers, leastPlaces, new Random(cases));
        var (warmSolver, coldSolver) = (new SlotAssignment(), new SlotAssignment());
        var (warm, cold, textbook) = (new Timings(), new Timings(), new Timings());
        var prices = coldSolver.Solve(day.Problem).ColumnPrices;
        // Compiled for good after some tens of calls.
        for (var i = 0; i < 30; i++)
            prices = Step(day, warmSolver, prices, new Timings()).ColumnPrices;
        var (unproven, assigned, differences) = (0, 0L, 0);
        for (var step = 0; step < steps; step++)
        {
            var result = Step(day, warmSolver, prices, warm);
            prices = result.ColumnPrices;
            assigned += result.Assigned;
            if (AssignmentCertificate.Refute(day.Problem, result, 1e-6) is not null)
                unproven++;
            if (step % 10 == 0)
            {
                var again = cold.Time(() => coldSolver.Solve(day.Problem));
                differences += Math.Abs(again.Cost - result.Cost) <= 1e-9 * result.Cost ? 0 : 1;
            }

            // On the larger one it takes minutes.
            if (textbookEvery == 0 || step % textbookEvery != 0)
                continue;
            var (costs, columns) = day.Copied();
            var theirs = textbook.Time(() => TextbookHungarian.Cost(costs, cases, columns));
            differences += Math.Abs(theirs - result.Cost) <= 1e-9 * result.Cost ? 0 : 1;
        }

        var met = warm.P99 <= p99GoalMs && unproven == 0 && differences == 0;
        Console.WriteLine(
            $"  {cases,4} x {officers,3}: warm median {warm.Median,6:F2} ms, p99 {warm.P99,6:F2} ms (goal {p99GoalMs:F0}: {(warm.P99 <= p99GoalMs ? "met" : "MISSED")}), of the processor {warm.ProcessorMedian:F2} and {warm.ProcessorP99:F2} ms; {assigned / (double)steps:F0} placed;"
            + $" {unproven} of {steps} unproven, {differences} costs differ");
        Console.WriteLine(
            $"              cold median {cold.Median:F2} ms, p99 {cold.P99:F2} ms: x{cold.Median / warm.Median:F1}"
            + (textbookEvery == 0 ? "" : $"; textbook Hungarian median {textbook.Median:F0} ms: x{textbook.Median / warm.Median:F0}"));
        return met;
    }

    /// <summary>What the solver's time is a part of: weighing every pair by the rules, and the reasons of 64 offers. No goal is set for it.</summary>
    private static void MeasurePlan(int cases, int officers)
    {
        var snapshot = DispatchBenchmark.Port(cases, officers, new Random(cases));
        var plans = new Timings();
        for (var i = 0; i < 8; i++)
            DispatchPlanner.Plan(snapshot, 64);
        for (var i = 0; i < 30; i++)
            plans.Time(() => DispatchPlanner.Plan(snapshot, 64));
        Console.WriteLine($"  {cases,4} x {officers,3}: a whole plan with its rules, costs, perturbations and reasons: warm median {plans.Median:F1} ms, p99 {plans.P99:F1} ms, of the processor {plans.ProcessorMedian:F1} ms");
    }

    private static AssignmentResult Step(DecisionDay day, SlotAssignment solver, ImmutableArray<double> prices, Timings timings)
    {
        day.GoOn();
        return timings.Time(() => solver.Solve(day.Problem, prices.AsSpan()));
    }
}
