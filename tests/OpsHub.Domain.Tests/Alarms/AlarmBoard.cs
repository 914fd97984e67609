using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Tests.Alarms;

/// <summary>A board on a clock of its own, as the grain drives it: after each command what is due by then.</summary>
internal sealed class AlarmBoard
{
    public static readonly Actor Supervisor = new(new UserId("supervisor"), Roles.Supervisor);
    public static readonly Actor Commander = new(new UserId("commander"), Roles.Commander);

    public AlarmBoardState State { get; set; } = AlarmBoardState.Empty;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public List<AlarmEvent> Log { get; } = [];

    public AlarmView? this[string id] => State.Alarms.SingleOrDefault(alarm => alarm.View.Id.Value == id)?.View;

    public AlarmStatus StatusOf(string id) => this[id]?.Status ?? AlarmStatus.Normal;

    public Refusal? Raise(string id, AlarmPriority priority = AlarmPriority.P2, string? @class = null, string? cause = null, string? zone = null, bool never = false) =>
        Do(AlarmRules.Raise(State, new RaiseAlarm
        {
            Alarm = new AlarmId(id), Priority = priority, Title = id, Cause = "c", Consequence = "c", Response = "r", Owner = Roles.Supervisor,
            TimeToRespondSeconds = 600, NeverShelve = never, Class = @class, RootCause = cause, Zone = zone,
        }, Now));

    public Refusal? Return(string id) => Do(AlarmRules.Return(State, new ReturnAlarm { Alarm = new AlarmId(id) }, Now));

    public Refusal? Acknowledge(string id) => Do(AlarmRules.Acknowledge(State, new AcknowledgeAlarm { Alarm = new AlarmId(id), Actor = Supervisor }, Now));

    public Refusal? AcknowledgeAll(string cause, params string[] ids) => Do(AlarmRules.Acknowledge(
        State, new AcknowledgeAlarm { RootCause = cause, Alarms = [.. ids.Select(AlarmId.From)], Actor = Supervisor }, Now));

    public Refusal? Shelve(string id, int minutes = 30, string reason = "being repaired") =>
        Do(AlarmRules.Shelve(State, new ShelveAlarm { Alarm = new AlarmId(id), Minutes = minutes, Reason = reason, Actor = Supervisor }, Now));

    public Refusal? Unshelve(string id) => Do(AlarmRules.Unshelve(State, new UnshelveAlarm { Alarm = new AlarmId(id), Actor = Supervisor }, Now));

    public Refusal? TakeOut(string id, Actor? by = null, string reason = "sensor broken") =>
        Do(AlarmRules.TakeOutOfService(State, new TakeAlarmOutOfService { Alarm = new AlarmId(id), Reason = reason, Actor = by ?? Supervisor }, Now));

    public Refusal? PutIn(string id) => Do(AlarmRules.PutInService(State, new PutAlarmInService { Alarm = new AlarmId(id), Actor = Supervisor }, Now));

    public Refusal? Suppress(AlarmSuppression rule) => Do(AlarmRules.PutSuppression(State, new PutAlarmSuppression { Suppression = rule, Actor = Supervisor }, Now));

    public Refusal? Unsuppress(string name) => Do(AlarmRules.RemoveSuppression(State, new RemoveAlarmSuppression { Name = name, Actor = Supervisor }));

    /// <summary>Lets time pass as the grain's timer does: from deadline to deadline.</summary>
    public void Pass(TimeSpan time)
    {
        var until = Now + time;
        while (AlarmRules.NextDeadline(State) is { } deadline && deadline <= until)
        {
            Now = deadline > Now ? deadline : Now;
            var due = AlarmRules.FirstDue(State, Now);
            // A deadline at which nothing is due would be looked at for ever.
            Assert.NotNull(due);
            Apply(due);
        }

        Now = until;
    }

    public AlarmBoardHealth Health(int operators = 1) => AlarmRules.Health(State, Now, operators);

    public int Count<T>() => Log.OfType<T>().Count();

    private Refusal? Do(Decision<AlarmEvent> decision)
    {
        foreach (var happened in decision.Events)
            Apply(happened);
        Pass(TimeSpan.Zero);
        return decision.Refusal;
    }

    private void Apply(AlarmEvent happened)
    {
        var version = State.Version;
        State = AlarmRules.Evolve(State, happened, Now);
        Assert.Equal(version + 1, State.Version);
        Log.Add(happened);
    }
}
