using System.Buffers.Binary;
using OpsHub.Wire.Ais;

namespace OpsHub.Wire.N2k;

/// <summary>SI integers of the network to the integers of the radio message. The highest value of each type means "not available".</summary>
internal static class N2kUnits
{
    private const double KnotsPerMetrePerSecond = 3600.0 / 1852.0;

    /// <summary>1e-7 degrees to 1/10,000 minutes.</summary>
    public static int Coordinate(int raw, int notAvailable)
    {
        if (raw == int.MaxValue)
            return notAvailable;
        // 600,000 / 10,000,000 = 3 / 50, rounded half away from zero.
        var scaled = raw * 3L;
        return (int)((scaled + (scaled < 0 ? -25 : 25)) / 50);
    }

    /// <summary>1e-4 radians to 1/10 degrees.</summary>
    public static ushort Course(ushort raw)
    {
        if (raw >= 0xFFFD)
            return AisPosition.CourseNotAvailable;
        return (ushort)((int)Math.Round(raw * 1e-4 * 1800 / Math.PI) % 3600);
    }

    /// <summary>1e-4 radians to degrees.</summary>
    public static ushort Heading(ushort raw)
    {
        if (raw >= 0xFFFD)
            return AisPosition.HeadingNotAvailable;
        return (ushort)((int)Math.Round(raw * 1e-4 * 180 / Math.PI) % 360);
    }

    /// <summary>0.01 m/s to 1/10 knots.</summary>
    public static ushort Speed(ushort raw)
    {
        if (raw >= 0xFFFD)
            return AisPosition.SpeedNotAvailable;
        return (ushort)Math.Min(1022, Math.Round(raw * 0.1 * KnotsPerMetrePerSecond));
    }

    /// <summary>1/32,000 rad/s to the coded rate of turn, 4.733 times the root of degrees per minute.</summary>
    public static sbyte RateOfTurn(short raw)
    {
        if (raw is short.MaxValue)
            return AisPosition.RateOfTurnNotAvailable;
        var degreesPerMinute = raw / 32_000.0 * 180 / Math.PI * 60;
        var coded = Math.Min(126, Math.Round(4.733 * Math.Sqrt(Math.Abs(degreesPerMinute))));
        return (sbyte)(raw < 0 ? -coded : coded);
    }

    /// <summary>1e-4 radians to degrees, kept as a fraction.</summary>
    public static double? CourseDegrees(ushort raw) => raw >= 0xFFFD ? null : raw * 1e-4 * 180 / Math.PI % 360;

    /// <summary>0.01 m/s to knots, kept as a fraction.</summary>
    public static double? SpeedKnots(ushort raw) => raw >= 0xFFFD ? null : raw * 0.01 * KnotsPerMetrePerSecond;

    /// <summary>Length or beam in 0.1 m to metres.</summary>
    public static int Metres(ushort raw) => raw >= 0xFFFD ? 0 : (raw + 5) / 10;

    public static ushort U16(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadUInt16LittleEndian(d[at..]);

    public static uint U32(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadUInt32LittleEndian(d[at..]);

    public static int S32(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadInt32LittleEndian(d[at..]);

    public static long S64(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadInt64LittleEndian(d[at..]);
}
