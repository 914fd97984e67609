using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Benchmarks;

/// <summary>
/// A port's dispatch problem that changes a little from one decision to the next, with costs made as the dispatcher's are:
/// travel over the port's ground, waiting, lateness by urgency, a perturbation; pairs without the skill are forbidden.
/// </summary>
internal sealed class DecisionDay
{
    private const double ChangedShare = 0.02;
    private const int Skills = 4;

    private readonly int cases;
    private readonly int officers;
    private readonly int leastPlaces;
    private readonly Random random;
    private readonly (double X, double Y, int Skill, double SlackMinutes, double Weight)[] open;
    private readonly (double X, double Y, int Skills, double WaitMinutes)[] staff;
    private readonly int[] places;
    private readonly double[] unplaced;
    private readonly double[] costs;

    /// <param name="leastPlaces">Free places of an officer, up to 5: with 0 there are as many as cases at 2.5 cases an officer, the hardest; with 1 a fifth more.</param>
    public DecisionDay(int cases, int officers, int leastPlaces, Random random)
    {
        (this.cases, this.officers, this.leastPlaces, this.random) = (cases, officers, leastPlaces, random);
        open = new (double, double, int, double, double)[cases];
        staff = new (double, double, int, double)[officers];
        (places, unplaced, costs) = (new int[officers], new double[cases], new double[cases * officers]);
        for (var officer = 0; officer < officers; officer++)
            RenewOfficer(officer);
        for (var @case = 0; @case < cases; @case++)
            RenewCase(@case);
    }

    public AssignmentProblem Problem => new() { Costs = costs, Rows = cases, Columns = officers, Capacities = places, UnassignedPrices = unplaced };

    /// <summary>Some cases are done and others come; some officers went somewhere else.</summary>
    public void GoOn()
    {
        for (var i = 0; i < officers * ChangedShare; i++)
        {
            var officer = random.Next(officers);
            RenewOfficer(officer);
            for (var @case = 0; @case < cases; @case++)
                costs[(@case * officers) + officer] = Cost(@case, officer);
        }

        for (var i = 0; i < cases * ChangedShare; i++)
            RenewCase(random.Next(cases));
    }

    /// <summary>The same with a column for each place and one for each case's staying unplaced; forbidden pairs cost far more than anything.</summary>
    public (double[] Costs, int Columns) Copied()
    {
        int[] officerOf = [.. Enumerable.Range(0, officers).SelectMany(officer => Enumerable.Repeat(officer, places[officer]))];
        var columns = officerOf.Length + cases;
        var copied = new double[cases * columns];
        Array.Fill(copied, 1e12);
        for (var @case = 0; @case < cases; @case++)
        {
            for (var column = 0; column < officerOf.Length; column++)
                copied[(@case * columns) + column] = Math.Min(1e12, costs[(@case * officers) + officerOf[column]]);
            copied[(@case * columns) + officerOf.Length + @case] = unplaced[@case];
        }

        return (copied, columns);
    }

    private void RenewOfficer(int officer)
    {
        staff[officer] = (random.NextDouble() * 5, random.NextDouble() * 2, random.Next(1, 1 << Skills), random.Next(0, 45));
        places[officer] = random.Next(leastPlaces, 6);
    }

    private void RenewCase(int @case)
    {
        open[@case] = (random.NextDouble() * 5, random.NextDouble() * 2, random.Next(Skills), random.Next(-60, 240), random.Next(1, 13));
        unplaced[@case] = 1_000_000 * random.Next(1, 4);
        for (var officer = 0; officer < officers; officer++)
            costs[(@case * officers) + officer] = Cost(@case, officer);
    }

    private double Cost(int @case, int officer)
    {
        var (one, other) = (open[@case], staff[officer]);
        if ((other.Skills & (1 << one.Skill)) == 0)
            return AssignmentProblem.Forbidden;
        var travel = 3 + (Math.Sqrt(((one.X - other.X) * (one.X - other.X)) + ((one.Y - other.Y) * (one.Y - other.Y))) * 3);
        var late = Math.Max(0, travel + other.WaitMinutes + 30 - one.SlackMinutes);
        var cost = travel + (other.WaitMinutes * 0.25) + (late * one.Weight);
        return cost * (1 + (0.02 * Noise(@case, officer)));
    }

    private static double Noise(int @case, int officer)
    {
        var mixed = ((ulong)@case * 0x9E3779B97F4A7C15) ^ ((ulong)officer * 0xC2B2AE3D27D4EB4F);
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
        return ((mixed >> 11) * (2.0 / (1UL << 53))) - 1;
    }
}
