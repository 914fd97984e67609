using System.Runtime.CompilerServices;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// A directed edge of an outline, 1e-7 degrees in the frame of the port (<see cref="FenceFrame"/>). Everything that decides
/// is exact: coordinates are within ±9e8, so products of differences stay below 2^63.
/// </summary>
public readonly record struct FenceEdge(int X1, int Y1, int X2, int Y2)
{
    /// <summary>Above 0 when the point is left of the edge, below when right, 0 when on its line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Side(int x, int y) => ((long)(X2 - X1) * (y - Y1)) - ((long)(x - X1) * (Y2 - Y1));

    /// <summary>
    /// Adds up how often the edges wind around the point (D. Sunday's winding number). True when an edge goes through the
    /// point, and then it is inside whatever else is said.
    /// </summary>
    /// <param name="edges">Every edge whose closed span of y includes the point's and that is not known to pass left or right of it.</param>
    /// <param name="x">Point.</param>
    /// <param name="y">Point.</param>
    /// <param name="winding">What the edges add up to that are known to pass to the right of it.</param>
    public static bool Covers(ReadOnlySpan<FenceEdge> edges, int x, int y, int winding = 0)
    {
        foreach (ref readonly var edge in edges)
        {
            var above1 = edge.Y1 > y;
            var above2 = edge.Y2 > y;
            if (above1 == above2)
            {
                // It does not cross the point's height; it can still touch the point, level or with its beginning.
                if (edge.Y1 == y && (edge.X1 == x || (edge.Y2 == y && (edge.X1 < x) != (edge.X2 < x))))
                    return true;
                continue;
            }

            // Wholly to the left: the ray to the right does not meet it, nor does the point.
            if (edge.X1 < x && edge.X2 < x)
                continue;
            var side = edge.Side(x, y);
            if (side == 0)
                return true;
            if (above2 == side > 0)
                winding += above2 ? 1 : -1;
        }

        return winding != 0;
    }

    /// <summary>True when the segment p-q meets the edge in one point; <paramref name="t"/> is where, 0 at p and 1 at q.</summary>
    public bool Meets(int px, int py, int qx, int qy, out double t)
    {
        t = 0;
        var sideP = Side(px, py);
        var sideQ = Side(qx, qy);
        if ((sideP > 0 && sideQ > 0) || (sideP < 0 && sideQ < 0) || sideP == sideQ)
            return false;
        var segment = new FenceEdge(px, py, qx, qy);
        var side1 = segment.Side(X1, Y1);
        var side2 = segment.Side(X2, Y2);
        if ((side1 > 0 && side2 > 0) || (side1 < 0 && side2 < 0))
            return false;
        t = sideP / ((double)sideP - sideQ);
        return true;
    }

    /// <summary>Square of the distance to a point, metres, on a plane whose axes have these scales.</summary>
    public double SquaredMetres(int x, int y, double metresPerX, double metresPerY)
    {
        var dx = (X2 - X1) * metresPerX;
        var dy = (Y2 - Y1) * metresPerY;
        var px = ((long)x - X1) * metresPerX;
        var py = ((long)y - Y1) * metresPerY;
        var length = (dx * dx) + (dy * dy);
        var along = length > 0 ? Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1) : 0;
        px -= along * dx;
        py -= along * dy;
        return (px * px) + (py * py);
    }
}
