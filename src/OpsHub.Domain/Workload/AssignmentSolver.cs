namespace OpsHub.Domain.Workload;

/// <summary>
/// Exact rectangular assignment by shortest augmenting paths with dual prices, the method of Jonker and Volgenant
/// (1987, "A shortest augmenting path algorithm for dense and sparse linear assignment problems"), O(rows^2 x (rows + columns)).
/// Each row goes to one column of its own or stays unassigned at a price of its own, so there is always a solution.
/// </summary>
public static class AssignmentSolver
{
    /// <summary>Marks a pair that is not allowed.</summary>
    public const double Forbidden = double.PositiveInfinity;

    /// <summary>Returned for a row that stays unassigned.</summary>
    public const int Unassigned = -1;

    /// <summary>The cheapest assignment.</summary>
    /// <param name="costs">Row by row, rows x columns; <see cref="Forbidden"/> where a pair is not allowed, else finite.</param>
    /// <param name="unassigned">What leaving each row without a column costs, finite; its length is the number of rows.</param>
    /// <param name="columns">Number of columns, 0 or more.</param>
    /// <returns>The column of each row, or <see cref="Unassigned"/>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or a price is not finite.</exception>
    public static int[] Solve(ReadOnlySpan<double> costs, ReadOnlySpan<double> unassigned, int columns)
    {
        var rows = unassigned.Length;
        if (columns < 0 || costs.Length != (long)rows * columns)
            throw new ArgumentException($"{costs.Length} costs are not {rows} rows x {columns} columns", nameof(costs));
        foreach (var price in unassigned)
        {
            if (!double.IsFinite(price))
                throw new ArgumentException("leaving a row unassigned needs a finite price", nameof(unassigned));
        }

        // Column columns + i is row i's own way out: staying unassigned. Prices of rows start at zero.
        var search = new Search(rows, columns);
        for (var row = 0; row < rows; row++)
            search.Augment(costs, unassigned, row);

        var result = new int[rows];
        Array.Fill(result, Unassigned);
        for (var column = 0; column < columns; column++)
        {
            if (search.RowOf[column] >= 0)
                result[search.RowOf[column]] = column;
        }
        return result;
    }

    /// <summary>Prices and matching, grown by one row at a time.</summary>
    private sealed class Search
    {
        private readonly int columns;
        private readonly double[] rowPrice;
        private readonly double[] columnPrice;
        private readonly double[] distance;
        private readonly int[] reachedFrom;
        private readonly bool[] settled;

        /// <summary>Row matched to each column, -1 when free.</summary>
        public int[] RowOf { get; }

        public Search(int rows, int columns)
        {
            this.columns = columns;
            var all = columns + rows;
            rowPrice = new double[rows];
            columnPrice = new double[all];
            distance = new double[all];
            reachedFrom = new int[all];
            settled = new bool[all];
            RowOf = new int[all];
            Array.Fill(RowOf, -1);
        }

        /// <summary>Finds the shortest alternating path from a new row to a free column and flips it.</summary>
        public void Augment(ReadOnlySpan<double> costs, ReadOnlySpan<double> unassigned, int newRow)
        {
            Array.Fill(distance, double.PositiveInfinity);
            Array.Clear(settled);
            var row = newRow;
            var reached = 0.0;
            int column;
            // `from` is the column whose matched row is being scanned; -1 for the new row.
            var from = -1;
            do
            {
                Relax(costs.Slice(row * columns, columns), unassigned[row], row, from, reached);
                column = Nearest();
                reached = distance[column];
                settled[column] = true;
                from = column;
                row = RowOf[column];
            }
            while (row >= 0);
            Reprice(newRow, reached);
            Flip(newRow, column);
        }

        private void Relax(ReadOnlySpan<double> costs, double unassigned, int row, int from, double reached)
        {
            var offset = reached - rowPrice[row];
            for (var column = 0; column < columns; column++)
            {
                if (settled[column])
                    continue;
                var length = offset + costs[column] - columnPrice[column];
                if (length < distance[column])
                {
                    distance[column] = length;
                    reachedFrom[column] = from;
                }
            }
            var own = columns + row;
            var stay = offset + unassigned - columnPrice[own];
            if (!settled[own] && stay < distance[own])
            {
                distance[own] = stay;
                reachedFrom[own] = from;
            }
        }

        private int Nearest()
        {
            var best = -1;
            for (var column = 0; column < distance.Length; column++)
            {
                if (!settled[column] && (best < 0 || distance[column] < distance[best]))
                    best = column;
            }
            return best;
        }

        /// <summary>Keeps every reduced cost non-negative and those of matched pairs zero.</summary>
        private void Reprice(int newRow, double reached)
        {
            rowPrice[newRow] += reached;
            for (var column = 0; column < distance.Length; column++)
            {
                if (!settled[column])
                    continue;
                var slack = reached - distance[column];
                columnPrice[column] -= slack;
                if (RowOf[column] >= 0)
                    rowPrice[RowOf[column]] += slack;
            }
        }

        private void Flip(int newRow, int column)
        {
            while (column >= 0)
            {
                var previous = reachedFrom[column];
                RowOf[column] = previous < 0 ? newRow : RowOf[previous];
                column = previous;
            }
        }
    }
}
