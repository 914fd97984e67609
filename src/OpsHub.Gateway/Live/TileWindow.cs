using System.Buffers;
using OpsHub.Contracts.Live;

namespace OpsHub.Gateway.Live;

/// <summary>A tile a connection gets, and the version it was last sent (0 = none).</summary>
internal sealed class SeenTile(TileKey key)
{
    public TileKey Key => key;

    /// <summary>The grid's tile; null while nothing was ever there, or as long as it was not looked up.</summary>
    public Tile? Tile { get; set; }

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

    /// <summary>The same tiles to go through, which happens for every frame.</summary>
    private SeenTile[] _seen = [];

    private bool _hasLeft;

    /// <summary>True while positions are wanted.</summary>
    public bool IsOpen => _seen.Length > 0;

    /// <summary>The grid's count of tiles made and dropped when the tiles were last looked up; -1 for never.</summary>
    public long LookedUpAt { get; set; } = -1;

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

    public ReadOnlySpan<SeenTile> Seen(DateTimeOffset now)
    {
        if (_hasLeft)
            Drop(now);
        return _seen;
    }

    private void Drop(DateTimeOffset now)
    {
        foreach (var tile in _tiles.Values)
        {
            // Removing the present one does not disturb the enumeration.
            if (tile.LeftAt is { } left && now - left >= s_keepLeft)
                _tiles.Remove(tile.Key);
        }

        _seen = [.. _tiles.Values];
        _hasLeft = _seen.Any(tile => tile.LeftAt is not null);
        LookedUpAt = -1;
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
