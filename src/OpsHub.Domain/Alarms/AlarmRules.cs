using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <summary>
/// The life of an alarm after ISA-18.2: unacknowledged, acknowledged, returned-unacknowledged, shelved, suppressed by
/// design, out of service; one that returned and was acknowledged is gone. Pure.
/// </summary>
public static partial class AlarmRules
{
    /// <summary>Raises it, or counts it again while it stands.</summary>
    public static Decision<AlarmEvent> Raise(AlarmBoardState state, RaiseAlarm command, DateTimeOffset now)
    {
        if (CheckRaise(command) is { } invalid)
            return invalid;
        if (Find(state, command.Alarm) is not { } standing)
        {
            return state.Alarms.Length >= AlarmLimits.Standing && command.Priority != AlarmPriority.P1
                ? AlarmRefusals.BoardFull
                : Raised(state, Announced(First(command, now), state, now), came: true, now);
        }

        var alarm = standing.View;
        var worse = command.Priority < alarm.Priority;
        var came = alarm.ReturnedAt is not null;
        var again = alarm with
        {
            Count = alarm.Count + 1,
            Priority = worse ? command.Priority : alarm.Priority,
            Title = command.Title,
            Cause = command.Cause,
            RootCause = command.RootCause ?? alarm.RootCause,
            Class = command.Class ?? alarm.Class,
            Zone = command.Zone ?? alarm.Zone,
            NeverShelve = alarm.NeverShelve || command.NeverShelve,
            LatitudeDegrees = command.LatitudeDegrees ?? alarm.LatitudeDegrees,
            LongitudeDegrees = command.LongitudeDegrees ?? alarm.LongitudeDegrees,
            ReturnedAt = null,
        };
        return Raised(state, IsToBeAnnounced(alarm, again, came && !(SettlesAt(standing) > now)) ? Announced(again, state, now) : Uncounted(again), came, now);
    }

    /// <summary>The condition is gone. Nothing happens when it was already.</summary>
    public static Decision<AlarmEvent> Return(AlarmBoardState state, ReturnAlarm command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { ReturnedAt: null } alarm })
            return Decision<AlarmEvent>.Nothing;
        var chattering = IsChattering(state, alarm, now, andNow: true);
        var status = alarm.Status switch
        {
            // Held until it is calm: an alarm that flickers on the list can't be answered.
            _ when chattering => alarm.Status,
            AlarmStatus.Unacknowledged => AlarmStatus.ReturnedUnacknowledged,
            AlarmStatus.Acknowledged or AlarmStatus.SuppressedByDesign => AlarmStatus.Normal,
            var other => other,
        };
        return new AlarmReturned
        {
            Alarm = alarm.Id,
            After = alarm with { Status = status, ReturnedAt = now, Version = state.Version + 1, Chattering = chattering },
        };
    }

    /// <summary>All that are not normal, by priority, then age.</summary>
    public static ImmutableArray<AlarmView> List(AlarmBoardState state) =>
    [
        .. state.Alarms.Select(alarm => alarm.View)
            .OrderBy(alarm => alarm.Priority).ThenBy(alarm => alarm.RaisedAt).ThenBy(alarm => alarm.Id.Value, StringComparer.Ordinal)
            .Take(AlarmLimits.Standing),
    ];

    internal static StandingAlarm? Find(AlarmBoardState state, AlarmId id) => state.Alarms.FirstOrDefault(alarm => alarm.View.Id == id);

    private static Refusal? CheckRaise(RaiseAlarm command)
    {
        if (command.Alarm.Value is not { Length: >= 1 and <= 200 })
            return AlarmRefusals.Invalid("alarm", "1 to 200 characters");
        if (string.IsNullOrWhiteSpace(command.Title))
            return AlarmRefusals.Invalid("title", "what is wrong, one line");
        if (command.Class is { Length: 0 or > 64 })
            return AlarmRefusals.Invalid("class", "1 to 64 characters, or nothing");
        if (command.RootCause is { Length: 0 or > 200 })
            return AlarmRefusals.Invalid("rootCause", "1 to 200 characters, or nothing");
        return Enum.IsDefined(command.Priority) ? null : AlarmRefusals.Invalid("priority", "p1, p2, p3 or diagnostic");
    }

    /// <summary>Whether a repeat is news. What chatters is not, until it has been calm; something worse always is.</summary>
    /// <param name="before">Before the repeat.</param>
    /// <param name="again">With what the repeat says.</param>
    /// <param name="came">True when its condition was gone meanwhile, and it does not chatter.</param>
    private static bool IsToBeAnnounced(AlarmView before, AlarmView again, bool came)
    {
        var worse = again.Priority < before.Priority;
        return before.Status switch
        {
            // A shelf was granted for what was known then: something worse, or a call for help, ends it.
            AlarmStatus.Shelved => worse || again.NeverShelve,
            // Out for repair, or without meaning: only what must never be kept quiet ends that.
            AlarmStatus.OutOfService => again.NeverShelve || (worse && again.Priority == AlarmPriority.P1),
            AlarmStatus.SuppressedByDesign => again.NeverShelve || again.Priority == AlarmPriority.P1,
            _ => worse || came || (again.NeverShelve && !before.NeverShelve),
        };
    }

    /// <summary>Counted, not announced. One that had returned and waits for an answer waits on as what it is now.</summary>
    private static AlarmView Uncounted(AlarmView again) =>
        again.Status is AlarmStatus.ReturnedUnacknowledged ? again with { Status = AlarmStatus.Unacknowledged } : again;

    /// <summary>New to everybody; quiet when a suppression's condition holds.</summary>
    private static AlarmView Announced(AlarmView alarm, AlarmBoardState state, DateTimeOffset now)
    {
        var fresh = alarm with
        {
            Status = AlarmStatus.Unacknowledged,
            AnnouncedAt = now,
            AcknowledgedBy = null,
            AcknowledgedAt = null,
            EscalationLevel = 0,
            ShelvedUntil = null,
            ShelvedReason = null,
            ShelvedBy = null,
            SuppressedBy = null,
            OutOfServiceBy = null,
            OutOfServiceAt = null,
            OutOfServiceReason = null,
        };
        return SuppressionOf(state, fresh) is { } rule
            ? fresh with { Status = AlarmStatus.SuppressedByDesign, SuppressedBy = rule.Name, AnnouncedAt = alarm.AnnouncedAt }
            : fresh;
    }

    private static AlarmView First(RaiseAlarm command, DateTimeOffset now) => new()
    {
        Id = command.Alarm,
        Status = AlarmStatus.Unacknowledged,
        Priority = command.Priority,
        Title = command.Title,
        Cause = command.Cause,
        Consequence = command.Consequence,
        Response = command.Response,
        Owner = command.Owner,
        TimeToRespondSeconds = command.TimeToRespondSeconds,
        RaisedAt = now,
        Count = 1,
        Subject = command.Subject,
        LatitudeDegrees = command.LatitudeDegrees,
        LongitudeDegrees = command.LongitudeDegrees,
        NeverShelve = command.NeverShelve,
        Class = command.Class,
        RootCause = command.RootCause,
        Zone = command.Zone,
        Version = 0,
    };

    private static AlarmRaised Raised(AlarmBoardState state, AlarmView alarm, bool came, DateTimeOffset now) => new()
    {
        Alarm = alarm.Id,
        After = alarm with { Version = state.Version + 1, Chattering = IsChattering(state, alarm, now, andNow: came) },
    };
}
