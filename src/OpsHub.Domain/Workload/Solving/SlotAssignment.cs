using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// The cheapest way to give each row one place at a column, or none at the row's own price; a column has as many places as its
/// capacity (a transportation problem with unit supplies). Exact; method and sources in <see cref="ShortestAugmentingPaths"/>.
/// A reusable workspace: nothing is allocated but the result once it has seen the largest problem. Not thread-safe.
/// </summary>
public sealed class SlotAssignment
{
    private readonly ShortestAugmentingPaths paths = new();
    private double[] start = [];

    /// <summary>Solves to proven optimality.</summary>
    /// <param name="problem">With a price of staying unassigned for every row.</param>
    /// <param name="previousPrices">
    /// <see cref="AssignmentResult.ColumnPrices"/> of a similar problem with the same columns, for a warm start; empty: cold.
    /// They change the time it takes, and among equally cheap assignments which one it is, never the cost.
    /// </param>
    /// <exception cref="ArgumentException">The problem is malformed, or there are previous prices for another number of columns.</exception>
    public AssignmentResult Solve(in AssignmentProblem problem, ReadOnlySpan<double> previousPrices = default)
    {
        problem.Validate();
        if (problem.UnassignedPrices.IsEmpty && problem.Rows > 0)
            throw new ArgumentException("every row needs a price of staying unassigned", nameof(problem));
        paths.Solve(problem, WarmStart(problem.Columns, previousPrices), allTaken: false);
        var (columns, rowPrices, columnPrices) = (new int[problem.Rows], new double[problem.Rows], new double[problem.Columns]);
        var (cost, assigned) = (0.0, 0);
        for (var row = 0; row < columns.Length; row++)
        {
            var column = columns[row] = paths.ColumnOf(row);
            rowPrices[row] = paths.RowPrice(problem, row);
            cost += column >= 0 ? problem.Cost(row, column) : problem.UnassignedPrice(row);
            assigned += column >= 0 ? 1 : 0;
        }
        for (var column = 0; column < columnPrices.Length; column++)
            columnPrices[column] = problem.Capacity(column) == 0 ? PriceWithoutPlaces(problem, column, rowPrices) : paths.ColumnPrice(column);
        return new AssignmentResult
        {
            ColumnOf = ImmutableCollectionsMarshal.AsImmutableArray(columns),
            RowPrices = ImmutableCollectionsMarshal.AsImmutableArray(rowPrices),
            ColumnPrices = ImmutableCollectionsMarshal.AsImmutableArray(columnPrices),
            Cost = cost,
            Assigned = assigned,
        };
    }

    private ReadOnlySpan<double> WarmStart(int columns, ReadOnlySpan<double> previousPrices)
    {
        if (previousPrices.IsEmpty)
            return default;
        if (previousPrices.Length != columns)
            throw new ArgumentException($"{previousPrices.Length} previous prices for {columns} columns", nameof(previousPrices));
        if (start.Length < columns)
            start = new double[columns];
        for (var column = 0; column < columns; column++)
            start[column] = double.IsFinite(previousPrices[column]) ? Math.Min(0, previousPrices[column]) : 0;
        return start.AsSpan(0, columns);
    }

    /// <summary>What a place would be worth where there is none: enough that no row would want it.</summary>
    private static double PriceWithoutPlaces(in AssignmentProblem problem, int column, double[] rowPrices)
    {
        var worth = 0.0;
        for (var row = 0; row < rowPrices.Length; row++)
            worth = Math.Min(worth, problem.Cost(row, column) - rowPrices[row]);
        return worth;
    }
}
