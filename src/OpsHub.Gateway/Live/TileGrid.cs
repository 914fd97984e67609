using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Unicode;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Live;

/// <summary>All tiles of a port for one visibility. Changes come from the track board under its lock; connections read.</summary>
internal sealed class TileGrid(Visibility visibility, GatewayMeters meters)
{
    /// <summary>Ports see some hundred tiles; more than this come from bad positions and are not shown.</summary>
    private const int MaxTiles = 20_000;

    private const long ForgetEmptyMs = 10 * 60 * 1000;

    /// <summary>Zoom of the cells that are counted when the board is zoomed out.</summary>
    private const int CellZoom = 8;

    /// <summary>Officers of the coarse grid stand in the middle of a cell of this size, degrees: about 0.55 km at 60 degrees north.</summary>
    private const double CoarseLatitudeDegrees = 0.005;
    private const double CoarseLongitudeDegrees = 0.01;

    private readonly ConcurrentDictionary<TileKey, Tile> _tiles = [];
    private readonly Lock _lock = new();
    private readonly HashSet<Tile> _dirty = [];
    private long _version;

    /// <summary>Grows with every tile made or dropped.</summary>
    private long _made;

    /// <summary>Records waiting for the next tick.</summary>
    public int DirtyRecords { get; private set; }

    /// <summary>Brings a tracker to where its fix says; true when anything that is shown changed.</summary>
    public bool Place(Track track, long nowMs)
    {
        if (track.Fix is not { } fix)
            return false;
        var (latitude, longitude, speed, course) = Seen(track, fix);
        var (key, x, y) = TileMath.Locate(latitude, longitude);
        lock (_lock)
        {
            var place = track.Places[(int)visibility];
            if (place.Tile?.Key != key && !Enter(track, key, nowMs, ref place))
                return false;
            place.Tile!.Move(place.Slot, x, y, TrackRecord.Speed(speed), TrackRecord.Course(course), fix.AtUnixMs);
            if (track.IsDescriptionChanged)
                place.Tile.Describe(place.Slot);
            _dirty.Add(place.Tile);
            DirtyRecords++;
            return true;
        }
    }

    /// <summary>Takes a tracker off the map.</summary>
    public void Remove(Track track, long nowMs)
    {
        lock (_lock)
            Leave(track, nowMs);
    }

    /// <summary>Encodes every changed tile; true when there was one.</summary>
    public bool Tick(long nowMs)
    {
        lock (_lock)
        {
            DirtyRecords = 0;
            if (_dirty.Count == 0)
                return false;
            foreach (var tile in _dirty)
                tile.Tick(++_version, nowMs);
            _dirty.Clear();
            return true;
        }
    }

    /// <summary>Drops tiles that have been empty for long.</summary>
    public void Sweep(long nowMs)
    {
        lock (_lock)
        {
            foreach (var (key, tile) in _tiles)
            {
                if (tile.Occupied == 0 && !tile.IsDirty && nowMs - tile.EmptySinceMs > ForgetEmptyMs)
                    Drop(key);
            }
        }
    }

    /// <summary>
    /// Appends what a window has not been sent: the tick's change to who is in step, the tile's keyframe to who is not.
    /// </summary>
    public bool Compose(TileWindow window, long frame, DateTimeOffset now, ArrayBufferWriter<byte> buffer)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var roster = window.RosterScratch;
        var tiles = window.TileScratch;
        roster.ResetWrittenCount();
        tiles.ResetWrittenCount();
        LookUp(window, now);
        foreach (var seen in window.Seen(now))
        {
            if (seen.Tile is { Image: { } image } tile && image.Version != seen.Version)
                Append(tile, image, seen, nowMs, roster, tiles);
        }

        if (tiles.WrittenCount == 0)
            return false;
        if (roster.WrittenCount > 0)
        {
            buffer.Write(LiveMessages.RosterHead);
            buffer.Write(roster.WrittenSpan);
            buffer.Write(LiveMessages.ArrayTail);
        }

        buffer.Write(LiveMessages.TilesHead);
        Utf8.TryWrite(buffer.GetSpan(64), CultureInfo.InvariantCulture, $"{frame},\"at\":{nowMs},\"tiles\":[", out var written);
        buffer.Advance(written);
        buffer.Write(tiles.WrittenSpan);
        buffer.Write(LiveMessages.ArrayTail);
        return true;
    }

    /// <summary>Finds the window's tiles in the grid when either changed since it was done last.</summary>
    private void LookUp(TileWindow window, DateTimeOffset now)
    {
        var seen = window.Seen(now);
        var made = Volatile.Read(ref _made);
        if (window.LookedUpAt == made)
            return;
        foreach (var tile in seen)
            tile.Tile = _tiles.GetValueOrDefault(tile.Key);
        window.LookedUpAt = made;
    }

    private void Append(Tile tile, TileImage image, SeenTile seen, long nowMs, ArrayBufferWriter<byte> roster, ArrayBufferWriter<byte> tiles)
    {
        if (seen.Version != 0 && seen.Version == image.Previous)
        {
            AppendItem(roster, image.Roster);
            AppendItem(tiles, image.Change);
            seen.Version = image.Version;
            return;
        }

        lock (_lock)
        {
            // The image may have moved on meanwhile; keyframe, roster and version are taken together.
            AppendItem(roster, tile.RosterSince(seen.Version));
            AppendItem(tiles, tile.Keyframe(nowMs));
            seen.Version = tile.Image!.Version;
            meters.Keyframes.Add(1);
        }
    }

    private static void AppendItem(ArrayBufferWriter<byte> list, byte[] item)
    {
        if (item.Length == 0)
            return;
        if (list.WrittenCount > 0)
            list.Write(","u8);
        list.Write(item);
    }

    /// <summary>Counts per cell for boards that are zoomed out.</summary>
    public ImmutableArray<CellCount> Cells()
    {
        var counts = new Dictionary<(int X, int Y), int>();
        const int shift = TileMath.Zoom - CellZoom;
        foreach (var (key, tile) in _tiles)
        {
            var cell = (key.X >> shift, key.Y >> shift);
            if (tile.Occupied > 0)
                counts[cell] = counts.GetValueOrDefault(cell) + tile.Occupied;
        }

        return
        [
            .. counts.Select(cell => new CellCount(
                string.Create(CultureInfo.InvariantCulture, $"{cell.Key.X}/{cell.Key.Y}"), cell.Value,
                Math.Round(TileMath.CentreLatitude(cell.Key.Y, CellZoom), 5), Math.Round(TileMath.CentreLongitude(cell.Key.X, CellZoom), 5))),
        ];
    }

    /// <summary>A position as this visibility may show it.</summary>
    public (double Latitude, double Longitude, float Speed, float Course) Seen(Track track, PositionFix fix) =>
        visibility == Visibility.Full || track.Kind != TrackKind.Officer
            ? (fix.LatitudeDegrees, fix.LongitudeDegrees, fix.SpeedKnots, float.IsNaN(fix.CourseDegrees) ? fix.HeadingDegrees : fix.CourseDegrees)
            : Coarse(fix.LatitudeDegrees, fix.LongitudeDegrees);

    /// <summary>An officer's position for who may not see it exactly.</summary>
    public static (double Latitude, double Longitude, float Speed, float Course) Coarse(double latitudeDegrees, double longitudeDegrees) =>
        (Middle(latitudeDegrees, CoarseLatitudeDegrees), Middle(longitudeDegrees, CoarseLongitudeDegrees), float.NaN, float.NaN);

    private static double Middle(double degrees, double cell) => (Math.Floor(degrees / cell) + 0.5) * cell;

    private void Drop(TileKey key)
    {
        _tiles.TryRemove(key, out _);
        Volatile.Write(ref _made, _made + 1);
    }

    private bool Enter(Track track, TileKey key, long nowMs, ref TilePlace place)
    {
        if (!_tiles.TryGetValue(key, out var tile))
        {
            if (_tiles.Count >= MaxTiles)
                return false;
            _tiles[key] = tile = new Tile(key);
            Volatile.Write(ref _made, _made + 1);
        }

        if (tile.Enter(track, nowMs) is not { } slot)
            return false;
        Leave(track, nowMs);
        track.Places[(int)visibility] = place = new TilePlace(tile, slot);
        return true;
    }

    private void Leave(Track track, long nowMs)
    {
        if (track.Places[(int)visibility] is not { Tile: { } old, Slot: var slot })
            return;
        old.Leave(slot, nowMs);
        _dirty.Add(old);
        track.Places[(int)visibility] = default;
    }
}
