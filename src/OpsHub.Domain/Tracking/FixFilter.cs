using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>What can be said of a fix without knowing its tracker: values a sensor can have, and a time that makes sense.</summary>
public static class FixFilter
{
    /// <summary>Older fixes are history, not a position; a phone that was offline for a shift is still within it.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(MaxAgeMs);

    /// <summary>How far a sender's clock may run ahead.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMilliseconds(MaxAheadMs);

    private const long MaxAgeMs = 24 * 3_600_000;
    private const long MaxAheadMs = 5 * 60_000;

    public static FixRefusal Judge(in PositionFix fix, long nowUnixMs)
    {
        if (!IsInRange(fix))
            return FixRefusal.OutOfRange;
        if (nowUnixMs - fix.AtUnixMs > MaxAgeMs)
            return FixRefusal.TooOld;
        return fix.AtUnixMs - nowUnixMs > MaxAheadMs ? FixRefusal.InFuture : FixRefusal.None;
    }

    private static bool IsInRange(in PositionFix fix) =>
        fix.AtUnixMs > 0
        && fix.LatitudeDegrees is >= -90 and <= 90
        && fix.LongitudeDegrees is >= -180 and <= 180
        // Receivers without a fix report the origin; no port is there.
        && !(fix.LatitudeDegrees == 0 && fix.LongitudeDegrees == 0)
        && (float.IsNaN(fix.SpeedKnots) || (fix.SpeedKnots >= 0 && fix.SpeedKnots < TrackPlausibility.MaxStatedKnots(fix.Kind)))
        && (float.IsNaN(fix.CourseDegrees) || fix.CourseDegrees is >= 0 and < 360)
        && (float.IsNaN(fix.HeadingDegrees) || fix.HeadingDegrees is >= 0 and < 360)
        && fix.Tracker.Value is { Length: >= 1 and <= 64 };
}
