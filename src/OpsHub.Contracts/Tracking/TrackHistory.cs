using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts.Tracking;

/// <summary>A span of event time, both ends included.</summary>
/// <param name="FromUnixMs">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="ToUnixMs">Not before <paramref name="FromUnixMs"/>.</param>
[GenerateSerializer, Immutable, Alias("TrackWindow")]
public readonly record struct TrackWindow([property: Id(0)] long FromUnixMs, [property: Id(1)] long ToUnixMs);

/// <summary>What of one tracker's history is wanted.</summary>
/// <param name="Windows">Disjoint, ascending, at most 100; fixes outside of all are left out.</param>
/// <param name="MaxFixes">Most fixes answered, 2 to 10,000; more are thinned out.</param>
[GenerateSerializer, Immutable, Alias("TrackHistoryQuery")]
public sealed record TrackHistoryQuery(
    [property: Id(0)] TrackerId Tracker,
    [property: Id(1)] ImmutableArray<TrackWindow> Windows,
    [property: Id(2)] int MaxFixes);

/// <summary>One tracker's history.</summary>
/// <param name="Fixes">Ascending by event time; at most as many as asked for.</param>
/// <param name="Of">Fixes in the windows before thinning.</param>
/// <param name="ToleranceMetres">No fix left out lies farther than this from the line through those answered; 0 when none was left out.</param>
/// <param name="IsCut">True when the windows have more than 100,000 fixes: what followed was not read.</param>
/// <param name="KeptFromUnixMs">Receipt of the oldest report the shard still keeps; null when it keeps none.</param>
[GenerateSerializer, Immutable, Alias("TrackHistorySlice")]
public sealed record TrackHistorySlice(
    [property: Id(0)] ImmutableArray<PositionFix> Fixes,
    [property: Id(1)] int Of,
    [property: Id(2)] double ToleranceMetres,
    [property: Id(3)] bool IsCut,
    [property: Id(4)] long? KeptFromUnixMs);

/// <summary>What of a shard is to be played back: the board as it was, by time of receipt.</summary>
/// <param name="FromUnixMs">Instant of the keyframe.</param>
/// <param name="ToUnixMs">End of the last bucket; after <paramref name="FromUnixMs"/>.</param>
/// <param name="BucketMs">Changes within a bucket count as one, 1,000 to 60,000.</param>
/// <param name="MaxRows">Most rows; beyond it the slice says so and is empty.</param>
[GenerateSerializer, Immutable, Alias("TrackPlaybackQuery")]
public sealed record TrackPlaybackQuery(
    [property: Id(0)] long FromUnixMs,
    [property: Id(1)] long ToUnixMs,
    [property: Id(2)] int BucketMs,
    [property: Id(3)] int MaxRows);

/// <summary>A tracker of a playback.</summary>
/// <param name="Label">Name as it was known then; the id where none was.</param>
/// <param name="IntervalSeconds">Mean time between its reports in what was read; 0 with fewer than two.</param>
[GenerateSerializer, Immutable, Alias("PlayedTracker")]
public sealed record PlayedTracker(
    [property: Id(0)] TrackerId Tracker,
    [property: Id(1)] TrackKind Kind,
    [property: Id(2)] string Label,
    [property: Id(3)] double IntervalSeconds);

/// <summary>Latest fix of one tracker at the end of a bucket.</summary>
/// <param name="Bucket">0 = the keyframe; n ends n buckets after it.</param>
/// <param name="Tracker">Index into <see cref="TrackPlaybackSlice.Trackers"/>.</param>
/// <param name="AtUnixMs">Event time.</param>
/// <param name="SpeedKnots">NaN when not available.</param>
/// <param name="CourseDegrees">Course, or heading where there is none; NaN when neither is available.</param>
[GenerateSerializer, Immutable, Alias("PlayedFix")]
public readonly record struct PlayedFix(
    [property: Id(0)] int Bucket,
    [property: Id(1)] int Tracker,
    [property: Id(2)] long AtUnixMs,
    [property: Id(3)] double LatitudeDegrees,
    [property: Id(4)] double LongitudeDegrees,
    [property: Id(5)] float SpeedKnots,
    [property: Id(6)] float CourseDegrees);

/// <summary>A shard's share of a playback.</summary>
/// <param name="Trackers">In order of first appearance.</param>
/// <param name="Fixes">Ascending by bucket; one per tracker and bucket in which it was heard.</param>
/// <param name="IsTooMuch">True when there are more rows than asked for: nothing is answered.</param>
/// <param name="KeptFromUnixMs">Receipt of the oldest report the shard still keeps; null when it keeps none.</param>
/// <param name="IsTruncated">True when older reports existed and were forgotten.</param>
[GenerateSerializer, Immutable, Alias("TrackPlaybackSlice")]
public sealed record TrackPlaybackSlice(
    [property: Id(0)] ImmutableArray<PlayedTracker> Trackers,
    [property: Id(1)] ImmutableArray<PlayedFix> Fixes,
    [property: Id(2)] bool IsTooMuch,
    [property: Id(3)] long? KeptFromUnixMs,
    [property: Id(4)] bool IsTruncated);

/// <summary>
/// Reads what a track shard has put on the journal. Key <c>{port}/{shard}</c>, as the shard's. Keeps nothing; stateless
/// worker, so that reading history never stands in the way of the shard's ingest.
/// </summary>
[Alias("ITrackHistoryGrain")]
public interface ITrackHistoryGrain : IGrainWithStringKey
{
    /// <exception cref="ArgumentException">The query is out of its ranges.</exception>
    [Alias("OfTracker")]
    Task<TrackHistorySlice> OfTracker(TrackHistoryQuery query);

    /// <exception cref="ArgumentException">The query is out of its ranges.</exception>
    [Alias("Playback")]
    Task<TrackPlaybackSlice> Playback(TrackPlaybackQuery query);
}
