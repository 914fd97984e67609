using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Contracts.Live;

// Server methods of /hubs/operations: Hello(HelloRequest) -> Welcome, View(ViewRequest), AckFrame(FrameAck),
// Replay(ReplayRequest) -> ReplayAnswer. Client methods: Roster(RosterChanged), Tiles(TilesChanged),
// Aggregates(AggregatesChanged), Event(TopicEvent), Heartbeat(LiveHeartbeat), Reset(ResetNotice).
// One object each, so that adding a field breaks nobody. See Live/README.md for the order of things.

/// <summary>Of the messages below.</summary>
public static class LiveProtocol
{
    /// <summary>2 since tiles are named by one letter.</summary>
    public const int Version = 2;
}

/// <summary>First call on a connection.</summary>
/// <param name="Proto"><see cref="LiveProtocol.Version"/>; another is refused, and the page has to be loaded again.</param>
/// <param name="LastEpoch">Epoch the client has state of, null at first.</param>
/// <param name="Topics">Topics wanted, with the last sequence applied (0 = none).</param>
public sealed record HelloRequest(int Proto, PortId Port, string? LastEpoch, ImmutableArray<TopicPosition> Topics);

public sealed record TopicPosition(string T, long Seq);

/// <param name="Epoch">Sequences of another epoch mean nothing: take a snapshot.</param>
/// <param name="Resumed">True when every gap since the client's positions will be sent as events; false: take a snapshot.</param>
/// <param name="TickMs">Longest time between lossy frames, ms.</param>
/// <param name="Topics">Topics granted, with their newest sequence. Topics the caller may not see are left out.</param>
public sealed record Welcome(
    string Epoch, bool Resumed, DateTimeOffset ServerTime, int TickMs, ImmutableArray<TopicPosition> Topics, string Runtime, string Version);

/// <summary>The window the client shows. Debounced 150 ms by the client.</summary>
/// <param name="Z">Zoom of the board; below 10 the answer is <see cref="AggregatesChanged"/>.</param>
/// <param name="Tiles">z12 tiles as <c>x/y</c>, at most 64, the server adds a margin of one tile and keeps left ones for 5 s.</param>
public sealed record ViewRequest(double Z, ImmutableArray<string> Tiles);

/// <summary>The client applied a lossy frame. At most 2 frames are on their way unacknowledged.</summary>
public sealed record FrameAck(long Frame);

public sealed record ReplayRequest(string Topic, long From);

/// <param name="Events">From the asked sequence on, or empty with <paramref name="SnapshotNeeded"/>.</param>
public sealed record ReplayAnswer(bool SnapshotNeeded, ImmutableArray<TopicEvent> Events);

/// <summary>Who is behind a tile's slots; sent once per tile and slot, before the first record that uses it.</summary>
public sealed record RosterChanged(ImmutableArray<RosterEntry> Entries);

/// <param name="Tile">z12 tile, <c>x/y</c>.</param>
/// <param name="Slot">0 to 65,535 within the tile; not reused for 10 minutes.</param>
/// <param name="Interval">Report interval, seconds (0 = not known): older than three of these is stale.</param>
public sealed record RosterEntry(string Tile, int Slot, TrackerId Id, TrackKind Kind, string Label, double Interval);

/// <summary>One lossy frame: latest wins, a missed one does not matter.</summary>
/// <param name="Frame">Grows by one per connection; answer with <see cref="FrameAck"/>.</param>
/// <param name="At">Server time of the frame, Unix ms.</param>
public sealed record TilesChanged(long Frame, long At, ImmutableArray<TileFrame> Tiles);

/// <summary>Records of one tile, encoded once for everybody who sees it.</summary>
/// <param name="Tile"><c>t</c> on the wire: said for each tile of each frame, a long name would be a twentieth of it. z12 tile, <c>x/y</c>.</param>
/// <param name="Key">True: the tile's complete latest state (slots not in it are gone); false or left out: changes.</param>
/// <param name="Records">
/// <c>r</c> on the wire. Base64 of 9-byte records, little endian: slot u16, x u16, y u16 (position within the tile, 0..65535 left to right, top to
/// bottom), speed u8 (0.5 knots a step, 255 = not available), course u8 (360/254 degrees a step, 255 = not available),
/// age u8 (seconds since the fix, 0 to 120 by 1, then 121 + (s-120)/30, at most 255).
/// </param>
/// <param name="Leave">Slots that left the tile; left out where none did.</param>
public sealed record TileFrame([property: JsonPropertyName("t")] string Tile, bool Key, [property: JsonPropertyName("r")] string Records, ImmutableArray<int> Leave)
{
    public ImmutableArray<int> Leave { get; init; } = Leave.IsDefault ? [] : Leave;
}

/// <summary>Counts per cell when zoomed out (below z 10), every 5 s.</summary>
/// <param name="Cells">z8 cells <c>x/y</c> with counts by kind name.</param>
public sealed record AggregatesChanged(long At, ImmutableArray<CellCount> Cells);

public sealed record CellCount(string Cell, int Count, double LatitudeDegrees, double LongitudeDegrees);

/// <summary>Lossless lane.</summary>
/// <param name="Seq">Per topic, dense within the epoch. A gap: call Replay.</param>
/// <param name="Data">The event as in the log, a JSON object with <c>type</c>; for officers without what is not theirs to see.</param>
public sealed record TopicEvent(string Topic, long Seq, string Type, DateTimeOffset At, string Subject, string By, JsonNode Data);

/// <summary>Every second. Stale after 3 s without one.</summary>
/// <param name="Topics">Newest sequence per granted topic, so that a lost last event is noticed.</param>
/// <param name="FixAgeMs">Age of the newest fix the hub holds, ms; null when none.</param>
public sealed record LiveHeartbeat(DateTimeOffset ServerTime, string Epoch, ImmutableArray<TopicPosition> Topics, double? FixAgeMs, Kpis? Kpis);

/// <summary>The server drops the connection's state: take a snapshot, or sign in again.</summary>
public sealed record ResetNotice(string Reason);

/// <summary><c>GET /api/v1/ports/{port}/snapshot</c>: everything the boards start from, consistent with the sequences.</summary>
public sealed record PortSnapshot
{
    public required string Epoch { get; init; }
    public required DateTimeOffset ServerTime { get; init; }
    public required ImmutableArray<TopicPosition> Topics { get; init; }
    public required PortConfiguration Port { get; init; }
    public required Kpis Kpis { get; init; }
    public required ImmutableArray<AlarmView> Alarms { get; init; }
    public required ImmutableArray<InspectionView> Inspections { get; init; }
    public required ImmutableArray<OfficerView> Officers { get; init; }

    /// <summary>Newest first, at most 100.</summary>
    public required ImmutableArray<MovementRow> Movements { get; init; }

    /// <summary>Newest first, at most 50.</summary>
    public required ImmutableArray<ShipmentRow> RecentShipments { get; init; }

    /// <summary>Live trackers as the caller may see them, at most 20,000: enough to draw before the first frame.</summary>
    public required ImmutableArray<TrackRow> Tracks { get; init; }
}

/// <summary>The six tiles and the lane mix. Null = not known yet.</summary>
/// <param name="Queue">Cases waiting for an officer.</param>
/// <param name="MedianClearanceMinutes">Lodgement to release, last 2 h.</param>
/// <param name="OverdueHolds">Held shipments and open cases past their due time.</param>
/// <param name="GateWaitMinutes">Median gate-in to gate-out, last 2 h.</param>
/// <param name="PredictedPeak">Largest number of waiting cases expected in the next 2 h, from what is lodged and the rate of finishing.</param>
public sealed record Kpis(
    KpiValue Queue, KpiValue MedianClearanceMinutes, KpiValue OverdueHolds, KpiValue OfficersFree, KpiValue OfficersBusy,
    KpiValue GateWaitMinutes, KpiValue PredictedPeak, LaneMix Lanes);

/// <param name="TargetLow">Band in which the value is normal.</param>
/// <param name="Spark">Last 2 h, one value each 5 minutes, oldest first, at most 24; null where nothing was known.</param>
public sealed record KpiValue(double? Value, double? TargetLow, double? TargetHigh, ImmutableArray<double?> Spark);

/// <summary>Declarations by lane, last 24 h.</summary>
public sealed record LaneMix(int Red, int Yellow, int Blue, int Green);

public sealed record MovementRow(ShipmentId Shipment, CargoMovement Movement);

public sealed record ShipmentRow(
    ShipmentId Id, ShipmentStatus Status, Lane Lane, string ImporterId, string GoodsHs, string CountryOfOrigin,
    DateTimeOffset LodgedAt, DateTimeOffset? ReleasedAt, ImmutableArray<string> Containers, string Explanation);

public sealed record TrackRow(
    TrackerId Id, TrackKind Kind, string Label, double LatitudeDegrees, double LongitudeDegrees,
    float? SpeedKnots, float? CourseDegrees, DateTimeOffset At, double Interval, ShipmentId? Carries);
