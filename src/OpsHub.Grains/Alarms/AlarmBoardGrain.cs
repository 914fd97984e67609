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
/// escalation deadlines, what the health figures count. Called by whoever notices a condition and, through the gateway,
/// by operators. Not reentrant. A reminder a minute wakes it after a crash, so that a shelved alarm comes back.
/// </summary>
internal sealed class AlarmBoardGrain(
    [PersistentState("alarms")] IPersistentState<EntityRecord<AlarmBoardState>> stored, PublicationServices services)
    : DeadlineGrain<AlarmBoardState, AlarmEvent>(stored, services), IAlarmBoardGrain, IRemindable
{
    private const string WakeUp = "wake-up";

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

    public Task<ImmutableArray<AlarmView>> List() => Task.FromResult(AlarmRules.List(Of(State)));

    public Task<AlarmBoardHealth> Health() => Task.FromResult(AlarmRules.Health(Of(State), Now));

    /// <summary>Being called woke the grain; its timer does the rest.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    protected override AlarmBoardState Evolve(AlarmBoardState? state, AlarmEvent happened, DateTimeOffset at, Actor by) =>
        AlarmRules.Evolve(Of(state), happened, at);

    protected override PortId? PortOf(AlarmBoardState? state) => Port;

    protected override AlarmEvent Refused(Command command, Refusal refusal) => new AlarmCommandRefused
    {
        Alarm = command switch
        {
            RaiseAlarm raise => raise.Alarm,
            ReturnAlarm @return => @return.Alarm,
            AcknowledgeAlarm acknowledge => acknowledge.Alarm,
            ShelveAlarm shelve => shelve.Alarm,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "not a command of the alarm board"),
        },
        Command = command.GetType().Name,
        Refusal = refusal,
    };

    protected override DateTimeOffset? NextDeadline(AlarmBoardState? state) => AlarmRules.NextDeadline(Of(state));

    protected override ImmutableArray<AlarmEvent> Elapse(AlarmBoardState? state, DateTimeOffset now) => AlarmRules.Elapse(Of(state), now);

    private static AlarmBoardState Of(AlarmBoardState? state) => state ?? AlarmBoardState.Empty;
}
