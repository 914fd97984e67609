using FsCheck;
using FsCheck.Fluent;
using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Domain.Tests.Workload;

public sealed class SlotAssignmentTests
{
    private const double No = AssignmentProblem.Forbidden;

    [Fact]
    public void Solve_WhenEmpty_IsEmpty()
    {
        Assert.Empty(Solve([], 0, 3, [1, 1, 1], []).ColumnOf);
        Assert.Equal([-1, -1], Solve([], 2, 0, [], [5, 5]).ColumnOf.ToArray());
    }

    [Fact]
    public void Solve_WhenStayingUnassignedIsCheaper_Stays() => Assert.Equal([-1, 0], Solve([9, 4], 2, 1, [1], [5, 50]).ColumnOf.ToArray());

    [Fact]
    public void Solve_WhenEveryPairIsForbidden_AssignsNobody() =>
        Assert.Equal([-1, -1], Solve([No, No, No, No], 2, 2, [1, 1], [1, 1]).ColumnOf.ToArray());

    [Fact]
    public void Solve_WhenAColumnHasSeveralPlaces_FillsNoMoreThanThose()
    {
        var result = Solve([1, 5, 1, 9, 1, 6], 3, 2, [2, 3], [100, 100, 100]);
        Assert.Equal([1, 0, 0], result.ColumnOf.ToArray());
        Assert.Equal((7.0, 3), (result.Cost, result.Assigned));
    }

    [Fact]
    public void Solve_WhenAColumnHasNoPlace_UsesTheOthersAndPricesIt()
    {
        var @case = new SlotCase(new AssignmentInstance([1, 5], 1, 2), [0, 1], [100]);
        var result = @case.Solve(new SlotAssignment(), []);
        Assert.Equal([1], result.ColumnOf.ToArray());
        Assert.Equal(-4, result.ColumnPrices[0] - result.ColumnPrices[1]);
        Assert.Null(@case.Refute(result));
    }

    [Fact]
    public void Solve_WhenMalformed_Throws()
    {
        Assert.Throws<ArgumentException>(() => Solve([1, 2, 3], 2, 2, [1, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => Solve([1, 2], 2, 1, [1], [1, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => Solve([1, 2], 2, 1, [1], []));
        Assert.Throws<ArgumentException>(() => Solve([1, 2], 2, 1, [-1], [1, 1]));
        Assert.Throws<ArgumentException>(() => Solve([1, 2], 2, 1, [1, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => Solve([1, 2], 2, 1, [1], [1, 1], [0, 0]));
    }

    [Fact]
    public void Solve_OnTinyInstances_IsAsCheapAsTryingEverything() => Prop.ForAll(Cases(5, 3).ToArbitrary(), @case =>
    {
        var result = @case.Solve(new SlotAssignment(), []);
        Assert.Null(@case.Refute(result));
        Assert.Equal(@case.CheapestByTrying(), result.Cost);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Solve_FromAnySensibleOrSenselessPrices_CostsTheSame()
    {
        var solver = new SlotAssignment();
        var cases =
            from @case in Cases(25, 4)
            from start in Gen.Choose(-40, 10).Select(price => (double)price).ArrayOf(@case.Instance.Columns)
            select (@case, start);
        Prop.ForAll(cases.ToArbitrary(), pair =>
        {
            var cold = pair.@case.Solve(solver, []);
            var warm = pair.@case.Solve(solver, pair.start);
            Assert.Null(pair.@case.Refute(cold));
            Assert.Null(pair.@case.Refute(warm));
            Assert.Equal(cold.Cost, warm.Cost);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Solve_WhenTheDayGoesOn_StaysProvenFromOneSolutionToTheNext()
    {
        var (random, solver) = (new Random(11), new SlotAssignment());
        const int Rows = 60, Columns = 25;
        var costs = Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(3) == 0 ? No : random.NextDouble() * 200).ToArray();
        var capacities = Enumerable.Range(0, Columns).Select(_ => random.Next(0, 5)).ToArray();
        var unassigned = Enumerable.Range(0, Rows).Select(_ => 150.0 + random.Next(200)).ToArray();
        double[] prices = [];
        for (var step = 0; step < 300; step++)
        {
            // A case leaves and another comes, an officer's places change.
            var row = random.Next(Rows);
            for (var column = 0; column < Columns; column++)
                costs[(row * Columns) + column] = random.Next(3) == 0 ? No : random.NextDouble() * 200;
            capacities[random.Next(Columns)] = random.Next(0, 5);
            var problem = new AssignmentProblem { Costs = costs, Rows = Rows, Columns = Columns, Capacities = capacities, UnassignedPrices = unassigned };
            var result = solver.Solve(problem, prices);
            Assert.Null(AssignmentCertificate.Refute(problem, result, 1e-9));
            prices = [.. result.ColumnPrices];
        }
    }

    [Fact]
    public void Refute_WhenSomethingIsWrong_SaysWhat()
    {
        var @case = new SlotCase(new AssignmentInstance([1, 5, 1, 9, 1, 6], 3, 2), [2, 3], [100, 100, 100]);
        var right = @case.Solve(new SlotAssignment(), []);
        Assert.Null(@case.Refute(right));
        Assert.NotNull(@case.Refute(right with { ColumnOf = [0, 0, 0] }));
        Assert.NotNull(@case.Refute(right with { ColumnOf = [0, 0, 1] }));
        Assert.NotNull(@case.Refute(right with { ColumnOf = [1, 0, -1] }));
        Assert.NotNull(@case.Refute(right with { ColumnPrices = [-4, -1] }));
        Assert.NotNull(@case.Refute(right with { RowPrices = [5, 5, 6] }));
    }

    [Fact]
    public void Solve_WhenItHasSeenTheSize_AllocatesOnlyTheResult()
    {
        var random = new Random(8);
        const int Rows = 150, Columns = 40;
        var costs = Enumerable.Range(0, Rows * Columns).Select(_ => random.NextDouble()).ToArray();
        var (capacities, unassigned) = (Enumerable.Repeat(3, Columns).ToArray(), Enumerable.Repeat(0.9, Rows).ToArray());
        var solver = new SlotAssignment();
        AssignmentProblem Problem() => new() { Costs = costs, Rows = Rows, Columns = Columns, Capacities = capacities, UnassignedPrices = unassigned };
        double[] prices = [.. solver.Solve(Problem()).ColumnPrices];
        solver.Solve(Problem(), prices);

        var before = GC.GetAllocatedBytesForCurrentThread();
        solver.Solve(Problem(), prices);

        // 12 bytes a row, 8 a column, and the heads of four objects.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (12 * Rows) + (8 * Columns) + 200);
    }

    private static AssignmentResult Solve(double[] costs, int rows, int columns, int[] capacities, double[] unassigned, params double[] previous) =>
        new SlotAssignment().Solve(
            new AssignmentProblem { Costs = costs, Rows = rows, Columns = columns, Capacities = capacities, UnassignedPrices = unassigned }, previous);

    private static Gen<SlotCase> Cases(int largest, int places) =>
        from rows in Gen.Choose(0, largest)
        from columns in Gen.Choose(0, largest)
        from forbiddenPercent in Gen.Elements(0, 20, 60)
        from costs in Gen.Frequency(
            (100 - forbiddenPercent, Gen.Choose(-5, 40).Select(cost => (double)cost)), (forbiddenPercent, Gen.Constant(No))).ArrayOf(rows * columns)
        from capacities in Gen.Choose(0, places).ArrayOf(columns)
        from unassigned in Gen.Choose(0, 50).Select(price => (double)price).ArrayOf(rows)
        select new SlotCase(new AssignmentInstance(costs, rows, columns), capacities, unassigned);

    private sealed record SlotCase(AssignmentInstance Instance, int[] Capacities, double[] Unassigned)
    {
        private AssignmentProblem Problem() => new()
        {
            Costs = Instance.Costs, Rows = Instance.Rows, Columns = Instance.Columns, Capacities = Capacities, UnassignedPrices = Unassigned,
        };

        public AssignmentResult Solve(SlotAssignment solver, double[] previous) => solver.Solve(Problem(), previous);

        public string? Refute(AssignmentResult result) => AssignmentCertificate.Refute(Problem(), result, 0);

        public double CheapestByTrying() => Try(0, [.. Capacities]);

        private double Try(int row, int[] free)
        {
            if (row == Instance.Rows)
                return 0;
            var best = Unassigned[row] + Try(row + 1, free);
            for (var column = 0; column < Instance.Columns; column++)
            {
                var cost = Instance.Costs[(row * Instance.Columns) + column];
                if (free[column] == 0 || double.IsPositiveInfinity(cost))
                    continue;
                free[column]--;
                best = Math.Min(best, cost + Try(row + 1, free));
                free[column]++;
            }
            return best;
        }
    }
}
