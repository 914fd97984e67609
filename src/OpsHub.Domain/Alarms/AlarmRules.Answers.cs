using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <content>What people do with an alarm.</content>
public static partial class AlarmRules
{
    /// <summary>One alarm, or those of one root cause. All or none.</summary>
    public static Decision<AlarmEvent> Acknowledge(AlarmBoardState state, AcknowledgeAlarm command, DateTimeOffset now)
    {
        if (command.RootCause is not { } cause)
            return command is { Alarm.Value: not null, Alarms: { IsDefaultOrEmpty: true } } ? AcknowledgeOne(state, command, now) : AlarmRefusals.AcknowledgeWhat;
        if (command.Alarm.Value is not null || (!command.Alarms.IsDefault && command.Alarms.Length > AlarmLimits.Bulk))
            return AlarmRefusals.AcknowledgeWhat;
        var named = command.Alarms.IsDefaultOrEmpty ? [] : command.Alarms.Distinct().ToArray();
        foreach (var id in named)
        {
            if (Find(state, id) is { View: var view } && AlarmRootCause.Of(view) != cause)
                return AlarmRefusals.MixedCauses(view);
        }

        // Of those named some may be answered or gone by now: what is left is what was meant.
        var meant = named.Length > 0
            ? named.Select(id => Find(state, id)?.View).OfType<AlarmView>()
            : state.Alarms.Select(alarm => alarm.View).Where(alarm => AlarmRootCause.Of(alarm) == cause);
        var waiting = meant.Where(IsWaiting).Take(AlarmLimits.Bulk).ToArray();
        return waiting.Length == 0
            ? AlarmRefusals.NothingToAcknowledge
            : Decision<AlarmEvent>.Accept([.. waiting.Select((alarm, i) => (AlarmEvent)Acknowledged(alarm, command.Actor.User, state.Version + 1 + i, now))]);
    }

    /// <summary>Puts it aside for a while, visibly. Shelving a shelved one sets a new end.</summary>
    public static Decision<AlarmEvent> Shelve(AlarmBoardState state, ShelveAlarm command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { } alarm })
            return AlarmRefusals.Unknown;
        if (alarm.NeverShelve)
            return AlarmRefusals.NeverShelve;
        if (CheckNotSilenced(alarm) is { } refusal)
            return refusal;
        if (command.Minutes is < AlarmLimits.ShelveMinMinutes or > AlarmLimits.ShelveMaxMinutes)
            return AlarmRefusals.ShelfTime;
        if (!IsReason(command.Reason))
            return AlarmRefusals.ReasonMissing;
        return new AlarmShelved
        {
            Alarm = alarm.Id,
            After = alarm with
            {
                Status = AlarmStatus.Shelved,
                ShelvedUntil = now.AddMinutes(command.Minutes),
                ShelvedReason = command.Reason,
                ShelvedBy = command.Actor.User,
                Version = state.Version + 1,
            },
        };
    }

    public static Decision<AlarmEvent> Unshelve(AlarmBoardState state, UnshelveAlarm command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { } alarm })
            return AlarmRefusals.Unknown;
        if (alarm.Status is not AlarmStatus.Shelved)
            return AlarmRefusals.NotShelved;
        var down = alarm with { ShelvedUntil = null, ShelvedReason = null, ShelvedBy = null, Version = state.Version + 1 };
        // Who takes it down looks at it: what was answered before stays answered.
        return new AlarmUnshelved
        {
            Alarm = alarm.Id,
            After = alarm is { AcknowledgedAt: not null, ReturnedAt: null } ? down with { Status = AlarmStatus.Acknowledged } : Back(down, state, now),
        };
    }

    /// <summary>Takes it out until somebody puts it back. A P1 takes a commander.</summary>
    public static Decision<AlarmEvent> TakeOutOfService(AlarmBoardState state, TakeAlarmOutOfService command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { } alarm })
            return AlarmRefusals.Unknown;
        if (alarm.NeverShelve)
            return AlarmRefusals.NeverShelve;
        if (alarm.Status is AlarmStatus.OutOfService)
            return AlarmRefusals.OutOfService(alarm);
        if (alarm.Priority is AlarmPriority.P1 && command.Actor.Role != Roles.Commander)
            return AlarmRefusals.CommanderNeeded;
        if (!IsReason(command.Reason))
            return AlarmRefusals.ReasonMissing;
        return new AlarmTakenOutOfService
        {
            Alarm = alarm.Id,
            Reason = command.Reason,
            After = alarm with
            {
                Status = AlarmStatus.OutOfService,
                OutOfServiceBy = command.Actor.User,
                OutOfServiceAt = now,
                OutOfServiceReason = command.Reason,
                ShelvedUntil = null,
                ShelvedReason = null,
                ShelvedBy = null,
                SuppressedBy = null,
                Version = state.Version + 1,
            },
        };
    }

    public static Decision<AlarmEvent> PutInService(AlarmBoardState state, PutAlarmInService command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { } alarm })
            return AlarmRefusals.Unknown;
        if (alarm.Status is not AlarmStatus.OutOfService)
            return AlarmRefusals.NotOutOfService;
        return new AlarmPutInService { Alarm = alarm.Id, After = Back(alarm with { Version = state.Version + 1 }, state, now) };
    }

    /// <summary>Announced like new when its condition stands; else gone: whoever had put it aside knew of it.</summary>
    private static AlarmView Back(AlarmView alarm, AlarmBoardState state, DateTimeOffset now)
    {
        var fresh = Announced(alarm, state, now);
        return alarm.ReturnedAt is null ? fresh : fresh with { Status = AlarmStatus.Normal, AnnouncedAt = alarm.AnnouncedAt };
    }

    private static Decision<AlarmEvent> AcknowledgeOne(AlarmBoardState state, AcknowledgeAlarm command, DateTimeOffset now)
    {
        if (Find(state, command.Alarm) is not { View: { } alarm })
            return AlarmRefusals.Unknown;
        if (alarm.Status is AlarmStatus.Shelved)
            return AlarmRefusals.Shelved;
        if (CheckNotSilenced(alarm) is { } refusal)
            return refusal;
        return alarm.Status is AlarmStatus.Acknowledged
            ? AlarmRefusals.AlreadyAcknowledged(alarm)
            : Acknowledged(alarm, command.Actor.User, state.Version + 1, now);
    }

    private static AlarmAcknowledged Acknowledged(AlarmView alarm, UserId by, long version, DateTimeOffset now) => new()
    {
        Alarm = alarm.Id,
        After = alarm with
        {
            Status = alarm.Status is AlarmStatus.ReturnedUnacknowledged ? AlarmStatus.Normal : AlarmStatus.Acknowledged,
            AcknowledgedBy = by,
            AcknowledgedAt = now,
            Version = version,
        },
    };

    private static bool IsWaiting(AlarmView alarm) => alarm.Status is AlarmStatus.Unacknowledged or AlarmStatus.ReturnedUnacknowledged;

    private static Refusal? CheckNotSilenced(AlarmView alarm) => alarm.Status switch
    {
        AlarmStatus.SuppressedByDesign => AlarmRefusals.Suppressed(alarm),
        AlarmStatus.OutOfService => AlarmRefusals.OutOfService(alarm),
        _ => null,
    };

    private static bool IsReason(string? reason) => !string.IsNullOrWhiteSpace(reason) && reason.Length <= 400;
}
