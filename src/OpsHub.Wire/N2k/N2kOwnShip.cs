using static OpsHub.Wire.N2k.N2kUnits;

namespace OpsHub.Wire.N2k;

/// <summary>PGN 129025 (position), 129026 (course and speed) and 129029 (full fix).</summary>
internal static class N2kOwnShip
{
    private const long MsPerDay = 86_400_000;

    public static OwnShipFix Decode(int pgn, ReadOnlySpan<byte> d) => pgn switch
    {
        129025 => Position(d),
        129026 => Course(d),
        _ => Fix(d),
    };

    private static OwnShipFix Position(ReadOnlySpan<byte> d)
    {
        var (latitude, longitude) = (S32(d, 0), S32(d, 4));
        return latitude == int.MaxValue || longitude == int.MaxValue
            ? default
            : new OwnShipFix { LatitudeDegrees = latitude / 1e7, LongitudeDegrees = longitude / 1e7 };
    }

    private static OwnShipFix Course(ReadOnlySpan<byte> d) => new()
    {
        // Lowest two bits: 0 true, 1 magnetic. A magnetic course is none we can use.
        CourseDegrees = (d[1] & 3) == 0 ? CourseDegrees(U16(d, 2)) : null,
        SpeedKnots = SpeedKnots(U16(d, 4)),
    };

    private static OwnShipFix Fix(ReadOnlySpan<byte> d)
    {
        var (days, time) = (U16(d, 1), U32(d, 3));
        var (latitude, longitude, altitude) = (S64(d, 7), S64(d, 15), S64(d, 23));
        var hasPosition = latitude != long.MaxValue && longitude != long.MaxValue;
        return new OwnShipFix
        {
            // Days since 1970 and 1/10,000 s since midnight.
            FixUnixMs = days >= 0xFFFD || time >= 0xFFFFFFFD ? null : days * MsPerDay + time / 10,
            LatitudeDegrees = hasPosition ? latitude * 1e-16 : null,
            LongitudeDegrees = hasPosition ? longitude * 1e-16 : null,
            AltitudeMetres = altitude == long.MaxValue ? null : altitude * 1e-6,
        };
    }
}
