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
}

/// <summary>An alarm and when it was last announced, from which escalation counts.</summary>
public sealed record StandingAlarm(AlarmView View, DateTimeOffset AnnouncedAt);

public sealed record AlarmTransition(AlarmId Alarm, DateTimeOffset At);

/// <param name="Hour">Start of the hour, UTC.</param>
public sealed record HourlyCount(DateTimeOffset Hour, int Count);

/// <summary>Limits from ISA-18.2 and EEMUA 191 (DOMAIN.md); ours are marked (default).</summary>
public static class AlarmLimits
{
    /// <summary>The list's limit. Above it only P1 is still taken (default).</summary>
    public const int Standing = 2_000;

    public const int ShelveMinMinutes = 1;
    public const int ShelveMaxMinutes = 480;

    /// <summary>Chattering: this many transitions within a minute.</summary>
    public const int ChatterTransitions = 3;

    /// <summary>A flood begins above this many in 10 minutes and ends below <see cref="FloodEnds"/>.</summary>
    public const int FloodBegins = 10;

    public const int FloodEnds = 5;

    /// <summary>Bounds memory in a flood; more than this a minute is chattering however it is counted (default).</summary>
    public const int Transitions = 1_000;

    public const int RecentRaises = 1_000;

    public static readonly TimeSpan ChatterWindow = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan FloodWindow = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan StaleAfter = TimeSpan.FromHours(24);

    /// <summary>P1 unacknowledged escalates at these ages (SCREENS.md).</summary>
    public static readonly ImmutableArray<TimeSpan> Escalations = [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(180)];
}

/// <summary>Every "no" the board can say. The names are part of the API.</summary>
public static class AlarmRefusals
{
    public static readonly Refusal Unknown = new("UnknownAlarm", "The alarm is normal: nothing stands under this id.", "alarm");

    public static readonly Refusal BoardFull = new("BoardFull", $"{AlarmLimits.Standing} alarms stand; only P1 is still taken.");

    public static Refusal AlreadyAcknowledged(AlarmView alarm) =>
        new("AlreadyAcknowledged", $"{alarm.AcknowledgedBy} acknowledged it at {alarm.AcknowledgedAt:HH:mm:ss} UTC.");

    public static readonly Refusal Shelved = new("AlarmShelved", "The alarm is shelved; it comes back by itself.");

    public static readonly Refusal NeverShelve = new("NeverShelve", "A call for help is never shelved or suppressed.");

    public static readonly Refusal ShelfTime = new(
        "ShelfTimeInvalid", "Shelving has a limit.", "minutes", $"{AlarmLimits.ShelveMinMinutes} to {AlarmLimits.ShelveMaxMinutes}");

    public static readonly Refusal ReasonMissing = new("ReasonMissing", "Say why it is shelved.", "reason", "1 to 400 characters");

    public static Refusal Invalid(string field, string expected) => new("InvalidValue", "The alarm can't be raised like this.", field, expected);
}
