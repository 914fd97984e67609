namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Best moves that are not tabu: a row to another column (shift), or two rows change places (swap). Capacities may be exceeded
/// at a price for each unit, which rises while they are and falls while they are not, so that the search swings around the edge
/// of what is feasible (F. Glover and M. Laguna, "Tabu Search", 1997, strategic oscillation).
/// </summary>
internal sealed partial class TabuSearch(CapacityTable table)
{
    /// <summary>How fast the penalty follows: doubles in 15 moves, halves in 35, since feasible stretches are where records fall.</summary>
    private const double PenaltyRise = 1.05, PenaltyFall = 0.98;

    /// <summary>Moves without a record before a jump.</summary>
    private const int Patience = 2_000;

    private SearchBudget budget;
    private ulong chance;
    private int[] columnOf = [];
    private long[] load = [];
    private long[] tabuUntil = [];
    private double cost;
    private double penalty;
    private long overload;
    private int lastRecord;

    /// <summary>Column of each row in the best feasible assignment found.</summary>
    public int[] Best { get; private set; } = [];

    public bool HasBest => BestCost < double.PositiveInfinity;

    public double BestCost { get; private set; }

    public int Moves { get; private set; }

    public void Start(SearchBudget searchBudget)
    {
        budget = searchBudget;
        chance = searchBudget.Seed;
        (BestCost, Moves, lastRecord) = (double.PositiveInfinity, 0, 0);
        if (columnOf.Length < table.Rows)
        {
            columnOf = new int[table.Rows];
            Best = new int[table.Rows];
        }
        if (load.Length < table.Columns)
            load = new long[table.Columns];
        if (tabuUntil.Length < table.Rows * table.Columns)
            tabuUntil = new long[table.Rows * table.Columns];
        Array.Clear(tabuUntil, 0, table.Rows * table.Columns);
        if (!table.EveryRowHasAColumn)
            return;
        Array.Fill(columnOf, -1);
        Recount();
        for (var row = 0; row < table.Rows; row++)
            columnOf[row] = CheapestFor(row);
        penalty = StartPenalty();
        Recount();
    }

    /// <summary>Goes on from a proposal; -1 stands for a row it does not place.</summary>
    public void Restart(ReadOnlySpan<int> proposal)
    {
        for (var row = 0; row < table.Rows; row++)
            columnOf[row] = proposal[row] >= 0 ? proposal[row] : CheapestFor(row);
        penalty = StartPenalty();
        lastRecord = Moves;
        Recount();
    }

    /// <summary>Moves until there are as many in all, the best reaches the bound, or the budget is over.</summary>
    public void Run(int moves, double bound)
    {
        TakeRecord();
        while (Moves < moves && BestCost > bound && !budget.IsOver)
        {
            if (!MakeBestMove())
                Jump();
            Moves++;
            penalty = Math.Max(penalty * (overload > 0 ? PenaltyRise : PenaltyFall), 1e-9);
            TakeRecord();
            if (Moves - lastRecord > Patience)
                Jump();
        }
    }

    private void TakeRecord()
    {
        if (overload > 0 || cost >= BestCost)
            return;
        // The sum is taken anew: the running one gathers rounding errors.
        Recount();
        if (cost >= BestCost)
            return;
        BestCost = cost;
        lastRecord = Moves;
        columnOf.AsSpan(0, table.Rows).CopyTo(Best);
    }

    /// <summary>Back to the best, with a tenth of the rows elsewhere.</summary>
    private void Jump()
    {
        lastRecord = Moves;
        if (HasBest)
            Best.AsSpan(0, table.Rows).CopyTo(columnOf);
        for (var i = 0; i < Math.Max(2, table.Rows / 10); i++)
        {
            var (row, column) = ((int)(Next() % (ulong)table.Rows), (int)(Next() % (ulong)table.Columns));
            if (double.IsFinite(Cost(row, column)))
                columnOf[row] = column;
        }
        Recount();
    }

    private void Recount()
    {
        Array.Clear(load, 0, table.Columns);
        (cost, overload) = (0, 0);
        for (var row = 0; row < table.Rows; row++)
        {
            if (columnOf[row] < 0)
                continue;
            cost += Cost(row, columnOf[row]);
            load[columnOf[row]] += Weight(row, columnOf[row]);
        }
        for (var column = 0; column < table.Columns; column++)
            overload += Over(column, load[column]);
    }

    private int CheapestFor(int row)
    {
        var best = -1;
        for (var column = 0; column < table.Columns; column++)
        {
            if (double.IsFinite(Cost(row, column)) && (best < 0 || Cost(row, column) < Cost(row, best)))
                best = column;
        }
        return best;
    }

    /// <summary>A typical cost for a typical weight.</summary>
    private double StartPenalty()
    {
        var (costs, weights) = (0.0, 0.0);
        for (var row = 0; row < table.Rows; row++)
        {
            costs += Math.Abs(Cost(row, columnOf[row]));
            weights += Weight(row, columnOf[row]);
        }
        return Math.Max(costs, 1e-6) / Math.Max(weights, 1);
    }

    private double Cost(int row, int column) => table.Costs[(row * table.Columns) + column];

    private int Weight(int row, int column) => table.Weights[(row * table.Columns) + column];

    private long Over(int column, long loaded) => Math.Max(0, loaded - table.Capacities[column]);

    /// <summary>SplitMix64 (G. L. Steele, D. Lea and C. H. Flood 2014): the same numbers everywhere.</summary>
    private ulong Next()
    {
        chance += 0x9E3779B97F4A7C15;
        var z = (chance ^ (chance >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
