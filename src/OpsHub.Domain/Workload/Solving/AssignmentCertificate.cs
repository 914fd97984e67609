namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Checks a result without solving anything: that it is an assignment, and by its prices that none is cheaper (weak duality
/// and complementary slackness). Independent of how it was found.
/// </summary>
public static class AssignmentCertificate
{
    /// <summary>What is wrong with the result of <see cref="SlotAssignment"/>, or null when it is proven optimal.</summary>
    /// <param name="tolerance">Largest rounding error allowed, in units of cost; 0 for whole numbers.</param>
    public static string? Refute(in AssignmentProblem problem, AssignmentResult result, double tolerance)
    {
        var load = new int[problem.Columns];
        for (var row = 0; row < problem.Rows; row++)
        {
            var (column, price) = (result.ColumnOf[row], result.RowPrices[row]);
            if (column >= 0)
                load[column]++;
            var cost = column >= 0 ? problem.Cost(row, column) : problem.UnassignedPrice(row);
            if (!double.IsFinite(cost))
                return $"row {row} is where it may not be";
            if (!(price <= problem.UnassignedPrice(row) + tolerance))
                return $"row {row}: price {price} is above that of staying unassigned";
            if (!(Math.Abs(price + (column >= 0 ? result.ColumnPrices[column] : 0) - cost) <= tolerance))
                return $"row {row}: its prices are not its cost {cost}";
            for (var other = 0; other < problem.Columns; other++)
            {
                if (!(price + result.ColumnPrices[other] <= problem.Cost(row, other) + tolerance))
                    return $"row {row}, column {other}: prices above the cost by {price + result.ColumnPrices[other] - problem.Cost(row, other)}";
            }
        }
        for (var column = 0; column < problem.Columns; column++)
        {
            var (price, capacity) = (result.ColumnPrices[column], problem.Capacities.IsEmpty ? 1 : problem.Capacities[column]);
            if (load[column] > capacity)
                return $"column {column} has {load[column]} rows for {capacity} places";
            if (!(price <= tolerance) || (load[column] < capacity && !(price >= -tolerance)))
                return $"column {column}: price {price} with {load[column]} of {capacity} places taken";
        }
        return null;
    }

    /// <summary>What is wrong with the result of <see cref="LinearAssignment"/>, or null when it is proven largest and cheapest.</summary>
    /// <inheritdoc cref="Refute(in AssignmentProblem, AssignmentResult, double)"/>
    public static string? Refute(ReadOnlySpan<double> costs, int rows, int columns, LinearAssignmentResult result, double tolerance)
    {
        var taken = new bool[columns];
        for (var row = 0; row < rows; row++)
        {
            var column = result.ColumnOf[row];
            if (column >= 0 && taken[column])
                return $"column {column} was given twice";
            if (column >= 0)
                taken[column] = true;
            if (RefuteSide("row", row, result.RowPrices[row], column >= 0, result.CoveredRows[row], tolerance) is { } wrong)
                return wrong;
            for (var other = 0; other < columns; other++)
            {
                var cost = costs[(row * columns) + other];
                if (RefutePair(row, other, cost, result, tolerance) is { } wrongPair)
                    return wrongPair;
            }
        }
        for (var column = 0; column < columns; column++)
        {
            if (RefuteSide("column", column, result.ColumnPrices[column], taken[column], result.CoveredColumns[column], tolerance) is { } wrong)
                return wrong;
        }
        var cover = result.CoveredRows.Count(covered => covered) + result.CoveredColumns.Count(covered => covered);
        return cover == result.Assigned && cover == taken.Count(t => t) ? null : $"{result.Assigned} are assigned, {cover} might be";
    }

    private static string? RefutePair(int row, int column, double cost, LinearAssignmentResult result, double tolerance)
    {
        var covers = (result.CoveredRows[row] ? 1 : 0) + (result.CoveredColumns[column] ? 1 : 0);
        var excess = result.RowPrices[row] + result.ColumnPrices[column] - cost;
        if (result.ColumnOf[row] == column && (covers != 1 || !(Math.Abs(excess) <= tolerance)))
            return $"row {row}, column {column}: assigned, covered {covers} times, prices above the cost by {excess}";
        if (double.IsPositiveInfinity(cost))
            return null;
        return covers == 0 || (covers == 1 && !(excess <= tolerance)) ? $"row {row}, column {column}: covered {covers} times, prices above the cost by {excess}" : null;
    }

    private static string? RefuteSide(string side, int index, double price, bool assigned, bool covered, double tolerance)
    {
        if (covered)
            return assigned ? null : $"{side} {index} should be assigned";
        return !(price <= tolerance) || (!assigned && !(price >= -tolerance)) ? $"{side} {index}: price {price} while {(assigned ? "" : "not ")}assigned" : null;
    }
}
