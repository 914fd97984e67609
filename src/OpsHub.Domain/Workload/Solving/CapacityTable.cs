namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// A generalized assignment problem as its solvers use it: what does not fit at all is forbidden, and where rows may stay
/// unassigned the last column stands for that, with room for all. Kept and overwritten by the next problem.
/// </summary>
internal sealed class CapacityTable
{
    public int Rows { get; private set; }

    /// <summary>With the one for staying unassigned, if any.</summary>
    public int Columns { get; private set; }

    /// <summary>Row by row.</summary>
    public double[] Costs { get; private set; } = [];

    /// <summary>Row by row.</summary>
    public int[] Weights { get; private set; } = [];

    public long[] Capacities { get; private set; } = [];

    /// <summary>Costs of whole numbers sum up to whole numbers: a bound can be rounded up.</summary>
    public bool IsWhole { get; private set; }

    public bool EveryRowHasAColumn { get; private set; }

    public void Load(in GeneralizedAssignmentProblem problem)
    {
        var real = problem.Columns;
        (Rows, Columns) = (problem.Rows, real + (problem.UnassignedPrices.IsEmpty ? 0 : 1));
        if (Costs.Length < Rows * Columns)
        {
            Costs = new double[Rows * Columns];
            Weights = new int[Rows * Columns];
        }
        if (Capacities.Length < Columns)
            Capacities = new long[Columns];
        for (var column = 0; column < Columns; column++)
            Capacities[column] = column < real ? problem.Capacities[column] : 0;
        (IsWhole, EveryRowHasAColumn) = (true, true);
        for (var row = 0; row < Rows; row++)
        {
            var possible = false;
            for (var column = 0; column < Columns; column++)
            {
                var stay = column == real;
                var weight = stay ? 0 : problem.Weights[(row * real) + column];
                var cost = stay ? problem.UnassignedPrices[row] : weight > Capacities[column] ? double.PositiveInfinity : problem.Costs[(row * real) + column];
                Costs[(row * Columns) + column] = cost;
                Weights[(row * Columns) + column] = weight;
                IsWhole &= double.IsPositiveInfinity(cost) || (cost == Math.Floor(cost) && Math.Abs(cost) < 1e12);
                possible |= double.IsFinite(cost);
            }
            EveryRowHasAColumn &= possible;
        }
    }
}
