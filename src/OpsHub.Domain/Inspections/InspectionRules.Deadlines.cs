using System.Collections.Immutable;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Inspections;

/// <content>What time does to a case. Deadlines are part of the record; a timer only looks.</content>
public static partial class InspectionRules
{
    /// <summary>The next instant at which <see cref="Elapse"/> has something to say; null when time changes nothing more.</summary>
    public static DateTimeOffset? NextDeadline(InspectionState state)
    {
        if (state.Case is not { } @case || @case.Status is InspectionStatus.Closed or InspectionStatus.Cancelled)
            return null;
        var due = @case.Overdue ? (DateTimeOffset?)null : @case.DueAt;
        return @case.OfferExpiresAt is { } offer && !(due < offer) ? offer : due;
    }

    /// <summary>
    /// Everything that came due by now, in order: an unanswered offer is first reminded of, then taken back; a case past
    /// its due time is reported once.
    /// </summary>
    public static ImmutableArray<InspectionEvent> Elapse(InspectionState state, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<InspectionEvent>();
        while (Due(state, now) is { } @event)
        {
            events.Add(@event);
            state = Evolve(state, @event);
        }
        return events.DrainToImmutable();
    }

    private static InspectionEvent? Due(InspectionState state, DateTimeOffset now)
    {
        if (NextDeadline(state) > now || NextDeadline(state) is null)
            return null;
        var @case = state.Case!;
        if (!@case.Overdue && @case.DueAt <= now)
            return new InspectionOverdue { Inspection = @case.Id, After = Next(@case, now) with { Overdue = true } };
        if (@case.Status is not InspectionStatus.Offered || @case.Officer is not { } officer)
            return null;
        if (@case.OfferReminded)
        {
            return new InspectionWithdrawn
            {
                Inspection = @case.Id,
                Officer = officer,
                Reason = HoldEnd.OfferExpired,
                After = Requeued(@case, now, officer, bar: false),
            };
        }
        // Counted from now, not from the missed deadline: after an outage the officer still gets the reminder's time.
        var after = Next(@case, now) with { OfferReminded = true, OfferExpiresAt = now + ReminderTime(state) };
        return new OfferReminded { Inspection = @case.Id, Officer = officer, After = after };
    }

    private static TimeSpan ReminderTime(InspectionState state)
    {
        var offered = state.Case!.OfferExpiresAt - state.OfferedAt;
        var quarter = (offered ?? TimeSpan.Zero) / 4;
        return quarter < InspectionLimits.ReminderMin ? InspectionLimits.ReminderMin
            : quarter > InspectionLimits.ReminderMax ? InspectionLimits.ReminderMax : quarter;
    }
}
