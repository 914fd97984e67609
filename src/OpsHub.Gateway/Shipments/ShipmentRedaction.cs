using System.Collections.Immutable;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Access;

namespace OpsHub.Gateway.Shipments;

/// <summary>A shipment without what the reader must not see.</summary>
internal static class ShipmentRedaction
{
    /// <summary>What a trader is told of a shipment's life; findings, holds' reasons and targeting are not among it.</summary>
    private static readonly ImmutableHashSet<string> s_traderStory =
        ["declarationLodged", "movementRecorded", "documentAttached", "shipmentReleased"];

    public static bool BelongsTo(this ShipmentView shipment, Caller caller) =>
        caller.Scope.TraderId is { Length: > 0 } trader
        && (shipment.Declaration.DeclarantId == trader || shipment.Declaration.ImporterId == trader);

    /// <summary>
    /// Those who act on a case, officers and agencies, must not learn that it was drawn at random, nor what settled the
    /// lane: an examination after a draw has to be as thorough as any.
    /// </summary>
    public static ShipmentView WithoutDraw(this ShipmentView shipment) => shipment with { Decision = shipment.Decision.WithoutDraw() };

    /// <summary>A trader learns the lane and nothing of why.</summary>
    public static ShipmentView ForTrader(this ShipmentView shipment) => shipment with
    {
        Decision = new LaneDecision(shipment.Lane, LaneSource.None, 0, [], null, 0, 0, "", shipment.Decision.DecidedAt),
        Holds = [.. shipment.Holds.Select(hold => hold with { Reason = "" })],
        Story = [.. shipment.Story.Where(entry => s_traderStory.Contains(entry.Type))],
    };
}
