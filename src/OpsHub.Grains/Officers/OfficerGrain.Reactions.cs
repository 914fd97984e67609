using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Domain.Alarms;
using OpsHub.Domain.Inspections;
using OpsHub.Domain.Officers;

namespace OpsHub.Grains.Officers;

/// <content>Whom an event concerns: the balancer's plan, cases to be taken back, the supervisor.</content>
internal sealed partial class OfficerGrain
{
    private static readonly Actor s_self = Actor.Of("officer");

    private AlarmId DuressAlarm => new($"duress/{Id}");

    private AlarmId BreakAlarm => new($"break-due/{Id}");

    protected override async Task React(OfficerEvent happened, long sourceSequence)
    {
        if (happened.After is not { } officer)
            return;
        var port = officer.Profile.HomePort;
        if (happened is OfficerRegistered { PreviousPort: { } previous })
            await GrainFactory.WorkloadBalancer(previous).OfficerChanged(officer);
        if (happened is OfficerRegistered)
            await GrainFactory.Port(port).AddOfficer(Id);
        await GrainFactory.WorkloadBalancer(port).OfficerChanged(officer);
        await TakeBack(sourceSequence);
        await TellTheBoard(happened, officer, sourceSequence);
    }

    /// <summary>
    /// What can't be begun any more goes back to the queue. By the state as it is now: an offer that arrived after the
    /// shift's end is caught by its own event.
    /// </summary>
    private async Task TakeBack(long sourceSequence)
    {
        var number = 0;
        foreach (var assignment in OfficerRules.ToWithdraw(Of(State)))
        {
            var withdraw = new WithdrawInspection
            {
                CommandId = Derived(sourceSequence, number++),
                Actor = s_self,
                BasedOnVersion = 0,
                Epoch = assignment.Epoch,
                Reason = State?.Known?.Status is OfficerStatus.OnBreak ? HoldEnd.OnBreak : HoldEnd.ShiftEnded,
            };
            Settle($"withdrawing {assignment.Inspection}", await GrainFactory.Inspection(assignment.Inspection).Withdraw(withdraw));
        }
    }

    private async Task TellTheBoard(OfficerEvent happened, OfficerView officer, long sourceSequence)
    {
        var board = GrainFactory.AlarmBoard(officer.Profile.HomePort);
        switch (happened)
        {
            case DuressRaised duress:
                Settle("raising the duress alarm", await board.Raise(Duress(duress, officer) with { CommandId = Derived(sourceSequence, -1) }));
                break;
            case DuressCleared:
                Settle("returning the duress alarm", await board.Return(Return(DuressAlarm, sourceSequence)));
                break;
            case BreakDue:
                Settle("raising the break alarm", await board.Raise(MissingBreak(officer) with { CommandId = Derived(sourceSequence, -1) }));
                break;
            case BreakTaken or ShiftEnded when Of(State).BreakReported:
                Settle("returning the break alarm", await board.Return(Return(BreakAlarm, sourceSequence)));
                break;
        }
    }

    private ReturnAlarm Return(AlarmId alarm, long sourceSequence) => new() { CommandId = Derived(sourceSequence, -1), Actor = s_self, Alarm = alarm };

    private RaiseAlarm Duress(DuressRaised duress, OfficerView officer) =>
        AlarmCatalogue.Duress.Raise(s_self, DuressAlarm, $"{officer.Profile.Name} calls for help", AlarmRootCause.Officer(Id), Id.Value) with
        {
            LatitudeDegrees = duress.LatitudeDegrees, LongitudeDegrees = duress.LongitudeDegrees,
        };

    private RaiseAlarm MissingBreak(OfficerView officer) =>
        AlarmCatalogue.BreakDue.Raise(s_self, BreakAlarm, $"{officer.Profile.Name} has had no break", AlarmRootCause.Officer(Id), Id.Value) with
        {
            Cause = $"six hours of work since {officer.ShiftStartedAt:HH:mm} UTC without one",
        };
}
