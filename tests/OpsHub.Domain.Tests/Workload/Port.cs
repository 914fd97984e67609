using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Workload;

namespace OpsHub.Domain.Tests.Workload;

/// <summary>A small port to plan for: officers on shift until the evening, queued cases.</summary>
internal static class Port
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static DispatchSnapshot Snapshot(IEnumerable<OfficerView> officers, params InspectionView[] cases) => new()
    {
        Now = Noon,
        Officers = [.. officers],
        Cases = cases.ToImmutableDictionary(@case => @case.Id),
    };

    public static OfficerView Officer(int number, int capacity = 120, params string[] skills) => new()
    {
        Profile = new OfficerProfile
        {
            Officer = new OfficerId($"officer{number}"),
            Name = $"Officer {number}",
            HomePort = new PortId("EETLL"),
            Skills = [.. skills],
            CapacityMinutes = capacity,
            Zone = "north",
        },
        Version = 1,
        Status = OfficerStatus.Available,
        ShiftStartedAt = Noon.AddHours(-4),
        ShiftEndsAt = Noon.AddHours(8),
        LoadMinutes = 0,
    };

    /// <summary>An officer with work in hand.</summary>
    public static OfficerView Holding(this OfficerView officer, InspectionView @case, AssignmentStage stage = AssignmentStage.Held) => officer with
    {
        LoadMinutes = officer.LoadMinutes + @case.LoadMinutes,
        Assignments = officer.Assignments.Add(new OfficerAssignment(@case.Id, stage, @case.Epoch, @case.LoadMinutes, null)),
    };

    public static OfficerView With(this OfficerView officer, Func<OfficerProfile, OfficerProfile> change) => officer with { Profile = change(officer.Profile) };

    public static InspectionView Case(int number, CasePriority priority = CasePriority.P3, int load = 20, double dueInHours = 4) => new()
    {
        Id = InspectionId.Of(new ShipmentId($"EETLL-{number}"), 1),
        Version = 1,
        Status = InspectionStatus.Queued,
        Kind = InspectionKind.Documents,
        Lane = Lane.Yellow,
        Priority = priority,
        LoadMinutes = load,
        OpenedAt = Noon,
        DueAt = Noon.AddHours(dueInHours),
        Zone = "north",
        Briefing = "b",
        ImporterId = $"IMP{number}",
        DeclarantId = $"DEC{number}",
    };

    /// <summary>The case as its holder's.</summary>
    public static InspectionView HeldBy(this InspectionView @case, OfficerView officer, InspectionStatus status = InspectionStatus.Accepted) =>
        @case with { Officer = officer.Profile.Officer, Status = status, Epoch = @case.Epoch + 1, StartedAt = status is InspectionStatus.Examining ? Noon : null };
}
