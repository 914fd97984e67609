namespace OpsHub.Domain.Geofences;

/// <summary>The way between two fixes in the frame of an index, and whether it may be taken for straight.</summary>
internal readonly struct FencePath
{
    /// <summary>Between fixes farther apart in time nobody knows the way: only where it was and is counts.</summary>
    private const long MaxGapMs = 30 * 60_000;

    /// <summary>Half a degree, 55 km north to south: what 60 knots cover in half an hour. Also bounds what a crossing costs.</summary>
    private const int MaxSpan = 5_000_000;

    private readonly FenceMoment _from;
    private readonly FenceMoment _to;
    private readonly FenceFrame _frame;

    public FencePath(FenceFrame frame, in FenceMoment from, in FenceMoment to)
    {
        (_from, _to, _frame) = (from, to, frame);
        (PX, PY) = (frame.X(from.LongitudeE7), from.LatitudeE7);
        (QX, QY) = (frame.X(to.LongitudeE7), to.LatitudeE7);
        IsStraight = from.AtUnixMs != 0 && to.AtUnixMs - from.AtUnixMs is >= 0 and <= MaxGapMs
            && Math.Abs((long)QX - PX) <= MaxSpan && Math.Abs((long)QY - PY) <= MaxSpan
            && Math.Abs((long)PX) <= FenceFrame.ReachE7 && Math.Abs((long)QX) <= FenceFrame.ReachE7;
    }

    public int PX { get; }

    public int PY { get; }

    public int QX { get; }

    public int QY { get; }

    public bool IsStraight { get; }

    /// <summary>The moment at a share of the way, 0 to 1.</summary>
    public FenceMoment At(double share) => new(
        _from.AtUnixMs + (long)Math.Round((_to.AtUnixMs - _from.AtUnixMs) * share),
        PY + (int)Math.Round(((double)QY - PY) * share),
        _frame.LongitudeE7(PX + (int)Math.Round(((double)QX - PX) * share)));
}
