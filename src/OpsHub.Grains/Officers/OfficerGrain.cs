using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Domain;
using OpsHub.Domain.Common;
using OpsHub.Domain.Officers;
using OpsHub.Grains.Deadlines;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Officers;

/// <summary>
/// An officer. Key: <see cref="OfficerId"/>. Durable: profile, shift, breaks, assignments; the only authority on the
/// officer's capacity. Called by the balancer (reservations), inspections (what their record says) and the gateway. Not
/// reentrant; in a timer's turn it asks inspections, which never wait for an officer inside a call.
/// </summary>
/// <remarks>
/// Shift, break and reservation deadlines are in the record. The port's balancer asks its officers regularly, which wakes
/// one after a crash.
/// </remarks>
internal sealed partial class OfficerGrain(
    [PersistentState("officer")] IPersistentState<EntityRecord<OfficerState>> stored, PublicationServices services)
    : DeadlineGrain<OfficerState, OfficerEvent>(stored, services), IOfficerGrain
{
    private OfficerId Id => new(this.GetPrimaryKeyString());

    public Task<CommandResult> Register(RegisterOfficer command) => Decide(command, (state, c, _) => OfficerRules.Register(Of(state), Id, c));

    public Task<CommandResult> StartShift(StartShift command) => Decide(command, (state, c, now) => OfficerRules.StartShift(Of(state), c, now));

    public Task<CommandResult> EndShift(EndShift command) => Decide(command, (state, c, _) => OfficerRules.EndShift(Of(state), c));

    public Task<CommandResult> TakeBreak(TakeBreak command) => Decide(command, (state, c, now) => OfficerRules.TakeBreak(Of(state), c, now));

    public Task<CommandResult> EndBreak(EndBreak command) => Decide(command, (state, _, now) => OfficerRules.EndBreak(Of(state), now));

    public Task<CommandResult> Reserve(ReserveCapacity command) => Decide(command, (state, c, now) => OfficerRules.Reserve(Of(state), c, now));

    public Task<CommandResult> Release(ReleaseCapacity command) => Decide(command, (state, c, _) => OfficerRules.Release(Of(state), c));

    public Task<CommandResult> Settle(SettleAssignment command) => Decide(command, (state, c, _) => OfficerRules.Settle(Of(state), c));

    public Task<CommandResult> RaiseDuress(RaiseDuress command) => Decide(command, (state, c, _) => OfficerRules.RaiseDuress(Of(state), c));

    public Task<CommandResult> ClearDuress(ClearDuress command) => Decide(command, (state, c, _) => OfficerRules.ClearDuress(Of(state), c));

    public Task<OfficerView?> Get() => Task.FromResult(State?.Known);

    protected override OfficerState Evolve(OfficerState? state, OfficerEvent happened, DateTimeOffset at, Actor by) =>
        OfficerRules.Evolve(Of(state), happened, at);

    protected override PortId? PortOf(OfficerState? state) => state?.Known?.Profile.HomePort;

    protected override OfficerEvent Refused(Command command, Refusal refusal) =>
        new OfficerCommandRefused { Officer = Id, Command = command.GetType().Name, Refusal = refusal };

    protected override DateTimeOffset? NextDeadline(OfficerState? state) => OfficerRules.NextDeadline(Of(state));

    protected override ImmutableArray<OfficerEvent> Elapse(OfficerState? state, DateTimeOffset now) => OfficerRules.Elapse(Of(state), now);

    /// <summary>Reservations and offers that ran out are settled by the inspections' records.</summary>
    protected override async Task BeforeElapse()
    {
        foreach (var inspection in OfficerRules.ToAsk(Of(State), Now))
        {
            var record = await GrainFactory.Inspection(inspection).Get();
            var passed = new TimePassed { CommandId = DerivedCommandId.Of($"{Source}/asked {inspection}", Version + 1), Actor = Actor.Of("clock") };
            await Handle(passed, (state, _, now) => OfficerRules.Reconcile(Of(state), inspection, record, now));
        }
    }

    private static OfficerState Of(OfficerState? state) => state ?? OfficerState.Empty;
}
