using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Workload;
using OpsHub.Domain.Workload.Solving;

namespace OpsHub.Domain.Workload;

/// <summary>
/// Decides which queued cases to offer to whom. In rounds: each round is one exact assignment of cases to officers, one
/// case each; then loads, places and times are carried forward and the rest is assigned again. Pure.
/// </summary>
public static class DispatchPlanner
{
    /// <summary>Cases looked at in one plan: the most urgent ones. More could not be begun before the next plan anyway (default).</summary>
    public const int MaxCases = 500;

    public const string DecidedBy = "balancer";

    /// <summary>The most urgent first: priority, then due time, then id.</summary>
    public static IOrderedEnumerable<InspectionView> ByUrgency(IEnumerable<InspectionView> cases) => cases
        .OrderBy(@case => @case.Priority).ThenBy(@case => @case.DueAt).ThenBy(@case => @case.Id.Value, StringComparer.Ordinal);

    public static DispatchPlan Plan(DispatchSnapshot snapshot, int maxOffers)
    {
        var queued = ByUrgency(snapshot.Cases.Values.Where(@case => @case.Status is InspectionStatus.Queued && !snapshot.Hold.Contains(@case.Id)))
            .Take(MaxCases).ToList();
        var outlooks = Outlooks(snapshot);
        var mean = MeanLoadShare(outlooks);
        var onlyNotAgain = queued.Where(@case => IsBlockedByNotAgain(@case, outlooks, snapshot)).Select(@case => @case.Id).ToImmutableArray();

        var solver = new SlotAssignment();
        var offers = new List<PlannedOffer>();
        var placed = -1;
        while (placed != 0 && queued.Count > 0 && offers.Count < maxOffers)
        {
            placed = Round(solver, snapshot, queued, outlooks, mean, offers);
        }
        var more = offers.Count > maxOffers || (placed != 0 && queued.Count > 0);
        return new DispatchPlan([.. offers.Take(maxOffers)], onlyNotAgain, more);
    }

    /// <summary>What a plan would weigh for one case now, without deciding.</summary>
    public static AssignmentReasons Explain(DispatchSnapshot snapshot, InspectionView @case)
    {
        var outlooks = Outlooks(snapshot);
        var candidates = CandidateRules.Candidates(@case, outlooks, snapshot, MeanLoadShare(outlooks));
        return new AssignmentReasons(@case.Id, snapshot.Now, null, DecidedBy, candidates, snapshot.Perturbation?.Commitment);
    }

    /// <summary>One exact assignment; returns how many cases it placed.</summary>
    private static int Round(
        SlotAssignment solver, DispatchSnapshot snapshot, List<InspectionView> queued, OfficerOutlook[] outlooks, double mean, List<PlannedOffer> offers)
    {
        var costs = new double[queued.Count * outlooks.Length];
        var unplaced = new double[queued.Count];
        for (var row = 0; row < queued.Count; row++)
        {
            unplaced[row] = snapshot.Weights.UnplacedMinutes(queued[row], snapshot.Now);
            for (var column = 0; column < outlooks.Length; column++)
                costs[(row * outlooks.Length) + column] = Cost(queued[row], outlooks[column], snapshot, mean);
        }
        var chosen = solver.Solve(new AssignmentProblem
        {
            Costs = costs, Rows = queued.Count, Columns = outlooks.Length, UnassignedPrices = unplaced,
        }).ColumnOf;
        var before = outlooks.ToArray();
        for (var row = 0; row < chosen.Length; row++)
        {
            if (chosen[row] is not AssignmentProblem.Unassigned and var column)
                offers.Add(Offer(snapshot, queued[row], before, column, outlooks, mean));
        }
        return queued.RemoveAll(@case => offers.Exists(offer => offer.Case.Id == @case.Id));
    }

    private static PlannedOffer Offer(
        DispatchSnapshot snapshot, InspectionView @case, OfficerOutlook[] before, int column, OfficerOutlook[] after, double mean)
    {
        var outlook = before[column];
        after[column] = outlook.With(@case, CandidateRules.DoneAt(@case, outlook, snapshot.Travel));
        var candidates = CandidateRules.Candidates(@case, before, snapshot, mean);
        var reasons = new AssignmentReasons(@case.Id, snapshot.Now, outlook.Id, DecidedBy, candidates, snapshot.Perturbation?.Commitment);
        return new PlannedOffer(@case, outlook.Id, reasons);
    }

    private static double Cost(InspectionView @case, OfficerOutlook outlook, DispatchSnapshot snapshot, double mean) =>
        CandidateRules.Exclusion(@case, outlook, snapshot.Travel, snapshot.Now) is null
            ? CandidateRules.Cost(@case, outlook, snapshot, mean).Total
            : AssignmentProblem.Forbidden;

    private static bool IsBlockedByNotAgain(InspectionView @case, OfficerOutlook[] outlooks, DispatchSnapshot snapshot)
    {
        if (@case.NotAgain.Length == @case.Barred.Length)
            return false;
        var exclusions = outlooks.Select(outlook => CandidateRules.Exclusion(@case, outlook, snapshot.Travel, snapshot.Now)).ToArray();
        return exclusions.All(name => name is not null) && exclusions.Contains(Exclusions.NotAgain);
    }

    internal static OfficerOutlook[] Outlooks(DispatchSnapshot snapshot) =>
    [
        .. snapshot.Officers.OrderBy(officer => officer.Profile.Officer.Value, StringComparer.Ordinal)
            .Select(officer => OfficerOutlook.Of(officer, id => snapshot.Cases.GetValueOrDefault(id), snapshot.Now)),
    ];

    private static double MeanLoadShare(OfficerOutlook[] outlooks) => outlooks
        .Where(outlook => outlook.Officer.ShiftEndsAt is not null)
        .Select(outlook => outlook.LoadMinutes / (double)outlook.CapacityMinutes)
        .DefaultIfEmpty(0).Average();
}
