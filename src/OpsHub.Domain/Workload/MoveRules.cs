using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Workload;
using OpsHub.Domain.Inspections;

namespace OpsHub.Domain.Workload;

/// <summary>What a supervisor's move would do, and whether it may. Pure.</summary>
public static class MoveRules
{
    public static readonly Refusal UnknownOfficer = new("UnknownOfficer", "No officer of this port has this id.", "to");

    public static readonly Refusal AlreadyThere = new("AlreadyThere", "The case is already with this officer.", "to");

    /// <summary>Why the move can't be; null when it can. Hard rules hold for a supervisor too, save that declines don't count and load may reach 150 %.</summary>
    public static Refusal? Refuse(DispatchSnapshot snapshot, InspectionView @case, OfficerId? to)
    {
        if (@case.Status is InspectionStatus.Examining or InspectionStatus.FindingsSubmitted)
            return InspectionRefusals.AlreadyStarted;
        if (@case.Status is InspectionStatus.Closed or InspectionStatus.Cancelled)
            return InspectionRefusals.AlreadyClosed(@case);
        if (to is not { } target)
            return @case.Officer is null ? InspectionRefusals.NobodyHolds(@case) : null;
        if (@case.Officer == target)
            return AlreadyThere;
        if (Outlook(snapshot, target) is not { } outlook)
            return UnknownOfficer;
        return CandidateRules.Exclusion(@case, outlook, snapshot.Travel, snapshot.Now, bySupervisor: true) is { } exclusion
            ? new Refusal(exclusion, $"{target}: {CandidateRules.Detail(exclusion, @case, outlook, snapshot.Travel, bySupervisor: true)}.", "to")
            : null;
    }

    /// <summary>The effect on both officers, also of a move that would be refused.</summary>
    public static MoveEffect Preview(DispatchSnapshot snapshot, InspectionView @case, OfficerId? to)
    {
        var from = @case.Officer is { } holder ? Outlook(snapshot, holder) : null;
        var target = to is { } id ? Outlook(snapshot, id) : null;
        var refusal = Refuse(snapshot, @case, to);
        return new MoveEffect(
            @case.Id,
            @case.Officer,
            from is null ? null : Percent(from.LoadMinutes, from),
            from is null ? null : Percent(from.LoadMinutes - Carried(from, @case), from),
            to,
            target is null ? null : Percent(target.LoadMinutes, target),
            target is null ? null : Percent(target.LoadMinutes - Carried(target, @case) + target.MinutesFor(@case), target),
            target is null ? 0 : LateCases(snapshot, target, @case),
            refusal);
    }

    /// <summary>Cases of the officer, with the moved one, expected to finish after their due time when worked by urgency.</summary>
    private static int LateCases(DispatchSnapshot snapshot, OfficerOutlook target, InspectionView moved)
    {
        var held = target.Officer.Assignments.Where(a => a.Inspection != moved.Id)
            .Select(a => snapshot.Cases.GetValueOrDefault(a.Inspection)).OfType<InspectionView>();
        var zone = target.Officer.Profile.Zone;
        var free = snapshot.Now;
        var late = 0;
        // Started work goes on; the rest follows by urgency.
        foreach (var @case in DispatchPlanner.ByUrgency(held.Append(moved)).OrderByDescending(c => c.Status is InspectionStatus.Examining))
        {
            var spent = @case.StartedAt is { } started ? (snapshot.Now - started).TotalMinutes : 0;
            var minutes = Math.Max(@case.LoadMinutes * 0.1, @case.LoadMinutes - spent);
            free = free.AddMinutes(minutes + (@case.StartedAt is null ? snapshot.Travel.Minutes(zone, @case.Zone) : 0));
            zone = @case.Zone;
            late += free > @case.DueAt ? 1 : 0;
        }
        return late;
    }

    private static OfficerOutlook? Outlook(DispatchSnapshot snapshot, OfficerId id) =>
        snapshot.Officers.FirstOrDefault(officer => officer.Profile.Officer == id) is { } officer
            ? OfficerOutlook.Of(officer, inspection => snapshot.Cases.GetValueOrDefault(inspection), snapshot.Now)
            : null;

    private static int Carried(OfficerOutlook outlook, InspectionView @case) =>
        outlook.Officer.Assignments.FirstOrDefault(a => a.Inspection == @case.Id)?.Minutes ?? 0;

    private static double Percent(int minutes, OfficerOutlook outlook) => Math.Round(100.0 * minutes / outlook.CapacityMinutes, 1);
}
