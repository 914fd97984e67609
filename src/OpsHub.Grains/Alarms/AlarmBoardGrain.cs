using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Alarms;
using OpsHub.Grains.Deadlines;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Alarms;

/// <summary>
/// A port's alarms after ISA-18.2. Key: <see cref="PortId"/>. Durable: every alarm that is not normal, shelving and
/// escalation deadlines, suppressions, what the health figures count. Called by whoever notices a condition and, through the gateway,
/// by operators. Not reentrant. A reminder a minute wakes it after a crash, so that a shelved alarm comes back.
/// </summary>
internal sealed class AlarmBoardGrain(
    [PersistentState("alarms")] IPersistentState<EntityRecord<AlarmBoardState>> stored, PublicationServices services)
    : DeadlineGrain<AlarmBoardState, AlarmEvent>(stored, services), IAlarmBoardGrain, IRemindable
{
    private const string WakeUp = "wake-up";

    /// <summary>Boards ask for the figures every few seconds; who is on shift changes seldom.</summary>
    private static readonly TimeSpan s_operatorsAge = TimeSpan.FromMinutes(1);

    /// <summary>As long as an alarm's id may be.</summary>
    private const int MaxSubject = 200;

    private int _operators = 1;
    private DateTimeOffset _operatorsAt;

    private PortId Port => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await this.RegisterOrUpdateReminder(WakeUp, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    public Task<CommandResult> Raise(RaiseAlarm command) => Decide(command, (state, c, now) => AlarmRules.Raise(Of(state), c, now));

    public Task<CommandResult> Return(ReturnAlarm command) => Decide(command, (state, c, now) => AlarmRules.Return(Of(state), c, now));

    public Task<CommandResult> Acknowledge(AcknowledgeAlarm command) => Decide(command, (state, c, now) => AlarmRules.Acknowledge(Of(state), c, now));

    public Task<CommandResult> Shelve(ShelveAlarm command) => Decide(command, (state, c, now) => AlarmRules.Shelve(Of(state), c, now));

    public Task<CommandResult> Unshelve(UnshelveAlarm command) => Decide(command, (state, c, now) => AlarmRules.Unshelve(Of(state), c, now));

    public Task<CommandResult> TakeOutOfService(TakeAlarmOutOfService command) => Decide(command, (state, c, now) => AlarmRules.TakeOutOfService(Of(state), c, now));

    public Task<CommandResult> PutInService(PutAlarmInService command) => Decide(command, (state, c, now) => AlarmRules.PutInService(Of(state), c, now));

    public Task<CommandResult> PutSuppression(PutAlarmSuppression command) => Decide(command, (state, c, now) => AlarmRules.PutSuppression(Of(state), c, now));

    public Task<CommandResult> RemoveSuppression(RemoveAlarmSuppression command) => Decide(command, (state, c, _) => AlarmRules.RemoveSuppression(Of(state), c));

    public Task<ImmutableArray<AlarmView>> List() => Task.FromResult(AlarmRules.List(Of(State)));

    public async Task<AlarmBoardHealth> Health()
    {
        if (Now - _operatorsAt >= s_operatorsAge)
        {
            _operators = (await GrainFactory.Port(Port).Get())?.AlarmOperators ?? 1;
            _operatorsAt = Now;
        }

        return AlarmRules.Health(Of(State), Now, _operators);
    }

    public Task<ImmutableArray<AlarmSuppressionView>> Suppressions() => Task.FromResult(AlarmRules.Suppressions(Of(State)));

    public async Task<ImmutableArray<AlarmCatalogueRow>> Catalogue() => AlarmCatalogue.Of(await GrainFactory.Port(Port).Geofences(0));

    /// <summary>Being called woke the grain; its timer does the rest.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    protected override AlarmBoardState Evolve(AlarmBoardState? state, AlarmEvent happened, DateTimeOffset at, Actor by) =>
        AlarmRules.Evolve(Of(state), happened, at);

    protected override PortId? PortOf(AlarmBoardState? state) => Port;

    protected override AlarmEvent Refused(Command command, Refusal refusal) => new AlarmCommandRefused
    {
        Alarm = Nameable(command switch
        {
            RaiseAlarm raise => raise.Alarm.Value,
            ReturnAlarm @return => @return.Alarm.Value,
            AcknowledgeAlarm { RootCause: { } cause } => $"cause/{cause}",
            AcknowledgeAlarm acknowledge => acknowledge.Alarm.Value,
            ShelveAlarm shelve => shelve.Alarm.Value,
            UnshelveAlarm unshelve => unshelve.Alarm.Value,
            TakeAlarmOutOfService take => take.Alarm.Value,
            PutAlarmInService put => put.Alarm.Value,
            PutAlarmSuppression put => $"suppression/{put.Suppression?.Name}",
            RemoveAlarmSuppression remove => $"suppression/{remove.Name}",
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "not a command of the alarm board"),
        }),
        Command = command.GetType().Name,
        Refusal = refusal,
    };

    /// <summary>What a client named may be nothing, or a page of text: the ledger's entry has a subject that fits it all the same.</summary>
    private static AlarmId Nameable(string? asked) => new(string.IsNullOrEmpty(asked) ? "none" : asked.Length <= MaxSubject ? asked : asked[..MaxSubject]);

    protected override DateTimeOffset? NextDeadline(AlarmBoardState? state) => AlarmRules.NextDeadline(Of(state));

    protected override ImmutableArray<AlarmEvent> Elapse(AlarmBoardState? state, DateTimeOffset now) =>
        AlarmRules.FirstDue(Of(state), now) is { } due ? [due] : [];

    private static AlarmBoardState Of(AlarmBoardState? state) => state ?? AlarmBoardState.Empty;
}
