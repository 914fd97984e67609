using System.Collections.Immutable;
using System.Numerics;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;

namespace OpsHub.Testing.Geofences;

/// <summary>A made-up port full of geofences, and points in it, half of which lie on edges and vertices. The same seed gives the same.</summary>
internal sealed class FenceField
{
    /// <summary>Vertices lie on a lattice of this many units, so that edges go through many points that can be written exactly.</summary>
    private const int Lattice = 64;

    private const int HalfWidthX = 1_760_000;
    private const int HalfHeightY = 900_000;
    private readonly Random _random;

    public FenceField(int fences, int seed, double longitude = 24.75, double latitude = 59.45)
    {
        _random = new Random(seed);
        Frame = FenceFrame.Of(longitude);
        CentreY = (int)Math.Round(latitude * 1e7);
        Set = new GeofenceSet(1, longitude, [.. Enumerable.Range(1, fences).Select(Fence)]);
        Outlines = [.. Set.Fences.Select(fence => FenceOutline.Of(fence, Frame).ToArray())];
    }

    public FenceFrame Frame { get; }

    public GeofenceSet Set { get; }

    public ImmutableArray<FenceEdge[]> Outlines { get; }

    private int CentreY { get; }

    /// <summary>Points in the frame; every second lies on an edge or a vertex.</summary>
    public (int X, int Y)[] Points(int count)
    {
        var points = new (int X, int Y)[count];
        for (var i = 0; i < count; i++)
            points[i] = i % 2 == 0 ? OnAnEdge() : (_random.Next(-HalfWidthX, HalfWidthX), CentreY + _random.Next(-HalfHeightY, HalfHeightY));
        return points;
    }

    private (int X, int Y) OnAnEdge()
    {
        var outline = Outlines[_random.Next(Outlines.Length)];
        var edge = outline[_random.Next(outline.Length)];
        var steps = (int)BigInteger.GreatestCommonDivisor(edge.X2 - edge.X1, edge.Y2 - edge.Y1);
        var step = _random.Next(steps + 1);
        return (edge.X1 + ((edge.X2 - edge.X1) / steps * step), edge.Y1 + ((edge.Y2 - edge.Y1) / steps * step));
    }

    private Geofence Fence(int number)
    {
        var centre = (X: Snap(_random.Next(-HalfWidthX, HalfWidthX)), Y: CentreY + Snap(_random.Next(-HalfHeightY, HalfHeightY)));
        var fence = new Geofence { Name = $"fence {number}", Number = number, Shape = GeofenceShape.Polygon, Lines = [] };
        var radius = _random.Next(50, 600);
        switch (_random.Next(20))
        {
            case < 12:
                return fence with { Lines = [Line(Star(centre, radius, _random.Next(3, 40)))] };
            case < 15:
                var shell = Star(centre, radius, 24, least: 0.7);
                var hole = Star(centre, radius / 2.0, 12, least: 0.5);
                return fence with { Lines = [Line(shell), new GeofenceLine(true, Line(hole).PositionsE7)] };
            case < 17:
                var (halfX, halfY) = (Snap(radius * 150), Snap(radius * 60));
                return fence with { Lines = [Line([(centre.X - halfX, centre.Y - halfY), (centre.X + halfX, centre.Y - halfY), (centre.X + halfX, centre.Y + halfY), (centre.X - halfX, centre.Y + halfY)])] };
            case < 19:
                return fence with { Shape = GeofenceShape.Circle, Lines = [Line([centre])], RadiusMetres = radius };
            default:
                var line = Enumerable.Range(0, _random.Next(2, 6)).Select(i => (centre.X + Snap(i * 60_000) + Snap(_random.Next(40_000)), centre.Y + Snap(_random.Next(40_000)))).ToArray();
                return fence with { Shape = GeofenceShape.Corridor, Lines = [Line(line)], WidthMetres = _random.Next(50, 400) };
        }
    }

    /// <summary>A ring that goes round its centre once and so never crosses itself.</summary>
    private (int X, int Y)[] Star((int X, int Y) centre, double metres, int vertices, double least = 0.4) =>
        [.. Enumerable.Range(0, vertices).Select(i =>
        {
            var angle = 2 * Math.PI * i / vertices;
            var distance = metres * (least + ((1 - least) * _random.NextDouble())) / FenceFrame.MetresPerUnit;
            return (centre.X + Snap((int)(2 * distance * Math.Cos(angle))), centre.Y + Snap((int)(distance * Math.Sin(angle))));
        })];

    private GeofenceLine Line(IEnumerable<(int X, int Y)> points) => new(false, [.. points.SelectMany(p => new[] { Frame.LongitudeE7(p.X), p.Y })]);

    private static int Snap(int value) => value / Lattice * Lattice;
}
