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

        var table = new CostTable(snapshot, queued, outlooks, mean);
        var solver = new SlotAssignment();
        var offers = new List<PlannedOffer>();
        var placed = -1;
        var more = false;
        while (placed != 0 && table.Rows > 0 && offers.Count < maxOffers)
        {
            var room = maxOffers - offers.Count;
            placed = Round(solver, table, snapshot, mean, offers, room);
            more = placed > room;
        }
        return new DispatchPlan([.. offers], onlyNotAgain, more || (placed != 0 && table.Rows > 0));
    }

    /// <summary>What a plan would weigh for one case now, without deciding.</summary>
    public static AssignmentReasons Explain(DispatchSnapshot snapshot, InspectionView @case)
    {
        var outlooks = Outlooks(snapshot);
        var candidates = CandidateRules.Candidates(@case, outlooks, snapshot, MeanLoadShare(outlooks));
        return new AssignmentReasons(@case.Id, snapshot.Now, null, DecidedBy, candidates, snapshot.Perturbation?.Commitment);
    }

    /// <summary>One exact assignment; returns how many cases it placed, of which no more than asked become offers.</summary>
    private static int Round(SlotAssignment solver, CostTable table, DispatchSnapshot snapshot, double mean, List<PlannedOffer> offers, int room)
    {
        var chosen = solver.Solve(table.Round);
        var before = table.Outlooks();
        for (var row = 0; row < chosen.ColumnOf.Length; row++)
        {
            var column = chosen.ColumnOf[row];
            if (column < 0)
                continue;
            if (room-- > 0)
                offers.Add(Offer(snapshot, table.Case(row), before, column, mean));
            table.Give(row, column);
        }
        table.EndRound();
        return chosen.Assigned;
    }

    private static PlannedOffer Offer(DispatchSnapshot snapshot, InspectionView @case, OfficerOutlook[] outlooks, int column, double mean)
    {
        var officer = outlooks[column].Id;
        var candidates = CandidateRules.Candidates(@case, outlooks, snapshot, mean);
        return new PlannedOffer(@case, officer, new AssignmentReasons(@case.Id, snapshot.Now, officer, DecidedBy, candidates, snapshot.Perturbation?.Commitment));
    }

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
