using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Tests.Alarms;

/// <summary>Whatever is done, in whatever order, at whatever time.</summary>
public sealed class AlarmPropertyTests
{
    private const int Runs = 300;
    private const int Kinds = 11;

    /// <summary>Alarms of a run: a call for help, two P1, a P2 that may become P1, P3.</summary>
    private static readonly (string Id, AlarmPriority Priority, bool Never)[] s_alarms =
    [
        ("duress/a", AlarmPriority.P1, true), ("gate-out-before-release/b", AlarmPriority.P1, false), ("geofence-enter/c", AlarmPriority.P1, false),
        ("queue-limit/d", AlarmPriority.P2, false), ("break-due/e", AlarmPriority.P3, false), ("device-silent/f", AlarmPriority.P3, false),
    ];

    /// <summary>What is done, to which alarm, and seconds that pass afterwards.</summary>
    private static readonly Gen<(int Kind, int Alarm, int Seconds)[]> s_scripts = Gen.ArrayOf(
        from kind in Gen.Choose(0, Kinds - 1)
        from alarm in Gen.Choose(0, s_alarms.Length - 1)
        from seconds in Gen.Frequency((4, Gen.Choose(0, 10)), (1, Gen.Choose(0, 4_000)))
        select (kind, alarm, seconds));

    [Fact]
    public void CallForHelp_IsNeverShelvedSuppressedOrOutOfService_NorHeldBack() => Check((board, _) =>
        board["duress/a"] is not { } help || (help.Status is AlarmStatus.Unacknowledged or AlarmStatus.Acknowledged or AlarmStatus.ReturnedUnacknowledged && !help.Chattering));

    [Fact]
    public void P1_WhoseConditionStands_IsInTheListUntilItEnds() => Check((board, standing) =>
        standing.Where(alarm => alarm.Value is AlarmPriority.P1).All(alarm => AlarmRules.List(board.State).Any(view => view.Id.Value == alarm.Key && view.Priority is AlarmPriority.P1)));

    [Fact]
    public void P1_IsNeverSuppressed() => Check((board, _) =>
        board.State.Alarms.All(alarm => alarm.View is not { Priority: AlarmPriority.P1, Status: AlarmStatus.SuppressedByDesign }));

    [Fact]
    public void P1_ThatReturnedWithoutAnAnswer_StillWaits() => Check((board, _) =>
    {
        // Only an acknowledgement, a shelf or taking it out ends the wait: all three name a person.
        return board.Log.OfType<AlarmEvent>().Where(e => e.After is { Status: AlarmStatus.Normal, Priority: AlarmPriority.P1 })
            .All(e => e.After is { AcknowledgedBy: not null } || e is AlarmUnshelved or AlarmPutInService);
    });

    [Fact]
    public void Deadlines_AfterAnyScript_ComeToRest() => Check((board, _) =>
    {
        board.Pass(TimeSpan.FromDays(2));
        return AlarmRules.NextDeadline(board.State) is not { } next || next > board.Now;
    });

    private static void Check(Func<AlarmBoard, Dictionary<string, AlarmPriority>, bool> holds) => Prop.ForAll(s_scripts.ToArbitrary(), script =>
    {
        var (board, standing) = (new AlarmBoard(), new Dictionary<string, AlarmPriority>());
        foreach (var (kind, alarm, seconds) in script)
        {
            Do(board, standing, kind, s_alarms[alarm]);
            if (!holds(board, standing))
                return false;
            board.Pass(TimeSpan.FromSeconds(seconds));
            if (!holds(board, standing))
                return false;
        }

        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    private static void Do(AlarmBoard board, Dictionary<string, AlarmPriority> standing, int kind, (string Id, AlarmPriority Priority, bool Never) alarm)
    {
        switch (kind)
        {
            case 0 or 1:
                board.Raise(alarm.Id, alarm.Priority, never: alarm.Never);
                standing[alarm.Id] = standing.TryGetValue(alarm.Id, out var known) && known < alarm.Priority ? known : alarm.Priority;
                break;
            case 2:
                board.Raise(alarm.Id, AlarmPriority.P1, never: alarm.Never);
                standing[alarm.Id] = AlarmPriority.P1;
                break;
            case 3:
                board.Return(alarm.Id);
                standing.Remove(alarm.Id);
                break;
            case 4:
                board.Acknowledge(alarm.Id);
                break;
            case 5:
                board.Shelve(alarm.Id);
                break;
            case 6:
                board.Unshelve(alarm.Id);
                break;
            case 7:
                board.TakeOut(alarm.Id, AlarmBoard.Commander);
                break;
            case 8:
                board.PutIn(alarm.Id);
                break;
            case 9:
                board.Suppress(new AlarmSuppression { Name = "window", Classes = ["queue-limit", "break-due", "geofence-enter"], Reason = "closed", From = board.Now.AddSeconds(5), Until = board.Now.AddMinutes(5) });
                break;
            default:
                board.Suppress(new AlarmSuppression { Name = "known", Classes = ["device-silent", "geofence-enter"], Reason = "known", WhileAlarm = "queue-limit" });
                break;
        }
    }
}
