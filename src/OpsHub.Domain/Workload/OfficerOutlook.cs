using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Domain.Officers;

namespace OpsHub.Domain.Workload;

/// <summary>An officer as a plan sees them: what they carry, where they will be and from when they are free.</summary>
/// <param name="LoadMinutes">Weighted minutes held, offered and reserved, with what the plan added.</param>
/// <param name="FreeAt">When what they carry is expected to be done.</param>
/// <param name="Zone">Where that leaves them.</param>
public sealed record OfficerOutlook(OfficerView Officer, int LoadMinutes, DateTimeOffset FreeAt, string Zone)
{
    public OfficerId Id => Officer.Profile.Officer;

    public int CapacityMinutes => Officer.Profile.CapacityMinutes;

    /// <summary>Weighted minutes the case would take from this officer.</summary>
    public int MinutesFor(InspectionView @case) => OfficerRules.MinutesTaken(@case.LoadMinutes, CapacityMinutes);

    /// <summary>
    /// Work in hand is expected to take its weighted minutes; of a running examination what is left, and never less than
    /// a tenth, since one that overran is not done either.
    /// </summary>
    public static OfficerOutlook Of(OfficerView officer, Func<InspectionId, InspectionView?> cases, DateTimeOffset now)
    {
        var minutes = 0.0;
        var zone = officer.Profile.Zone;
        foreach (var assignment in officer.Assignments)
        {
            var @case = cases(assignment.Inspection);
            zone = @case?.Zone ?? zone;
            var spent = assignment.Stage is AssignmentStage.Examining && @case?.StartedAt is { } started ? (now - started).TotalMinutes : 0;
            minutes += Math.Max(assignment.Minutes * 0.1, assignment.Minutes - spent);
        }
        return new OfficerOutlook(officer, officer.LoadMinutes, now.AddMinutes(minutes), zone);
    }

    /// <summary>After taking one more case.</summary>
    public OfficerOutlook With(InspectionView @case, DateTimeOffset doneAt) =>
        this with { LoadMinutes = LoadMinutes + MinutesFor(@case), FreeAt = doneAt, Zone = @case.Zone };
}
