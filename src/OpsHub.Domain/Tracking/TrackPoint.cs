using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>
/// A fix without its tracker, in 28 bytes, as it is kept and stored: positions in 1e-7 degrees (1.1 cm), speed, course and
/// heading in hundredths, so that what memory holds and what a restart reads back are the same.
/// </summary>
/// <param name="AtUnixMs">Event time.</param>
/// <param name="LatitudeE7">Degrees times 10^7.</param>
/// <param name="LongitudeE7">Degrees times 10^7.</param>
/// <param name="SpeedCentiknots">Hundredths of a knot; -1 not available.</param>
/// <param name="CourseCentidegrees">Hundredths of a degree; 65,535 not available.</param>
/// <param name="HeadingCentidegrees">Hundredths of a degree; 65,535 not available.</param>
public readonly record struct TrackPoint(
    long AtUnixMs, int LatitudeE7, int LongitudeE7, int SpeedCentiknots, ushort CourseCentidegrees, ushort HeadingCentidegrees)
{
    public const ushort NoAngle = ushort.MaxValue;

    public double LatitudeDegrees => LatitudeE7 / 1e7;

    public double LongitudeDegrees => LongitudeE7 / 1e7;

    /// <summary>The fix must have been found in range.</summary>
    public static TrackPoint Of(in PositionFix fix) => new(
        fix.AtUnixMs,
        (int)Math.Round(fix.LatitudeDegrees * 1e7),
        (int)Math.Round(fix.LongitudeDegrees * 1e7),
        float.IsNaN(fix.SpeedKnots) ? -1 : (int)Math.Round(fix.SpeedKnots * 100.0),
        Angle(fix.CourseDegrees),
        Angle(fix.HeadingDegrees));

    public PositionFix ToFix(TrackerId tracker, TrackKind kind) => new(
        tracker, kind, AtUnixMs, LatitudeDegrees, LongitudeDegrees,
        SpeedCentiknots < 0 ? float.NaN : SpeedCentiknots / 100f, Degrees(CourseCentidegrees), Degrees(HeadingCentidegrees));

    public double DistanceMetres(in TrackPoint other) =>
        GreatCircle.DistanceMetres(LatitudeDegrees, LongitudeDegrees, other.LatitudeDegrees, other.LongitudeDegrees);

    private static ushort Angle(float degrees)
    {
        if (float.IsNaN(degrees))
            return NoAngle;
        // 359.996 would round to 360.00, which is 0.
        var centidegrees = (int)Math.Round(degrees * 100.0);
        return (ushort)(centidegrees == 36_000 ? 0 : centidegrees);
    }

    private static float Degrees(ushort centidegrees) => centidegrees == NoAngle ? float.NaN : centidegrees / 100f;
}
