using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;
using OpsHub.Domain.Geofences;

namespace OpsHub.Testing.Geofences;

/// <summary>
/// The same question asked of NetTopologySuite: prepared geometries behind an STR tree, in the units of the index, so that
/// both see the same numbers. A corridor's overlapping pieces are one entry each.
/// </summary>
internal sealed class FenceOracle
{
    private static readonly GeometryFactory s_factory = new();
    private readonly STRtree<(int Fence, IPreparedGeometry Prepared, Polygon Plain)> _tree = new();

    public FenceOracle(FenceField field)
    {
        for (var i = 0; i < field.Outlines.Length; i++)
        {
            foreach (var polygon in Polygons(field.Outlines[i]))
                _tree.Insert(polygon.EnvelopeInternal, (i, PreparedGeometryFactory.Prepare(polygon), polygon));
        }

        _tree.Build();
    }

    /// <summary>The fences whose polygon covers the point, ascending.</summary>
    public int Find(int x, int y, Span<ushort> inside)
    {
        var point = s_factory.CreatePoint(new Coordinate(x, y));
        var found = 0;
        foreach (var (fence, geometry, _) in _tree.Query(point.EnvelopeInternal))
        {
            if (geometry.Covers(point) && !inside[..found].Contains((ushort)fence))
                inside[found++] = (ushort)fence;
        }

        inside[..found].Sort();
        return found;
    }

    /// <summary>The same without preparing them, as its documentation begins.</summary>
    public int FindPlain(int x, int y, Span<ushort> inside)
    {
        var point = s_factory.CreatePoint(new Coordinate(x, y));
        var found = 0;
        foreach (var (fence, _, polygon) in _tree.Query(point.EnvelopeInternal))
        {
            if (polygon.Covers(point) && !inside[..found].Contains((ushort)fence))
                inside[found++] = (ushort)fence;
        }

        inside[..found].Sort();
        return found;
    }

    private static IEnumerable<Polygon> Polygons(FenceEdge[] outline)
    {
        LinearRing? shell = null;
        var holes = new List<LinearRing>();
        var ring = new List<Coordinate>();
        foreach (var edge in outline)
        {
            ring.Add(new Coordinate(edge.X1, edge.Y1));
            if (ring.Count < 3 || edge.X2 != ring[0].X || edge.Y2 != ring[0].Y)
                continue;
            ring.Add(ring[0].Copy());
            var closed = s_factory.CreateLinearRing([.. ring]);
            ring.Clear();
            if (closed.IsCCW && shell is not null)
            {
                yield return s_factory.CreatePolygon(shell, [.. holes]);
                holes.Clear();
            }

            if (closed.IsCCW)
                shell = closed;
            else
                holes.Add(closed);
        }

        yield return s_factory.CreatePolygon(shell!, [.. holes]);
    }
}
