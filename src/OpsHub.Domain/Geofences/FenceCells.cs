using System.Runtime.InteropServices;

namespace OpsHub.Domain.Geofences;

/// <summary>Collects what each cell of the grid must know of each fence; see <see cref="FenceIndex"/> for the form.</summary>
internal sealed class FenceCells(FenceGrid grid, FenceEdge[] edges)
{
    private readonly List<int>?[] _cells = new List<int>?[grid.Columns * grid.Rows];
    private readonly List<int> _counts = [];
    private Reach[] _reaches = new Reach[16];

    /// <summary>Adds a fence's part in one row. Fences come in ascending order.</summary>
    /// <param name="fence">Its index.</param>
    /// <param name="row">The row.</param>
    /// <param name="places">All of its edges that reach the row.</param>
    public void AddRow(int fence, int row, ReadOnlySpan<int> places)
    {
        if (_reaches.Length < places.Length)
            _reaches = new Reach[places.Length];
        var (first, last) = (int.MaxValue, -1);
        for (var i = 0; i < places.Length; i++)
        {
            _reaches[i] = ReachOf(edges[places[i]], row);
            (first, last) = (Math.Min(first, _reaches[i].First), Math.Max(last, _reaches[i].Last));
        }

        var y = (int)(grid.OriginY + (((long)row << grid.Shift) + (1L << grid.Shift >> 1)));
        bool? run = null;
        for (var column = first; column <= last; column++)
        {
            if (AddEdges(fence, row, column, places))
            {
                run = null;
                continue;
            }

            // No edge passes between two neighbours without one: the middle of the first answers for all.
            run ??= FenceEdge.Covers(Of(places), (int)(grid.OriginX + (((long)column << grid.Shift) + (1L << grid.Shift >> 1))), y);
            if (run.Value)
                Entry(row, column).Add(fence);
        }
    }

    /// <summary>Where each cell's block is, and the blocks.</summary>
    public (int[] Places, int[] Blocks) Pack()
    {
        var places = new int[_cells.Length];
        var blocks = new List<int> { 0 };
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            if (_cells[cell] is not { } entries)
                continue;
            places[cell] = blocks.Count;
            blocks.Add(_counts[entries[0]]);
            blocks.AddRange(CollectionsMarshal.AsSpan(entries)[1..]);
        }

        return (places, [.. blocks]);
    }

    /// <summary>False when the fence has no edge in the cell.</summary>
    private bool AddEdges(int fence, int row, int column, ReadOnlySpan<int> places)
    {
        var isTouched = false;
        for (var i = 0; i < places.Length && !isTouched; i++)
            isTouched = _reaches[i].First <= column && _reaches[i].Last >= column;
        if (!isTouched)
            return false;
        var entry = Entry(row, column);
        var (header, winding) = (entry.Count, 0);
        entry.AddRange(0, 0);
        for (var i = 0; i < places.Length; i++)
        {
            var reach = _reaches[i];
            var edge = edges[places[i]];
            if (reach.Last < column || (reach.First > column && edge.Y1 == edge.Y2))
                continue;
            if (reach.First > column && reach.IsThrough)
            {
                winding += edge.Y2 > edge.Y1 ? 1 : -1;
                continue;
            }

            entry[header + 1]++;
            entry.AddRange(edge.X1, edge.Y1, edge.X2, edge.Y2);
        }

        entry[header] = fence | FenceIndex.HasEdge | (winding << 16);
        return true;
    }

    /// <summary>The cell's entries, with one more counted. Their first number is where the count is kept.</summary>
    private List<int> Entry(int row, int column)
    {
        ref var cell = ref _cells[(row * grid.Columns) + column];
        if (cell is null)
        {
            cell = [_counts.Count];
            _counts.Add(0);
        }

        _counts[cell[0]]++;
        return cell;
    }

    /// <summary>The columns an edge passes in a row, a unit wider than it is, for the rounding.</summary>
    private Reach ReachOf(FenceEdge edge, int row)
    {
        var (x1, y1, x2, y2) = edge.Y1 <= edge.Y2 ? (edge.X1, edge.Y1, edge.X2, edge.Y2) : (edge.X2, edge.Y2, edge.X1, edge.Y1);
        var rowBottom = grid.OriginY + ((long)row << grid.Shift);
        var rowTop = rowBottom + (1L << grid.Shift);
        var bottom = Math.Clamp(rowBottom, y1, y2);
        var top = Math.Clamp(rowTop, y1, y2);
        var level = y1 == y2;
        var xBottom = level ? x1 : x1 + (((double)x2 - x1) * (bottom - y1) / ((double)y2 - y1));
        var xTop = level ? x2 : x1 + (((double)x2 - x1) * (top - y1) / ((double)y2 - y1));
        var first = ((long)Math.Floor(Math.Min(xBottom, xTop)) - 1 - grid.OriginX) >> grid.Shift;
        var last = ((long)Math.Ceiling(Math.Max(xBottom, xTop)) + 1 - grid.OriginX) >> grid.Shift;
        return new Reach((int)Math.Max(first, 0), (int)Math.Min(last, grid.Columns - 1), y1 <= rowBottom && y2 >= rowTop);
    }

    private FenceEdge[] Of(ReadOnlySpan<int> places)
    {
        var of = new FenceEdge[places.Length];
        for (var i = 0; i < of.Length; i++)
            of[i] = edges[places[i]];
        return of;
    }

    /// <param name="First">First column.</param>
    /// <param name="Last">Last column.</param>
    /// <param name="IsThrough">It passes every height of the row.</param>
    private readonly record struct Reach(int First, int Last, bool IsThrough);
}
