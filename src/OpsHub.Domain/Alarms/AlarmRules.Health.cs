using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <content>The board's own health.</content>
public static partial class AlarmRules
{
    /// <summary>The board in the terms of EEMUA 191.</summary>
    /// <param name="state">The board.</param>
    /// <param name="now">The time it is asked about.</param>
    /// <param name="operators">Who share its alarms, from 1.</param>
    public static AlarmBoardHealth Health(AlarmBoardState state, DateTimeOffset now, int operators = 1)
    {
        var views = state.Alarms.Select(alarm => alarm.View).ToArray();
        var day = state.Hours.Where(hour => IsOfLastDay(hour, now)).ToArray();
        var acknowledged = day.Sum(hour => hour.Acknowledged);
        return new AlarmBoardHealth(
            Active: views.Count(alarm => alarm.ReturnedAt is null),
            Unacknowledged: views.Count(IsWaiting),
            Shelved: views.Count(alarm => alarm.Status is AlarmStatus.Shelved),
            Chattering: state.Transitions.Select(t => t.Alarm).Concat(state.Alarms.Where(a => SettlesAt(a) > now).Select(a => a.View.Id)).Distinct()
                .Count(id => Find(state, id) is { View: var view } standing ? SettlesAt(standing) > now || IsChattering(state, view, now, andNow: false) : IsChattering(state, id, now, andNow: false)),
            Stale: views.Count(alarm => alarm.ReturnedAt is null && now - alarm.RaisedAt > AlarmLimits.StaleAfter),
            RaisedLast10Minutes: Recent(state, now),
            RaisedLast24Hours: day.Sum(hour => hour.Count),
            Flood: IsFlood(state, now))
        {
            Suppressed = views.Count(alarm => alarm.Status is AlarmStatus.SuppressedByDesign),
            OutOfService = views.Count(alarm => alarm.Status is AlarmStatus.OutOfService),
            Operators = operators,
            AcceptablePerDay = AlarmLimits.AcceptablePerDay * operators,
            ManageablePerDay = AlarmLimits.ManageablePerDay * operators,
            RaisedP1 = day.Sum(hour => hour.P1),
            RaisedP2 = day.Sum(hour => hour.P2),
            RaisedP3 = day.Sum(hour => hour.P3),
            AcknowledgeSeconds = acknowledged == 0 ? null : day.Sum(hour => hour.AcknowledgeSeconds) / acknowledged,
            MostFrequent =
            [
                .. state.Occurrences.Select(o => new AlarmFrequency(o.Alarm, o.Title, InLastDay(o.Hours, now))).Where(f => f.Count > 0)
                    .OrderByDescending(f => f.Count).ThenBy(f => f.Alarm.Value, StringComparer.Ordinal).Take(AlarmLimits.MostFrequent),
            ],
            FloodSince = IsFlood(state, now) ? state.FloodSince : null,
        };
    }

    /// <summary>A call for help never counts as chattering: it is announced each time.</summary>
    private static bool IsChattering(AlarmBoardState state, AlarmView alarm, DateTimeOffset now, bool andNow) =>
        !alarm.NeverShelve && (IsChattering(state, alarm.Id, now, andNow) || IsStillHeld(state, alarm, now));

    /// <summary>It chattered and has not been calm for a minute yet.</summary>
    private static bool IsStillHeld(AlarmBoardState state, AlarmView alarm, DateTimeOffset now) =>
        Find(state, alarm.Id) is { } standing && SettlesAt(standing) > now;

    private static bool IsChattering(AlarmBoardState state, Contracts.AlarmId id, DateTimeOffset now, bool andNow) =>
        state.Transitions.Count(t => t.Alarm == id && now - t.At < AlarmLimits.ChatterWindow) + (andNow ? 1 : 0) >= AlarmLimits.ChatterTransitions;

    private static int Recent(AlarmBoardState state, DateTimeOffset now) => state.RecentRaises.Count(at => now - at < AlarmLimits.FloodWindow);

    private static bool IsFlood(AlarmBoardState state, DateTimeOffset now)
    {
        var recent = Recent(state, now);
        return state.Flood ? recent >= AlarmLimits.FloodEnds : recent > AlarmLimits.FloodBegins;
    }

    private static bool IsOfLastDay(HourlyCount hour, DateTimeOffset now) => now - hour.Hour < TimeSpan.FromHours(24);

    private static int InLastDay(IEnumerable<HourlyCount> hours, DateTimeOffset now) => hours.Where(hour => IsOfLastDay(hour, now)).Sum(hour => hour.Count);
}
