namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Drops "each row once" and pays a multiplier for each time a row is taken: what is left is a knapsack at each column, and the
/// sum is a bound for any multipliers. Subgradient steps after M. Held, P. Wolfe and H. P. Crowder, "Validation of subgradient
/// optimization", Mathematical Programming 6 (1974) 62-88.
/// </summary>
internal sealed class LagrangianBound(CapacityTable table)
{
    /// <summary>Enough to settle within a per mille on the library's instances; half of it is seldom used (default).</summary>
    private const int Steps = 400;

    /// <summary>Steps without a better bound before the step is halved, as is usual.</summary>
    private const int Patience = 12;

    /// <summary>Steps this short change nothing any more.</summary>
    private const double ShortestStep = 0.003;

    /// <summary>A bound this close below a whole number is that number, up to rounding errors of its sums.</summary>
    private const double Rounding = 1e-6;

    private readonly Knapsack knapsack = new();
    private double[] multiplier = [];
    private double[] gains = [];
    private int[] weights = [];
    private int[] taken = [];
    private int[] takenAt = [];
    private bool[] chosen = [];

    /// <summary>No assignment costs less.</summary>
    public double Bound { get; private set; }

    /// <summary>By row: the cheapest column that took it under the best multipliers, -1 where none did.</summary>
    public int[] Proposal { get; private set; } = [];

    /// <summary>Improves the bound until it reaches the cost, the steps get short or the budget is over.</summary>
    /// <param name="cost">Of the best assignment known, infinite when there is none.</param>
    public void Improve(double cost, SearchBudget budget)
    {
        Prepare();
        Bound = double.NegativeInfinity;
        var (scale, since) = (1.5, 0);
        for (var step = 0; step < Steps && scale >= ShortestStep && !budget.IsOver; step++)
        {
            var value = Relax();
            if (value > Bound + (Math.Abs(Bound) * 1e-7))
                since = 0;
            else if (++since >= Patience)
                (scale, since) = (scale / 2, 0);
            if (value > Bound || step == 0)
            {
                Bound = value;
                takenAt.AsSpan(0, table.Rows).CopyTo(Proposal);
            }
            if (Rounded(Bound) >= cost || !Move(value, cost, scale))
                break;
        }
        Bound = Rounded(Bound);
    }

    private double Rounded(double bound) => table.IsWhole && double.IsFinite(bound) ? Math.Ceiling(bound - Rounding) : bound;

    /// <summary>The relaxation's value at the current multipliers; counts how often each row is taken.</summary>
    private double Relax()
    {
        var value = 0.0;
        for (var row = 0; row < table.Rows; row++)
            value += multiplier[row];
        Array.Clear(taken, 0, table.Rows);
        Array.Fill(takenAt, -1, 0, table.Rows);
        for (var column = 0; column < table.Columns; column++)
        {
            for (var row = 0; row < table.Rows; row++)
            {
                var at = (row * table.Columns) + column;
                gains[row] = multiplier[row] - table.Costs[at];
                weights[row] = table.Weights[at];
            }
            value -= knapsack.Solve(gains.AsSpan(0, table.Rows), weights.AsSpan(0, table.Rows), table.Capacities[column], chosen);
            for (var row = 0; row < table.Rows; row++)
            {
                if (!chosen[row])
                    continue;
                taken[row]++;
                if (takenAt[row] < 0 || Cost(row, column) < Cost(row, takenAt[row]))
                    takenAt[row] = column;
            }
        }
        return value;
    }

    /// <summary>Raises multipliers of rows nobody took, lowers those of rows taken twice; false when every row is taken once.</summary>
    private bool Move(double value, double cost, double scale)
    {
        var norm = 0.0;
        for (var row = 0; row < table.Rows; row++)
            norm += (1 - taken[row]) * (double)(1 - taken[row]);
        if (norm == 0)
            return false;
        // Without a known cost: as if there was one 5 % above the bound.
        var aim = double.IsFinite(cost) ? cost : Bound + (0.05 * Math.Abs(Bound)) + 1;
        var length = scale * Math.Max(aim - value, Math.Abs(aim) * 1e-5) / norm;
        for (var row = 0; row < table.Rows; row++)
            multiplier[row] += length * (1 - taken[row]);
        return true;
    }

    private double Cost(int row, int column) => table.Costs[(row * table.Columns) + column];

    private void Prepare()
    {
        if (multiplier.Length < table.Rows)
        {
            multiplier = new double[table.Rows];
            gains = new double[table.Rows];
            weights = new int[table.Rows];
            taken = new int[table.Rows];
            takenAt = new int[table.Rows];
            chosen = new bool[table.Rows];
            Proposal = new int[table.Rows];
        }
        Array.Fill(Proposal, -1, 0, table.Rows);
        // The second cheapest cost: at the cheapest nobody gains by taking a row.
        for (var row = 0; row < table.Rows; row++)
        {
            var (least, second) = (double.PositiveInfinity, double.PositiveInfinity);
            foreach (var cost in table.Costs.AsSpan(row * table.Columns, table.Columns))
                (least, second) = cost < least ? (cost, least) : (least, Math.Min(second, cost));
            multiplier[row] = double.IsFinite(second) ? second : least;
        }
    }
}
