using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <content>Time, memory and the board's own health.</content>
public static partial class AlarmRules
{
    /// <summary>The next instant at which <see cref="Elapse"/> has something to say; null when time changes nothing.</summary>
    public static DateTimeOffset? NextDeadline(AlarmBoardState state) => state.Alarms.Min(Deadline);

    /// <summary>Everything that came due by now: shelved alarms come back, P1 nobody acknowledged escalates.</summary>
    public static ImmutableArray<AlarmEvent> Elapse(AlarmBoardState state, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<AlarmEvent>();
        while (state.Alarms.Where(alarm => Deadline(alarm) <= now).MinBy(Deadline) is { } due)
        {
            var @event = Due(state, due, now);
            events.Add(@event);
            state = Evolve(state, @event, now);
        }
        return events.DrainToImmutable();
    }

    /// <summary>The state after an event. A refusal changes nothing.</summary>
    public static AlarmBoardState Evolve(AlarmBoardState state, AlarmEvent @event, DateTimeOffset now)
    {
        if (@event is AlarmCommandRefused || @event.After is not { } after)
            return state;
        var before = Find(state, after.Id);
        var announced = after.Status is AlarmStatus.Unacknowledged && before?.View.Status is not AlarmStatus.Unacknowledged;
        var cameOrWent = before is null || (before.View.ReturnedAt is null) != (after.ReturnedAt is null);
        var others = before is null ? state.Alarms : state.Alarms.Remove(before);
        return state with
        {
            Version = after.Version,
            Alarms = after.Status is AlarmStatus.Normal ? others : others.Add(new StandingAlarm(after, announced || before is null ? now : before.AnnouncedAt)),
            Transitions = cameOrWent ? Remember(state.Transitions, new AlarmTransition(after.Id, now), now) : state.Transitions,
            RecentRaises = announced ? Remember(state.RecentRaises, now) : state.RecentRaises,
            Hours = announced ? Counted(state.Hours, now) : state.Hours,
            Flood = IsFlood(state, now, announced),
        };
    }

    /// <summary>The board in the terms of EEMUA 191.</summary>
    public static AlarmBoardHealth Health(AlarmBoardState state, DateTimeOffset now)
    {
        var views = state.Alarms.Select(alarm => alarm.View).ToArray();
        return new AlarmBoardHealth(
            Active: views.Count(alarm => alarm.ReturnedAt is null),
            Unacknowledged: views.Count(alarm => alarm.Status is AlarmStatus.Unacknowledged or AlarmStatus.ReturnedUnacknowledged),
            Shelved: views.Count(alarm => alarm.Status is AlarmStatus.Shelved),
            Chattering: state.Transitions.Select(t => t.Alarm).Distinct().Count(id => IsChattering(state, id, now, andNow: false)),
            Stale: views.Count(alarm => alarm.ReturnedAt is null && now - alarm.RaisedAt > AlarmLimits.StaleAfter),
            RaisedLast10Minutes: Recent(state, now),
            RaisedLast24Hours: state.Hours.Where(hour => now - hour.Hour < TimeSpan.FromHours(24)).Sum(hour => hour.Count),
            Flood: IsFlood(state, now, raised: false));
    }

    private static DateTimeOffset? Deadline(StandingAlarm alarm) => alarm.View switch
    {
        { Status: AlarmStatus.Shelved } shelved => shelved.ShelvedUntil,
        { Status: AlarmStatus.Unacknowledged, Priority: AlarmPriority.P1 } open when open.EscalationLevel < AlarmLimits.Escalations.Length =>
            alarm.AnnouncedAt + AlarmLimits.Escalations[open.EscalationLevel],
        _ => null,
    };

    private static AlarmEvent Due(AlarmBoardState state, StandingAlarm due, DateTimeOffset now)
    {
        var alarm = due.View with { Version = state.Version + 1 };
        if (alarm.Status is not AlarmStatus.Shelved)
        {
            var level = alarm.EscalationLevel + 1;
            return new AlarmEscalated { Alarm = alarm.Id, Level = level, After = alarm with { EscalationLevel = level } };
        }
        // Still there: it is announced like new. Gone meanwhile: whoever shelved it knew of it.
        var back = alarm with { ShelvedUntil = null, ShelvedReason = null, AcknowledgedBy = null, AcknowledgedAt = null, EscalationLevel = 0 };
        return new AlarmUnshelved
        {
            Alarm = alarm.Id,
            After = back with { Status = alarm.ReturnedAt is null ? AlarmStatus.Unacknowledged : AlarmStatus.Normal },
        };
    }

    private static bool IsChattering(AlarmBoardState state, AlarmId id, DateTimeOffset now, bool andNow) =>
        state.Transitions.Count(t => t.Alarm == id && now - t.At < AlarmLimits.ChatterWindow) + (andNow ? 1 : 0) >= AlarmLimits.ChatterTransitions;

    private static int Recent(AlarmBoardState state, DateTimeOffset now) => state.RecentRaises.Count(at => now - at < AlarmLimits.FloodWindow);

    private static bool IsFlood(AlarmBoardState state, DateTimeOffset now, bool raised)
    {
        var recent = Recent(state, now) + (raised ? 1 : 0);
        return state.Flood ? recent >= AlarmLimits.FloodEnds : recent > AlarmLimits.FloodBegins;
    }

    private static ImmutableArray<AlarmTransition> Remember(ImmutableArray<AlarmTransition> list, AlarmTransition transition, DateTimeOffset now)
    {
        var kept = list.RemoveAll(t => now - t.At >= AlarmLimits.ChatterWindow).Add(transition);
        return kept.Length > AlarmLimits.Transitions ? kept.RemoveAt(0) : kept;
    }

    private static ImmutableArray<DateTimeOffset> Remember(ImmutableArray<DateTimeOffset> list, DateTimeOffset now)
    {
        var kept = list.RemoveAll(at => now - at >= AlarmLimits.FloodWindow).Add(now);
        return kept.Length > AlarmLimits.RecentRaises ? kept.RemoveAt(0) : kept;
    }

    private static ImmutableArray<HourlyCount> Counted(ImmutableArray<HourlyCount> hours, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var hour = new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero);
        var kept = hours.RemoveAll(h => now - h.Hour > TimeSpan.FromHours(25));
        return kept.LastOrDefault() is { } last && last.Hour == hour
            ? kept.SetItem(kept.Length - 1, last with { Count = last.Count + 1 })
            : kept.Add(new HourlyCount(hour, 1));
    }
}
