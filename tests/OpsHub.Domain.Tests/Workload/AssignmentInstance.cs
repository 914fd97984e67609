using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Domain.Tests.Workload;

/// <summary>A rectangular assignment problem with whole costs, so that sums are exact.</summary>
internal sealed record AssignmentInstance(double[] Costs, int Rows, int Columns)
{
    /// <summary>Any shape, cost range and share of forbidden pairs; a third have none.</summary>
    public static AssignmentInstance Random(Random random, int largest)
    {
        var (rows, columns) = (random.Next(1, largest + 1), random.Next(1, largest + 1));
        var forbidden = random.Next(3) == 0 ? 0 : Math.Pow(random.NextDouble(), 0.1);
        var range = (int)Math.Pow(10, random.Next(1, 6));
        var costs = new double[rows * columns];
        for (var i = 0; i < costs.Length; i++)
            costs[i] = random.NextDouble() < forbidden ? AssignmentProblem.Forbidden : random.Next(-range / 10, range);
        return new AssignmentInstance(costs, rows, columns);
    }

    /// <summary>The most that can be assigned, and what it costs at least.</summary>
    public (int Assigned, double Cost) BestByTrying() => Try(0, 0);

    private (int Assigned, double Cost) Try(int row, int taken)
    {
        if (row == Rows)
            return (0, 0);
        var best = Try(row + 1, taken);
        for (var column = 0; column < Columns; column++)
        {
            var cost = Costs[(row * Columns) + column];
            if ((taken & (1 << column)) != 0 || double.IsPositiveInfinity(cost))
                continue;
            var rest = Try(row + 1, taken | (1 << column));
            if (rest.Assigned + 1 > best.Assigned || (rest.Assigned + 1 == best.Assigned && rest.Cost + cost < best.Cost))
                best = (rest.Assigned + 1, rest.Cost + cost);
        }
        return best;
    }
}
