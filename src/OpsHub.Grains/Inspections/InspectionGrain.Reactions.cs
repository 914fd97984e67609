using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Alarms;
using OpsHub.Domain.Inspections;
using OpsHub.Domain.Officers;

namespace OpsHub.Grains.Inspections;

/// <content>Whom an event concerns: the officer's capacity, the balancer's plan, the shipment, the supervisor.</content>
internal sealed partial class InspectionGrain
{
    private static readonly Actor s_self = Actor.Of("inspection");

    private AlarmId OverdueAlarm => new($"inspection-overdue/{Id.Shipment}");

    /// <summary>Its name before holds of agencies had alarms of their own; one that stood then still has to return.</summary>
    private AlarmId EarlierOverdueAlarm => new($"hold-overdue/{Id.Shipment}");

    private AlarmId UnansweredAlarm => new($"offer-unanswered/{Id}");

    protected override async Task React(InspectionEvent happened, long sourceSequence)
    {
        if (happened.After is not { } @case)
            return;
        if (OfficerConcerned(happened) is { } officer)
        {
            var settle = OfficerRules.RecordSays(@case, officer) with { CommandId = Derived(sourceSequence), Actor = s_self };
            Settle("settling the officer", await GrainFactory.Officer(officer).Settle(settle));
        }

        await GrainFactory.WorkloadBalancer(Id.Port).InspectionChanged(@case);
        if (@case is { Status: InspectionStatus.Closed, Outcome: { } outcome })
        {
            var command = new RecordInspectionOutcome
            {
                CommandId = Derived(sourceSequence, 1),
                Actor = s_self,
                Inspection = Id,
                Outcome = outcome,
                Findings = @case.Findings ?? "",
            };
            Settle("recording the outcome", await GrainFactory.Shipment(Id.Shipment).RecordInspectionOutcome(command));
        }

        await TellTheBoard(happened, @case, sourceSequence);
    }

    private static OfficerId? OfficerConcerned(InspectionEvent happened) => happened switch
    {
        InspectionOffered offered => offered.Officer,
        OfferReminded reminded => reminded.Officer,
        InspectionAccepted accepted => accepted.Officer,
        InspectionStarted started => started.Officer,
        FindingsSubmitted submitted => submitted.Officer,
        InspectionDeclined declined => declined.Officer,
        InspectionWithdrawn withdrawn => withdrawn.Officer,
        InspectionCancelled cancelled => cancelled.Officer,
        _ => null,
    };

    private async Task TellTheBoard(InspectionEvent happened, InspectionView @case, long sourceSequence)
    {
        var board = GrainFactory.AlarmBoard(Id.Port);
        var ended = @case.Status is InspectionStatus.Closed or InspectionStatus.Cancelled;
        if (happened is InspectionOverdue)
            Settle("raising the overdue alarm", await board.Raise(Overdue(@case) with { CommandId = Derived(sourceSequence, 2) }));
        if (ended && @case.Overdue)
        {
            Settle("returning the overdue alarm", await board.Return(Return(OverdueAlarm, sourceSequence, 3)));
            Settle("returning the overdue alarm", await board.Return(Return(EarlierOverdueAlarm, sourceSequence, 6)));
        }

        // By the state as it is now, not as it was at the event: an answer that came meanwhile makes the alarm pointless.
        var unanswered = State?.UnansweredOffers ?? 0;
        if (happened is InspectionWithdrawn { Reason: HoldEnd.OfferExpired } && unanswered >= InspectionLimits.UnansweredOffersBeforeAlarm)
            Settle("raising the unanswered alarm", await board.Raise(Unanswered(@case, unanswered) with { CommandId = Derived(sourceSequence, 4) }));
        var answered = happened is InspectionAccepted or InspectionDeclined || ended;
        if (answered && State?.PastHolds.Any(hold => hold.EndedBy == HoldEnd.OfferExpired) is true)
            Settle("returning the unanswered alarm", await board.Return(Return(UnansweredAlarm, sourceSequence, 5)));
    }

    private ReturnAlarm Return(AlarmId alarm, long sourceSequence, int number) =>
        new() { CommandId = Derived(sourceSequence, number), Actor = s_self, Alarm = alarm };

    private RaiseAlarm Overdue(InspectionView @case)
    {
        var cause = @case.Officer is { } officer ? AlarmRootCause.Officer(officer) : AlarmRootCause.Queue(Id.Port);
        return AlarmCatalogue.InspectionOverdue.Raise(s_self, OverdueAlarm, $"{Id} is overdue", cause, Id.Value) with
        {
            Priority = @case.Priority is CasePriority.P1 ? AlarmPriority.P2 : AlarmPriority.P3,
            Cause = $"due {@case.DueAt:HH:mm} UTC, still {@case.Status}",
        };
    }

    private RaiseAlarm Unanswered(InspectionView @case, int offers) =>
        AlarmCatalogue.OfferUnanswered.Raise(s_self, UnansweredAlarm, $"nobody answers for {Id}", AlarmRootCause.Queue(Id.Port), Id.Value) with
        {
            Cause = $"{offers} offers in a row were not answered",
            Consequence = @case.DueAt > Now ? $"will be late after {@case.DueAt:HH:mm} UTC" : "late",
        };
}
