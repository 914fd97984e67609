using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Alarms;

/// <content>Suppression by design.</content>
public static partial class AlarmRules
{
    public static Decision<AlarmEvent> PutSuppression(AlarmBoardState state, PutAlarmSuppression command, DateTimeOffset now)
    {
        var rule = command.Suppression;
        if (SuppressionHours.Check(rule, now) is { } invalid)
            return invalid;
        var others = state.Suppressions.Where(s => s.Rule.Name != rule.Name).Select(s => s.Rule).ToArray();
        if (others.FirstOrDefault(other => IsChain(rule, other) || IsChain(other, rule)) is { } chained)
            return new Refusal("SuppressionChain", $"{chained.Name} goes by an alarm too: what is a condition may not be suppressed by another alarm.", "suppression.whileAlarm");
        if (others.Length >= AlarmLimits.Suppressions)
            return new Refusal("TooManySuppressions", $"{AlarmLimits.Suppressions} suppressions are set.", "suppression.name", "remove one that is not needed");
        return new AlarmSuppressionPut { Alarm = IdOf(rule.Name), Suppression = rule, By = command.Actor.User };
    }

    public static Decision<AlarmEvent> RemoveSuppression(AlarmBoardState state, RemoveAlarmSuppression command) =>
        state.Suppressions.Any(s => s.Rule.Name == command.Name)
            ? new AlarmSuppressionRemoved { Alarm = IdOf(command.Name), Name = command.Name }
            : new Refusal("UnknownSuppression", $"There is no suppression {command.Name}.", "name", "the name of a suppression of this port");

    /// <summary>All that are set, by name.</summary>
    public static ImmutableArray<AlarmSuppressionView> Suppressions(AlarmBoardState state) =>
    [
        .. state.Suppressions.OrderBy(s => s.Rule.Name, StringComparer.Ordinal).Select(s => new AlarmSuppressionView(
            s.Rule, s.SetBy, s.SetAt, Holds(state, s), s.ChangesAt, state.Alarms.Count(alarm => alarm.View.SuppressedBy == s.Rule.Name))),
    ];

    /// <summary>The suppression that keeps the alarm quiet now; null when none does. Never one for P1 or a call for help.</summary>
    private static AlarmSuppression? SuppressionOf(AlarmBoardState state, AlarmView alarm)
    {
        if (alarm.NeverShelve || alarm.Priority is AlarmPriority.P1 || state.Suppressions.IsEmpty)
            return null;
        return state.Suppressions.FirstOrDefault(s => Covers(s.Rule, alarm) && Holds(state, s))?.Rule;
    }

    /// <summary>One goes by an alarm that the other keeps quiet by an alarm: such chains could chase each other for ever.</summary>
    private static bool IsChain(AlarmSuppression one, AlarmSuppression other) =>
        one.WhileAlarm is { } cause && other.WhileAlarm is not null && other.Classes.Contains(cause);

    private static bool Covers(AlarmSuppression rule, AlarmView alarm) =>
        rule.Classes.Contains(AlarmCatalogue.ClassOf(alarm))
        && (rule.Zone is null || rule.Zone == alarm.Zone)
        && (rule.RootCause is null || rule.RootCause == AlarmRootCause.Of(alarm));

    /// <summary>Whether its condition holds. What is quiet itself is no condition for others to be: somebody must see one of them.</summary>
    private static bool Holds(AlarmBoardState state, StandingSuppression suppression) => suppression.Rule.WhileAlarm is not { } cause
        ? suppression.IsActive
        : state.Alarms.Any(alarm => alarm.View is { ReturnedAt: null, Status: not (AlarmStatus.OutOfService or AlarmStatus.SuppressedByDesign) }
            && AlarmCatalogue.ClassOf(alarm.View) == cause);

    /// <summary>The first alarm that is not as the suppressions say; null when all are.</summary>
    private static StandingAlarm? Misplaced(AlarmBoardState state) => state.Alarms.FirstOrDefault(alarm => alarm.View.Status switch
    {
        AlarmStatus.SuppressedByDesign => SuppressionOf(state, alarm.View) is null,
        // What has returned and waits for an answer waits on: it announces nothing new.
        AlarmStatus.Unacknowledged or AlarmStatus.Acknowledged => alarm.View.ReturnedAt is null && SuppressionOf(state, alarm.View) is not null,
        _ => false,
    });

    /// <summary>Puts it where the suppressions say.</summary>
    private static AlarmEvent Placed(AlarmBoardState state, AlarmView alarm, DateTimeOffset now)
    {
        var next = alarm with { Version = state.Version + 1 };
        return SuppressionOf(state, alarm) is { } rule
            ? new AlarmSuppressed
            {
                Alarm = alarm.Id,
                Suppression = rule.Name,
                After = next with { Status = AlarmStatus.SuppressedByDesign, SuppressedBy = rule.Name, EscalationLevel = 0 },
            }
            : new AlarmUnsuppressed { Alarm = alarm.Id, Suppression = alarm.SuppressedBy ?? "", After = Back(next, state, now) };
    }

    private static AlarmBoardState Set(AlarmBoardState state, AlarmSuppressionPut put, DateTimeOffset now)
    {
        var rule = put.Suppression;
        // Its first change is its beginning: now when it holds already.
        var begins = rule.WhileAlarm is not null ? null : SuppressionHours.IsActive(rule, now) ? now : SuppressionHours.NextChange(rule, now);
        var standing = new StandingSuppression(rule, put.By, now, IsActive: false, begins);
        return state with { Suppressions = [.. state.Suppressions.RemoveAll(s => s.Rule.Name == rule.Name), standing] };
    }

    private static AlarmBoardState Turn(AlarmBoardState state, string name, bool active, DateTimeOffset now)
    {
        if (state.Suppressions.FirstOrDefault(s => s.Rule.Name == name) is not { } standing)
            return state;
        var next = SuppressionHours.NextChange(standing.Rule, now);
        return state with
        {
            Suppressions = !active && next is null
                ? state.Suppressions.Remove(standing)
                : state.Suppressions.Replace(standing, standing with { IsActive = active, ChangesAt = next }),
        };
    }

    private static AlarmEvent Changed(StandingSuppression due, DateTimeOffset now) => SuppressionHours.IsActive(due.Rule, now)
        ? new AlarmSuppressionBegan { Alarm = IdOf(due.Rule.Name), Name = due.Rule.Name }
        : new AlarmSuppressionEnded { Alarm = IdOf(due.Rule.Name), Name = due.Rule.Name };

    private static AlarmId IdOf(string suppression) => new($"suppression/{suppression}");
}
