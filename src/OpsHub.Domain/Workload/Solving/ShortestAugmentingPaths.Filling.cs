namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Start prices that were right for another problem may ask something for places that now stay free. Each such place pulls a
/// row in along the shortest path of the reversed search, or its column's price rises to nothing; what is proven stays proven.
/// </summary>
internal sealed partial class ShortestAugmentingPaths
{
    // By row.
    private double[] rowPrice = [];
    private double[] rowDistance = [];
    private int[] pulledInto = [];
    private bool[] rowSettled = [];

    // By column: who would leave it.
    private int[] leaver = [];

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
        if (rowPrice.Length < problem.Rows)
        {
            rowPrice = new double[problem.Rows];
            rowDistance = new double[problem.Rows];
            pulledInto = new int[problem.Rows];
            rowSettled = new bool[problem.Rows];
        }
        if (leaver.Length < problem.Columns)
            leaver = new int[problem.Columns];
        for (var row = 0; row < problem.Rows; row++)
            rowPrice[row] = RowPrice(problem, row);
    }

    private void Fill(in AssignmentProblem problem, int target)
    {
        Array.Fill(rowDistance, double.PositiveInfinity, 0, problem.Rows);
        Array.Clear(rowSettled, 0, problem.Rows);
        // The search ends at a column that may as well stay with a free place, or at a row that had none.
        var (endColumn, endRow, length) = (target, -1, -price[target]);
        var settled = 0;
        Settle(problem, target, 0, ref settled);
        while (true)
        {
            var row = NearestRow(problem.Rows, length);
            if (row < 0)
                break;
            var reached = rowDistance[row];
            if (placeOf[row] < 0)
            {
                (endRow, length) = (row, reached);
                break;
            }
            var column = columnOfPlace[placeOf[row]];
            leaver[column] = row;
            Settle(problem, column, reached, ref settled);
            if (reached - price[column] < length)
                (endColumn, length) = (column, reached - price[column]);
        }
        RaisePrices(settled, length);
        if (endRow < 0)
            price[endColumn] = 0;
        Pull(target, endRow >= 0 ? -1 : endColumn, endRow);
        for (var i = 0; i < settled; i++)
            UpdateRowPrices(problem, tree[i]);
    }

    private void Settle(in AssignmentProblem problem, int column, double reached, ref int settled)
    {
        tree[settled] = column;
        treeDistance[settled++] = reached;
        for (var place = firstPlace[column]; place < firstPlace[column] + load[column]; place++)
            rowSettled[holder[place]] = true;
        var offset = reached - price[column];
        for (var row = 0; row < problem.Rows; row++)
        {
            if (rowSettled[row])
                continue;
            var length = offset + problem.Cost(row, column) - rowPrice[row];
            if (length < rowDistance[row])
                (rowDistance[row], pulledInto[row]) = (length, column);
        }
    }

    private int NearestRow(int rows, double below)
    {
        var best = -1;
        for (var row = 0; row < rows; row++)
        {
            if (!rowSettled[row] && rowDistance[row] < below)
                (best, below) = (row, rowDistance[row]);
        }
        return best;
    }

    private void RaisePrices(int settled, double length)
    {
        for (var i = 0; i < settled; i++)
        {
            if (treeDistance[i] < length)
                price[tree[i]] += length - treeDistance[i];
        }
    }

    private void UpdateRowPrices(in AssignmentProblem problem, int column)
    {
        for (var place = firstPlace[column]; place < firstPlace[column] + load[column]; place++)
            rowPrice[holder[place]] = problem.Cost(holder[place], column) - price[column];
    }

    /// <summary>Moves each row of the path one column further towards the target.</summary>
    private void Pull(int target, int endColumn, int endRow)
    {
        if (endColumn == target)
            return;
        var row = endRow;
        if (endRow < 0)
        {
            row = leaver[endColumn];
            // The taken places of a column lie first.
            var last = firstPlace[endColumn] + --load[endColumn];
            if (placeOf[row] != last)
                Put(holder[last], placeOf[row]);
        }
        while (pulledInto[row] != target)
        {
            var next = leaver[pulledInto[row]];
            Put(row, placeOf[next]);
            row = next;
        }
        Put(row, firstPlace[target] + load[target]++);
    }
}
