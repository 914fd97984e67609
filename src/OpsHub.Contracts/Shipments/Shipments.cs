using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Contracts.Shipments;

/// <summary>Where a shipment stands in its life.</summary>
[GenerateSerializer, Alias("ShipmentStatus")]
public enum ShipmentStatus : byte { Lodged, UnderInspection, Held, Released, GateOut, Cancelled }

/// <summary>A physical step of the cargo.</summary>
[GenerateSerializer, Alias("MovementKind")]
public enum MovementKind : byte { Arrived, Discharged, MovedToYard, MovedToInspection, Scanned, GateIn, GateOut, Loaded }

[GenerateSerializer, Immutable, Alias("CargoMovement")]
public sealed record CargoMovement(
    [property: Id(0)] MovementKind Kind,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Place,
    [property: Id(3)] string? Container = null,
    [property: Id(4)] TrackerId? CarriedBy = null);

/// <summary>A hold by an agency; the shipment is not released while one stands.</summary>
/// <param name="DueAt">When the agency means to have decided; null: the port's limit for holds counts.</param>
/// <param name="Overdue">True once it was found to be past its due time, or the port's limit.</param>
[GenerateSerializer, Immutable, Alias("AgencyHold")]
public sealed record AgencyHold(
    [property: Id(0)] string Agency,
    [property: Id(1)] string Reason,
    [property: Id(2)] DateTimeOffset PlacedAt,
    [property: Id(3)] Actor PlacedBy,
    [property: Id(4)] DateTimeOffset? DueAt = null,
    [property: Id(5)] bool Overdue = false);

[GenerateSerializer, Immutable, Alias("LodgeDeclaration")]
public sealed record LodgeDeclaration : Command
{
    [Id(0)] public required Declaration Declaration { get; init; }
}

[GenerateSerializer, Immutable, Alias("RecordMovement")]
public sealed record RecordMovement : Command
{
    [Id(0)] public required CargoMovement Movement { get; init; }
}

[GenerateSerializer, Immutable, Alias("AttachDocument")]
public sealed record AttachDocument : Command
{
    [Id(0)] public required DocumentReference Document { get; init; }
}

[GenerateSerializer, Immutable, Alias("PlaceHold")]
public sealed record PlaceHold : Command
{
    [Id(0)] public required string Agency { get; init; }
    [Id(1)] public required string Reason { get; init; }
    [Id(2)] public DateTimeOffset? DueAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("LiftHold")]
public sealed record LiftHold : Command
{
    [Id(0)] public required string Agency { get; init; }
    [Id(1)] public required string Reason { get; init; }
}

/// <summary>Moves a shipment to a stricter lane (any authorised person) or, with a second person, to a lighter one.</summary>
[GenerateSerializer, Immutable, Alias("OverrideLane")]
public sealed record OverrideLane : Command
{
    [Id(0)] public required Lane Lane { get; init; }

    /// <summary>Coded reason, 1 to 200 characters.</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>Null for an upgrade. For a downgrade: the first call asks, and another person's call with the same lane approves.</summary>
    [Id(2)] public UserId? ApprovesRequestOf { get; init; }
}

/// <summary>Sent by the inspection when it has an outcome.</summary>
[GenerateSerializer, Immutable, Alias("RecordInspectionOutcome")]
public sealed record RecordInspectionOutcome : Command
{
    [Id(0)] public required InspectionId Inspection { get; init; }
    [Id(1)] public required InspectionOutcome Outcome { get; init; }
    [Id(2)] public required string Findings { get; init; }
}

/// <summary>A shipment as REST and the story on the wall board show it.</summary>
[GenerateSerializer, Immutable, Alias("ShipmentView")]
public sealed record ShipmentView
{
    [Id(0)] public required ShipmentId Id { get; init; }
    [Id(1)] public required long Version { get; init; }
    [Id(2)] public required ShipmentStatus Status { get; init; }
    [Id(3)] public required Declaration Declaration { get; init; }
    [Id(4)] public required LaneDecision Decision { get; init; }

    /// <summary>The lane now: the decision's, or an override's.</summary>
    [Id(5)] public required Lane Lane { get; init; }

    [Id(6)] public required DateTimeOffset LodgedAt { get; init; }
    [Id(7)] public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>By time, at most 1,000.</summary>
    [Id(8)] public ImmutableArray<CargoMovement> Movements { get; init; } = [];

    [Id(9)] public ImmutableArray<AgencyHold> Holds { get; init; } = [];
    [Id(10)] public InspectionId? Inspection { get; init; }
    [Id(11)] public InspectionOutcome? Outcome { get; init; }

    /// <summary>By time: what happened, for the story. At most 200.</summary>
    [Id(12)] public ImmutableArray<StoryEntry> Story { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("StoryEntry")]
public sealed record StoryEntry(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Type,
    [property: Id(2)] string Text,
    [property: Id(3)] Actor Actor);

/// <summary>
/// A declared consignment. Key: <see cref="ShipmentId"/>. Durable: everything. Called by the gateway and by the
/// shipment's inspection. Not reentrant; <see cref="Get"/> is a safe read.
/// </summary>
[Alias("IShipmentGrain")]
public interface IShipmentGrain : IGrainWithStringKey
{
    [Alias("Lodge")] Task<CommandResult> Lodge(LodgeDeclaration command);
    [Alias("RecordMovement")] Task<CommandResult> RecordMovement(RecordMovement command);
    [Alias("AttachDocument")] Task<CommandResult> AttachDocument(AttachDocument command);
    [Alias("PlaceHold")] Task<CommandResult> PlaceHold(PlaceHold command);
    [Alias("LiftHold")] Task<CommandResult> LiftHold(LiftHold command);
    [Alias("OverrideLane")] Task<CommandResult> OverrideLane(OverrideLane command);
    [Alias("RecordInspectionOutcome")] Task<CommandResult> RecordInspectionOutcome(RecordInspectionOutcome command);

    /// <summary>Null when nothing was ever lodged under this id.</summary>
    [Alias("Get"), ReadOnly] Task<ShipmentView?> Get();
}

/// <summary>What happened to a shipment.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DeclarationLodged), "declarationLodged")]
[JsonDerivedType(typeof(LaneAssigned), "laneAssigned")]
[JsonDerivedType(typeof(LaneOverrideRequested), "laneOverrideRequested")]
[JsonDerivedType(typeof(LaneOverridden), "laneOverridden")]
[JsonDerivedType(typeof(MovementRecorded), "movementRecorded")]
[JsonDerivedType(typeof(DocumentAttached), "documentAttached")]
[JsonDerivedType(typeof(HoldPlaced), "holdPlaced")]
[JsonDerivedType(typeof(HoldLifted), "holdLifted")]
[JsonDerivedType(typeof(HoldOverdue), "holdOverdue")]
[JsonDerivedType(typeof(InspectionOutcomeRecorded), "inspectionOutcomeRecorded")]
[JsonDerivedType(typeof(ShipmentReleased), "shipmentReleased")]
[JsonDerivedType(typeof(ShipmentHeld), "shipmentHeld")]
[JsonDerivedType(typeof(ShipmentCommandRefused), "shipmentCommandRefused")]
public abstract record ShipmentEvent : IPortEventData
{
    public required ShipmentId Shipment { get; init; }
    [JsonIgnore] public string Topic => Topics.Shipments;
    [JsonIgnore] public string Subject => Shipment.Value;
}

public sealed record DeclarationLodged : ShipmentEvent { public required Declaration Declaration { get; init; } }

public sealed record LaneAssigned : ShipmentEvent { public required LaneDecision Decision { get; init; } }

public sealed record LaneOverrideRequested : ShipmentEvent
{
    public required Lane From { get; init; }
    public required Lane To { get; init; }
    public required string Reason { get; init; }
}

public sealed record LaneOverridden : ShipmentEvent
{
    public required Lane From { get; init; }
    public required Lane To { get; init; }
    public required string Reason { get; init; }

    /// <summary>The second person, for a downgrade.</summary>
    public UserId? RequestedBy { get; init; }
}

public sealed record MovementRecorded : ShipmentEvent { public required CargoMovement Movement { get; init; } }

public sealed record DocumentAttached : ShipmentEvent { public required DocumentReference Document { get; init; } }

public sealed record HoldPlaced : ShipmentEvent { public required AgencyHold Hold { get; init; } }

public sealed record HoldLifted : ShipmentEvent
{
    public required string Agency { get; init; }
    public required string Reason { get; init; }
}

/// <summary>A hold is past its due time, or the port's limit.</summary>
public sealed record HoldOverdue : ShipmentEvent
{
    public required string Agency { get; init; }
    public required DateTimeOffset DueAt { get; init; }
}

public sealed record InspectionOutcomeRecorded : ShipmentEvent
{
    public required InspectionId Inspection { get; init; }
    public required InspectionOutcome Outcome { get; init; }
    public required string Findings { get; init; }
}

public sealed record ShipmentReleased : ShipmentEvent
{
    public required Lane Lane { get; init; }

    /// <summary>From lodgement to release, minutes.</summary>
    public required double ClearanceMinutes { get; init; }
}

public sealed record ShipmentHeld : ShipmentEvent { public required string Reason { get; init; } }

/// <summary>A refusal of a decision somebody asked for; refusals are in the ledger too.</summary>
public sealed record ShipmentCommandRefused : ShipmentEvent
{
    public required string Command { get; init; }
    public required Refusal Refusal { get; init; }
}
