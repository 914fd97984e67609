using System.Collections.Immutable;
using Orleans;

namespace OpsHub.Contracts.Alarms;

/// <summary>The board's own health in the terms of EEMUA 191.</summary>
/// <param name="Active">Alarms whose condition stands, in any state.</param>
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
    [property: Id(7)] bool Flood)
{
    [Id(8)] public int Suppressed { get; init; }

    [Id(9)] public int OutOfService { get; init; }

    /// <summary>Operators who share the port's alarms, from 1.</summary>
    [Id(10)] public int Operators { get; init; } = 1;

    /// <summary>Acceptable in 24 h: 150 an operator.</summary>
    [Id(11)] public int AcceptablePerDay { get; init; } = 150;

    /// <summary>The most that can be managed in 24 h: 300 an operator.</summary>
    [Id(12)] public int ManageablePerDay { get; init; } = 300;

    /// <summary>Announced in the last 24 h, by priority P1 to P3; the goal is 5, 15 and 80 %.</summary>
    [Id(13)] public int RaisedP1 { get; init; }

    [Id(14)] public int RaisedP2 { get; init; }

    [Id(15)] public int RaisedP3 { get; init; }

    /// <summary>Mean time from announcement to acknowledgement over 24 h, seconds; null when none was acknowledged.</summary>
    [Id(16)] public double? AcknowledgeSeconds { get; init; }

    /// <summary>The ten that came most often in the last 24 h, announced or not; most often first.</summary>
    [Id(17)] public ImmutableArray<AlarmFrequency> MostFrequent { get; init; } = [];

    /// <summary>Null when there is no flood.</summary>
    [Id(18)] public DateTimeOffset? FloodSince { get; init; }
}

/// <summary>How often an alarm came in the last 24 h.</summary>
[GenerateSerializer, Immutable, Alias("AlarmFrequency")]
public sealed record AlarmFrequency([property: Id(0)] AlarmId Alarm, [property: Id(1)] string Title, [property: Id(2)] int Count);
