using System.Collections.Immutable;

namespace OpsHub.Contracts.Tracking;

/// <summary><c>GET /api/v1/trackers/{id}/history</c>.</summary>
/// <param name="From">As asked for.</param>
/// <param name="To">As asked for, or now.</param>
/// <param name="KeptFrom">Receipt of the oldest report the hub still keeps of the tracker's shard: nothing before it is answered. Null when it keeps none.</param>
/// <param name="Of">Fixes in the window.</param>
/// <param name="Method"><c>all</c>, or <c>douglasPeucker</c> when there were more than asked for.</param>
/// <param name="ToleranceMetres">No fix left out lies farther than this from the line; 0 for <c>all</c>.</param>
/// <param name="IsCut">True when the window has more than 100,000 fixes: ask again from the last point on.</param>
/// <param name="Points">Ascending by time; at most as many as asked for.</param>
public sealed record TrackHistoryAnswer(
    TrackerId Tracker, TrackKind Kind, string Label, DateTimeOffset From, DateTimeOffset To, DateTimeOffset? KeptFrom,
    int Of, string Method, double ToleranceMetres, bool IsCut, ImmutableArray<TrackHistoryPoint> Points);

/// <param name="At">Event time.</param>
/// <param name="SpeedKnots">Over ground; null when not available, or not for the caller.</param>
/// <param name="CourseDegrees">Over ground; null when not available, or not for the caller.</param>
public sealed record TrackHistoryPoint(DateTimeOffset At, double LatitudeDegrees, double LongitudeDegrees, float? SpeedKnots, float? CourseDegrees);

/// <summary><c>GET /api/v1/ports/{port}/playback</c>: the board as it was, by time of receipt.</summary>
/// <param name="From">Instant of the first frame, as asked for.</param>
/// <param name="To">End: as asked for, or now.</param>
/// <param name="KeptFrom">Receipt of the oldest report the hub still keeps: before it the board is not known. Null when it keeps none.</param>
/// <param name="BucketSeconds">Frames end a multiple of this after <paramref name="From"/>; one without a change is left out.</param>
/// <param name="Trackers">Whom the frames' indexes mean.</param>
/// <param name="Frames">Ascending by time; the first is the keyframe of everybody.</param>
public sealed record PlaybackAnswer(
    PortId Port, DateTimeOffset From, DateTimeOffset To, DateTimeOffset? KeptFrom, double BucketSeconds,
    ImmutableArray<PlaybackTracker> Trackers, ImmutableArray<PlaybackFrame> Frames);

/// <param name="Interval">Report interval, seconds (0 = not known): older than three of these is stale.</param>
public sealed record PlaybackTracker(TrackerId Id, TrackKind Kind, string Label, double Interval);

/// <summary>What changed in a bucket, as columns of equal length: one position each, and after that who left the board.</summary>
/// <param name="At">End of the bucket, Unix ms.</param>
/// <param name="I">Index of the tracker.</param>
/// <param name="X">
/// Web Mercator of zoom 12 in 65,536ths of a tile (0 to 2^28), as in the live records; minus what the tracker's X was when
/// it was last told in this answer (0 at first).
/// </param>
/// <param name="Y">Likewise, to the south.</param>
/// <param name="S">Speed in half knots; -1 not available.</param>
/// <param name="C">Course in degrees; -1 not available.</param>
/// <param name="A">Age of the fix at <paramref name="At"/>, seconds.</param>
/// <param name="Gone">Indexes of trackers no longer shown; a later position shows them again.</param>
public sealed record PlaybackFrame(
    long At, ImmutableArray<int> I, ImmutableArray<int> X, ImmutableArray<int> Y, ImmutableArray<int> S, ImmutableArray<int> C,
    ImmutableArray<int> A, ImmutableArray<int> Gone);
