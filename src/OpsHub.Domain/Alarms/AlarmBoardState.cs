using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <summary>A port's alarms that are not normal, and what the board needs to know about its own health.</summary>
public sealed record AlarmBoardState
{
    public static AlarmBoardState Empty { get; } = new();

    /// <summary>Grows by one with every event.</summary>
    public long Version { get; init; }

    /// <summary>In no order, at most <see cref="AlarmLimits.Standing"/> plus P1.</summary>
    public ImmutableArray<StandingAlarm> Alarms { get; init; } = [];

    /// <summary>Times an alarm came or went in the last minute, oldest first, at most <see cref="AlarmLimits.Transitions"/>.</summary>
    public ImmutableArray<AlarmTransition> Transitions { get; init; } = [];

    /// <summary>New annunciations in the last 10 minutes, oldest first, at most <see cref="AlarmLimits.RecentRaises"/>.</summary>
    public ImmutableArray<DateTimeOffset> RecentRaises { get; init; } = [];

    /// <summary>New annunciations by hour, oldest first, at most 25.</summary>
    public ImmutableArray<HourlyCount> Hours { get; init; } = [];

    public bool Flood { get; init; }

    /// <summary>When the flood that is on began; null without one, and for one of a version that did not note it.</summary>
    public DateTimeOffset? FloodSince { get; init; }

    /// <summary>By name, at most <see cref="AlarmLimits.Suppressions"/>.</summary>
    public ImmutableArray<StandingSuppression> Suppressions { get; init; } = [];

    /// <summary>What came how often in the last 24 h; in no order, at most <see cref="AlarmLimits.Frequencies"/>.</summary>
    public ImmutableArray<AlarmOccurrences> Occurrences { get; init; } = [];
}

/// <summary>An alarm and when it was last announced, from which escalation counts.</summary>
public sealed record StandingAlarm(AlarmView View, DateTimeOffset AnnouncedAt)
{
    /// <summary>While it chatters: when it is calm, unless it comes or goes before.</summary>
    public DateTimeOffset? SettlesAt { get; init; }
}

public sealed record AlarmTransition(AlarmId Alarm, DateTimeOffset At);

/// <summary>Announcements and answers of one hour.</summary>
/// <param name="Hour">Start of the hour, UTC.</param>
/// <param name="Count">Announcements of all priorities.</param>
public sealed record HourlyCount(DateTimeOffset Hour, int Count)
{
    public int P1 { get; init; }
    public int P2 { get; init; }
    public int P3 { get; init; }
    public int Acknowledged { get; init; }

    /// <summary>From announcement to acknowledgement, summed over <see cref="Acknowledged"/>.</summary>
    public double AcknowledgeSeconds { get; init; }
}

/// <summary>How often an alarm came, announced or not.</summary>
/// <param name="Hours">Oldest first, at most 25; only those in which it came.</param>
public sealed record AlarmOccurrences(AlarmId Alarm, string Title, ImmutableArray<HourlyCount> Hours);

/// <summary>A suppression as the board keeps it.</summary>
/// <param name="IsActive">Whether its condition held when that was last decided; always false for one that goes by an alarm, which is looked at each time.</param>
/// <param name="ChangesAt">When time changes that next; null when not time does.</param>
public sealed record StandingSuppression(AlarmSuppression Rule, UserId SetBy, DateTimeOffset SetAt, bool IsActive, DateTimeOffset? ChangesAt);
