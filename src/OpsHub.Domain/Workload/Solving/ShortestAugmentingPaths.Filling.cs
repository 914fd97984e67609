namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Start prices that were right for another problem may ask something for places that now stay free. Each such place pulls a
/// row in along the shortest path of the reversed search, or its column's price rises to nothing; what is proven stays proven.
/// </summary>
internal sealed partial class ShortestAugmentingPaths
{
    private readonly Frontier rows = new();

    // By column: who would leave it.
    private int[] leaver = [];

    // Costs column by column, as far as a search looked at them.
    private double[] turned = [];
    private bool[] isTurned = [];

    private void FillPricedPlaces(in AssignmentProblem problem)
    {
        var prepared = false;
        for (var column = 0; column < problem.Columns; column++)
        {
            while (price[column] < 0 && load[column] < Capacity(column))
            {
                if (!prepared)
                    PrepareFilling(problem);
                prepared = true;
                Fill(problem, column);
            }
        }
    }

    private void PrepareFilling(in AssignmentProblem problem)
    {
        rows.Resize(problem.Rows);
        if (leaver.Length < problem.Columns)
        {
            leaver = new int[problem.Columns];
            isTurned = new bool[problem.Columns];
        }
        if (turned.Length < problem.Costs.Length)
            turned = new double[problem.Costs.Length];
        Array.Clear(isTurned);
        for (var row = 0; row < problem.Rows; row++)
        {
            rows.Open(row, RowPrice(problem, row));
            rows.SetGoal(row, placeOf[row] < 0);
        }
    }

    private void Fill(in AssignmentProblem problem, int target)
    {
        rows.Restart();
        settled = 0;
        // The search ends at a column that may as well stay with a free place, or at a row that had none.
        var (endColumn, length) = (target, -price[target]);
        SettleColumn(problem, target, 0);
        while (rows.NearestDistance < Math.Min(rows.GoalDistance, length))
        {
            var reached = rows.NearestDistance;
            var column = columnOfPlace[placeOf[rows.Nearest]];
            leaver[column] = rows.Nearest;
            if (reached - price[column] < length)
                (endColumn, length) = (column, reached - price[column]);
            SettleColumn(problem, column, reached);
        }
        var endRow = rows.GoalDistance < length ? rows.FindGoal() : -1;
        length = Math.Min(length, rows.GoalDistance);
        for (var i = 0; i < settled; i++)
            price[tree[i]] += Math.Max(0, length - treeDistance[i]);
        if (endRow >= 0)
        {
            rows.SetGoal(endRow, false);
            Pull(target, endRow);
        }
        else
        {
            price[endColumn] = 0;
            if (endColumn != target)
                Pull(target, TakeOut(endColumn));
        }
        for (var i = 0; i < settled; i++)
            OpenHolders(problem, tree[i]);
    }

    private void SettleColumn(in AssignmentProblem problem, int column, double reached)
    {
        tree[settled] = column;
        treeDistance[settled++] = reached;
        for (var place = firstPlace[column]; place < firstPlace[column] + load[column]; place++)
            rows.Settle(holder[place]);
        var costs = turned.AsSpan(column * problem.Rows, problem.Rows);
        for (var row = 0; row < costs.Length && !isTurned[column]; row++)
            costs[row] = problem.Cost(row, column);
        isTurned[column] = true;
        rows.Relax(costs, reached - price[column], column);
    }

    private void OpenHolders(in AssignmentProblem problem, int column)
    {
        for (var place = firstPlace[column]; place < firstPlace[column] + load[column]; place++)
            rows.Open(holder[place], problem.Cost(holder[place], column) - price[column]);
    }

    /// <summary>Takes the row that leaves it out of a column, whose taken places lie first.</summary>
    private int TakeOut(int column)
    {
        var row = leaver[column];
        var last = firstPlace[column] + --load[column];
        if (placeOf[row] != last)
            Put(holder[last], placeOf[row]);
        return row;
    }

    /// <summary>Moves each row of the path, from its end, one column further towards the target.</summary>
    private void Pull(int target, int row)
    {
        while (rows.ReachedBy(row) != target)
        {
            var next = leaver[rows.ReachedBy(row)];
            Put(row, placeOf[next]);
            row = next;
        }
        Put(row, firstPlace[target] + load[target]++);
    }
}
