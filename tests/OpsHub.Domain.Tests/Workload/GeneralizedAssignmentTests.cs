using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OpsHub.Domain.Workload.Solving;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Domain.Tests.Workload;

public sealed class GeneralizedAssignmentTests(ITestOutputHelper output)
{
    private const double No = AssignmentProblem.Forbidden;

    [Fact]
    public void Solve_WhenThereAreNoRows_CostsNothing()
    {
        var result = new CapacityCase([], [], [5], []).Solve();
        Assert.Equal((true, 0.0, 0.0, 0.0), (result.IsFeasible, result.Cost, result.Bound, result.Gap));
    }

    [Fact]
    public void Solve_WhenARowFitsNowhere_IsNotFeasible()
    {
        var result = new CapacityCase([1, No], [6, 1], [5, 5], []).Solve();
        Assert.Equal((false, double.PositiveInfinity, double.PositiveInfinity), (result.IsFeasible, result.Cost, result.Gap));
        Assert.Equal([-1], result.ColumnOf.ToArray());
    }

    [Fact]
    public void Solve_WhenTogetherTheyDoNotFit_IsNotFeasible() => Assert.False(new CapacityCase([1, 1], [3, 3], [5], []).Solve().IsFeasible);

    [Fact]
    public void Solve_WhenTogetherTheyDoNotFitAndOneMayStay_LeavesTheCheaperToLeave()
    {
        var result = new CapacityCase([1, 1], [3, 3], [5], [20, 30]).Solve();
        Assert.Equal([-1, 0], result.ColumnOf.ToArray());
        Assert.Equal((21.0, 0.0), (result.Cost, result.Gap));
    }

    [Fact]
    public void Solve_WhenMalformed_Throws()
    {
        Assert.Throws<ArgumentException>(() => new CapacityCase([1, 1], [3], [5], []).Solve());
        Assert.Throws<ArgumentException>(() => new CapacityCase([1], [-3], [5], []).Solve());
        Assert.Throws<ArgumentException>(() => new CapacityCase([1], [3], [-5], []).Solve());
        Assert.Throws<ArgumentException>(() => new CapacityCase([1], [3], [5], [No]).Solve());
    }

    [Fact]
    public void Solve_WhenTheBudgetIsOverAtOnce_ClaimsNothing()
    {
        var result = new CapacityCase([1, 2, 3, 4], [1, 1, 1, 1], [1, 1], []).Solve(new SearchBudget { ShouldStop = () => true });
        Assert.Equal((double.NegativeInfinity, 0), (result.Bound, result.Moves));
    }

    [Fact]
    public void Solve_OnTinyInstances_FindsTheBestAndNeverBoundsAboveIt() => Prop.ForAll(Cases().ToArbitrary(), @case =>
    {
        var result = @case.Solve(new SearchBudget { Moves = 3_000 });
        var best = @case.CheapestByTrying();
        Assert.Equal(double.IsFinite(best), result.IsFeasible);
        Assert.Equal(best, result.Cost);
        Assert.True(result.Bound <= best, $"bound {result.Bound}, best {best}");
        if (result.IsFeasible)
            Assert.Equal(result.Cost, @case.Check(result));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Solve_WithLargeCapacities_BoundsByTheRelaxedKnapsack()
    {
        // Too large for the exact table: a capacity counted in seconds of weeks.
        var random = new Random(4);
        const int Rows = 30, Columns = 3;
        var @case = new CapacityCase(
            [.. Enumerable.Range(0, Rows * Columns).Select(_ => (double)random.Next(10, 60))],
            [.. Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(200_000, 900_000))], [5_000_000, 5_000_000, 5_000_000], []);
        var result = @case.Solve(new SearchBudget { Moves = 5_000 });
        Assert.Equal(result.Cost, @case.Check(result));
        Assert.InRange(result.Gap, 0, 0.05);
    }

    [Fact]
    public void Solve_WithTheSameSeedAndMoves_IsTheSame()
    {
        var @case = Cases(20, 4).Sample(1).Single();
        var one = @case.Solve(new SearchBudget { Moves = 500, Seed = 5 });
        var other = @case.Solve(new SearchBudget { Moves = 500, Seed = 5 });
        Assert.Equal((one.Cost, one.Bound, one.Moves), (other.Cost, other.Bound, other.Moves));
        Assert.Equal(one.ColumnOf.ToArray(), other.ColumnOf.ToArray());
    }

    [SharedDataFact("gap/bounds.csv")]
    public void Solve_OnTheLibrarysInstances_IsWithinHalfAPercentOfTheBestKnown()
    {
        var (runs, worst) = (0, 0.0);
        foreach (var fields in SharedFile.Lines("gap/bounds.csv").Skip(1).Select(line => line.Split(',')))
        {
            foreach (var (sign, known) in ((int, string)[])[(1, fields[3]), (-1, fields[6])])
            {
                var @case = CapacityCase.Read(SharedFile.PathOf($"gap/{fields[0]}"), sign);
                var best = sign * double.Parse(known, CultureInfo.InvariantCulture);
                // A move looks at more where there is more to look at.
                var result = @case.Solve(new SearchBudget { Moves = 2_000_000 / @case.Costs.Length });
                Assert.True(result.IsFeasible, fields[0]);
                Assert.Equal(result.Cost, @case.Check(result));
                Assert.True(result.Bound <= best, $"{fields[0]}: bound {result.Bound}, best known {best}");
                worst = Math.Max(worst, (result.Cost - best) / Math.Abs(best));
                runs++;
            }
        }
        output.WriteLine($"{runs} runs, largest gap {worst:P2}");
        Assert.Equal(96, runs);
        Assert.InRange(worst, 0, 0.005);
    }

    private static Gen<CapacityCase> Cases(int largest = 6, int most = 4) =>
        from rows in Gen.Choose(1, largest)
        from columns in Gen.Choose(1, most)
        from costs in Gen.Frequency((9, Gen.Choose(-10, 40).Select(cost => (double)cost)), (1, Gen.Constant(No))).ArrayOf(rows * columns)
        from weights in Gen.Choose(0, 9).ArrayOf(rows * columns)
        from capacities in Gen.Choose(0, 20).ArrayOf(columns)
        from mayStay in Gen.Elements(true, false)
        from unassigned in Gen.Choose(0, 50).Select(price => (double)price).ArrayOf(mayStay ? rows : 0)
        select new CapacityCase(costs, weights, capacities, unassigned);
}
