using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Alarms;
using OpsHub.Domain.Shipments;
using OpsHub.Grains.Deadlines;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Shipments;

/// <content>
/// Holds that take too long. A held shipment sleeps for hours; so a reminder, not a timer, wakes it: to the minute is fine
/// for what is counted in hours.
/// </content>
internal sealed partial class ShipmentGrain
{
    private const string HoldDue = "hold-due";
    private const int DefaultHoldLimitHours = 24;

    /// <summary>Reminders are no finer; it also repeats what could not be done.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    /// <summary>Some reminder tables count milliseconds in 32 bits; a hold due later is looked at on the way.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    /// <summary>Finds what is overdue, and sets the reminder to what is next.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var limit = await HoldLimit();
        var command = new TimePassed { CommandId = Derived(NextSourceSequence, 3), Actor = Actor.Of("clock") };
        var found = await Handle(command, (state, _, now) => ShipmentRules.FindOverdueHolds(state, limit, now));
        if (found.IsAccepted)
            await ArmHolds(limit);
    }

    private async Task ArmHolds() => await ArmHolds(await HoldLimit());

    private async Task ArmHolds(TimeSpan limit)
    {
        if (ShipmentRules.NextHoldDue(State, limit) is not { } due)
        {
            if (await this.GetReminder(HoldDue) is { } reminder)
                await this.UnregisterReminder(reminder);
            return;
        }

        var within = TimeSpan.FromTicks(Math.Clamp((due - Now).Ticks, 0, s_longest.Ticks));
        await this.RegisterOrUpdateReminder(HoldDue, within, s_again);
    }

    private async Task<TimeSpan> HoldLimit()
    {
        var port = await GrainFactory.Port(Id.Port).Get();
        return TimeSpan.FromHours(port?.HoldLimitHours ?? DefaultHoldLimitHours);
    }

    private AlarmId HoldAlarm(string agency) => new($"agency-hold-overdue/{Id.Value}/{agency}");

    private async Task RaiseHoldAlarm(HoldOverdue overdue, long sourceSequence)
    {
        // By the state as it is now: a hold lifted meanwhile is nothing to answer.
        if (State?.Holds.FirstOrDefault(hold => hold.Agency == overdue.Agency) is not { } hold)
            return;
        var alarm = AlarmCatalogue.AgencyHoldOverdue.Raise(
            s_self, HoldAlarm(overdue.Agency), $"{overdue.Agency} has held {Id.Value} too long", AlarmRootCause.Agency(overdue.Agency), Id.Value) with
        {
            CommandId = Derived(sourceSequence),
            Cause = $"held since {hold.PlacedAt:yyyy-MM-dd HH:mm} UTC, due {overdue.DueAt:yyyy-MM-dd HH:mm}: {hold.Reason}",
        };
        Settle("raising the hold alarm", await GrainFactory.AlarmBoard(Id.Port).Raise(alarm));
    }
}
