using System.Runtime.InteropServices;
using OpsHub.Contracts.Geofences;

namespace OpsHub.Domain.Geofences;

/// <summary>Compiles geofences into a <see cref="FenceIndex"/>: some 100 ms for 2,000.</summary>
public static class FenceIndexBuilder
{
    /// <summary>Cells a fence: so many that most cells have no edge. More would only cost memory.</summary>
    private const int CellsPerFence = 64;

    private const int MinCells = 1_024;

    /// <summary>Cells at most: with them 2,000 fences of a port 20 km wide have cells of some 60 m.</summary>
    private const int MaxCells = 1 << 18;

    /// <param name="set">Checked fences (<see cref="GeofenceChecks"/>), ascending by number, each within reach of the port's meridian.</param>
    public static FenceIndex Build(GeofenceSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var frame = FenceFrame.Of(set.PortLongitudeDegrees);
        var outlines = new FenceEdge[set.Fences.Length][];
        for (var i = 0; i < outlines.Length; i++)
            outlines[i] = [.. FenceOutline.Of(set.Fences[i], frame)];
        var grid = Grid(outlines);

        var fences = new CompiledFence[outlines.Length];
        var rowStarts = new List<int>();
        var rowEdges = new List<int>();
        FenceEdge[] edges = [.. outlines.SelectMany(outline => outline)];
        for (int i = 0, first = 0; i < outlines.Length; first += outlines[i].Length, i++)
            fences[i] = Slice(checked((ushort)set.Fences[i].Number), outlines[i], first, grid, rowStarts, rowEdges);
        var cells = new FenceCells(grid, edges);
        for (var i = 0; i < fences.Length; i++)
        {
            for (var place = 0; place < fences[i].Rows; place++)
            {
                var start = fences[i].FirstRowStart + place;
                cells.AddRow(i, fences[i].FirstRow + place, CollectionsMarshal.AsSpan(rowEdges)[rowStarts[start]..rowStarts[start + 1]]);
            }
        }

        var (places, blocks) = cells.Pack();
        return new FenceIndex(set, frame, grid, fences, edges, [.. rowStarts], [.. rowEdges], places, blocks);
    }

    private static FenceGrid Grid(FenceEdge[][] outlines)
    {
        var (left, bottom, right, top) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        foreach (var edge in outlines.SelectMany(outline => outline))
        {
            (left, right) = (Math.Min(left, edge.X1), Math.Max(right, edge.X1));
            (bottom, top) = (Math.Min(bottom, edge.Y1), Math.Max(top, edge.Y1));
        }

        if (right < left)
            return new FenceGrid(0, 0, 0, 0, 0);
        var most = Math.Clamp(outlines.Length * CellsPerFence, MinCells, MaxCells);
        for (var shift = 4; ; shift++)
        {
            var columns = (((long)right - left) >> shift) + 1;
            var rows = (((long)top - bottom) >> shift) + 1;
            if (columns * rows <= most)
                return new FenceGrid(left, bottom, shift, (int)columns, (int)rows);
        }
    }

    /// <summary>Sorts a fence's edges into the rows they reach; one on the line between two rows is in both.</summary>
    private static CompiledFence Slice(ushort number, FenceEdge[] outline, int firstEdge, FenceGrid grid, List<int> rowStarts, List<int> rowEdges)
    {
        var firstRow = (int)(((long)outline.Min(e => Math.Min(e.Y1, e.Y2)) - grid.OriginY) >> grid.Shift);
        var lastRow = (int)(((long)outline.Max(e => Math.Max(e.Y1, e.Y2)) - grid.OriginY) >> grid.Shift);
        var rows = new List<int>?[lastRow - firstRow + 1];
        for (var i = 0; i < outline.Length; i++)
        {
            var edge = outline[i];
            var from = (int)(((long)Math.Min(edge.Y1, edge.Y2) - grid.OriginY) >> grid.Shift);
            var to = (int)(((long)Math.Max(edge.Y1, edge.Y2) - grid.OriginY) >> grid.Shift);
            for (var row = from; row <= to; row++)
                (rows[row - firstRow] ??= []).Add(firstEdge + i);
        }

        var compiled = new CompiledFence(number, firstRow, rows.Length, rowStarts.Count);
        foreach (var row in rows)
        {
            rowStarts.Add(rowEdges.Count);
            rowEdges.AddRange(row ?? []);
        }

        rowStarts.Add(rowEdges.Count);
        return compiled;
    }
}
