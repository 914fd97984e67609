using System.Runtime.CompilerServices;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>
/// What is kept of one tracker: latest fix, the last intervals between fixes, and a fix that seemed impossible together
/// with how many agreed with it. A value in an array: 100,000 trackers cost no object each.
/// </summary>
public struct TrackState
{
    /// <summary>Consistent fixes after which an impossible jump is believed: the fix before it was the wrong one.</summary>
    private const int FixesToBelieve = 3;

    private const int Intervals = 5;

    /// <summary>
    /// Two receivers hear one AIS report and stamp it on receipt, some 100 ms apart. Nothing reports more often than once a
    /// second, so the same values within less than that are the same report.
    /// </summary>
    private const long RepeatWithinMs = 900;

    private TrackPoint _suspect;
    private IntervalBuffer _intervals;
    private byte _intervalCount;
    private byte _nextInterval;
    private byte _suspectCount;

    public TrackPoint Latest { get; private set; }

    /// <summary>When the latest fix was taken, Unix ms.</summary>
    public long ReceivedAtUnixMs { get; private set; }

    public TrackKind Kind { get; private set; }

    /// <summary>False for a tracker that was described and has not reported yet.</summary>
    public readonly bool HasFix => ReceivedAtUnixMs != 0;

    /// <summary>Median of the last five intervals, seconds; 0 until two fixes are known.</summary>
    public readonly double ReportIntervalSeconds
    {
        get
        {
            if (_intervalCount == 0)
                return 0;
            Span<float> sorted = stackalloc float[Intervals];
            ((ReadOnlySpan<float>)_intervals)[.._intervalCount].CopyTo(sorted);
            sorted = sorted[.._intervalCount];
            sorted.Sort();
            var middle = _intervalCount / 2;
            return _intervalCount % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
        }
    }

    /// <summary>Takes the fix or says why not. The fix must be in range and in time (<see cref="FixFilter"/>).</summary>
    public FixRefusal Take(in TrackPoint point, TrackKind kind, long receivedAtUnixMs)
    {
        if (HasFix)
        {
            if (IsRepeat(point))
                return FixRefusal.Duplicate;
            if (point.AtUnixMs <= Latest.AtUnixMs)
                return FixRefusal.OutOfOrder;
            if (!IsReachable(Latest, point, kind) && !IsBelieved(point, kind))
                return FixRefusal.Teleport;
            Measure(point);
        }

        Set(point, kind, receivedAtUnixMs);
        return FixRefusal.None;
    }

    /// <summary>Sets the fix without judging it: it was judged before it was stored.</summary>
    public void Restore(in TrackPoint point, TrackKind kind, long receivedAtUnixMs)
    {
        if (HasFix && point.AtUnixMs > Latest.AtUnixMs)
            Measure(point);
        Set(point, kind, receivedAtUnixMs);
    }

    public void Describe(TrackKind kind)
    {
        if (!HasFix && kind != TrackKind.Unknown)
            Kind = kind;
    }

    private void Set(in TrackPoint point, TrackKind kind, long receivedAtUnixMs)
    {
        Latest = point;
        if (kind != TrackKind.Unknown || !HasFix)
            Kind = kind;
        ReceivedAtUnixMs = receivedAtUnixMs;
        _suspectCount = 0;
    }

    private void Measure(in TrackPoint point)
    {
        _intervals[_nextInterval] = (point.AtUnixMs - Latest.AtUnixMs) / 1000f;
        _nextInterval = (byte)((_nextInterval + 1) % Intervals);
        _intervalCount = (byte)Math.Min(_intervalCount + 1, Intervals);
    }

    /// <summary>
    /// A first fix that was wrong must not lock its tracker out: when several fixes in a row agree with each other and not
    /// with it, they are right. Any fix that is taken starts the count anew, so two trackers that use one id do not take turns.
    /// </summary>
    private bool IsBelieved(in TrackPoint point, TrackKind kind)
    {
        if (_suspectCount > 0 && point.AtUnixMs <= _suspect.AtUnixMs)
            return false;
        _suspectCount = _suspectCount > 0 && IsReachable(_suspect, point, kind) ? (byte)(_suspectCount + 1) : (byte)1;
        _suspect = point;
        return _suspectCount >= FixesToBelieve;
    }

    private readonly bool IsRepeat(in TrackPoint point) =>
        Math.Abs(point.AtUnixMs - Latest.AtUnixMs) < RepeatWithinMs && point == Latest with { AtUnixMs = point.AtUnixMs };

    private static bool IsReachable(in TrackPoint from, in TrackPoint to, TrackKind kind)
    {
        var seconds = (to.AtUnixMs - from.AtUnixMs) / 1000.0;
        var reach = (TrackPlausibility.MaxSpeedKnots(kind) * TrackPlausibility.MetresPerSecondPerKnot * seconds) + TrackPlausibility.ScatterMetres(kind);
        // Along the meridian and then along the equator is never shorter: mostly that is near enough, and costs no trigonometry.
        return GreatCircle.MostMetres(from.LatitudeE7, from.LongitudeE7, to.LatitudeE7, to.LongitudeE7) <= reach || from.DistanceMetres(to) <= reach;
    }

    [InlineArray(Intervals)]
    private struct IntervalBuffer
    {
        private float _first;
    }
}
