namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Exact assignment by reduction, augmenting row reduction and shortest augmenting paths with dual prices: R. Jonker and
/// A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38 (1987)
/// 325-340. Columns with several places take part as similar objects of one price (D. P. Bertsekas and D. A. Castañon,
/// "The auction algorithm for the transportation problem", Annals of Operations Research 20 (1989) 67-96). A workspace:
/// its arrays are kept and grow to the largest problem seen; not for two threads at a time.
/// </summary>
internal sealed partial class ShortestAugmentingPaths
{
    /// <summary>The row was not placed yet.</summary>
    private const int Pending = -1;

    /// <summary>The row stays unassigned at its price.</summary>
    private const int Out = -2;

    // By column.
    private double[] price = [];
    private int[] firstPlace = [];
    private int[] load = [];

    // By place; those of a column lie together, the taken ones first.
    private int[] holder = [];
    private int[] columnOfPlace = [];
    private double[] placePrice = [];

    // By row.
    private int[] placeOf = [];
    private int[] queue = [];
    private int[] waiting = [];

    /// <summary>Solves from the given column prices.</summary>
    /// <param name="startPrices">
    /// By column; empty: a cold start. Where places stay free prices must be 0 or less; where all are taken they may be any.
    /// </param>
    /// <param name="allTaken">Every place will be taken: the problem is square.</param>
    /// <returns>False when some row without a price of staying unassigned can't be placed; nothing can be read then.</returns>
    public bool Solve(in AssignmentProblem problem, ReadOnlySpan<double> startPrices, bool allTaken)
    {
        Prepare(problem);
        if (!startPrices.IsEmpty)
            startPrices.CopyTo(price);
        else if (allTaken)
            ReduceColumns(problem);
        else
            Array.Clear(price, 0, problem.Columns);
        var left = Bid(problem);
        PrepareSearch(problem);
        for (var i = 0; i < left; i++)
        {
            if (!Augment(problem, waiting[i]))
                return false;
        }
        if (!startPrices.IsEmpty && !allTaken)
            FillPricedPlaces(problem);
        return true;
    }

    public int ColumnOf(int row) => placeOf[row] >= 0 ? columnOfPlace[placeOf[row]] : AssignmentProblem.Unassigned;

    public double ColumnPrice(int column) => price[column];

    public double RowPrice(in AssignmentProblem problem, int row) => ColumnOf(row) is >= 0 and var column
        ? problem.Cost(row, column) - price[column]
        : problem.UnassignedPrice(row);

    private void Prepare(in AssignmentProblem problem)
    {
        var places = 0;
        for (var column = 0; column < problem.Columns; column++)
            places = checked(places + problem.Capacity(column));
        if (price.Length < problem.Columns || firstPlace.Length == 0)
        {
            price = new double[problem.Columns];
            firstPlace = new int[problem.Columns + 1];
            load = new int[problem.Columns];
        }
        if (holder.Length < places)
        {
            holder = new int[places];
            columnOfPlace = new int[places];
            placePrice = new double[places];
        }
        if (placeOf.Length < problem.Rows)
        {
            placeOf = new int[problem.Rows];
            queue = new int[problem.Rows];
            waiting = new int[problem.Rows];
        }
        var place = 0;
        for (var column = 0; column < problem.Columns; column++)
        {
            firstPlace[column] = place;
            load[column] = 0;
            for (var end = place + problem.Capacity(column); place < end; place++)
                columnOfPlace[place] = column;
        }
        firstPlace[problem.Columns] = place;
        Array.Fill(placeOf, Pending, 0, problem.Rows);
    }

    private int Capacity(int column) => firstPlace[column + 1] - firstPlace[column];

    private void Put(int row, int place)
    {
        holder[place] = row;
        placeOf[row] = place;
    }
}
