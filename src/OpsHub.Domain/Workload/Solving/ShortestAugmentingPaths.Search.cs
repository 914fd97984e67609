namespace OpsHub.Domain.Workload.Solving;

/// <summary>Dijkstra's search from a waiting row over the reduced costs to the nearest free place or way out.</summary>
internal sealed partial class ShortestAugmentingPaths
{
    private readonly Frontier columns = new();

    // Settled columns in order.
    private int[] tree = [];
    private double[] treeDistance = [];
    private int settled;

    private void PrepareSearch(in AssignmentProblem problem)
    {
        columns.Resize(problem.Columns);
        if (tree.Length < problem.Columns)
        {
            tree = new int[problem.Columns];
            treeDistance = new double[problem.Columns];
        }
        for (var column = 0; column < problem.Columns; column++)
        {
            columns.Open(column, price[column]);
            columns.SetGoal(column, load[column] < Capacity(column));
        }
    }

    /// <summary>Places a row by the shortest alternating path and keeps every reduced cost non-negative.</summary>
    /// <returns>False when there is no such path.</returns>
    private bool Augment(in AssignmentProblem problem, int source)
    {
        columns.Restart();
        settled = 0;
        var (outRow, outDistance) = (source, problem.UnassignedPrice(source));
        columns.Relax(problem.CostsOf(source), 0, source);
        while (columns.NearestDistance < Math.Min(columns.GoalDistance, outDistance))
        {
            var (column, reached) = (columns.Nearest, columns.NearestDistance);
            tree[settled] = column;
            treeDistance[settled++] = reached;
            columns.Settle(column);
            var end = firstPlace[column] + load[column];
            for (var place = firstPlace[column]; place < end; place++)
            {
                var row = holder[place];
                var offset = reached - (problem.Cost(row, column) - price[column]);
                if (offset + problem.UnassignedPrice(row) < outDistance)
                    (outRow, outDistance) = (row, offset + problem.UnassignedPrice(row));
                columns.Relax(problem.CostsOf(row), offset, row);
            }
        }
        var length = Math.Min(columns.GoalDistance, outDistance);
        if (double.IsPositiveInfinity(length))
            return false;
        var free = columns.GoalDistance <= outDistance ? columns.FindGoal() : -1;
        for (var i = 0; i < settled; i++)
        {
            price[tree[i]] -= length - treeDistance[i];
            columns.Open(tree[i], price[tree[i]]);
        }
        Flip(source, free, outRow);
        return true;
    }

    /// <summary>Moves the rows along the path, from its end back to the source.</summary>
    private void Flip(int source, int free, int outRow)
    {
        int row, place;
        if (free >= 0)
        {
            row = columns.ReachedBy(free);
            place = firstPlace[free] + load[free]++;
            columns.SetGoal(free, load[free] < Capacity(free));
        }
        else
        {
            place = placeOf[outRow];
            placeOf[outRow] = Out;
            if (outRow == source)
                return;
            row = columns.ReachedBy(columnOfPlace[place]);
        }
        while (true)
        {
            var left = placeOf[row];
            Put(row, place);
            if (row == source)
                return;
            place = left;
            row = columns.ReachedBy(columnOfPlace[place]);
        }
    }
}
