using OpsHub.Contracts.Tracking;

namespace OpsHub.Contracts.Shipments;

/// <summary><c>GET /api/v1/shipments/{id}/position</c>: where a shipment is, as far as anything tells.</summary>
/// <param name="Source">
/// <c>carrier</c>: a tracker that is registered to carry it. <c>movement</c>: what took it on with its last movement.
/// <c>place</c>: where its last movement ended.
/// </param>
/// <param name="Tracker">Null for a place.</param>
/// <param name="Name">Of the tracker, or of the place.</param>
/// <param name="At">Of the fix, or of the movement.</param>
/// <param name="AgeSeconds">Since then.</param>
public sealed record ShipmentPosition(
    ShipmentId Shipment, string Source, TrackerId? Tracker, TrackKind? Kind, string Name, double LatitudeDegrees, double LongitudeDegrees,
    DateTimeOffset At, double AgeSeconds);
