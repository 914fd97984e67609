using System.Buffers;
using OpsHub.Contracts.Live;

namespace OpsHub.Gateway.Live;

/// <summary>A tile a connection gets, and the version it was last sent (0 = none).</summary>
internal sealed class SeenTile(TileKey key)
{
    public TileKey Key => key;
    public long Version { get; set; }

    /// <summary>When the client stopped showing it; null while it is shown.</summary>
    public DateTimeOffset? LeftAt { get; set; }
}

/// <summary>
/// The tiles one connection looks at: the asked ones with a margin of one tile, and those it left less than five seconds
/// ago, so that panning back and forth costs no keyframes. Guarded by the connection's lock.
/// </summary>
internal sealed class TileWindow
{
    /// <summary>Below this zoom counts are sent instead of positions.</summary>
    private const double LeastZoom = 10;

    private static readonly TimeSpan s_keepLeft = TimeSpan.FromSeconds(5);

    private readonly Dictionary<TileKey, SeenTile> _tiles = [];

    /// <summary>True while positions are wanted.</summary>
    public bool IsOpen => _tiles.Count > 0;

    /// <summary>True while counts are wanted.</summary>
    public bool WantsCounts { get; private set; }

    public ArrayBufferWriter<byte> RosterScratch { get; } = new();

    public ArrayBufferWriter<byte> TileScratch { get; } = new();

    public void Show(ViewRequest view, DateTimeOffset now)
    {
        WantsCounts = view.Z < LeastZoom;
        var wanted = WantsCounts ? [] : WithMargin(view);
        foreach (var tile in _tiles.Values)
        {
            if (wanted.Remove(tile.Key))
                tile.LeftAt = null;
            else
                tile.LeftAt ??= now;
        }

        foreach (var key in wanted)
            _tiles[key] = new SeenTile(key);
        Drop(now);
    }

    public IEnumerable<SeenTile> Seen(DateTimeOffset now)
    {
        Drop(now);
        return _tiles.Values;
    }

    private void Drop(DateTimeOffset now)
    {
        List<TileKey>? gone = null;
        foreach (var tile in _tiles.Values)
        {
            if (tile.LeftAt is { } left && now - left >= s_keepLeft)
                (gone ??= []).Add(tile.Key);
        }

        foreach (var key in gone ?? [])
            _tiles.Remove(key);
    }

    private static HashSet<TileKey> WithMargin(ViewRequest view)
    {
        var wanted = new HashSet<TileKey>();
        foreach (var text in view.Tiles)
        {
            if (!TileKey.TryParse(text, out var key))
                continue;
            for (var y = Math.Max(0, key.Y - 1); y <= Math.Min(TileMath.TilesPerSide - 1, key.Y + 1); y++)
            {
                // The map goes round in x.
                for (var x = key.X - 1; x <= key.X + 1; x++)
                    wanted.Add(new TileKey((ushort)((x + TileMath.TilesPerSide) % TileMath.TilesPerSide), (ushort)y));
            }
        }

        return wanted;
    }
}
