using System.Globalization;

namespace OpsHub.Gateway.Live;

/// <summary>A tile of the Web Mercator grid at zoom 12, x to the east and y to the south, 0 to 4,095.</summary>
internal readonly record struct TileKey(ushort X, ushort Y)
{
    public static bool TryParse(string text, out TileKey key)
    {
        key = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0
            || !ushort.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var x)
            || !ushort.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var y)
            || x >= TileMath.TilesPerSide || y >= TileMath.TilesPerSide)
        {
            return false;
        }

        key = new TileKey(x, y);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X}/{Y}");
}

/// <summary>
/// Web Mercator (EPSG:3857) tiles: x = (lon + 180) / 360, y = (1 - asinh(tan lat) / pi) / 2, both times 2^zoom. At zoom 12
/// a tile is 9.8 km wide at the equator and 65,536 steps within it are 0.15 m.
/// </summary>
internal static class TileMath
{
    public const int Zoom = 12;
    public const int TilesPerSide = 1 << Zoom;

    /// <summary>Steps within a tile.</summary>
    private const int Steps = 65_536;

    /// <summary>Where the square map ends; beyond it positions are drawn at the edge.</summary>
    private const double MaxLatitude = 85.05112878;

    public static (TileKey Tile, ushort X, ushort Y) Locate(double latitudeDegrees, double longitudeDegrees)
    {
        var x = Whole((longitudeDegrees + 180) / 360);
        var radians = double.DegreesToRadians(Math.Clamp(latitudeDegrees, -MaxLatitude, MaxLatitude));
        var y = Whole((1 - (Math.Asinh(Math.Tan(radians)) / Math.PI)) / 2);
        return (new TileKey((ushort)(x / Steps), (ushort)(y / Steps)), (ushort)(x % Steps), (ushort)(y % Steps));
    }

    /// <summary>Latitude of a tile's centre at any zoom, degrees.</summary>
    public static double CentreLatitude(int y, int zoom) =>
        double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - (2 * (y + 0.5) / (1 << zoom))))));

    /// <summary>Longitude of a tile's centre at any zoom, degrees.</summary>
    public static double CentreLongitude(int x, int zoom) => ((x + 0.5) / (1 << zoom) * 360) - 180;

    /// <summary>A fraction of the world's side in steps of the finest grid.</summary>
    private static long Whole(double fraction)
    {
        const long side = (long)TilesPerSide * Steps;
        return Math.Clamp((long)Math.Floor(fraction * side), 0, side - 1);
    }
}
