using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts.Alarms;

[GenerateSerializer, Alias("AlarmPriority")]
public enum AlarmPriority : byte { P1 = 1, P2 = 2, P3 = 3, Diagnostic = 4 }

/// <summary>ISA-18.2 states. An alarm that returned and was acknowledged is gone.</summary>
[GenerateSerializer, Alias("AlarmStatus")]
public enum AlarmStatus : byte { Unacknowledged, Acknowledged, ReturnedUnacknowledged, Shelved, Normal }

/// <summary>Raises an alarm, or counts it again when it is active.</summary>
[GenerateSerializer, Immutable, Alias("RaiseAlarm")]
public sealed record RaiseAlarm : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }
    [Id(1)] public required AlarmPriority Priority { get; init; }

    /// <summary>What is wrong, one line.</summary>
    [Id(2)] public required string Title { get; init; }

    [Id(3)] public required string Cause { get; init; }

    /// <summary>What happens if nobody answers.</summary>
    [Id(4)] public required string Consequence { get; init; }

    /// <summary>What to do.</summary>
    [Id(5)] public required string Response { get; init; }

    /// <summary>Role that answers.</summary>
    [Id(6)] public required string Owner { get; init; }

    /// <summary>Seconds.</summary>
    [Id(7)] public required int TimeToRespondSeconds { get; init; }

    /// <summary>Shipment, inspection, officer or tracker it is about; null when about the port.</summary>
    [Id(8)] public string? Subject { get; init; }

    [Id(9)] public double? LatitudeDegrees { get; init; }
    [Id(10)] public double? LongitudeDegrees { get; init; }

    /// <summary>True for duress: never shelved or suppressed.</summary>
    [Id(11)] public bool NeverShelve { get; init; }
}

/// <summary>The condition is gone.</summary>
[GenerateSerializer, Immutable, Alias("ReturnAlarm")]
public sealed record ReturnAlarm : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }
}

[GenerateSerializer, Immutable, Alias("AcknowledgeAlarm")]
public sealed record AcknowledgeAlarm : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }
}

[GenerateSerializer, Immutable, Alias("ShelveAlarm")]
public sealed record ShelveAlarm : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }

    /// <summary>Minutes, 1 to 480.</summary>
    [Id(1)] public required int Minutes { get; init; }

    [Id(2)] public required string Reason { get; init; }
}

[GenerateSerializer, Immutable, Alias("AlarmView")]
public sealed record AlarmView
{
    [Id(0)] public required AlarmId Id { get; init; }
    [Id(1)] public required AlarmStatus Status { get; init; }
    [Id(2)] public required AlarmPriority Priority { get; init; }
    [Id(3)] public required string Title { get; init; }
    [Id(4)] public required string Cause { get; init; }
    [Id(5)] public required string Consequence { get; init; }
    [Id(6)] public required string Response { get; init; }
    [Id(7)] public required string Owner { get; init; }
    [Id(8)] public required int TimeToRespondSeconds { get; init; }
    [Id(9)] public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Times raised while active, from 1.</summary>
    [Id(10)] public required int Count { get; init; }

    [Id(11)] public UserId? AcknowledgedBy { get; init; }
    [Id(12)] public DateTimeOffset? AcknowledgedAt { get; init; }
    [Id(13)] public DateTimeOffset? ReturnedAt { get; init; }
    [Id(14)] public DateTimeOffset? ShelvedUntil { get; init; }
    [Id(15)] public string? ShelvedReason { get; init; }
    [Id(16)] public string? Subject { get; init; }
    [Id(17)] public double? LatitudeDegrees { get; init; }
    [Id(18)] public double? LongitudeDegrees { get; init; }
    [Id(19)] public bool NeverShelve { get; init; }

    /// <summary>Of the board when this view was made; newer wins.</summary>
    [Id(20)] public required long Version { get; init; }

    /// <summary>0, 1 after 60 s unacknowledged, 2 after 180 s; P1 only.</summary>
    [Id(21)] public int EscalationLevel { get; init; }

    /// <summary>True while it came and went three times or more within a minute.</summary>
    [Id(22)] public bool Chattering { get; init; }
}

/// <summary>The board's own health in the terms of EEMUA 191.</summary>
/// <param name="RaisedLast10Minutes">New annunciations of all priorities.</param>
/// <param name="Flood">Began with more than 10 in 10 minutes, ends below 5.</param>
/// <param name="Stale">Active for more than 24 h.</param>
[GenerateSerializer, Immutable, Alias("AlarmBoardHealth")]
public sealed record AlarmBoardHealth(
    [property: Id(0)] int Active,
    [property: Id(1)] int Unacknowledged,
    [property: Id(2)] int Shelved,
    [property: Id(3)] int Chattering,
    [property: Id(4)] int Stale,
    [property: Id(5)] int RaisedLast10Minutes,
    [property: Id(6)] int RaisedLast24Hours,
    [property: Id(7)] bool Flood);

/// <summary>
/// A port's alarms. Key: <see cref="PortId"/>. Durable: every alarm that is not normal. Not reentrant.
/// </summary>
[Alias("IAlarmBoardGrain")]
public interface IAlarmBoardGrain : IGrainWithStringKey
{
    [Alias("Raise")] Task<CommandResult> Raise(RaiseAlarm command);
    [Alias("Return")] Task<CommandResult> Return(ReturnAlarm command);
    [Alias("Acknowledge")] Task<CommandResult> Acknowledge(AcknowledgeAlarm command);
    [Alias("Shelve")] Task<CommandResult> Shelve(ShelveAlarm command);

    /// <summary>All that are not normal, by priority, then age; at most 2,000.</summary>
    [Alias("List"), ReadOnly] Task<ImmutableArray<AlarmView>> List();

    [Alias("Health"), ReadOnly] Task<AlarmBoardHealth> Health();
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AlarmRaised), "alarmRaised")]
[JsonDerivedType(typeof(AlarmReturned), "alarmReturned")]
[JsonDerivedType(typeof(AlarmAcknowledged), "alarmAcknowledged")]
[JsonDerivedType(typeof(AlarmShelved), "alarmShelved")]
[JsonDerivedType(typeof(AlarmUnshelved), "alarmUnshelved")]
[JsonDerivedType(typeof(AlarmEscalated), "alarmEscalated")]
[JsonDerivedType(typeof(AlarmCommandRefused), "alarmCommandRefused")]
public abstract record AlarmEvent : IPortEventData
{
    public required AlarmId Alarm { get; init; }

    /// <summary>The alarm after the event; status Normal = gone.</summary>
    public AlarmView? After { get; init; }

    [JsonIgnore] public string Topic => Topics.Alarms;
    [JsonIgnore] public string Subject => Alarm.Value;
}

public sealed record AlarmRaised : AlarmEvent;

public sealed record AlarmReturned : AlarmEvent;

public sealed record AlarmAcknowledged : AlarmEvent;

public sealed record AlarmShelved : AlarmEvent;

public sealed record AlarmUnshelved : AlarmEvent;

/// <summary>A P1 nobody acknowledged in time: level 1 after 60 s, level 2 after 180 s.</summary>
public sealed record AlarmEscalated : AlarmEvent { public required int Level { get; init; } }

public sealed record AlarmCommandRefused : AlarmEvent
{
    public required string Command { get; init; }
    public required Refusal Refusal { get; init; }
}
