namespace OpsHub.Domain.Geofences;

/// <summary>
/// Where a port's geofences are reckoned: longitude counts from the port's meridian, so that the antimeridian is no edge of
/// anything, and an edge between two positions takes the short way round. Units are 1e-7 degrees, 1.1 cm.
/// </summary>
/// <param name="MeridianE7">The port's longitude.</param>
public readonly record struct FenceFrame(int MeridianE7)
{
    /// <summary>Farthest from the port's meridian, 90 degrees; beyond it nothing of a port can be, and no sum overflows.</summary>
    public const int ReachE7 = 900_000_000;

    private const long FullCircleE7 = 3_600_000_000;

    /// <summary>Metres per 1e-7 degrees of latitude, on the IUGG mean sphere.</summary>
    public const double MetresPerUnit = 6_371_008.8 * Math.PI / 180 / 1e7;

    public static FenceFrame Of(double portLongitudeDegrees) => new((int)Math.Round(portLongitudeDegrees * 1e7));

    /// <summary>Longitude to x, from -180 up to and not including 180 degrees from the meridian.</summary>
    public int X(int longitudeE7)
    {
        var x = (long)longitudeE7 - MeridianE7;
        if (x >= FullCircleE7 / 2)
            x -= FullCircleE7;
        else if (x < -FullCircleE7 / 2)
            x += FullCircleE7;
        return (int)x;
    }

    /// <summary>x to longitude, -180 up to and not including 180 degrees.</summary>
    public int LongitudeE7(int x)
    {
        var longitude = (long)x + MeridianE7;
        if (longitude >= FullCircleE7 / 2)
            longitude -= FullCircleE7;
        else if (longitude < -FullCircleE7 / 2)
            longitude += FullCircleE7;
        return (int)longitude;
    }

    public static double MetresPerX(int y) => MetresPerUnit * Math.Cos(y * (Math.PI / 180 / 1e7));
}
