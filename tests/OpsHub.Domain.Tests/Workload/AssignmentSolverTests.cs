using System.Globalization;
using OpsHub.Domain.Workload;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Domain.Tests.Workload;

public sealed class AssignmentSolverTests
{
    [Fact]
    public void Solve_WhenEmpty_IsEmpty()
    {
        Assert.Empty(AssignmentSolver.Solve([], [], 3));
        Assert.Equal([-1, -1], AssignmentSolver.Solve([], [5, 5], 0));
    }

    [Fact]
    public void Solve_WhenStayingUnassignedIsCheaper_Stays() => Assert.Equal([-1, 0], AssignmentSolver.Solve([9, 4], [5, 50], 1));

    [Fact]
    public void Solve_WhenEveryPairIsForbidden_AssignsNobody() => Assert.Equal(
        [-1, -1], AssignmentSolver.Solve([AssignmentSolver.Forbidden, AssignmentSolver.Forbidden, AssignmentSolver.Forbidden, AssignmentSolver.Forbidden], [1, 1], 2));

    [Fact]
    public void Solve_WhenSizesDoNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => AssignmentSolver.Solve([1, 2, 3], [1, 1], 2));
        Assert.Throws<ArgumentException>(() => AssignmentSolver.Solve([1, 2], [1, double.PositiveInfinity], 1));
    }

    [Fact]
    public void Solve_OnSmallInstances_IsAsCheapAsTryingEverything()
    {
        var random = new Random(20260302);
        for (var instance = 0; instance < 2_000; instance++)
        {
            var rows = random.Next(1, 6);
            var columns = random.Next(0, 6);
            // Whole numbers make ties, negative ones are allowed, a fifth of the pairs is not.
            var costs = Enumerable.Range(0, rows * columns).Select(_ => random.Next(5) == 0 ? AssignmentSolver.Forbidden : random.Next(-5, 20)).ToArray();
            var unassigned = Enumerable.Range(0, rows).Select(_ => (double)random.Next(0, 25)).ToArray();

            var solved = AssignmentSolver.Solve(costs, unassigned, columns);

            Assert.Equal(solved.Count(c => c >= 0), solved.Where(c => c >= 0).Distinct().Count());
            Assert.True(Math.Abs(Total(costs, unassigned, columns, solved) - Cheapest(costs, unassigned, columns, 0, 0)) < 1e-9, $"instance {instance}");
        }
    }

    [SharedDataFact("assign/optima.csv")]
    public void Solve_OnTheLibrarysInstances_ReachesTheirOptima()
    {
        var instances = SharedFile.Lines("assign/optima.csv").Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.Equal(19, instances.Length);
        foreach (var instance in instances)
        {
            var numbers = File.ReadAllText(SharedFile.PathOf($"assign/{instance[0]}"))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var n = (int)numbers[0];
            var costs = numbers[1..];
            var unassigned = Enumerable.Repeat(1e6, n).ToArray();

            var solved = AssignmentSolver.Solve(costs, unassigned, n);

            Assert.Equal(double.Parse(instance[2], CultureInfo.InvariantCulture), Total(costs, unassigned, n, solved));
        }
    }

    private static double Total(double[] costs, double[] unassigned, int columns, int[] solved) =>
        solved.Select((column, row) => column < 0 ? unassigned[row] : costs[(row * columns) + column]).Sum();

    private static double Cheapest(double[] costs, double[] unassigned, int columns, int row, int taken)
    {
        if (row == unassigned.Length)
            return 0;
        var best = unassigned[row] + Cheapest(costs, unassigned, columns, row + 1, taken);
        for (var column = 0; column < columns; column++)
        {
            if ((taken & (1 << column)) == 0 && double.IsFinite(costs[(row * columns) + column]))
                best = Math.Min(best, costs[(row * columns) + column] + Cheapest(costs, unassigned, columns, row + 1, taken | (1 << column)));
        }
        return best;
    }
}
