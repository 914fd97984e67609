using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OpsHub.Domain.Workload.Solving;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Domain.Tests.Workload;

public sealed class LinearAssignmentTests(ITestOutputHelper output)
{
    private const double No = AssignmentProblem.Forbidden;

    [Fact]
    public void Solve_WhenEmpty_IsEmpty()
    {
        Assert.Empty(new LinearAssignment().Solve([], 0, 3).ColumnOf);
        Assert.Equal([-1, -1], new LinearAssignment().Solve([], 2, 0).ColumnOf.ToArray());
    }

    [Fact]
    public void Solve_WhenCheapestWouldLeaveARowOver_PlacesAsManyAsPossible()
    {
        // Row 1 can only have column 0, which row 0 would like best.
        var result = new LinearAssignment().Solve([1, 100, 50, No], 2, 2);
        Assert.Equal([1, 0], result.ColumnOf.ToArray());
        Assert.Equal((2, 150.0), (result.Assigned, result.Cost));
    }

    [Fact]
    public void Solve_WhenRowsCompeteForTooFewColumns_LeavesTheDearestOver()
    {
        // Rows 0 to 2 can only have columns 0 and 1; row 3 only 2 and 3.
        var result = new LinearAssignment().Solve([5, 1, No, No, 1, 5, No, No, 2, 2, No, No, No, No, 9, 10], 4, 4);
        Assert.Equal([1, 0, -1, 2], result.ColumnOf.ToArray());
        Assert.Equal([false, false, false, true], result.CoveredRows.ToArray());
        Assert.Equal([true, true, false, false], result.CoveredColumns.ToArray());
    }

    [Fact]
    public void Solve_WhenMalformed_Throws()
    {
        Assert.Throws<ArgumentException>(() => new LinearAssignment().Solve([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => new LinearAssignment().Solve([1, double.NaN], 1, 2));
        Assert.Throws<ArgumentException>(() => new LinearAssignment().Solve([1, 2, 3, 4, 5, 6, 7, 8, double.NegativeInfinity], 3, 3));
        Assert.Throws<ArgumentException>(() => new LinearAssignment().Solve([1, 2], 1, 2, [0]));
    }

    [Fact]
    public void Solve_OnTinyInstances_IsTheLargestAndCheapestThereIs()
    {
        var solver = new LinearAssignment();
        Prop.ForAll(Instances(5, -5, 20).ToArbitrary(), instance =>
        {
            var result = solver.Solve(instance.Costs, instance.Rows, instance.Columns);
            Assert.Null(AssignmentCertificate.Refute(instance.Costs, instance.Rows, instance.Columns, result, 0));
            Assert.Equal(instance.BestByTrying(), (result.Assigned, result.Cost));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Solve_FromAnySensibleOrSenselessPrices_CostsTheSame()
    {
        var solver = new LinearAssignment();
        var prices = Gen.Choose(-30, 30).Select(price => (double)price);
        var cases =
            from instance in Instances(30, 0, 60)
            from start in prices.ArrayOf(Math.Max(instance.Rows, instance.Columns))
            select (instance, start);
        Prop.ForAll(cases.ToArbitrary(), @case =>
        {
            var (instance, start) = @case;
            var cold = solver.Solve(instance.Costs, instance.Rows, instance.Columns);
            var warm = solver.Solve(instance.Costs, instance.Rows, instance.Columns, start);
            Assert.Null(AssignmentCertificate.Refute(instance.Costs, instance.Rows, instance.Columns, warm, 0));
            Assert.Equal((cold.Assigned, cold.Cost), (warm.Assigned, warm.Cost));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Solve_WithRealCosts_IsProvenToRounding()
    {
        var (random, solver) = (new Random(5), new LinearAssignment());
        for (var round = 0; round < 200; round++)
        {
            var (rows, columns) = (random.Next(1, 60), random.Next(1, 60));
            var costs = Enumerable.Range(0, rows * columns).Select(_ => random.Next(4) == 0 ? No : random.NextDouble() * 1_000).ToArray();
            Assert.Null(AssignmentCertificate.Refute(costs, rows, columns, solver.Solve(costs, rows, columns), 1e-9));
        }
    }

    [Fact]
    public void Refute_WhenSomethingIsWrong_SaysWhat()
    {
        double[] costs = [1, 2, 2, 4];
        var right = new LinearAssignment().Solve(costs, 2, 2);
        Assert.Null(AssignmentCertificate.Refute(costs, 2, 2, right, 0));
        Assert.NotNull(AssignmentCertificate.Refute(costs, 2, 2, right with { ColumnOf = [0, 0] }, 0));
        Assert.NotNull(AssignmentCertificate.Refute(costs, 2, 2, right with { ColumnOf = [0, 1] }, 0));
        Assert.NotNull(AssignmentCertificate.Refute(costs, 2, 2, right with { ColumnOf = [1, -1] }, 0));
        Assert.NotNull(AssignmentCertificate.Refute(costs, 2, 2, right with { RowPrices = [9, 9] }, 0));
        Assert.NotNull(AssignmentCertificate.Refute(costs, 2, 2, right with { CoveredRows = [true, false] }, 0));
    }

    [Fact]
    public void Solve_WhenItHasSeenTheSize_AllocatesOnlyTheResult()
    {
        var random = new Random(8);
        const int Rows = 80, Columns = 120;
        var costs = Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(8) == 0 ? No : random.Next(1_000)).ToArray();
        var solver = new LinearAssignment();
        solver.Solve(costs, Rows, Columns);

        var before = GC.GetAllocatedBytesForCurrentThread();
        solver.Solve(costs, Rows, Columns);

        // 13 bytes a row, 9 a column, and the heads of six objects.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (13 * Rows) + (9 * Columns) + 320);
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
            var (n, costs) = ((int)numbers[0], numbers[1..]);

            var result = new LinearAssignment().Solve(costs, n, n);

            Assert.Null(AssignmentCertificate.Refute(costs, n, n, result, 0));
            Assert.Equal((n, double.Parse(instance[2], CultureInfo.InvariantCulture)), (result.Assigned, result.Cost));
        }
    }

    [ScipyFact]
    public void Solve_OnTenThousandRandomInstances_AgreesWithScipy()
    {
        var random = new Random(20260302);
        var instances = Enumerable.Range(0, 10_000).Select(_ => AssignmentInstance.Random(random, 40)).ToImmutableArray();
        var theirs = Scipy.Solve(instances);
        var (solver, forbidden) = (new LinearAssignment(), 0);
        for (var i = 0; i < instances.Length; i++)
        {
            var (costs, rows, columns) = instances[i];
            var result = solver.Solve(costs, rows, columns);
            Assert.Null(AssignmentCertificate.Refute(costs, rows, columns, result, 0));
            Assert.Equal((i, theirs[i].Assigned, theirs[i].Cost), (i, result.Assigned, result.Cost));
            forbidden += result.Assigned < Math.Min(rows, columns) ? 1 : 0;
        }
        output.WriteLine($"{instances.Length} instances, {forbidden} of them without a full assignment");
        Assert.InRange(forbidden, 2_000, 8_000);
    }

    private static Gen<AssignmentInstance> Instances(int largest, int least, int most) =>
        from rows in Gen.Choose(0, largest)
        from columns in Gen.Choose(0, largest)
        from forbiddenPercent in Gen.Elements(0, 20, 60, 90)
        from costs in Gen.Frequency(
            (100 - forbiddenPercent, Gen.Choose(least, most).Select(cost => (double)cost)), (forbiddenPercent, Gen.Constant(No))).ArrayOf(rows * columns)
        select new AssignmentInstance(costs, rows, columns);
}
