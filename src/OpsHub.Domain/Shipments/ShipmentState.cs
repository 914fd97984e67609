using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Shipments;

/// <summary>A shipment as it is stored. Fields as in <see cref="ShipmentView"/>.</summary>
public sealed record ShipmentState
{
    public required ShipmentId Id { get; init; }
    public required Declaration Declaration { get; init; }

    /// <summary>Null between the declaration's event and the lane's, which are always written together.</summary>
    public LaneDecision? Decision { get; init; }

    public Lane Lane { get; init; }
    public ShipmentStatus Status { get; init; }
    public required DateTimeOffset LodgedAt { get; init; }
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>In the order recorded, at most <see cref="ShipmentRules.MaxMovements"/>.</summary>
    public ImmutableArray<CargoMovement> Movements { get; init; } = [];

    /// <summary>At most one per agency.</summary>
    public ImmutableArray<AgencyHold> Holds { get; init; } = [];

    /// <summary>The examination the lane asks for now; null in lanes without one.</summary>
    public InspectionId? Inspection { get; init; }

    /// <summary>Examinations ever asked for; the next gets the next number.</summary>
    public int InspectionCount { get; init; }

    /// <summary>Outcome of <see cref="Inspection"/>.</summary>
    public InspectionOutcome? Outcome { get; init; }

    /// <summary>A downgrade that waits for a second person.</summary>
    public OverrideRequest? OverrideRequest { get; init; }

    /// <summary>By time; at most <see cref="ShipmentStory.MaxEntries"/>, of which the oldest go.</summary>
    public ImmutableArray<StoryEntry> Story { get; init; } = [];

    public ShipmentView ToView(long version) => new()
    {
        Id = Id,
        Version = version,
        Status = Status,
        Declaration = Declaration,
        Decision = Decision ?? throw new InvalidOperationException($"{Id} was stored without a lane."),
        Lane = Lane,
        LodgedAt = LodgedAt,
        ReleasedAt = ReleasedAt,
        Movements = Movements,
        Holds = Holds,
        Inspection = Inspection,
        Outcome = Outcome,
        Story = Story,
    };
}

/// <summary>Somebody asked for a lighter lane.</summary>
public sealed record OverrideRequest(Lane Lane, string Reason, UserId RequestedBy, DateTimeOffset At);
