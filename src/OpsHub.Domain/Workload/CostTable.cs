using OpsHub.Contracts.Inspections;
using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Domain.Workload;

/// <summary>
/// What each queued case would cost with each officer, through the rounds of one plan: priced once, and after a round only
/// where an officer got a case.
/// </summary>
internal sealed class CostTable
{
    private readonly DispatchSnapshot snapshot;
    private readonly double meanLoadShare;
    private readonly PairCounts counts;
    private readonly List<InspectionView> cases;
    private readonly OfficerOutlook[] outlooks;
    private readonly double[] costs;
    private readonly double[] unplaced;
    private readonly bool[] given;
    private readonly bool[] placed;

    /// <param name="queued">One row each, in this order.</param>
    /// <param name="outlooks">One column each.</param>
    public CostTable(DispatchSnapshot snapshot, IEnumerable<InspectionView> queued, OfficerOutlook[] outlooks, double meanLoadShare)
    {
        (this.snapshot, this.outlooks, this.meanLoadShare) = (snapshot, [.. outlooks], meanLoadShare);
        cases = [.. queued];
        counts = PairCounts.Of(snapshot.History, snapshot.Now);
        (costs, unplaced) = (new double[cases.Count * outlooks.Length], new double[cases.Count]);
        (placed, given) = (new bool[cases.Count], new bool[outlooks.Length]);
        Array.Fill(given, true);
        for (var row = 0; row < cases.Count; row++)
            unplaced[row] = snapshot.Weights.UnplacedMinutes(cases[row], snapshot.Now);
        PriceGiven();
    }

    public int Rows => cases.Count;

    public InspectionView Case(int row) => cases[row];

    /// <summary>The officers as they are now; a copy.</summary>
    public OfficerOutlook[] Outlooks() => [.. outlooks];

    /// <summary>One case for each officer, at the most.</summary>
    public AssignmentProblem Round => new()
    {
        Costs = costs.AsSpan(0, Rows * outlooks.Length),
        Rows = Rows,
        Columns = outlooks.Length,
        UnassignedPrices = unplaced.AsSpan(0, Rows),
    };

    /// <summary>The officer gets the case in this round.</summary>
    public void Give(int row, int column)
    {
        (placed[row], given[column]) = (true, true);
        outlooks[column] = outlooks[column].With(cases[row], CandidateRules.DoneAt(cases[row], outlooks[column], snapshot.Travel));
    }

    /// <summary>Ends the round: what was placed goes, and officers who got a case are priced as they will be then.</summary>
    public void EndRound()
    {
        var (kept, columns) = (0, outlooks.Length);
        for (var row = 0; row < Rows; row++)
        {
            if (placed[row])
                continue;
            costs.AsSpan(row * columns, columns).CopyTo(costs.AsSpan(kept * columns));
            (unplaced[kept], cases[kept]) = (unplaced[row], cases[row]);
            kept++;
        }
        cases.RemoveRange(kept, Rows - kept);
        Array.Clear(placed);
        PriceGiven();
    }

    private void PriceGiven()
    {
        for (var row = 0; row < Rows; row++)
        {
            var history = counts.Of(cases[row]);
            for (var column = 0; column < outlooks.Length; column++)
            {
                if (given[column])
                    costs[(row * outlooks.Length) + column] = Cost(cases[row], outlooks[column], history);
            }
        }
        Array.Clear(given);
    }

    private double Cost(InspectionView @case, OfficerOutlook outlook, PairCounts.OfCase history) =>
        CandidateRules.Exclusion(@case, outlook, snapshot.Travel, snapshot.Now) is null
            ? CandidateRules.Cost(@case, outlook, snapshot, meanLoadShare, history.Repeats(outlook.Id), history.Tenure(outlook.Id)).Total
            : AssignmentProblem.Forbidden;
}
