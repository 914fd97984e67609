using System.Runtime.CompilerServices;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// A rectangle around a position in the frame of an index that no edge of a geofence touches: whoever goes about in it comes
/// into no geofence and leaves none. West and south are part of it, east and north are not; the default holds nothing.
/// </summary>
public readonly record struct FenceRoom(int West, int South, int East, int North)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(int x, int y) => x >= West && x < East && y >= South && y < North;

    /// <summary>What is left around a position in it without an edge: cut where the edge is farthest away, the larger of the ways along the axes.</summary>
    internal FenceRoom Without(in FenceEdge edge, int x, int y)
    {
        var (left, right) = edge.X1 < edge.X2 ? (edge.X1, edge.X2) : (edge.X2, edge.X1);
        var (bottom, top) = edge.Y1 < edge.Y2 ? (edge.Y1, edge.Y2) : (edge.Y2, edge.Y1);
        if (right < West || left >= East || top < South || bottom >= North)
            return this;
        var side = edge.Side(x, y);
        long dx = edge.X2 - edge.X1, dy = edge.Y2 - edge.Y1;
        // Nothing nearer than this along both axes lies on the edge's line.
        var distance = side == 0 ? 0 : (Math.Abs(side) + Math.Abs(dx) + Math.Abs(dy) - 1) / (Math.Abs(dx) + Math.Abs(dy));
        var gap = Math.Max(Math.Max(left - x, x - right), Math.Max(bottom - y, y - top));
        if (side == 0 && gap <= 0)
            return default;
        if (gap >= distance)
            return WithoutBox(gap, left, bottom, right, top, x, y);
        var isEast = side > 0 == dy > 0;
        var isNorth = side > 0 == dx < 0;
        return new FenceRoom(
            dy != 0 && !isEast ? Math.Max(West, (int)(x - distance + 1)) : West,
            dx != 0 && !isNorth ? Math.Max(South, (int)(y - distance + 1)) : South,
            dy != 0 && isEast ? Math.Min(East, (int)(x + distance)) : East,
            dx != 0 && isNorth ? Math.Min(North, (int)(y + distance)) : North);
    }

    private FenceRoom WithoutBox(int gap, int left, int bottom, int right, int top, int x, int y)
    {
        if (gap == left - x)
            return this with { East = left };
        if (gap == x - right)
            return this with { West = right + 1 };
        return gap == bottom - y ? this with { North = bottom } : this with { South = top + 1 };
    }
}
