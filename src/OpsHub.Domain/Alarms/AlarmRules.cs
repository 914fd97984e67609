using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <summary>
/// The life of an alarm after ISA-18.2: unacknowledged, acknowledged, returned-unacknowledged, shelved; one that
/// returned and was acknowledged is gone. Pure.
/// </summary>
public static partial class AlarmRules
{
    /// <summary>Raises it, or counts it again while it stands.</summary>
    public static Decision<AlarmEvent> Raise(AlarmBoardState state, RaiseAlarm command, DateTimeOffset now)
    {
        if (command.Alarm.Value is not { Length: >= 1 and <= 200 })
            return AlarmRefusals.Invalid("alarm", "1 to 200 characters");
        if (string.IsNullOrWhiteSpace(command.Title))
            return AlarmRefusals.Invalid("title", "what is wrong, one line");
        if (!Enum.IsDefined(command.Priority))
            return AlarmRefusals.Invalid("priority", "p1, p2, p3 or diagnostic");
        if (Find(state, command.Alarm) is not { } standing)
            return state.Alarms.Length >= AlarmLimits.Standing && command.Priority != AlarmPriority.P1
                ? AlarmRefusals.BoardFull
                : Raised(state, First(command, now), came: true, now);

        var alarm = standing.View;
        var worse = command.Priority < alarm.Priority;
        var came = alarm.Status is AlarmStatus.ReturnedUnacknowledged || (alarm.Status is AlarmStatus.Shelved && alarm.ReturnedAt is not null);
        // A shelf was granted for what was known then: something worse, or a call for help, ends it.
        var announce = alarm.Status is AlarmStatus.Shelved ? worse || command.NeverShelve : came || worse;
        return Raised(state, alarm with
        {
            Count = alarm.Count + 1,
            Priority = worse ? command.Priority : alarm.Priority,
            Title = command.Title,
            Cause = command.Cause,
            NeverShelve = alarm.NeverShelve || command.NeverShelve,
            LatitudeDegrees = command.LatitudeDegrees ?? alarm.LatitudeDegrees,
            LongitudeDegrees = command.LongitudeDegrees ?? alarm.LongitudeDegrees,
            ReturnedAt = null,
            Status = announce ? AlarmStatus.Unacknowledged : alarm.Status,
            AcknowledgedBy = announce ? null : alarm.AcknowledgedBy,
            AcknowledgedAt = announce ? null : alarm.AcknowledgedAt,
            EscalationLevel = announce ? 0 : alarm.EscalationLevel,
            ShelvedUntil = announce ? null : alarm.ShelvedUntil,
            ShelvedReason = announce ? null : alarm.ShelvedReason,
        }, came, now);
    }

    /// <summary>The condition is gone. Nothing happens when it was already.</summary>
    public static Decision<AlarmEvent> Return(AlarmBoardState state, ReturnAlarm command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { ReturnedAt: null } alarm })
            return Decision<AlarmEvent>.Nothing;
        var status = alarm.Status switch
        {
            AlarmStatus.Unacknowledged => AlarmStatus.ReturnedUnacknowledged,
            AlarmStatus.Acknowledged => AlarmStatus.Normal,
            var other => other,
        };
        return new AlarmReturned
        {
            Alarm = alarm.Id,
            After = alarm with
            {
                Status = status,
                ReturnedAt = now,
                Version = state.Version + 1,
                Chattering = IsChattering(state, alarm.Id, now, andNow: true),
            },
        };
    }

    public static Decision<AlarmEvent> Acknowledge(AlarmBoardState state, AcknowledgeAlarm command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { } alarm })
            return AlarmRefusals.Unknown;
        if (alarm.Status is AlarmStatus.Shelved)
            return AlarmRefusals.Shelved;
        if (alarm.Status is AlarmStatus.Acknowledged)
            return AlarmRefusals.AlreadyAcknowledged(alarm);
        return new AlarmAcknowledged
        {
            Alarm = alarm.Id,
            After = alarm with
            {
                Status = alarm.Status is AlarmStatus.ReturnedUnacknowledged ? AlarmStatus.Normal : AlarmStatus.Acknowledged,
                AcknowledgedBy = command.Actor.User,
                AcknowledgedAt = now,
                Version = state.Version + 1,
            },
        };
    }

    /// <summary>Puts it aside for a while, visibly. Shelving a shelved one sets a new end.</summary>
    public static Decision<AlarmEvent> Shelve(AlarmBoardState state, ShelveAlarm command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { } alarm })
            return AlarmRefusals.Unknown;
        if (alarm.NeverShelve)
            return AlarmRefusals.NeverShelve;
        if (command.Minutes is < AlarmLimits.ShelveMinMinutes or > AlarmLimits.ShelveMaxMinutes)
            return AlarmRefusals.ShelfTime;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return AlarmRefusals.ReasonMissing;
        return new AlarmShelved
        {
            Alarm = alarm.Id,
            After = alarm with
            {
                Status = AlarmStatus.Shelved,
                ShelvedUntil = now.AddMinutes(command.Minutes),
                ShelvedReason = command.Reason,
                Version = state.Version + 1,
            },
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
        Version = 0,
    };

    private static AlarmRaised Raised(AlarmBoardState state, AlarmView alarm, bool came, DateTimeOffset now) => new()
    {
        Alarm = alarm.Id,
        After = alarm with { Version = state.Version + 1, Chattering = IsChattering(state, alarm.Id, now, andNow: came) },
    };
}
