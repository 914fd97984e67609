using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Shipments;

/// <summary>The state after an event.</summary>
public static class ShipmentEvolution
{
    public static ShipmentState Evolve(ShipmentState? state, ShipmentEvent happened, DateTimeOffset at, Actor by)
    {
        var after = Apply(state, happened, at, by);
        return ShipmentStory.Tell(after, happened) is { } text ? after with { Story = ShipmentStory.Add(after.Story, at, happened, text, by) } : after;
    }

    private static ShipmentState Apply(ShipmentState? state, ShipmentEvent happened, DateTimeOffset at, Actor by) => happened switch
    {
        DeclarationLodged e => Lodge(state, e, at),
        LaneAssigned e => Enter(state!, e.Decision.Lane) with { Decision = e.Decision },
        LaneOverrideRequested e => state! with { OverrideRequest = new OverrideRequest(e.To, e.Reason, by.User, at) },
        LaneOverridden e => Enter(state!, e.To) with { OverrideRequest = null },
        MovementRecorded e => Move(state!, e.Movement),
        DocumentAttached e => Attach(state!, e.Document with { ReceivedAt = e.Document.ReceivedAt ?? at }),
        HoldPlaced e => state! with { Holds = state.Holds.Add(e.Hold) },
        HoldLifted e => state! with { Holds = state.Holds.RemoveAll(h => h.Agency == e.Agency) },
        HoldOverdue e => state! with { Holds = [.. state.Holds.Select(h => h.Agency == e.Agency ? h with { Overdue = true } : h)] },
        InspectionOutcomeRecorded e => state! with { Outcome = e.Outcome },
        ShipmentReleased => state! with { Status = ShipmentStatus.Released, ReleasedAt = at },
        ShipmentHeld => state! with { Status = ShipmentStatus.Held, ReleasedAt = null },
        ShipmentCommandRefused => state!,
        _ => throw new InvalidOperationException($"{happened.GetType().Name} is not an event of a shipment."),
    };

    private static ShipmentState Lodge(ShipmentState? state, DeclarationLodged e, DateTimeOffset at) => state is null
        ? new ShipmentState { Id = e.Shipment, Declaration = e.Declaration, LodgedAt = at, Lane = Lane.Green, Status = ShipmentStatus.Lodged }
        : state with { Declaration = e.Declaration with { Documents = MergeDocuments(state.Declaration, e.Declaration) } };

    /// <summary>
    /// Into a lane. An examination that is not what the lane asks for is left behind: another kind gets another number,
    /// and the old one is cancelled by reaction.
    /// </summary>
    private static ShipmentState Enter(ShipmentState state, Lane lane)
    {
        var isSame = state.Decision is not null && lane == state.Lane;
        if (isSame)
            return state;
        if (ShipmentRules.IsReleaseLane(lane))
            return state with { Lane = lane, Inspection = null, Outcome = null };
        var number = state.InspectionCount + 1;
        return state with
        {
            Lane = lane,
            Status = ShipmentStatus.UnderInspection,
            ReleasedAt = null,
            Inspection = InspectionId.Of(state.Id, number),
            InspectionCount = number,
            Outcome = null,
        };
    }

    private static ShipmentState Move(ShipmentState state, CargoMovement movement) => state with
    {
        Movements = state.Movements.Add(movement),
        Status = ShipmentRules.IsGone(state, movement) ? ShipmentStatus.GateOut : state.Status,
    };

    private static ShipmentState Attach(ShipmentState state, DocumentReference document)
    {
        var documents = state.Declaration.Documents.RemoveAll(d => ShipmentRules.IsSameDocument(d, document)).Add(document);
        return state with { Declaration = state.Declaration with { Documents = documents } };
    }

    /// <summary>What was attached since stays, unless the amendment names it.</summary>
    private static System.Collections.Immutable.ImmutableArray<DocumentReference> MergeDocuments(Declaration before, Declaration after) =>
        after.Documents.AddRange(before.Documents.Where(b => !after.Documents.Any(a => ShipmentRules.IsSameDocument(a, b))));
}
