using System.Collections.Immutable;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// An entry of <c>track/{shard}/geofences</c> or <c>meetings/{port}</c>, as JSON: what changed at geofences. A snapshot is several of them in one
/// append, the first marked as such: what stands before it is void.
/// </summary>
internal sealed record GeofenceRecord
{
    /// <summary>Everything that is not in this record or a later one is void.</summary>
    public bool IsSnapshot { get; init; }

    /// <summary>The geofences watched from here on; null = as before. With them a restart knows what its stays are about.</summary>
    public GeofenceSet? Set { get; init; }

    /// <summary>Trackers whose stays changed; null = none left.</summary>
    public ImmutableArray<TrackerStays> Stays { get; init; } = [];

    /// <summary>Pairs that came close, met or parted.</summary>
    public ImmutableArray<PairChange> Pairs { get; init; } = [];

    /// <summary>What happened, in order; of a snapshot what may not be published.</summary>
    public ImmutableArray<NumberedTransition> Transitions { get; init; } = [];

    /// <summary>Transitions up to this number are in the port's log and followed by what follows; null = says nothing about it.</summary>
    public long? PublishedUpTo { get; init; }

    /// <summary>Of a snapshot: the number the next transition gets.</summary>
    public long? NextNumber { get; init; }

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, ContractJson.Options);

    public static GeofenceRecord Decode(ReadOnlySpan<byte> entry) =>
        JsonSerializer.Deserialize<GeofenceRecord>(entry, ContractJson.Options) ?? throw new FormatException("A record of geofences is null.");
}

/// <summary>A pair as it is; null = it is none any more.</summary>
internal sealed record PairChange(MeetingKey Key, MeetingPair? Pair);

/// <summary>A tracker's stays.</summary>
internal sealed record TrackerStays(string Tracker, FenceStay[]? Stays);

/// <summary>A transition with its number, dense from 1 within the shard.</summary>
internal sealed record NumberedTransition(long Number, FenceTransition Transition);
