using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Geofences;

/// <summary>A tracker's condition at a geofence began or ended.</summary>
/// <param name="Tracker">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Geofence">Name of the geofence.</param>
/// <param name="Rule">The rule that watches for it.</param>
/// <param name="HasEnded">True: what stood does no more.</param>
/// <param name="At">When and where; between two fixes it is interpolated.</param>
/// <param name="EnteredAtUnixMs">When it had come in.</param>
/// <param name="SpeedKnots">For speed: what it was. Elsewhere 0.</param>
/// <param name="With">For a meeting: the other one. Elsewhere null.</param>
/// <param name="Seal">For a seal: what became of it. Elsewhere null.</param>
public sealed record FenceTransition(
    string Tracker, TrackKind Kind, string Geofence, GeofenceRule Rule, bool HasEnded, FenceMoment At, long EnteredAtUnixMs, double SpeedKnots,
    MeetingPartner? With = null, SealState? Seal = null);

/// <summary>The other one of a meeting.</summary>
/// <param name="Tracker">Its id; after the first one's in ordinal order.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DistanceMetres">How far apart they are, or were when last seen.</param>
public sealed record MeetingPartner(string Tracker, TrackKind Kind, double DistanceMetres);

/// <summary>A tracker as a <see cref="FenceWatch"/> sees it.</summary>
public readonly record struct WatchedTracker(string Id, TrackKind Kind);

/// <summary>A moment and a place on a tracker's way; the default is none.</summary>
/// <param name="AtUnixMs">Event time; 0 = none.</param>
/// <param name="LatitudeE7">1e-7 degrees.</param>
/// <param name="LongitudeE7">1e-7 degrees.</param>
public readonly record struct FenceMoment(long AtUnixMs, int LatitudeE7, int LongitudeE7)
{
    public static FenceMoment Of(in TrackPoint point) => new(point.AtUnixMs, point.LatitudeE7, point.LongitudeE7);
}
