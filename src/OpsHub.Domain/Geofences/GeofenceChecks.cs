using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Geofences;

/// <summary>Limits of geofences.</summary>
public static class GeofenceLimits
{
    /// <summary>Twice what a large port draws.</summary>
    public const int Fences = 4_000;

    /// <summary>Of one fence: a coastline drawn by hand has a few hundred.</summary>
    public const int Positions = 2_000;

    /// <summary>Of all fences of a port together, so that they fit into one record.</summary>
    public const int PositionsOfPort = 100_000;

    /// <summary>One bit each is kept per tracker and fence.</summary>
    public const int Rules = 15;

    /// <summary>Beyond it, a circle of metres is none in degrees.</summary>
    public const double MaxLatitude = 85;
}

/// <summary>Whether a geofence can be one: its shape, its figures, its rules.</summary>
public static class GeofenceChecks
{
    private static readonly string[] s_kinds = ["berth", "yard", "gate", "bay", "scanner", "anchorage", "channel", "zone", "building", "route"];

    private static readonly string[] s_owners = [Roles.Commander, Roles.Supervisor, Roles.Officer];

    /// <summary>Adds what is wrong with the geofence; nothing when it can be used.</summary>
    /// <param name="fence">As read; positions in range.</param>
    /// <param name="frame">Of the port.</param>
    /// <param name="path">Where it stands in what was sent, ending in a dot.</param>
    /// <param name="findings">Receives the findings.</param>
    internal static void Check(Geofence fence, FenceFrame frame, string path, FindingList findings)
    {
        if (!CodeShapes.IsText(fence.Name, 1, 64))
            findings.Add($"{path}properties.name", "is missing or too long", fence.Name, "1 to 64 printable characters");
        if (!s_kinds.Contains(fence.Kind))
            findings.Add($"{path}properties.kind", "is unknown", fence.Kind, $"one of {string.Join(", ", s_kinds)}");
        Range(fence.HysteresisMetres, 0, 1_000, $"{path}properties.hysteresis", findings);
        if (fence.Shape == GeofenceShape.Circle)
            Range(fence.RadiusMetres, 1, 200_000, $"{path}properties.radius", findings);
        if (fence.Shape == GeofenceShape.Corridor)
            Range(fence.WidthMetres, 1, 100_000, $"{path}properties.width", findings);
        Rules(fence, path, findings);
        if (IsWithinReach(fence, frame, path, findings) && fence.Shape == GeofenceShape.Polygon)
            Rings(fence, frame, path, findings);
    }

    private static bool IsWithinReach(Geofence fence, FenceFrame frame, string path, FindingList findings)
    {
        var field = $"{path}geometry.coordinates";
        var count = fence.Lines.Sum(line => line.PositionsE7.Length / 2);
        if (count > GeofenceLimits.Positions)
        {
            findings.Add(field, "has too many positions", count, $"at most {GeofenceLimits.Positions}");
            return false;
        }

        // The outline of a circle or corridor reaches farther than its positions: kept within by a margin of 5 degrees.
        const int reach = FenceFrame.ReachE7 - 50_000_000;
        foreach (var (x, y) in fence.Lines.SelectMany(line => FenceOutline.Positions(line, frame)))
        {
            if (Math.Abs((long)x) > reach)
            {
                findings.Add(field, "is too far from the port", frame.LongitudeE7(x) / 1e7, "within 85 degrees of longitude of the port");
                return false;
            }

            if (Math.Abs((long)y) > GeofenceLimits.MaxLatitude * 1e7)
            {
                findings.Add(field, "is too near a pole", y / 1e7, "latitudes from -85 to 85");
                return false;
            }
        }

        return true;
    }

    private static void Rings(Geofence fence, FenceFrame frame, string path, FindingList findings)
    {
        var field = $"{path}geometry.coordinates";
        var polygon = new List<(int X, int Y)[]>();
        for (var i = 0; i < fence.Lines.Length; i++)
        {
            var ring = FenceOutline.Positions(fence.Lines[i], frame);
            if (ring.Length < 3 || FenceOutline.Area(ring) == 0)
            {
                findings.Add(field, "has a ring without area", ring.Length, "at least three positions that are not on one line");
                return;
            }

            if (!fence.Lines[i].IsHole)
                polygon.Clear();
            polygon.Add(ring);
            // The hole's first position alone: were another outside, its ring would cross the shell's.
            if (fence.Lines[i].IsHole && !FenceEdge.Covers(Edges(polygon[..1]).ToArray(), ring[0].X, ring[0].Y))
            {
                findings.Add(field, "has a hole outside of its shell", i, "every hole within the first ring");
                return;
            }

            var ends = i + 1 == fence.Lines.Length || !fence.Lines[i + 1].IsHole;
            if (ends && Crossing(polygon) is { } crossing)
            {
                findings.Add(field, "crosses or touches itself", Text(crossing, frame), "rings that meet nothing but, in single positions, each other");
                return;
            }
        }
    }

    private static IEnumerable<FenceEdge> Edges(IEnumerable<(int X, int Y)[]> rings) => rings.SelectMany(ring => ring.Select((from, i) =>
    {
        var to = ring[(i + 1) % ring.Length];
        return new FenceEdge(from.X, from.Y, to.X, to.Y);
    }));

    /// <summary>An edge that meets another one where it must not; null when none does. Swept from left to right.</summary>
    private static FenceEdge? Crossing(List<(int X, int Y)[]> rings)
    {
        var edges = new List<(FenceEdge Edge, int Ring, int Place)>();
        for (var r = 0; r < rings.Count; r++)
            edges.AddRange(Edges([rings[r]]).Select((edge, place) => (edge, r, place)));
        edges.Sort((a, b) => Math.Min(a.Edge.X1, a.Edge.X2).CompareTo(Math.Min(b.Edge.X1, b.Edge.X2)));
        for (var i = 0; i < edges.Count; i++)
        {
            var (a, ring, place) = edges[i];
            if (a.X1 == a.X2 && a.Y1 == a.Y2)
                return a;
            var right = Math.Max(a.X1, a.X2);
            for (var j = i + 1; j < edges.Count && Math.Min(edges[j].Edge.X1, edges[j].Edge.X2) <= right; j++)
            {
                var (b, otherRing, otherPlace) = edges[j];
                var count = rings[ring].Length;
                var neighbours = ring == otherRing && ((place + 1) % count == otherPlace || (otherPlace + 1) % count == place);
                if (AreInConflict(a, b, sameRing: ring == otherRing, neighbours))
                    return b;
            }
        }

        return null;
    }

    /// <summary>Neighbours share a position, and rings may touch in one; nothing may cross or run along another.</summary>
    private static bool AreInConflict(FenceEdge a, FenceEdge b, bool sameRing, bool neighbours)
    {
        int a1 = Math.Sign(b.Side(a.X1, a.Y1)), a2 = Math.Sign(b.Side(a.X2, a.Y2)), b1 = Math.Sign(a.Side(b.X1, b.Y1)), b2 = Math.Sign(a.Side(b.X2, b.Y2));
        if (a1 == 0 && a2 == 0)
            return Overlap(a, b);
        if (a1 * a2 > 0 || b1 * b2 > 0)
            return false;
        var proper = a1 * a2 < 0 && b1 * b2 < 0;
        return proper || (sameRing && !neighbours);
    }

    /// <summary>On one line: true when they have more than a position in common.</summary>
    private static bool Overlap(FenceEdge a, FenceEdge b)
    {
        var byX = a.X1 != a.X2;
        var (a1, a2) = byX ? (a.X1, a.X2) : (a.Y1, a.Y2);
        var (b1, b2) = byX ? (b.X1, b.X2) : (b.Y1, b.Y2);
        return Math.Max(Math.Min(a1, a2), Math.Min(b1, b2)) < Math.Min(Math.Max(a1, a2), Math.Max(b1, b2));
    }

    private static string Text(FenceEdge edge, FenceFrame frame) => string.Create(
        CultureInfo.InvariantCulture, $"[{frame.LongitudeE7(edge.X1) / 1e7},{edge.Y1 / 1e7}] to [{frame.LongitudeE7(edge.X2) / 1e7},{edge.Y2 / 1e7}]");

    private static void Rules(Geofence fence, string path, FindingList findings)
    {
        if (fence.Rules.Length > GeofenceLimits.Rules)
            findings.Add($"{path}properties.rules", "are too many", fence.Rules.Length, $"at most {GeofenceLimits.Rules}");
        // A stay has one clock for each of these.
        foreach (var on in (GeofenceCondition[])[GeofenceCondition.Speed, GeofenceCondition.Loitering, GeofenceCondition.Meeting, GeofenceCondition.Seal])
        {
            if (fence.Rules.Count(rule => rule.On == on) > 1)
                findings.Add($"{path}properties.rules", $"has more than one rule on {on}", null, "one each for speed, loitering, meeting and seal");
        }

        for (var i = 0; i < Math.Min(fence.Rules.Length, GeofenceLimits.Rules); i++)
        {
            var rule = fence.Rules[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"{path}properties.rules[{i}].");
            var timed = rule.On is GeofenceCondition.Dwell or GeofenceCondition.Silence or GeofenceCondition.Loitering or GeofenceCondition.Meeting;
            if (timed)
                Range(rule.Seconds, 10, 604_800, $"{field}seconds", findings);
            else
                Range(rule.Seconds, 0, rule.On == GeofenceCondition.Speed ? 3_600 : 0, $"{field}seconds", findings);
            if (rule.On is GeofenceCondition.Speed or GeofenceCondition.Loitering or GeofenceCondition.Meeting && !(rule.Knots is > 0 and <= 100))
                findings.Add($"{field}knots", "is out of range", rule.Knots, "above 0 to 100");
            if (rule.On is GeofenceCondition.Loitering or GeofenceCondition.Meeting)
                Range(rule.RadiusMetres, 10, 20_000, $"{field}radiusMetres", findings);
            Except(rule, field, findings);
            if (rule.On == GeofenceCondition.Deviation && fence.Shape != GeofenceShape.Corridor)
                findings.Add($"{field}on", "is for corridors only", "deviation", "a LineString with a width");
            if (rule.Alarm is { } alarm)
                Alarm(alarm, $"{field}alarm.", findings);
        }
    }

    private static void Except(GeofenceRule rule, string field, FindingList findings)
    {
        if (rule.On != GeofenceCondition.Meeting && !rule.ExceptIn.IsEmpty)
            findings.Add($"{field}exceptIn", "is for meeting only", string.Join(", ", rule.ExceptIn), "nothing");
        else if (rule.ExceptIn.FirstOrDefault(kind => !s_kinds.Contains(kind)) is { } unknown)
            findings.Add($"{field}exceptIn", "is unknown", unknown, $"some of {string.Join(", ", s_kinds)}");
        else if (rule.ExceptIn.Length > s_kinds.Length)
            findings.Add($"{field}exceptIn", "names a kind twice", string.Join(", ", rule.ExceptIn), "every kind once");
    }

    private static void Alarm(GeofenceAlarm alarm, string path, FindingList findings)
    {
        if (!Enum.IsDefined(alarm.Priority))
            findings.Add($"{path}priority", "is unknown", alarm.Priority, "p1, p2, p3 or diagnostic");
        if (alarm.Cause is not null && !CodeShapes.IsText(alarm.Cause, 1, 200))
            findings.Add($"{path}cause", "is empty or too long", alarm.Cause, "1 to 200 characters, or nothing");
        if (!CodeShapes.IsText(alarm.Consequence, 1, 200))
            findings.Add($"{path}consequence", "is missing or too long", alarm.Consequence, "1 to 200 characters: what happens if nobody answers");
        if (!CodeShapes.IsText(alarm.Response, 1, 200))
            findings.Add($"{path}response", "is missing or too long", alarm.Response, "1 to 200 characters: what to do");
        if (!s_owners.Contains(alarm.Owner))
            findings.Add($"{path}owner", "is unknown", alarm.Owner, $"one of {string.Join(", ", s_owners)}");
        Range(alarm.TimeToRespondSeconds, 10, 86_400, $"{path}timeToRespondSeconds", findings);
    }

    private static void Range(double value, double least, double most, string field, FindingList findings)
    {
        if (!(value >= least && value <= most))
            findings.Add(field, "is out of range", value, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
    }
}
