using System.Collections.Immutable;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <content>Time and memory.</content>
public static partial class AlarmRules
{
    /// <summary>
    /// The next instant at which <see cref="Elapse"/> has something to say, which may be in the past; null when time
    /// changes nothing.
    /// </summary>
    public static DateTimeOffset? NextDeadline(AlarmBoardState state)
    {
        if (Misplaced(state) is not null)
            return DateTimeOffset.MinValue;
        var alarms = state.Alarms.Min(Deadline);
        var suppressions = state.Suppressions.Min(s => s.ChangesAt);
        return new[] { alarms, suppressions, FloodChanges(state) }.Min();
    }

    /// <summary>Everything that came due by now, in order.</summary>
    public static ImmutableArray<AlarmEvent> Elapse(AlarmBoardState state, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<AlarmEvent>();
        while (FirstDue(state, now) is { } due)
        {
            events.Add(due);
            state = Evolve(state, due, now);
        }

        return events.DrainToImmutable();
    }

    /// <summary>
    /// What is due first: shelved alarms come back, P1 nobody acknowledged escalates, what chattered is calm, a suppression
    /// begins or ends and with it what it covers, a flood begins or ends. Null when nothing is.
    /// </summary>
    public static AlarmEvent? FirstDue(AlarmBoardState state, DateTimeOffset now)
    {
        if (state.Suppressions.Where(s => s.ChangesAt <= now).MinBy(s => s.ChangesAt) is { } suppression)
            return Changed(suppression, now);
        if (Misplaced(state) is { } misplaced)
            return Placed(state, misplaced.View, now);
        if (state.Alarms.Where(alarm => Deadline(alarm) <= now).MinBy(Deadline) is { } due)
            return Due(state, due, now);
        return FloodChanges(state) <= now ? FloodChanged(state, now) : null;
    }

    /// <summary>The state after an event. A refusal changes nothing.</summary>
    public static AlarmBoardState Evolve(AlarmBoardState state, AlarmEvent @event, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (@event is AlarmCommandRefused)
            return state;
        if (@event.After is { } after)
            return Evolve(state, after, @event is AlarmAcknowledged, now);
        state = state with { Version = state.Version + 1 };
        return @event switch
        {
            AlarmFloodBegan => state with { Flood = true, FloodSince = now },
            AlarmFloodEnded => state with
            {
                Flood = false, FloodSince = null, RecentRaises = state.RecentRaises.RemoveAll(at => now - at >= AlarmLimits.FloodWindow),
            },
            AlarmSuppressionPut put => Set(state, put, now),
            AlarmSuppressionRemoved removed => state with { Suppressions = state.Suppressions.RemoveAll(s => s.Rule.Name == removed.Name) },
            AlarmSuppressionBegan began => Turn(state, began.Name, active: true, now),
            AlarmSuppressionEnded ended => Turn(state, ended.Name, active: false, now),
            _ => state,
        };
    }

    private static AlarmBoardState Evolve(AlarmBoardState state, AlarmView after, bool acknowledged, DateTimeOffset now)
    {
        var before = Find(state, after.Id);
        var announced = after.AnnouncedAt is not null && after.AnnouncedAt != before?.View.AnnouncedAt;
        var cameOrWent = before is null || (before.View.ReturnedAt is null) != (after.ReturnedAt is null);
        var standing = new StandingAlarm(after, after.AnnouncedAt ?? before?.AnnouncedAt ?? now)
        {
            SettlesAt = !after.Chattering ? null : cameOrWent ? now + AlarmLimits.ChatterWindow : before!.SettlesAt,
        };
        var others = before is null ? state.Alarms : state.Alarms.Remove(before);
        state = state with
        {
            Version = after.Version,
            Alarms = after.Status is AlarmStatus.Normal ? others : others.Add(standing),
            Transitions = cameOrWent ? Remember(state.Transitions, new AlarmTransition(after.Id, now), now) : state.Transitions,
            RecentRaises = announced ? Remember(state.RecentRaises, now) : state.RecentRaises,
            Occurrences = cameOrWent && after.ReturnedAt is null ? Counted(state.Occurrences, after, now) : state.Occurrences,
        };
        if (announced)
            state = state with { Hours = Counted(state.Hours, now, hour => Announced(hour, after.Priority)) };
        if (acknowledged && before is not null)
            state = state with { Hours = Counted(state.Hours, now, hour => Acknowledged(hour, now - before.AnnouncedAt)) };
        return state;
    }

    private static DateTimeOffset? Deadline(StandingAlarm alarm)
    {
        var answer = alarm.View switch
        {
            { Status: AlarmStatus.Shelved } shelved => shelved.ShelvedUntil,
            { Status: AlarmStatus.Unacknowledged, Priority: AlarmPriority.P1 } open when open.EscalationLevel < AlarmLimits.Escalations.Length =>
                alarm.AnnouncedAt + AlarmLimits.Escalations[open.EscalationLevel],
            _ => null,
        };
        return SettlesAt(alarm) is { } calm && !(answer < calm) ? calm : answer;
    }

    private static DateTimeOffset? SettlesAt(StandingAlarm alarm) =>
        alarm.View.Chattering ? alarm.SettlesAt ?? alarm.AnnouncedAt + AlarmLimits.ChatterWindow : null;

    private static AlarmEvent Due(AlarmBoardState state, StandingAlarm due, DateTimeOffset now)
    {
        var alarm = due.View with { Version = state.Version + 1 };
        if (SettlesAt(due) <= now)
            return new AlarmSettled { Alarm = alarm.Id, After = Calm(alarm) };
        if (alarm.Status is AlarmStatus.Shelved)
            return new AlarmUnshelved { Alarm = alarm.Id, After = Back(alarm, state, now) };
        var level = alarm.EscalationLevel + 1;
        return new AlarmEscalated { Alarm = alarm.Id, Level = level, After = alarm with { EscalationLevel = level } };
    }

    /// <summary>What came of it while it was held on the list.</summary>
    private static AlarmView Calm(AlarmView alarm) => alarm with
    {
        Chattering = false,
        Status = (alarm.Status, alarm.ReturnedAt) switch
        {
            (var status, null) => status,
            (AlarmStatus.Unacknowledged, _) => AlarmStatus.ReturnedUnacknowledged,
            (AlarmStatus.Acknowledged or AlarmStatus.SuppressedByDesign, _) => AlarmStatus.Normal,
            (var status, _) => status,
        },
    };

    /// <summary>When a flood begins or ends, by the announcements there are; null when it does neither.</summary>
    private static DateTimeOffset? FloodChanges(AlarmBoardState state)
    {
        var raises = state.RecentRaises;
        if (state.Flood)
            return raises.Length < AlarmLimits.FloodEnds ? DateTimeOffset.MinValue : raises[^AlarmLimits.FloodEnds] + AlarmLimits.FloodWindow;
        // Those too old are dropped only when one comes; so the newest decides.
        return raises.Length > AlarmLimits.FloodBegins && raises[^1] - raises[^(AlarmLimits.FloodBegins + 1)] < AlarmLimits.FloodWindow ? raises[^1] : null;
    }

    private static AlarmEvent FloodChanged(AlarmBoardState state, DateTimeOffset now)
    {
        var newest = state.Alarms.MaxBy(alarm => alarm.AnnouncedAt)?.View.Id ?? new("flood");
        return state.Flood
            ? new AlarmFloodEnded { Alarm = newest, BeganAt = state.FloodSince ?? now }
            : new AlarmFloodBegan { Alarm = newest, RaisedLast10Minutes = Recent(state, now) };
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

    private static HourlyCount Announced(HourlyCount hour, AlarmPriority priority) => priority switch
    {
        AlarmPriority.P1 => hour with { Count = hour.Count + 1, P1 = hour.P1 + 1 },
        AlarmPriority.P2 => hour with { Count = hour.Count + 1, P2 = hour.P2 + 1 },
        AlarmPriority.P3 => hour with { Count = hour.Count + 1, P3 = hour.P3 + 1 },
        _ => hour with { Count = hour.Count + 1 },
    };

    private static HourlyCount Acknowledged(HourlyCount hour, TimeSpan after) => hour with
    {
        Acknowledged = hour.Acknowledged + 1, AcknowledgeSeconds = hour.AcknowledgeSeconds + Math.Max(0, after.TotalSeconds),
    };

    private static ImmutableArray<HourlyCount> Counted(ImmutableArray<HourlyCount> hours, DateTimeOffset now, Func<HourlyCount, HourlyCount> count)
    {
        var utc = now.ToUniversalTime();
        var hour = new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero);
        var kept = hours.RemoveAll(h => now - h.Hour > TimeSpan.FromHours(25));
        return kept.LastOrDefault() is { } last && last.Hour == hour
            ? kept.SetItem(kept.Length - 1, count(last))
            : kept.Add(count(new HourlyCount(hour, 0)));
    }

    private static ImmutableArray<AlarmOccurrences> Counted(ImmutableArray<AlarmOccurrences> all, AlarmView alarm, DateTimeOffset now)
    {
        var known = all.FirstOrDefault(o => o.Alarm == alarm.Id);
        var hours = Counted(known?.Hours ?? [], now, hour => hour with { Count = hour.Count + 1 });
        var counted = new AlarmOccurrences(alarm.Id, alarm.Title, hours);
        if (known is not null)
            return all.Replace(known, counted);
        if (all.Length >= AlarmLimits.Frequencies)
            all = all.Remove(all.MinBy(o => (InLastDay(o.Hours, now), o.Hours[^1].Hour))!);
        return all.Add(counted);
    }
}
