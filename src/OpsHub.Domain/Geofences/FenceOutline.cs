using OpsHub.Contracts.Geofences;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// A geofence as directed edges: shells counterclockwise, holes clockwise, so that what any edge winds around is inside. A
/// corridor is the union of its pieces, which may overlap. Each ring's edges follow each other.
/// </summary>
public static class FenceOutline
{
    /// <summary>How far a circle's edges may cut inside it, metres: a twentieth of what a good fix scatters.</summary>
    private const double MaxSagittaMetres = 0.25;

    public static List<FenceEdge> Of(Geofence fence, FenceFrame frame)
    {
        ArgumentNullException.ThrowIfNull(fence);
        var edges = new List<FenceEdge>();
        switch (fence.Shape)
        {
            case GeofenceShape.Polygon:
                foreach (var line in fence.Lines)
                    AddRing(edges, Positions(line, frame), clockwise: line.IsHole);
                break;
            case GeofenceShape.Circle:
                AddRing(edges, Circle(Positions(fence.Lines[0], frame)[0], fence.RadiusMetres), clockwise: false);
                break;
            case GeofenceShape.Corridor:
                AddCorridor(edges, Positions(fence.Lines[0], frame), fence.WidthMetres / 2);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fence), fence.Shape, "no shape of a geofence");
        }

        return edges;
    }

    public static (int X, int Y)[] Positions(GeofenceLine line, FenceFrame frame)
    {
        ArgumentNullException.ThrowIfNull(line);
        var positions = new (int X, int Y)[line.PositionsE7.Length / 2];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = (frame.X(line.PositionsE7[2 * i]), line.PositionsE7[(2 * i) + 1]);
        return positions;
    }

    /// <summary>Twice the signed area; above 0 when counterclockwise. A ring may be as large as a quarter of the globe.</summary>
    public static Int128 Area(ReadOnlySpan<(int X, int Y)> ring)
    {
        Int128 area = 0;
        for (var i = 0; i < ring.Length; i++)
        {
            var next = ring[(i + 1) % ring.Length];
            area += ((long)ring[i].X * next.Y) - ((long)next.X * ring[i].Y);
        }

        return area;
    }

    private static void AddRing(List<FenceEdge> edges, ReadOnlySpan<(int X, int Y)> ring, bool clockwise)
    {
        var turned = Area(ring) < 0 != clockwise;
        for (var i = 0; i < ring.Length; i++)
        {
            var (from, to) = turned ? (ring[(ring.Length - i) % ring.Length], ring[ring.Length - 1 - i]) : (ring[i], ring[(i + 1) % ring.Length]);
            if (from != to)
                edges.Add(new FenceEdge(from.X, from.Y, to.X, to.Y));
        }
    }

    /// <summary>Points at one distance on the sphere, so many that the edges between them stay close to it.</summary>
    private static (int X, int Y)[] Circle((int X, int Y) centre, double radiusMetres)
    {
        const double radians = Math.PI / 180 / 1e7;
        var points = new (int X, int Y)[Math.Clamp((int)Math.Ceiling(Math.PI / Math.Sqrt(2 * MaxSagittaMetres / radiusMetres)), 16, 360)];
        var distance = radiusMetres * radians / FenceFrame.MetresPerUnit;
        var (sinLatitude, cosLatitude) = Math.SinCos(centre.Y * radians);
        var (sinDistance, cosDistance) = Math.SinCos(distance);
        for (var i = 0; i < points.Length; i++)
        {
            // Direct problem on the sphere; bearings run clockwise from north, so the ring is turned by its area.
            var (sinBearing, cosBearing) = Math.SinCos(2 * Math.PI * i / points.Length);
            var sin = Math.Clamp((sinLatitude * cosDistance) + (cosLatitude * sinDistance * cosBearing), -1, 1);
            var x = Math.Atan2(sinBearing * sinDistance * cosLatitude, cosDistance - (sinLatitude * sin));
            points[i] = (centre.X + (int)Math.Round(x / radians), (int)Math.Round(Math.Asin(sin) / radians));
        }

        return points;
    }

    /// <summary>A rectangle along every segment and a circle around every position.</summary>
    private static void AddCorridor(List<FenceEdge> edges, ReadOnlySpan<(int X, int Y)> line, double halfMetres)
    {
        for (var i = 0; i < line.Length; i++)
        {
            AddRing(edges, Circle(line[i], halfMetres), clockwise: false);
            if (i == 0 || line[i] == line[i - 1])
                continue;
            var (from, to) = (line[i - 1], line[i]);
            var scale = FenceFrame.MetresPerX((int)(((long)from.Y + to.Y) / 2));
            var dx = (to.X - from.X) * scale;
            var dy = (to.Y - from.Y) * FenceFrame.MetresPerUnit;
            var length = Math.Sqrt((dx * dx) + (dy * dy));
            var offsetX = (int)Math.Round(-dy / length * halfMetres / scale);
            var offsetY = (int)Math.Round(dx / length * halfMetres / FenceFrame.MetresPerUnit);
            AddRing(
                edges,
                [(from.X + offsetX, from.Y + offsetY), (from.X - offsetX, from.Y - offsetY), (to.X - offsetX, to.Y - offsetY), (to.X + offsetX, to.Y + offsetY)],
                clockwise: false);
        }
    }
}
