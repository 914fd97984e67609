using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts.Alarms;

[GenerateSerializer, Alias("AlarmPriority")]
public enum AlarmPriority : byte { P1 = 1, P2 = 2, P3 = 3, Diagnostic = 4 }

/// <summary>ISA-18.2 states. An alarm that returned and was acknowledged is gone.</summary>
[GenerateSerializer, Alias("AlarmStatus")]
public enum AlarmStatus : byte
{
    Unacknowledged,
    Acknowledged,
    ReturnedUnacknowledged,

    /// <summary>Put aside by a person for a while; comes back by itself.</summary>
    Shelved,

    Normal,

    /// <summary>Kept quiet by a suppression whose condition holds; comes back when it ends.</summary>
    SuppressedByDesign,

    /// <summary>Taken out by a person until a person puts it back.</summary>
    OutOfService,
}

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

    /// <summary>Row of the catalogue, 1 to 64 characters; null: the alarm id up to its first slash.</summary>
    [Id(12)] public string? Class { get; init; }

    /// <summary>What it has in common with others, such as <c>device/truck-7</c> or <c>zone/Gate 3</c>; null: its subject, else itself.</summary>
    [Id(13)] public string? RootCause { get; init; }

    /// <summary>Geofence it is about; null when about none.</summary>
    [Id(14)] public string? Zone { get; init; }
}

/// <summary>The condition is gone.</summary>
[GenerateSerializer, Immutable, Alias("ReturnAlarm")]
public sealed record ReturnAlarm : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }
}

/// <summary>Acknowledges one alarm, or several of one root cause. Never several of different ones: nobody has looked at them.</summary>
[GenerateSerializer, Immutable, Alias("AcknowledgeAlarm")]
public sealed record AcknowledgeAlarm : Command
{
    /// <summary>The one alarm; left out with <see cref="RootCause"/>.</summary>
    [Id(0)] public AlarmId Alarm { get; init; }

    /// <summary>In bulk: what all of them have in common. Null for one alarm.</summary>
    [Id(1)] public string? RootCause { get; init; }

    /// <summary>In bulk: which were looked at, at most 500. Empty: all of the root cause that wait.</summary>
    [Id(2)] public ImmutableArray<AlarmId> Alarms { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("ShelveAlarm")]
public sealed record ShelveAlarm : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }

    /// <summary>Minutes, 1 to 480.</summary>
    [Id(1)] public required int Minutes { get; init; }

    [Id(2)] public required string Reason { get; init; }
}

/// <summary>Takes it off the shelf before its time. What was acknowledged before it was shelved is so again.</summary>
[GenerateSerializer, Immutable, Alias("UnshelveAlarm")]
public sealed record UnshelveAlarm : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }
}

/// <summary>Takes it out of service, such as for repair; there is no end but <see cref="PutAlarmInService"/>. A P1 takes a commander.</summary>
[GenerateSerializer, Immutable, Alias("TakeAlarmOutOfService")]
public sealed record TakeAlarmOutOfService : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }

    /// <summary>1 to 400 characters.</summary>
    [Id(1)] public required string Reason { get; init; }
}

/// <summary>Puts it back in service; announced like new when its condition stands.</summary>
[GenerateSerializer, Immutable, Alias("PutAlarmInService")]
public sealed record PutAlarmInService : Command
{
    [Id(0)] public required AlarmId Alarm { get; init; }
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

    /// <summary>
    /// True since it came and went three times within a minute, until it has been calm for one. Meanwhile its repeats are
    /// counted, not announced, and it does not leave the list.
    /// </summary>
    [Id(22)] public bool Chattering { get; init; }

    /// <summary>Row of the catalogue. Null on alarms of versions that had none: the id up to its first slash.</summary>
    [Id(23)] public string? Class { get; init; }

    /// <summary>What it has in common with others; null on alarms of versions that had none.</summary>
    [Id(24)] public string? RootCause { get; init; }

    /// <summary>Last announcement, from which escalation counts; null while it was never announced.</summary>
    [Id(25)] public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>Geofence it is about.</summary>
    [Id(26)] public string? Zone { get; init; }

    [Id(27)] public UserId? ShelvedBy { get; init; }

    /// <summary>Name of the suppression that keeps it quiet.</summary>
    [Id(28)] public string? SuppressedBy { get; init; }

    [Id(29)] public UserId? OutOfServiceBy { get; init; }
    [Id(30)] public DateTimeOffset? OutOfServiceAt { get; init; }
    [Id(31)] public string? OutOfServiceReason { get; init; }
}
