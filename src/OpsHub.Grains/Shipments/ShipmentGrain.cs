using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Alarms;
using OpsHub.Domain.Shipments;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Shipments;

/// <summary>
/// A declared consignment. Key: shipment id. Durable: everything. Called by the gateway and by the shipment's inspection.
/// Not reentrant; the evaluator it calls while it handles a lodgement never calls back.
/// </summary>
/// <remarks>
/// Most declarations are released on lodgement and not looked at again for hours. Their activations go as soon as all is
/// published: kept for the usual idle time they would fill the memory during an import (9 KB each, 5,000 a second), and
/// reading one again costs less than 0.1 ms.
/// </remarks>
internal sealed partial class ShipmentGrain(
    [PersistentState("shipment")] IPersistentState<EntityRecord<ShipmentState>> stored, PublicationServices services)
    : PublishingGrain<ShipmentState, ShipmentEvent>(stored, services), IShipmentGrain, IRemindable
{
    private static readonly Actor s_self = Actor.Of("shipment");

    private AlarmId GateOutAlarm => new($"gate-out-before-release/{Id.Value}");

    private ShipmentId Id => new(this.GetPrimaryKeyString());

    public async Task<CommandResult> Lodge(LodgeDeclaration command)
    {
        if (Remembered(command) is { } first)
            return first;
        var declaration = command.Declaration;
        if (ShipmentRules.IsLodged(State, declaration))
            return new CommandResult(Version, null, Repeated: true);
        // What is wrong is refused before anything is evaluated: there is no lane for a declaration that cannot be taken.
        if (ShipmentRules.CheckLodgement(Id, State, declaration, Now) is { } refusal)
            return await Handle(command, (_, _, _) => refusal);
        if (await GrainFactory.Selectivity(Id.Port).Evaluate(declaration) is not { } evaluated)
            return CommandResult.Refused(Version, new Refusal("PortNotReady", $"{Id.Port} is not configured, or not ready yet.", "port"));
        return await Handle(command, (state, c, now) => ShipmentRules.Lodge(Id, state, c, evaluated, now));
    }

    public Task<CommandResult> RecordMovement(RecordMovement command) => Handle(command, ShipmentRules.RecordMovement);

    public Task<CommandResult> AttachDocument(AttachDocument command) => Handle(command, (state, c, _) => ShipmentRules.AttachDocument(state, c));

    public Task<CommandResult> PlaceHold(PlaceHold command) => Handle(command, ShipmentRules.PlaceHold);

    public Task<CommandResult> LiftHold(LiftHold command) => Handle(command, ShipmentRules.LiftHold);

    public Task<CommandResult> OverrideLane(OverrideLane command) => Handle(command, ShipmentRules.OverrideLane);

    public Task<CommandResult> RecordInspectionOutcome(RecordInspectionOutcome command) => Handle(command, ShipmentRules.RecordInspectionOutcome);

    public Task<ShipmentView?> Get() => Task.FromResult(State?.ToView(Version));

    protected override ShipmentState Evolve(ShipmentState? state, ShipmentEvent happened, DateTimeOffset at, Actor by) =>
        ShipmentEvolution.Evolve(state, happened, at, by);

    protected override PortId? PortOf(ShipmentState? state) => Id.Port;

    protected override ShipmentEvent Refused(Command command, Refusal refusal) => new ShipmentCommandRefused
    {
        Shipment = Id, Command = command.GetType().Name, Refusal = refusal,
    };

    protected override void Published()
    {
        if (State?.Status is ShipmentStatus.Released or ShipmentStatus.GateOut)
            DeactivateOnIdle();
    }

    protected override Task React(ShipmentEvent happened, long sourceSequence) => happened switch
    {
        LaneAssigned or LaneOverridden => OrderInspection(sourceSequence),
        ShipmentCommandRefused { Refusal.Name: ShipmentRefusals.GateOutBeforeRelease } => RaiseGateOutAlarm(sourceSequence),
        ShipmentReleased => ReturnGateOutAlarm(sourceSequence),
        MovementRecorded { Movement.Kind: MovementKind.GateIn or MovementKind.MovedToYard } when State?.ReleasedAt is null => ReturnAlarm(GateOutAlarm, sourceSequence),
        HoldPlaced => ArmHolds(),
        HoldOverdue overdue => RaiseHoldAlarm(overdue, sourceSequence),
        HoldLifted lifted => ReturnAlarm(HoldAlarm(lifted.Agency), sourceSequence),
        _ => Task.CompletedTask,
    };

    /// <summary>
    /// Brings the examinations in line with the lane as it is now, which may be further than the event: the current one
    /// is opened, the one before it is cancelled.
    /// </summary>
    private async Task OrderInspection(long sourceSequence)
    {
        var state = State!;
        var current = state.Inspection;
        if (current is { } inspection && state.Outcome is null)
        {
            var port = await GrainFactory.Port(Id.Port).Get();
            if (InspectionOrder.For(state, port, Now, Derived(sourceSequence)) is { } order)
                Settle("opening the examination", await GrainFactory.Inspection(inspection).Open(order));
        }

        var left = state.InspectionCount - (current is null ? 0 : 1);
        if (left < 1)
            return;
        var cancel = new CancelInspection { CommandId = Derived(sourceSequence, 1), Actor = Actor.Of("shipment"), Reason = $"The lane is {state.Lane} now" };
        Settle("cancelling the examination before", await GrainFactory.Inspection(InspectionId.Of(Id, left)).Cancel(cancel));
    }

    private async Task RaiseGateOutAlarm(long sourceSequence)
    {
        var alarm = AlarmCatalogue.GateOutBeforeRelease.Raise(s_self, GateOutAlarm, $"Gate-out of {Id.Value} before release", AlarmRootCause.Shipment(Id), Id.Value) with
        {
            CommandId = Derived(sourceSequence),
            Cause = $"The gate reported {Id.Value} leaving; it is {State?.Status.ToString() ?? "not lodged"}.",
        };
        Settle("raising the gate-out alarm", await GrainFactory.AlarmBoard(Id.Port).Raise(alarm));
    }

    /// <summary>Nothing to return, and no call, for what was released as it was lodged: it cannot have left before.</summary>
    private Task ReturnGateOutAlarm(long sourceSequence) => State is { ReleasedAt: { } released } state && released == state.LodgedAt
        ? Task.CompletedTask
        : ReturnAlarm(GateOutAlarm, sourceSequence);

    private async Task ReturnAlarm(AlarmId alarm, long sourceSequence)
    {
        var command = new ReturnAlarm { CommandId = Derived(sourceSequence, 2), Actor = s_self, Alarm = alarm };
        Settle($"returning {alarm}", await GrainFactory.AlarmBoard(Id.Port).Return(command));
    }
}
