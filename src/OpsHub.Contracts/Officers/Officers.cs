using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts.Officers;

[GenerateSerializer, Alias("OfficerStatus")]
public enum OfficerStatus : byte { OffShift, Available, Busy, OnBreak }

/// <summary>Who an officer is. Written by an administrator or a roster import.</summary>
[GenerateSerializer, Immutable, Alias("OfficerProfile")]
public sealed record OfficerProfile
{
    [Id(0)] public required OfficerId Officer { get; init; }
    [Id(1)] public required string Name { get; init; }
    [Id(2)] public required PortId HomePort { get; init; }
    [Id(3)] public ImmutableArray<string> Skills { get; init; } = [];

    /// <summary>Importers or declarants the officer declared a conflict of interest with.</summary>
    [Id(4)] public ImmutableArray<string> Conflicts { get; init; } = [];

    /// <summary>Weighted minutes of work the officer may hold at once, 1 to 720.</summary>
    [Id(5)] public int CapacityMinutes { get; init; } = 120;

    /// <summary>Zone where the officer usually works.</summary>
    [Id(6)] public string Zone { get; init; } = "";

    [Id(7)] public TrackerId? Tracker { get; init; }
}

[GenerateSerializer, Immutable, Alias("RegisterOfficer")]
public sealed record RegisterOfficer : Command
{
    [Id(0)] public required OfficerProfile Profile { get; init; }
}

[GenerateSerializer, Immutable, Alias("StartShift")]
public sealed record StartShift : Command
{
    [Id(0)] public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Why the daily rest is cut short; a supervisor or commander only. Null = the rest rule holds.</summary>
    [Id(1)] public string? RestWaiver { get; init; }
}

[GenerateSerializer, Immutable, Alias("EndShift")]
public sealed record EndShift : Command
{
    [Id(0)] public required string Reason { get; init; }
}

[GenerateSerializer, Immutable, Alias("TakeBreak")]
public sealed record TakeBreak : Command
{
    /// <summary>Minutes, 1 to 120.</summary>
    [Id(0)] public required int Minutes { get; init; }
}

[GenerateSerializer, Immutable, Alias("EndBreak")]
public sealed record EndBreak : Command;

/// <summary>Holds capacity for a case until confirmed or <see cref="ExpiresAt"/>. Repeating it for the same case renews it.</summary>
[GenerateSerializer, Immutable, Alias("ReserveCapacity")]
public sealed record ReserveCapacity : Command
{
    [Id(0)] public required InspectionId Inspection { get; init; }
    [Id(1)] public required int Minutes { get; init; }
    [Id(2)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A supervisor's move may exceed capacity by at most half; the balancer never.</summary>
    [Id(3)] public bool AllowOverload { get; init; }

    /// <summary>Epoch of the inspection the plan was based on: news of it or an older one does not touch the reservation.</summary>
    [Id(4)] public long BasedOnEpoch { get; init; }
}

/// <summary>Gives a reservation back before it expires. Nothing happens when the inspection's record already made it more than that.</summary>
[GenerateSerializer, Immutable, Alias("ReleaseCapacity")]
public sealed record ReleaseCapacity : Command
{
    [Id(0)] public required InspectionId Inspection { get; init; }
}

/// <summary>Says what the inspection's record says: the officer holds it, works on it, or no longer.</summary>
[GenerateSerializer, Immutable, Alias("SettleAssignment")]
public sealed record SettleAssignment : Command
{
    [Id(0)] public required InspectionId Inspection { get; init; }
    [Id(1)] public required AssignmentStage Stage { get; init; }
    [Id(2)] public required long Epoch { get; init; }
    [Id(3)] public required int Minutes { get; init; }
    [Id(4)] public DateTimeOffset? OfferExpiresAt { get; init; }
}

[GenerateSerializer, Alias("AssignmentStage")]
public enum AssignmentStage : byte { Reserved, Offered, Held, Examining, Gone }

[GenerateSerializer, Immutable, Alias("OfficerAssignment")]
public sealed record OfficerAssignment(
    [property: Id(0)] InspectionId Inspection,
    [property: Id(1)] AssignmentStage Stage,
    [property: Id(2)] long Epoch,
    [property: Id(3)] int Minutes,
    [property: Id(4)] DateTimeOffset? ExpiresAt);

/// <summary>An officer as the balancer and the boards see it.</summary>
[GenerateSerializer, Immutable, Alias("OfficerView")]
public sealed record OfficerView
{
    [Id(0)] public required OfficerProfile Profile { get; init; }
    [Id(1)] public required long Version { get; init; }
    [Id(2)] public required OfficerStatus Status { get; init; }
    [Id(3)] public DateTimeOffset? ShiftEndsAt { get; init; }
    [Id(4)] public DateTimeOffset? BreakEndsAt { get; init; }

    /// <summary>Weighted minutes held, offered and reserved.</summary>
    [Id(5)] public required int LoadMinutes { get; init; }

    [Id(6)] public ImmutableArray<OfficerAssignment> Assignments { get; init; } = [];

    /// <summary>Cases finished this shift.</summary>
    [Id(7)] public int FinishedThisShift { get; init; }

    [Id(8)] public bool Duress { get; init; }

    [Id(9)] public DateTimeOffset? ShiftStartedAt { get; init; }

    /// <summary>When a break is due (6 h of work without one); null off shift or once the break was taken.</summary>
    [Id(10)] public DateTimeOffset? BreakDueAt { get; init; }
}

/// <summary>Calls for help. Never shelved or suppressed.</summary>
[GenerateSerializer, Immutable, Alias("RaiseDuress")]
public sealed record RaiseDuress : Command
{
    [Id(0)] public double? LatitudeDegrees { get; init; }
    [Id(1)] public double? LongitudeDegrees { get; init; }
}

/// <summary>The officer is safe. A supervisor or commander.</summary>
[GenerateSerializer, Immutable, Alias("ClearDuress")]
public sealed record ClearDuress : Command
{
    [Id(0)] public required string Note { get; init; }
}

/// <summary>
/// An officer. Key: <see cref="OfficerId"/>. Durable: profile, shift, assignments; the only authority on the officer's
/// capacity. Called by the balancer, inspections and the gateway. Not reentrant.
/// </summary>
[Alias("IOfficerGrain")]
public interface IOfficerGrain : IGrainWithStringKey
{
    [Alias("Register")] Task<CommandResult> Register(RegisterOfficer command);
    [Alias("StartShift")] Task<CommandResult> StartShift(StartShift command);
    [Alias("EndShift")] Task<CommandResult> EndShift(EndShift command);
    [Alias("TakeBreak")] Task<CommandResult> TakeBreak(TakeBreak command);
    [Alias("EndBreak")] Task<CommandResult> EndBreak(EndBreak command);
    [Alias("Reserve")] Task<CommandResult> Reserve(ReserveCapacity command);
    [Alias("Release")] Task<CommandResult> Release(ReleaseCapacity command);
    [Alias("Settle")] Task<CommandResult> Settle(SettleAssignment command);
    [Alias("RaiseDuress")] Task<CommandResult> RaiseDuress(RaiseDuress command);
    [Alias("ClearDuress")] Task<CommandResult> ClearDuress(ClearDuress command);
    [Alias("Get"), ReadOnly] Task<OfficerView?> Get();
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OfficerRegistered), "officerRegistered")]
[JsonDerivedType(typeof(ShiftStarted), "shiftStarted")]
[JsonDerivedType(typeof(ShiftEnded), "shiftEnded")]
[JsonDerivedType(typeof(BreakTaken), "breakTaken")]
[JsonDerivedType(typeof(BreakEnded), "breakEnded")]
[JsonDerivedType(typeof(OfficerLoadChanged), "officerLoadChanged")]
[JsonDerivedType(typeof(BreakDue), "breakDue")]
[JsonDerivedType(typeof(DuressRaised), "duressRaised")]
[JsonDerivedType(typeof(DuressCleared), "duressCleared")]
[JsonDerivedType(typeof(OfficerCommandRefused), "officerCommandRefused")]
public abstract record OfficerEvent : IPortEventData
{
    public required OfficerId Officer { get; init; }

    /// <summary>The officer after the event.</summary>
    public OfficerView? After { get; init; }

    [JsonIgnore] public string Topic => Topics.Officers;
    [JsonIgnore] public string Subject => Officer.Value;
}

public sealed record OfficerRegistered : OfficerEvent
{
    /// <summary>Home port before, when it changed; null otherwise.</summary>
    public PortId? PreviousPort { get; init; }
}

public sealed record ShiftStarted : OfficerEvent
{
    /// <summary>Why the daily rest was cut short; null when it was kept.</summary>
    public string? RestWaiver { get; init; }
}

public sealed record ShiftEnded : OfficerEvent { public required string Reason { get; init; } }

public sealed record BreakTaken : OfficerEvent;

public sealed record BreakEnded : OfficerEvent;

/// <summary>Six hours of work without a break. Once per shift.</summary>
public sealed record BreakDue : OfficerEvent;

public sealed record OfficerLoadChanged : OfficerEvent
{
    public required InspectionId Inspection { get; init; }

    /// <summary>What the officer now is to the case; Gone = nothing any more.</summary>
    public required AssignmentStage Stage { get; init; }

    public required long Epoch { get; init; }
}

public sealed record DuressRaised : OfficerEvent
{
    public double? LatitudeDegrees { get; init; }
    public double? LongitudeDegrees { get; init; }
}

public sealed record DuressCleared : OfficerEvent { public required string Note { get; init; } }

public sealed record OfficerCommandRefused : OfficerEvent
{
    public required string Command { get; init; }
    public required Refusal Refusal { get; init; }
}
