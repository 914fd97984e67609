using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpsHub.Contracts.Geofences;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// A port's geofences, compiled: immutable, shared by all its track shards. A grid over their extent tells for each cell
/// which fences hold it wholly and which have an edge in it; only those are reckoned, with the few edges that matter there.
/// What a lookup needs stands in one place in memory. Decisions are exact, and what lies on an edge is inside.
/// </summary>
/// <remarks>
/// A cell's block in <c>_blocks</c>: count of entries; per entry the fence's index with, in the upper half, how often the
/// edges that pass wholly to the right wind around every point of the cell, and <see cref="HasEdge"/>; if that is set, count of
/// edges, and the edges. The first block is that of the empty cell.
/// </remarks>
public sealed partial class FenceIndex
{
    /// <summary>Set on an entry of a cell whose fence has an edge there.</summary>
    internal const int HasEdge = 0x8000;

    private const int FenceMask = HasEdge - 1;

    /// <summary>Most fences a point can be in that are told; a port has a dozen layers.</summary>
    public const int MaxInside = 64;

    private readonly CompiledFence[] _fences;
    private readonly bool[] _isTimed;
    private readonly int[] _rowStarts;
    private readonly int[] _rowEdges;
    private readonly FenceEdge[] _edges;
    private readonly int[] _cells;
    private readonly int[] _blocks;
    private readonly int _originX;
    private readonly int _originY;
    private readonly int _shift;
    private readonly int _columns;
    private readonly int _rows;

    internal FenceIndex(
        GeofenceSet set, FenceFrame frame, FenceGrid grid, CompiledFence[] fences, FenceEdge[] edges, int[] rowStarts, int[] rowEdges, int[] cells, int[] blocks)
    {
        Set = set;
        _isTimed = [.. set.Fences.Select(fence => fence.Rules.Any(rule => rule.On is not (GeofenceCondition.Enter or GeofenceCondition.Leave or GeofenceCondition.Deviation or GeofenceCondition.Meeting or GeofenceCondition.Seal)))];
        Frame = frame;
        (_originX, _originY, _shift, _columns, _rows) = grid;
        (_fences, _edges, _rowStarts, _rowEdges, _cells, _blocks) = (fences, edges, rowStarts, rowEdges, cells, blocks);
    }

    /// <summary>No geofence.</summary>
    public static FenceIndex Empty { get; } = FenceIndexBuilder.Build(GeofenceSet.None);

    /// <summary>What it was made from; an index of a fence is its place there.</summary>
    public GeofenceSet Set { get; }

    public FenceFrame Frame { get; }

    public int Count => _fences.Length;

    /// <summary>Memory of the index, bytes.</summary>
    public long Bytes => (_rowStarts.LongLength * sizeof(int)) + (_rowEdges.LongLength * sizeof(int)) + (_edges.LongLength * 16) + (_cells.LongLength * sizeof(int))
        + (_blocks.LongLength * sizeof(int)) + (_fences.LongLength * Unsafe.SizeOf<CompiledFence>());

    /// <summary>Number of the geofence at an index.</summary>
    public ushort NumberOf(int index) => _fences[index].Number;

    /// <summary>Index of a geofence by its number; below 0 when there is none.</summary>
    public int IndexOf(int number)
    {
        var (low, high) = (0, _fences.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_fences[middle].Number == number)
                return middle;
            if (_fences[middle].Number < number)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <summary>True when a fix says something also of who came in before and is still there.</summary>
    internal bool IsTimed(int index) => _isTimed[index];

    /// <summary>The fences a point is in, ascending.</summary>
    /// <param name="x">In the index's frame.</param>
    /// <param name="y">Latitude, 1e-7 degrees.</param>
    /// <param name="inside">Receives their indexes; <see cref="MaxInside"/> or more.</param>
    /// <returns>How many.</returns>
    public int Find(int x, int y, Span<ushort> inside)
    {
        var cell = CellOf(x, y);
        if (cell < 0)
            return 0;
        var found = 0;
        var block = _blocks.AsSpan(_cells[cell]);
        var entries = block[0];
        for (var at = 1; entries > 0; entries--)
        {
            var entry = block[at++];
            var covers = true;
            if ((entry & HasEdge) != 0)
            {
                var edges = block[at++];
                covers = FenceEdge.Covers(MemoryMarshal.Cast<int, FenceEdge>(block.Slice(at, 4 * edges)), x, y, entry >> 16);
                at += 4 * edges;
            }

            if (found == inside.Length)
                break;
            inside[found] = (ushort)(entry & FenceMask);
            found += covers ? 1 : 0;
        }

        return found;
    }

    /// <summary>The cell of a point, -1 outside of the grid, where there is no fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int CellOf(int x, int y)
    {
        if (x is < -FenceFrame.ReachE7 or > FenceFrame.ReachE7)
            return -1;
        var column = unchecked((uint)x - (uint)_originX) >> _shift;
        var row = unchecked((uint)y - (uint)_originY) >> _shift;
        return column < (uint)_columns && row < (uint)_rows ? (int)((row * (uint)_columns) + column) : -1;
    }

    /// <summary>Adds the fences of which an edge in the cell meets a segment, ascending.</summary>
    internal void FencesMet(int cell, int px, int py, int qx, int qy, List<ushort> fences)
    {
        var block = _blocks.AsSpan(_cells[cell]);
        var at = 1;
        for (var entries = block[0]; entries > 0; entries--)
        {
            var entry = block[at++];
            if ((entry & HasEdge) == 0)
                continue;
            var edges = block[at++];
            foreach (ref readonly var edge in MemoryMarshal.Cast<int, FenceEdge>(block.Slice(at, 4 * edges)))
            {
                if (!edge.Meets(px, py, qx, qy, out _))
                    continue;
                fences.Add((ushort)(entry & FenceMask));
                break;
            }

            at += 4 * edges;
        }
    }

    /// <summary>The cells a segment passes through, and some beside it. Both ends must be in reach of the frame.</summary>
    internal void CellsAlong(int px, int py, int qx, int qy, List<int> cells)
    {
        var size = 1L << _shift;
        var (x1, y1, x2, y2) = py <= qy ? (px, py, qx, qy) : (qx, qy, px, py);
        var firstRow = Math.Clamp((y1 - (long)_originY) >> _shift, 0, _rows);
        var lastRow = Math.Clamp((y2 - (long)_originY) >> _shift, -1, _rows - 1);
        for (var row = firstRow; row <= lastRow; row++)
        {
            // The part of the segment within the row, a unit wider than it is, for the rounding.
            var bottom = Math.Clamp(_originY + (row * size), y1, y2);
            var top = Math.Clamp(_originY + ((row + 1) * size), y1, y2);
            var xBottom = y1 == y2 ? x1 : x1 + (((double)x2 - x1) * (bottom - y1) / ((double)y2 - y1));
            var xTop = y1 == y2 ? x2 : x1 + (((double)x2 - x1) * (top - y1) / ((double)y2 - y1));
            var first = Math.Clamp(((long)Math.Floor(Math.Min(xBottom, xTop)) - 1 - _originX) >> _shift, 0, _columns);
            var last = Math.Clamp(((long)Math.Ceiling(Math.Max(xBottom, xTop)) + 1 - _originX) >> _shift, -1, _columns - 1);
            for (var column = first; column <= last; column++)
                cells.Add((int)((row * _columns) + column));
        }
    }

    /// <summary>Where a segment first and last meets a fence's outline, 0 at p to 1 at q; false when it does not.</summary>
    internal bool Meets(int index, int px, int py, int qx, int qy, out double first, out double last)
    {
        (first, last) = (double.PositiveInfinity, double.NegativeInfinity);
        var (bottom, top) = RowsOf(index, Math.Min(py, qy), Math.Max(py, qy));
        for (var row = bottom; row <= top; row++)
        {
            foreach (var place in EdgesOf(index, row))
            {
                ref readonly var edge = ref _edges[place];
                if (!edge.Meets(px, py, qx, qy, out var t))
                    continue;
                first = Math.Min(first, t);
                last = Math.Max(last, t);
            }
        }

        return first <= last;
    }

    /// <summary>True when a point outside of the fence is farther from it than the distance, metres.</summary>
    internal bool IsFarther(int index, int x, int y, double metres)
    {
        var units = (int)(metres / FenceFrame.MetresPerUnit) + 1;
        var (bottom, top) = RowsOf(index, y - units, y + units);
        var metresPerX = FenceFrame.MetresPerX(y);
        for (var row = bottom; row <= top; row++)
        {
            foreach (var place in EdgesOf(index, row))
            {
                ref readonly var edge = ref _edges[place];
                if (edge.SquaredMetres(x, y, metresPerX, FenceFrame.MetresPerUnit) <= metres * metres)
                    return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<int> EdgesOf(int index, int row)
    {
        ref readonly var fence = ref _fences[index];
        var place = row - fence.FirstRow;
        if ((uint)place >= (uint)fence.Rows)
            return [];
        var start = fence.FirstRowStart + place;
        return _rowEdges.AsSpan(_rowStarts[start].._rowStarts[start + 1]);
    }

    private (int Bottom, int Top) RowsOf(int index, int fromY, int toY)
    {
        ref readonly var fence = ref _fences[index];
        var bottom = (int)Math.Max((fromY - (long)_originY) >> _shift, fence.FirstRow);
        var top = (int)Math.Min((toY - (long)_originY) >> _shift, fence.FirstRow + fence.Rows - 1);
        return (bottom, top);
    }
}

/// <summary>The grid: its lower left corner, the size of a cell as a power of two, columns and rows.</summary>
internal readonly record struct FenceGrid(int OriginX, int OriginY, int Shift, int Columns, int Rows);

/// <summary>Where a fence's edges are: for each row of the grid it reaches, the place of that row's edges.</summary>
internal readonly record struct CompiledFence(ushort Number, int FirstRow, int Rows, int FirstRowStart);
