using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Shipments;

// Holds by agencies, and overrides of the lane by people.
public static partial class ShipmentRules
{
    public static Decision<ShipmentEvent> PlaceHold(ShipmentState? state, PlaceHold command, DateTimeOffset now)
    {
        if ((CheckLodged(state) ?? CheckNotGone(state!) ?? CheckAgency(command.Agency) ?? CheckReason(command.Reason)) is { } refusal)
            return refusal;
        if (state!.Holds.FirstOrDefault(h => h.Agency == command.Agency) is { } standing)
        {
            return standing.Reason == command.Reason && standing.DueAt == command.DueAt
                ? Decision<ShipmentEvent>.Nothing
                : new Refusal("HoldExists", $"{command.Agency} holds {state.Id} since {standing.PlacedAt:O}: {standing.Reason}", "agency", "a lift first");
        }

        var hold = new AgencyHold(command.Agency, command.Reason, now, command.Actor, command.DueAt);
        var placed = new HoldPlaced { Shipment = state.Id, Hold = hold };
        return state.Status == ShipmentStatus.Released
            ? Decision<ShipmentEvent>.Accept(placed, new ShipmentHeld { Shipment = state.Id, Reason = $"Hold of {command.Agency}: {command.Reason}" })
            : placed;
    }

    public static Decision<ShipmentEvent> LiftHold(ShipmentState? state, LiftHold command, DateTimeOffset now)
    {
        if ((CheckLodged(state) ?? CheckReason(command.Reason)) is { } refusal)
            return refusal;
        if (!state!.Holds.Any(h => h.Agency == command.Agency))
            return new Refusal("NoSuchHold", $"{command.Agency} does not hold {state.Id}.", "agency", string.Join(", ", state.Holds.Select(h => h.Agency)));
        var lifted = new HoldLifted { Shipment = state.Id, Agency = command.Agency, Reason = command.Reason };
        var isLast = state.Holds.Length == 1;
        var isCleared = IsReleaseLane(state.Lane) || state.Outcome == InspectionOutcome.Released;
        return isLast && isCleared && state.Status == ShipmentStatus.Held
            ? Decision<ShipmentEvent>.Accept(lifted, Release(state, state.Lane, now))
            : lifted;
    }

    /// <summary>When the next of the shipment's holds is overdue; null when none will be that is not already.</summary>
    /// <param name="state">The shipment.</param>
    /// <param name="limit">How old a hold without a due time may become.</param>
    public static DateTimeOffset? NextHoldDue(ShipmentState? state, TimeSpan limit) =>
        state?.Holds.Where(hold => !hold.Overdue).Min(hold => (DateTimeOffset?)(hold.DueAt ?? hold.PlacedAt + limit));

    /// <summary>The holds that came to be overdue.</summary>
    public static Decision<ShipmentEvent> FindOverdueHolds(ShipmentState? state, TimeSpan limit, DateTimeOffset now) => state is null
        ? Decision<ShipmentEvent>.Nothing
        : Decision<ShipmentEvent>.Accept(
        [
            .. state.Holds.Where(hold => !hold.Overdue).Select(hold => (hold.Agency, DueAt: hold.DueAt ?? hold.PlacedAt + limit)).Where(hold => hold.DueAt <= now)
                .Select(hold => (ShipmentEvent)new HoldOverdue { Shipment = state.Id, Agency = hold.Agency, DueAt = hold.DueAt }),
        ]);

    /// <summary>
    /// A stricter lane at once; a lighter one when a second person approves what the first has asked for. Authors of the
    /// profiles that hit do neither: they would judge their own work.
    /// </summary>
    public static Decision<ShipmentEvent> OverrideLane(ShipmentState? state, OverrideLane command, DateTimeOffset now)
    {
        if ((CheckLodged(state) ?? CheckNotGone(state!) ?? CheckReason(command.Reason)) is { } refusal)
            return refusal;
        if (command.Lane == state!.Lane)
            return new Refusal("AlreadyInLane", $"{state.Id} is in {state.Lane}.", "lane", "another lane");
        return command.Lane < state.Lane
            ? new LaneOverridden { Shipment = state.Id, From = state.Lane, To = command.Lane, Reason = command.Reason }
            : Downgrade(state, command, now);
    }

    private static Decision<ShipmentEvent> Downgrade(ShipmentState state, OverrideLane command, DateTimeOffset now)
    {
        if (state.Outcome is { } outcome)
            return new Refusal("AlreadyExamined", $"{state.Id} was examined: {outcome}.", "lane", "an appeal");
        if (state.Decision!.Hits.Any(h => h.Author == command.Actor.User))
            return new Refusal("SeparationOfDuties", "The author of a profile that hit may not lighten its lane.", null, "another person");
        if (command.ApprovesRequestOf is not { } requestedBy)
        {
            return state.OverrideRequest is { } standing && standing.Lane == command.Lane && standing.RequestedBy == command.Actor.User
                ? Decision<ShipmentEvent>.Nothing
                : new LaneOverrideRequested { Shipment = state.Id, From = state.Lane, To = command.Lane, Reason = command.Reason };
        }

        if (state.OverrideRequest is not { } request || request.Lane != command.Lane || request.RequestedBy != requestedBy)
            return new Refusal("NoSuchRequest", $"{requestedBy} has not asked for {command.Lane}.", "approvesRequestOf", state.OverrideRequest?.RequestedBy.Value);
        if (request.RequestedBy == command.Actor.User)
            return new Refusal("SecondPersonNeeded", "Who asked for a lighter lane may not approve it.", "approvesRequestOf", "another person");
        var overridden = new LaneOverridden
        {
            Shipment = state.Id, From = state.Lane, To = command.Lane, Reason = request.Reason, RequestedBy = request.RequestedBy,
        };
        if (!IsReleaseLane(command.Lane))
            return overridden;
        return state.Holds.IsEmpty
            ? Decision<ShipmentEvent>.Accept(overridden, Release(state, command.Lane, now))
            : Decision<ShipmentEvent>.Accept(overridden, new ShipmentHeld { Shipment = state.Id, Reason = $"Hold of {state.Holds[0].Agency}" });
    }

    private static Refusal? CheckAgency(string agency) =>
        CodeShapes.IsText(agency, 1, 50) ? null : new Refusal("AgencyMissing", "A hold belongs to an agency.", "agency", "1 to 50 printable characters");

    private static Refusal? CheckReason(string reason) =>
        CodeShapes.IsText(reason, 1, 200) ? null : new Refusal("ReasonMissing", "A reason is needed.", "reason", "1 to 200 printable characters");
}
