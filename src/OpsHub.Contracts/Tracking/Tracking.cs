using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Geofences;

namespace OpsHub.Contracts.Tracking;

/// <summary>What kind of thing moves; decides shape on the map, plausible speed and report interval.</summary>
[GenerateSerializer, Alias("TrackKind")]
public enum TrackKind : byte { Unknown, Vessel, VesselClassB, Truck, Officer, Cargo, AidToNavigation, BaseStation, Aircraft }

/// <summary>
/// One position report. Kept as a struct in batches; 64 bytes or less. Not-available values are NaN (speed, course, heading).
/// </summary>
/// <param name="AtUnixMs">Event time, milliseconds since 1970-01-01 UTC: from the report or tag block, else receipt.</param>
/// <param name="LatitudeDegrees">WGS 84, -90 to 90.</param>
/// <param name="LongitudeDegrees">WGS 84, -180 to 180.</param>
/// <param name="SpeedKnots">Over ground, 0 to 102.2; NaN when not available.</param>
/// <param name="CourseDegrees">Over ground, 0 to below 360; NaN when not available.</param>
/// <param name="HeadingDegrees">True, 0 to 359; NaN when not available.</param>
[GenerateSerializer, Immutable, Alias("PositionFix")]
public readonly record struct PositionFix(
    [property: Id(0)] TrackerId Tracker,
    [property: Id(1)] TrackKind Kind,
    [property: Id(2)] long AtUnixMs,
    [property: Id(3)] double LatitudeDegrees,
    [property: Id(4)] double LongitudeDegrees,
    [property: Id(5), JsonConverter(typeof(NotAvailableJsonConverter))] float SpeedKnots,
    [property: Id(6), JsonConverter(typeof(NotAvailableJsonConverter))] float CourseDegrees,
    [property: Id(7), JsonConverter(typeof(NotAvailableJsonConverter))] float HeadingDegrees);

/// <summary>NaN, which means not available, is null in JSON.</summary>
internal sealed class NotAvailableJsonConverter : JsonConverter<float>
{
    public override bool HandleNull => true;

    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? float.NaN : reader.GetSingle();

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
    {
        if (float.IsNaN(value)) writer.WriteNullValue();
        else writer.WriteNumberValue(value);
    }
}

/// <summary>What an electronic seal says of itself.</summary>
[GenerateSerializer, Alias("SealState")]
public enum SealState : byte { Closed, Open, Tampered }

/// <summary>The state of a tracker's seal.</summary>
/// <param name="At">Since when; event time of the report that said so first.</param>
[GenerateSerializer, Immutable, Alias("SealReport")]
public sealed record SealReport([property: Id(0)] SealState State, [property: Id(1)] DateTimeOffset At);

/// <summary>What a tracker says, or is registered, to be. Null means not known; a later non-null value wins.</summary>
[GenerateSerializer, Immutable, Alias("TrackDescription")]
public sealed record TrackDescription(
    [property: Id(0)] TrackerId Tracker,
    [property: Id(1)] TrackKind Kind,
    [property: Id(2)] string? Label = null,
    [property: Id(3)] string? CallSign = null,
    [property: Id(4)] int? Imo = null,
    [property: Id(5)] int? ShipType = null,
    [property: Id(6)] int? LengthMetres = null,
    [property: Id(7)] int? BeamMetres = null,
    [property: Id(8)] float? DraughtMetres = null,
    [property: Id(9)] string? Destination = null,
    [property: Id(10)] DateTimeOffset? EstimatedArrivalAt = null,
    [property: Id(11)] ShipmentId? Carries = null,
    [property: Id(12)] SealReport? Seal = null);

/// <summary>Fixes for one shard, in arrival order; at most 512 fixes and 512 descriptions.</summary>
[GenerateSerializer, Immutable, Alias("PositionBatch")]
public sealed record PositionBatch(
    [property: Id(0)] ImmutableArray<PositionFix> Fixes,
    [property: Id(1)] ImmutableArray<TrackDescription> Descriptions);

/// <summary>Why a fix was not taken.</summary>
[GenerateSerializer, Alias("FixRefusal")]
public enum FixRefusal : byte
{
    None,
    OutOfRange,
    TooOld,
    InFuture,
    Duplicate,
    OutOfOrder,
    Teleport,

    /// <summary>The shard follows as many trackers as it may and this one is new.</summary>
    ShardFull,
}

/// <summary>What became of a batch: counts, and the reason per fix in the batch's order (None = taken).</summary>
[GenerateSerializer, Immutable, Alias("IngestReceipt")]
public sealed record IngestReceipt([property: Id(0)] int Accepted, [property: Id(1)] ImmutableArray<FixRefusal> Reasons);

/// <summary>Latest state of a tracker.</summary>
/// <param name="ReceivedAt">When the shard took it.</param>
/// <param name="ReportIntervalSeconds">Median of the last intervals, 0 until two fixes are known. Three of these without a fix = stale.</param>
[GenerateSerializer, Immutable, Alias("TrackView")]
public sealed record TrackView(
    [property: Id(0)] TrackerId Tracker,
    [property: Id(1)] TrackKind Kind,
    [property: Id(2)] PositionFix? Fix,
    [property: Id(3)] TrackDescription Description,
    [property: Id(4)] DateTimeOffset ReceivedAt,
    [property: Id(5)] double ReportIntervalSeconds,
    [property: Id(6)] ImmutableArray<string> Geofences);

/// <summary>Latest fixes that changed since the last tick of one shard, and new or changed descriptions; one entry per tracker.</summary>
/// <param name="Sequence">Per shard activation, from 1 without gaps; with <paramref name="Epoch"/> a gap tells that a snapshot is needed.</param>
[GenerateSerializer, Immutable, Alias("TrackDelta")]
public sealed record TrackDelta(
    [property: Id(0)] string Shard,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Sequence,
    [property: Id(3)] ImmutableArray<PositionFix> Fixes,
    [property: Id(4)] ImmutableArray<TrackDescription> Descriptions);

/// <summary>Everything a shard knows, consistent with <c>(Epoch, Sequence)</c> of its deltas.</summary>
[GenerateSerializer, Immutable, Alias("TrackShardSnapshot")]
public sealed record TrackShardSnapshot(
    [property: Id(0)] string Shard,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Sequence,
    [property: Id(3)] ImmutableArray<TrackView> Tracks);

/// <summary>Counters of a shard since activation.</summary>
[GenerateSerializer, Immutable, Alias("TrackShardCounters")]
public sealed record TrackShardCounters(
    [property: Id(0)] int Trackers,
    [property: Id(1)] long Accepted,
    [property: Id(2)] ImmutableArray<long> RefusedByReason);

/// <summary>A gateway host that wants a shard's deltas: one per host, never one per browser.</summary>
[Alias("ITrackObserver")]
public interface ITrackObserver : IGrainObserver
{
    [Alias("TracksChanged"), OneWay]
    Task TracksChanged(TrackDelta delta);
}

/// <summary>
/// A share of a port's tracked things. Key <c>{port}/{shard}</c>, shard from 0; a tracker's shard is a stable hash of its id.
/// Durable: track history on the journal (<c>track/{port}/{shard}</c>) before a batch is acknowledged. Ingest interleaves:
/// judging and applying a batch is one synchronous step, and batches then wait together for one group commit.
/// </summary>
[Alias("ITrackShardGrain")]
public interface ITrackShardGrain : IGrainWithStringKey
{
    /// <summary>Filters, journals and applies a batch; completes when the accepted fixes are durable.</summary>
    [Alias("Ingest"), AlwaysInterleave]
    Task<IngestReceipt> Ingest(PositionBatch batch);

    [Alias("Get"), ReadOnly]
    Task<TrackView?> Get(TrackerId tracker);

    /// <summary>Subscribes (or renews, at least every 30 s) a host and returns the snapshot its deltas follow.</summary>
    [Alias("Subscribe")]
    Task<TrackShardSnapshot> Subscribe(ITrackObserver observer);

    [Alias("Renew")]
    Task Renew(ITrackObserver observer);

    [Alias("Unsubscribe")]
    Task Unsubscribe(ITrackObserver observer);

    /// <summary>Who of the shard is in a geofence; in no order that means anything.</summary>
    [Alias("Occupants"), ReadOnly]
    Task<ImmutableArray<GeofenceOccupant>> Occupants(string geofence);

    /// <summary>What geofences would do to the shard's trackers if they were put, or those named removed; nothing is changed.</summary>
    [Alias("TryGeofences"), ReadOnly]
    Task<ImmutableArray<GeofenceEffect>> TryGeofences(GeofenceSet put, ImmutableArray<string> removed);

    [Alias("Counters"), ReadOnly]
    Task<TrackShardCounters> Counters();
}
