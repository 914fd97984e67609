using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Domain;
using OpsHub.Domain.Inspections;
using OpsHub.Grains.Deadlines;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Inspections;

/// <summary>
/// One examination. Key: <see cref="InspectionId"/>. Durable: the whole record, which is the truth about who holds the
/// case and in which epoch. Called by its shipment, the balancer, the officer's grain (withdrawals, questions) and,
/// through the gateway, by the officer and the chief. Not reentrant.
/// </summary>
/// <remarks>
/// Offer and due deadlines are in the record. The port's balancer asks every open case regularly, which wakes it after a
/// crash; so a case needs no reminder of its own.
/// </remarks>
internal sealed partial class InspectionGrain(
    [PersistentState("inspection")] IPersistentState<EntityRecord<InspectionState>> stored, PublicationServices services)
    : DeadlineGrain<InspectionState, InspectionEvent>(stored, services), IInspectionGrain
{
    private InspectionId Id => new(this.GetPrimaryKeyString());

    public Task<CommandResult> Open(OpenInspection command) => Decide(command, (state, c, now) => InspectionRules.Open(Of(state), Id, c, now));

    public Task<CommandResult> Offer(OfferInspection command) => Decide(command, Rule<OfferInspection>(InspectionRules.Offer));

    public Task<CommandResult> Accept(AcceptInspection command) => Decide(command, Rule<AcceptInspection>(InspectionRules.Accept));

    public Task<CommandResult> Decline(DeclineInspection command) => Decide(command, Rule<DeclineInspection>(InspectionRules.Decline));

    public Task<CommandResult> Start(StartInspection command) => Decide(command, Rule<StartInspection>(InspectionRules.Start));

    public Task<CommandResult> Finish(FinishInspection command) => Decide(command, Rule<FinishInspection>(InspectionRules.Finish));

    public Task<CommandResult> Endorse(EndorseFindings command) => Decide(command, Rule<EndorseFindings>(InspectionRules.Endorse));

    public Task<CommandResult> Withdraw(WithdrawInspection command) => Decide(command, Rule<WithdrawInspection>(InspectionRules.Withdraw));

    public Task<CommandResult> Cancel(CancelInspection command) => Decide(command, Rule<CancelInspection>(InspectionRules.Cancel));

    public Task<CommandResult> Relax(RelaxExclusions command) => Decide(command, Rule<RelaxExclusions>(InspectionRules.Relax));

    public Task<InspectionView?> Get() => Task.FromResult(State?.Case);

    protected override InspectionState Evolve(InspectionState? state, InspectionEvent happened, DateTimeOffset at, Actor by) =>
        InspectionRules.Evolve(Of(state), happened);

    protected override PortId? PortOf(InspectionState? state) => Id.Port;

    protected override InspectionEvent Refused(Command command, Refusal refusal) =>
        new InspectionCommandRefused { Inspection = Id, Command = command.GetType().Name, Refusal = refusal };

    protected override DateTimeOffset? NextDeadline(InspectionState? state) => InspectionRules.NextDeadline(Of(state));

    protected override ImmutableArray<InspectionEvent> Elapse(InspectionState? state, DateTimeOffset now) => InspectionRules.Elapse(Of(state), now);

    private static InspectionState Of(InspectionState? state) => state ?? InspectionState.Empty;

    private static Func<InspectionState?, TCommand, DateTimeOffset, Decision<InspectionEvent>> Rule<TCommand>(
        Func<InspectionState, TCommand, DateTimeOffset, Decision<InspectionEvent>> rule) => (state, command, now) => rule(Of(state), command, now);
}
