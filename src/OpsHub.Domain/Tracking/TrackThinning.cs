namespace OpsHub.Domain.Tracking;

/// <summary>
/// Leaves out points of a track that say least about its shape: the line splits where a point lies farthest from it, and so
/// on, always where it is farthest of all, until as many points are kept as may be (Douglas and Peucker 1973, ordered by
/// distance instead of cut at a tolerance). Distances are on a plane that touches the globe at the point in question:
/// within the span of a port's traffic that is true to less than a percent.
/// </summary>
public static class TrackThinning
{
    private const double MetresPerE7 = 111_319.49 / 1e7;
    private const long WholeTurnE7 = 3_600_000_000;

    /// <summary>The points to keep, and how far those left out may lie from the line through them.</summary>
    /// <param name="points">In order of time.</param>
    /// <param name="max">Most points kept, 2 or more; the first and the last always are.</param>
    public static (List<TrackPoint> Kept, double ToleranceMetres) Thin(IReadOnlyList<TrackPoint> points, int max)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 2);
        if (points.Count <= max)
            return ([.. points], 0);
        var isKept = new bool[points.Count];
        isKept[0] = isKept[^1] = true;
        var farthest = new PriorityQueue<(int First, int Split, int Last), (double NegatedMetres, int NegatedCount)>();
        Offer(farthest, points, 0, points.Count - 1);
        for (var kept = 2; kept < max && farthest.TryDequeue(out var part, out _); kept++)
        {
            isKept[part.Split] = true;
            Offer(farthest, points, part.First, part.Split);
            Offer(farthest, points, part.Split, part.Last);
        }

        var tolerance = farthest.TryPeek(out _, out var worst) ? -worst.NegatedMetres : 0;
        return ([.. points.Where((_, i) => isKept[i])], tolerance);
    }

    private static void Offer(PriorityQueue<(int First, int Split, int Last), (double NegatedMetres, int NegatedCount)> farthest, IReadOnlyList<TrackPoint> points, int first, int last)
    {
        if (last - first < 2)
            return;
        // A track that stands still is split in its middle, the longest part first, so that its points are spread in time.
        var split = first + ((last - first) / 2);
        var distance = 0.0;
        for (var i = first + 1; i < last; i++)
        {
            var metres = DistanceMetres(points[i], points[first], points[last]);
            if (metres > distance)
                (split, distance) = (i, metres);
        }

        farthest.Enqueue((first, split, last), (-distance, first - last));
    }

    /// <summary>From a point to the segment between two others.</summary>
    private static double DistanceMetres(in TrackPoint point, in TrackPoint from, in TrackPoint to)
    {
        var shrink = Math.Cos(double.DegreesToRadians(point.LatitudeDegrees));
        var (ax, ay) = Offset(point, from, shrink);
        var (bx, by) = Offset(point, to, shrink);
        var (dx, dy) = (bx - ax, by - ay);
        var length = (dx * dx) + (dy * dy);
        var along = length == 0 ? 0 : Math.Clamp(-((ax * dx) + (ay * dy)) / length, 0, 1);
        return double.Hypot(ax + (along * dx), ay + (along * dy));
    }

    private static (double X, double Y) Offset(in TrackPoint origin, in TrackPoint point, double shrink)
    {
        var east = (long)point.LongitudeE7 - origin.LongitudeE7;
        // The short way over the antimeridian.
        east = east > WholeTurnE7 / 2 ? east - WholeTurnE7 : east < -WholeTurnE7 / 2 ? east + WholeTurnE7 : east;
        return (east * MetresPerE7 * shrink, ((long)point.LatitudeE7 - origin.LatitudeE7) * MetresPerE7);
    }
}
