using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Workload;
using OpsHub.Domain;
using OpsHub.Domain.Inspections;
using OpsHub.Domain.Workload;

namespace OpsHub.Grains.Workload;

/// <content>A supervisor's moves: the hard rules hold, the inspection's version decides who was first.</content>
internal sealed partial class WorkloadBalancerGrain
{
    public async Task<CommandResult> Move(MoveCase command)
    {
        if (Remembered(command) is { } first)
            return first;
        var @case = await AskCase(command.Inspection);
        if (@case is null)
            return await Handle(command, (_, _, _) => InspectionRefusals.Unknown);
        if (@case.Version != command.BasedOnVersion)
            return await Handle(command, (_, c, now) => InspectionRefusals.Conflict(@case, c.BasedOnVersion, now));
        if (command.To is { } target)
            await AskOfficer(target);

        var effect = MoveRules.Preview(Snapshot(), @case, command.To);
        var reasons = DispatchPlanner.Explain(Snapshot(), @case) with { Chosen = command.To, DecidedBy = command.Actor.User.Value };
        var refusal = effect.Refusal ?? await Transfer(@case, command);
        await AskCase(@case.Id);
        foreach (var officer in new[] { effect.From, effect.To })
        {
            if (officer is { } id)
                await AskOfficer(id);
        }

        if (refusal is null)
            _reasons.Add(reasons);
        return await Handle(command, (_, _, _) => refusal is not null ? refusal : Decision<WorkloadEvent>.Accept(
            new AssignmentDecided { Inspection = @case.Id, Reasons = reasons },
            new CaseMoved
            {
                Inspection = @case.Id,
                From = effect.From,
                To = effect.To,
                Reason = command.Reason,
                ToLoadPercent = effect.ToLoadPercentAfter,
            }));
    }

    /// <summary>On what is known here: shown before the move is sent, and checked again when it is.</summary>
    public Task<MoveEffect> PreviewMove(InspectionId inspection, OfficerId? to) => Task.FromResult(
        _book.Cases.TryGetValue(inspection, out var @case)
            ? MoveRules.Preview(Snapshot(), @case, to)
            : new MoveEffect(inspection, null, null, null, to, null, null, 0, InspectionRefusals.Unknown));

    /// <summary>
    /// Room at the new officer first, then the case from the old one, then the offer. When the last step fails the case is
    /// in the queue, where the next plan finds it.
    /// </summary>
    private async Task<Refusal?> Transfer(InspectionView @case, MoveCase command)
    {
        var inspection = GrainFactory.Inspection(@case.Id);
        var expires = Now.AddSeconds(OfferSeconds);
        if (command.To is { } to)
        {
            var reserved = await GrainFactory.Officer(to).Reserve(Reservation(@case, expires, $"{to}", overload: true));
            if (!reserved.IsAccepted)
                return reserved.Refusal;
        }

        var version = @case.Version;
        if (@case.Officer is not null)
        {
            var withdrawn = await inspection.Withdraw(new WithdrawInspection
            {
                CommandId = Attempt($"withdraw {@case.Id}"),
                Actor = command.Actor,
                BasedOnVersion = version,
                Reason = string.IsNullOrWhiteSpace(command.Reason) ? HoldEnd.Moved : command.Reason,
            });
            if (!withdrawn.IsAccepted)
                return await GiveBack(@case, command, withdrawn.Refusal);
            version = withdrawn.Version;
        }

        if (command.To is not { } officer)
            return null;
        var offered = await inspection.Offer(new OfferInspection
        {
            CommandId = Attempt($"offer {@case.Id} {officer}"),
            Actor = command.Actor,
            Officer = officer,
            BasedOnVersion = version,
            ExpiresAt = expires,
        });
        return offered.IsAccepted ? null : await GiveBack(@case, command, offered.Refusal);
    }

    private async Task<Refusal?> GiveBack(InspectionView @case, MoveCase command, Refusal? refusal)
    {
        if (command.To is { } to)
            await GrainFactory.Officer(to).Release(Giving(@case.Id, to));
        return refusal;
    }
}
