using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// Rectangular linear assignment, exact: as many rows as possible get a column of their own, and of all such assignments the
/// cheapest. Nothing is padded. Method and sources in <see cref="ShortestAugmentingPaths"/>; where forbidden pairs leave rows
/// over, the rows that compete for too few columns are split off first (A. L. Dulmage and N. S. Mendelsohn, "Coverings of
/// bipartite graphs", Canadian Journal of Mathematics 10 (1958) 517-534). A reusable workspace: nothing is allocated but the
/// result once it has seen the largest problem. Not thread-safe.
/// </summary>
public sealed class LinearAssignment
{
    private readonly ShortestAugmentingPaths paths = new();
    private readonly MaximumMatching matching = new();

    private double[] block = [];
    private double[] start = [];
    private int[] blockRows = [];
    private int[] blockColumns = [];

    // What the result is made from: by row and by column of the whole problem.
    private int[] columnOf = [];
    private double[] rowPrice = [];
    private double[] columnPrice = [];
    private bool[] rowCovered = [];
    private bool[] columnCovered = [];

    /// <summary>Solves to proven optimality.</summary>
    /// <param name="costs">Row by row; finite, or <see cref="AssignmentProblem.Forbidden"/>.</param>
    /// <param name="rows">0 or more.</param>
    /// <param name="columns">0 or more; fewer than rows is fine.</param>
    /// <param name="previousPrices">
    /// For a warm start, of a similar problem of the same size: its <see cref="AssignmentResult.ColumnPrices"/>, or its
    /// <see cref="AssignmentResult.RowPrices"/> when there are more rows than columns. Empty: cold.
    /// </param>
    /// <exception cref="ArgumentException">Sizes do not fit, or a cost is not a number.</exception>
    public LinearAssignmentResult Solve(ReadOnlySpan<double> costs, int rows, int columns, ReadOnlySpan<double> previousPrices = default)
    {
        var problem = new AssignmentProblem { Costs = costs, Rows = rows, Columns = columns };
        problem.Validate();
        if (!previousPrices.IsEmpty && previousPrices.Length != Math.Max(rows, columns))
            throw new ArgumentException($"{previousPrices.Length} previous prices for {Math.Max(rows, columns)}", nameof(previousPrices));
        Prepare(rows, columns);
        for (var row = 0; row < rows; row++)
            blockRows[row] = row;
        for (var column = 0; column < columns; column++)
            blockColumns[column] = column;
        if (!SolveBlock(problem, rows, columns, previousPrices))
            SolveSplit(problem);
        return Result(problem);
    }

    /// <summary>When not all of the shorter side can be placed: both parts of the split problem can be solved to the full.</summary>
    private void SolveSplit(in AssignmentProblem problem)
    {
        matching.Solve(problem);
        Array.Fill(columnOf, AssignmentProblem.Unassigned, 0, problem.Rows);
        for (var part = 0; part < 2; part++)
        {
            var rows = Select(blockRows, problem.Rows, matching.CompetingRows, part == 0);
            var columns = Select(blockColumns, problem.Columns, matching.ContestedColumns, part == 0);
            if (!SolveBlock(problem, rows, columns, default))
                throw new InvalidOperationException("a part of the split problem has no full assignment");
        }
    }

    /// <summary>Solves the part made of the selected rows and columns; false when its shorter side can't all be placed.</summary>
    private bool SolveBlock(in AssignmentProblem problem, int rows, int columns, ReadOnlySpan<double> previousPrices)
    {
        var across = rows > columns;
        var whole = rows == problem.Rows && columns == problem.Columns && !across;
        var part = new AssignmentProblem
        {
            Costs = whole ? problem.Costs : Gather(problem, rows, columns, across),
            Rows = Math.Min(rows, columns),
            Columns = Math.Max(rows, columns),
        };
        var square = rows == columns;
        if (!paths.Solve(part, WarmStart(previousPrices, square), square))
            return false;
        var shift = square ? Largest(columns) : 0;
        var (shorter, longer) = across ? (blockColumns, blockRows) : (blockRows, blockColumns);
        var (shorterPrice, longerPrice) = across ? (columnPrice, rowPrice) : (rowPrice, columnPrice);
        var (shorterCovered, longerCovered) = across ? (columnCovered, rowCovered) : (rowCovered, columnCovered);
        for (var i = 0; i < part.Columns; i++)
        {
            longerPrice[longer[i]] = paths.ColumnPrice(i) - shift;
            longerCovered[longer[i]] = false;
            if (across)
                columnOf[longer[i]] = AssignmentProblem.Unassigned;
        }
        for (var i = 0; i < part.Rows; i++)
        {
            shorterPrice[shorter[i]] = paths.RowPrice(part, i) + shift;
            shorterCovered[shorter[i]] = true;
            var partner = longer[paths.ColumnOf(i)];
            if (across)
                columnOf[partner] = shorter[i];
            else
                columnOf[shorter[i]] = partner;
        }
        return true;
    }

    /// <summary>In a square part prices may be shifted between rows and columns: to where no column's is above nothing.</summary>
    private double Largest(int columns)
    {
        var largest = columns == 0 ? 0 : double.NegativeInfinity;
        for (var column = 0; column < columns; column++)
            largest = Math.Max(largest, paths.ColumnPrice(column));
        return largest;
    }

    private ReadOnlySpan<double> Gather(in AssignmentProblem problem, int rows, int columns, bool across)
    {
        if (block.Length < rows * columns)
            block = new double[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            var costs = problem.CostsOf(blockRows[i]);
            for (var j = 0; j < columns; j++)
                block[across ? (j * rows) + i : (i * columns) + j] = costs[blockColumns[j]];
        }
        return block.AsSpan(0, rows * columns);
    }

    private ReadOnlySpan<double> WarmStart(ReadOnlySpan<double> previousPrices, bool square)
    {
        if (start.Length < previousPrices.Length)
            start = new double[previousPrices.Length];
        for (var i = 0; i < previousPrices.Length; i++)
            start[i] = !double.IsFinite(previousPrices[i]) ? 0 : square ? previousPrices[i] : Math.Min(0, previousPrices[i]);
        return start.AsSpan(0, previousPrices.Length);
    }

    private static int Select(int[] indices, int count, bool[] marks, bool wanted)
    {
        var selected = 0;
        for (var i = 0; i < count; i++)
        {
            if (marks[i] == wanted)
                indices[selected++] = i;
        }
        return selected;
    }

    private void Prepare(int rows, int columns)
    {
        if (rowPrice.Length < rows)
        {
            blockRows = new int[rows];
            columnOf = new int[rows];
            rowPrice = new double[rows];
            rowCovered = new bool[rows];
        }
        if (columnPrice.Length < columns)
        {
            blockColumns = new int[columns];
            columnPrice = new double[columns];
            columnCovered = new bool[columns];
        }
    }

    private LinearAssignmentResult Result(in AssignmentProblem problem)
    {
        var (cost, assigned) = (0.0, 0);
        for (var row = 0; row < problem.Rows; row++)
        {
            if (columnOf[row] < 0)
                continue;
            assigned++;
            cost += problem.Cost(row, columnOf[row]);
        }
        return new LinearAssignmentResult
        {
            ColumnOf = ImmutableCollectionsMarshal.AsImmutableArray(columnOf[..problem.Rows]),
            RowPrices = ImmutableCollectionsMarshal.AsImmutableArray(rowPrice[..problem.Rows]),
            ColumnPrices = ImmutableCollectionsMarshal.AsImmutableArray(columnPrice[..problem.Columns]),
            CoveredRows = ImmutableCollectionsMarshal.AsImmutableArray(rowCovered[..problem.Rows]),
            CoveredColumns = ImmutableCollectionsMarshal.AsImmutableArray(columnCovered[..problem.Columns]),
            Cost = cost,
            Assigned = assigned,
        };
    }
}
