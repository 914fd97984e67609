namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// The largest number of allowed pairs, and which rows compete for too few columns, by augmenting paths (C. Berge, "Two
/// theorems in graph theory", PNAS 43 (1957) 842-844), breadth first. A workspace: its arrays are kept.
/// </summary>
internal sealed class MaximumMatching
{
    private int[] columnOf = [];
    private int[] rowOf = [];
    private int[] reachedBy = [];
    private int[] queue = [];

    /// <summary>By row: left over in some largest matching. May be longer than there are rows.</summary>
    public bool[] CompetingRows { get; private set; } = [];

    /// <summary>By column: a competing row may take it; in every largest matching one does. May be longer than there are columns.</summary>
    public bool[] ContestedColumns { get; private set; } = [];

    public void Solve(in AssignmentProblem problem)
    {
        Prepare(problem.Rows, problem.Columns);
        for (var row = 0; row < problem.Rows; row++)
        {
            Array.Fill(reachedBy, -1, 0, problem.Columns);
            var last = Search(problem, row, out _);
            while (last >= 0)
            {
                var taker = reachedBy[last];
                (var next, columnOf[taker], rowOf[last]) = (columnOf[taker], last, taker);
                last = next;
            }
        }

        // Everything that alternating paths reach from a row left over.
        Array.Fill(reachedBy, -1, 0, problem.Columns);
        Array.Clear(CompetingRows, 0, problem.Rows);
        for (var row = 0; row < problem.Rows; row++)
        {
            if (columnOf[row] >= 0)
                continue;
            if (Search(problem, row, out var reached) >= 0)
                throw new InvalidOperationException("the matching was not the largest");
            for (var i = 0; i < reached; i++)
                CompetingRows[queue[i]] = true;
        }
        for (var column = 0; column < problem.Columns; column++)
            ContestedColumns[column] = reachedBy[column] >= 0;
    }

    /// <summary>Searches from a row for a free column; -1 when there is none. What was reached before is not entered again.</summary>
    private int Search(in AssignmentProblem problem, int source, out int reached)
    {
        queue[0] = source;
        reached = 1;
        for (var i = 0; i < reached; i++)
        {
            var costs = problem.CostsOf(queue[i]);
            for (var column = 0; column < costs.Length; column++)
            {
                if (reachedBy[column] >= 0 || double.IsPositiveInfinity(costs[column]))
                    continue;
                reachedBy[column] = queue[i];
                if (rowOf[column] < 0)
                    return column;
                queue[reached++] = rowOf[column];
            }
        }
        return -1;
    }

    private void Prepare(int rows, int columns)
    {
        if (columnOf.Length < rows)
        {
            columnOf = new int[rows];
            queue = new int[rows];
            CompetingRows = new bool[rows];
        }
        if (rowOf.Length < columns)
        {
            rowOf = new int[columns];
            reachedBy = new int[columns];
            ContestedColumns = new bool[columns];
        }
        Array.Fill(columnOf, -1, 0, rows);
        Array.Fill(rowOf, -1, 0, columns);
    }
}
