using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Shipments;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Live;
using Orleans;

namespace OpsHub.Gateway.Shipments;

/// <summary>
/// Where a shipment is. Three things can tell: a tracker registered to carry it, what took it on with its last movement
/// (a vessel it arrived or was loaded on, a truck it came or left with), and the place its last movement ended at. What was
/// seen last wins. Officers carry nothing: a tracker of theirs never places a shipment.
/// </summary>
internal sealed class ShipmentPositions(IClusterClient grains, TimeProvider time)
{
    /// <summary>Null when nothing tells.</summary>
    public async ValueTask<ShipmentPosition?> FindAsync(ShipmentView shipment, PortConfiguration port, PortBoard board)
    {
        ShipmentPosition? newest = null;
        foreach (var track in board.Tracks.Carrying(shipment.Id))
            newest = Later(newest, Of(shipment.Id, "carrier", track.Id, track.Kind, track.Label, track.LatitudeDegrees, track.LongitudeDegrees, track.At));
        if (shipment.Movements.IsEmpty)
            return newest;
        var last = shipment.Movements.MaxBy(movement => movement.At)!;
        if (last.CarriedBy is { } carrier && IsUnderWay(last.Kind))
            newest = Later(newest, await OnAsync(shipment.Id, carrier, port));
        else if (port.Places.FirstOrDefault(known => string.Equals(known.Name, last.Place, StringComparison.OrdinalIgnoreCase)) is { } place)
            newest = Later(newest, Of(shipment.Id, "place", null, null, place.Name, place.LatitudeDegrees, place.LongitudeDegrees, last.At));
        return newest;
    }

    /// <summary>With these it is on what carries it; with the others it has been put down.</summary>
    private static bool IsUnderWay(MovementKind kind) => kind is MovementKind.Arrived or MovementKind.GateIn or MovementKind.GateOut or MovementKind.Loaded;

    private async Task<ShipmentPosition?> OnAsync(ShipmentId shipment, TrackerId carrier, PortConfiguration port) =>
        await grains.TrackShard(port, carrier).Get(carrier) is { Fix: { } fix } view && view.Kind != TrackKind.Officer
            ? Of(
                shipment, "movement", carrier, view.Kind, view.Description.Label ?? carrier.Value, fix.LatitudeDegrees, fix.LongitudeDegrees,
                DateTimeOffset.FromUnixTimeMilliseconds(fix.AtUnixMs))
            : null;

    private ShipmentPosition Of(
        ShipmentId shipment, string source, TrackerId? tracker, TrackKind? kind, string name, double latitude, double longitude, DateTimeOffset at) => new(
            shipment, source, tracker, kind, name, Math.Round(latitude, 6), Math.Round(longitude, 6), at,
            Math.Max(0, Math.Round((time.GetUtcNow() - at).TotalSeconds, 1)));

    private static ShipmentPosition? Later(ShipmentPosition? one, ShipmentPosition? other) =>
        one is null || (other is not null && other.At > one.At) ? other : one;
}
