using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;

namespace OpsHub.Domain.Officers;

/// <content>What time does to an officer.</content>
public static partial class OfficerRules
{
    /// <summary>The next instant at which <see cref="Elapse"/> or <see cref="ToAsk"/> has something to say; null when time changes nothing.</summary>
    public static DateTimeOffset? NextDeadline(OfficerState state)
    {
        if (state.Known is not { } officer)
            return null;
        DateTimeOffset?[] instants =
        [
            officer.ShiftEndsAt,
            officer.BreakEndsAt,
            MissingBreakAt(state),
            .. officer.Assignments.Select(a => a.ExpiresAt),
        ];
        return instants.Min();
    }

    /// <summary>Everything that came due by now, in order: a break ends, a missing break is reported, the shift ends.</summary>
    public static ImmutableArray<OfficerEvent> Elapse(OfficerState state, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<OfficerEvent>();
        while (Due(state, now) is { } @event)
        {
            events.Add(@event);
            state = Evolve(state, @event, now);
        }
        return events.DrainToImmutable();
    }

    /// <summary>Reservations and offers past their time: ask the inspection what it knows, then <see cref="Reconcile"/>.</summary>
    public static ImmutableArray<InspectionId> ToAsk(OfficerState state, DateTimeOffset now) =>
        state.Known is null ? [] : [.. state.Known.Assignments.Where(a => a.ExpiresAt <= now).Select(a => a.Inspection)];

    private static OfficerEvent? Due(OfficerState state, DateTimeOffset now)
    {
        if (state.Known is not { } officer)
            return null;
        if (officer.ShiftEndsAt <= now)
            return Ended(officer, "planned end");
        if (officer.BreakEndsAt <= now)
            return BreakOver(state, now);
        return MissingBreakAt(state) <= now ? new BreakDue { Officer = officer.Profile.Officer, After = Next(officer) } : null;
    }

    private static DateTimeOffset? MissingBreakAt(OfficerState state) =>
        state is { BreakTaken: false, BreakReported: false, Known.BreakEndsAt: null } ? state.Known!.BreakDueAt : null;
}
