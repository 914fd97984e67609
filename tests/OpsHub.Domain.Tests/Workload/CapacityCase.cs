using System.Globalization;
using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Domain.Tests.Workload;

/// <summary>A generalized assignment problem, row by row.</summary>
internal sealed record CapacityCase(double[] Costs, int[] Weights, int[] Capacities, double[] Unassigned)
{
    private int Columns => Capacities.Length;

    private int Rows => Costs.Length / Columns;

    /// <summary>The library's format: columns, rows, costs and weights column by column, capacities.</summary>
    public static CapacityCase Read(string path, int sign)
    {
        int[] numbers = [.. File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        var (columns, rows) = (numbers[0], numbers[1]);
        int[] Table(int start) => [.. Enumerable.Range(0, rows * columns).Select(i => numbers[start + (i % columns * rows) + (i / columns)])];
        return new CapacityCase([.. Table(2).Select(cost => (double)(sign * cost))], Table(2 + (rows * columns)), numbers[^columns..], []);
    }

    public GeneralizedAssignmentResult Solve(SearchBudget? budget = null) => new GeneralizedAssignment().Solve(
        new GeneralizedAssignmentProblem { Costs = Costs, Weights = Weights, Capacities = Capacities, UnassignedPrices = Unassigned, Rows = Rows },
        budget ?? new SearchBudget { Moves = 1_000 });

    /// <summary>What the assignment costs, infinite where it breaks a rule.</summary>
    public double Check(GeneralizedAssignmentResult result)
    {
        var (load, cost) = (new long[Columns], 0.0);
        for (var row = 0; row < Rows; row++)
        {
            var column = result.ColumnOf[row];
            cost += column >= 0 ? Costs[(row * Columns) + column] : Unassigned.Length > 0 ? Unassigned[row] : double.PositiveInfinity;
            if (column >= 0)
                load[column] += Weights[(row * Columns) + column];
        }
        return load.Zip(Capacities).All(pair => pair.First <= pair.Second) ? cost : double.PositiveInfinity;
    }

    public double CheapestByTrying() => Try(0, [.. Capacities]);

    private double Try(int row, int[] room)
    {
        if (row == Rows)
            return 0;
        var best = Unassigned.Length > 0 ? Unassigned[row] + Try(row + 1, room) : double.PositiveInfinity;
        for (var column = 0; column < Columns; column++)
        {
            var at = (row * Columns) + column;
            if (Weights[at] > room[column] || double.IsPositiveInfinity(Costs[at]))
                continue;
            room[column] -= Weights[at];
            best = Math.Min(best, Costs[at] + Try(row + 1, room));
            room[column] += Weights[at];
        }
        return best;
    }
}
