using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Contracts.Geofences;

/// <summary>A tracker that is slow enough to be meeting another where a rule watches for it.</summary>
/// <param name="Label">What people call it; null when not known.</param>
/// <param name="AtUnixMs">Event time of its latest fix.</param>
/// <param name="LatitudeE7">1e-7 degrees.</param>
/// <param name="LongitudeE7">1e-7 degrees.</param>
/// <param name="SpeedCentiknots">Hundredths of a knot; -1 not available, which counts as slow.</param>
/// <param name="Geofences">Numbers of the geofences whose rule it comes under, ascending, at least one.</param>
[GenerateSerializer, Immutable, Alias("SlowTrack")]
public sealed record SlowTrack(
    [property: Id(0)] TrackerId Tracker,
    [property: Id(1)] TrackKind Kind,
    [property: Id(2)] string? Label,
    [property: Id(3)] long AtUnixMs,
    [property: Id(4)] int LatitudeE7,
    [property: Id(5)] int LongitudeE7,
    [property: Id(6)] int SpeedCentiknots,
    [property: Id(7)] ImmutableArray<int> Geofences)
{
    /// <summary>True when the other says nothing else.</summary>
    public bool Says(SlowTrack other) => other is not null && this with { Geofences = other.Geofences } == other && Geofences.AsSpan().SequenceEqual(other.Geofences.AsSpan());
}

/// <summary>What changed among the slow trackers of a shard since its last report.</summary>
/// <param name="Shard">From 0.</param>
/// <param name="Epoch">Of the shard's activation.</param>
/// <param name="Sequence">Within the epoch, from 1 without gaps.</param>
/// <param name="SetVersion">Of the geofences the numbers are of.</param>
/// <param name="IsWhole">True: these are all, whoever is not among them is gone.</param>
/// <param name="Tracks">New or changed, in no order that means anything; at most 10,000.</param>
/// <param name="Gone">No longer slow, or elsewhere; empty when whole.</param>
[GenerateSerializer, Immutable, Alias("SlowTracksReport")]
public sealed record SlowTracksReport(
    [property: Id(0)] int Shard,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Sequence,
    [property: Id(3)] long SetVersion,
    [property: Id(4)] bool IsWhole,
    [property: Id(5)] ImmutableArray<SlowTrack> Tracks,
    [property: Id(6)] ImmutableArray<TrackerId> Gone);

/// <summary>
/// Finds who meets whom in a port, across its track shards. Key: port. Durable: who is close to whom since when, and what is
/// still to be told, on the journal (<c>meetings/{port}</c>) before a report is answered. Called by the port's shards.
/// </summary>
[Alias("IMeetingWatchGrain")]
public interface IMeetingWatchGrain : IGrainWithStringKey
{
    /// <summary>Takes a report; false when it does not follow the last one: then the whole is needed.</summary>
    [Alias("Report")]
    Task<bool> Report(SlowTracksReport report);
}
