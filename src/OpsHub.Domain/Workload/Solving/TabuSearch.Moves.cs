namespace OpsHub.Domain.Workload.Solving;

/// <summary>Looking for the best move and making it.</summary>
internal sealed partial class TabuSearch
{
    /// <summary>Moves a row may not go back for: this many, and at random up to as many more.</summary>
    private const int Tenure = 8;

    // The best move found so far: `first` goes to `target`, and `second`, if there is one, to where `first` was.
    private int first;
    private int second;
    private int target;
    private double bestChange;

    /// <summary>False when every move is tabu.</summary>
    private bool MakeBestMove()
    {
        (first, second, target, bestChange) = (-1, -1, -1, double.PositiveInfinity);
        FindShift();
        // Swaps are many more; a shift that gains is taken at once.
        if (bestChange >= 0)
            FindSwap();
        if (first < 0)
            return false;
        var left = columnOf[first];
        Place(first, target);
        if (second >= 0)
            Place(second, left);
        return true;
    }

    private void Place(int row, int column)
    {
        var left = columnOf[row];
        overload -= Over(left, load[left]) + Over(column, load[column]);
        load[left] -= Weight(row, left);
        load[column] += Weight(row, column);
        overload += Over(left, load[left]) + Over(column, load[column]);
        cost += Cost(row, column) - Cost(row, left);
        columnOf[row] = column;
        tabuUntil[(row * table.Columns) + left] = Moves + Tenure + (long)(Next() % Tenure);
    }

    private void FindShift()
    {
        for (var row = 0; row < table.Rows; row++)
        {
            var from = columnOf[row];
            var relief = Over(from, load[from] - Weight(row, from)) - Over(from, load[from]);
            var without = (relief * penalty) - Cost(row, from);
            var at = row * table.Columns;
            for (var column = 0; column < table.Columns; column++)
            {
                // Most are too dear whatever their load.
                var least = without + table.Costs[at + column];
                if (least >= bestChange || column == from)
                    continue;
                var more = Over(column, load[column] + table.Weights[at + column]) - Over(column, load[column]);
                var change = least + (more * penalty);
                if (change < bestChange && (tabuUntil[at + column] <= Moves || IsRecord(table.Costs[at + column] - Cost(row, from), relief + more)))
                    (first, second, target, bestChange) = (row, -1, column, change);
            }
        }
    }

    private void FindSwap()
    {
        for (var one = 0; one < table.Rows; one++)
        {
            var (a, atOne) = (columnOf[one], one * table.Columns);
            var (costOne, roomA, overA) = (table.Costs[atOne + a], load[a] - table.Weights[atOne + a], Over(a, load[a]));
            for (var other = one + 1; other < table.Rows; other++)
            {
                var (b, atOther) = (columnOf[other], other * table.Columns);
                if (a == b)
                    continue;
                var gain = table.Costs[atOne + b] + table.Costs[atOther + a] - costOne - table.Costs[atOther + b];
                // What overload can be relieved at all is at these two columns.
                var overB = Over(b, load[b]);
                if (gain - ((overA + overB) * penalty) >= bestChange)
                    continue;
                var over = Over(a, roomA + table.Weights[atOther + a]) - overA
                    + Over(b, load[b] - table.Weights[atOther + b] + table.Weights[atOne + b]) - overB;
                var change = gain + (over * penalty);
                if (change >= bestChange)
                    continue;
                if ((tabuUntil[atOne + b] <= Moves && tabuUntil[atOther + a] <= Moves) || IsRecord(gain, over))
                    (first, second, target, bestChange) = (one, other, b, change);
            }
        }
    }

    private bool IsRecord(double gain, long over) => overload + over == 0 && cost + gain < BestCost - 1e-9;
}
