using System.Runtime.InteropServices;

namespace OpsHub.Domain.Geofences;

// Where a fix needs no looking up.
public sealed partial class FenceIndex
{
    /// <summary>A room around a point: its cell less what the edges there take, or beside the grid all that is on the point's side of it.</summary>
    public FenceRoom RoomAround(int x, int y)
    {
        var cell = CellOf(x, y);
        if (cell < 0)
            return Beside(x, y);
        var size = 1 << _shift;
        var (west, south) = (_originX + (cell % _columns * size), _originY + (cell / _columns * size));
        var room = new FenceRoom(west, south, west + size, south + size);
        var block = _blocks.AsSpan(_cells[cell]);
        var at = 1;
        for (var entries = block[0]; entries > 0; entries--)
        {
            if ((block[at++] & HasEdge) == 0)
                continue;
            var edges = block[at++];
            foreach (ref readonly var edge in MemoryMarshal.Cast<int, FenceEdge>(block.Slice(at, 4 * edges)))
                room = room.Without(edge, x, y);
            at += 4 * edges;
        }

        return room;
    }

    private FenceRoom Beside(int x, int y)
    {
        if (x is < -FenceFrame.ReachE7 or > FenceFrame.ReachE7)
            return default;
        var everywhere = new FenceRoom(-FenceFrame.ReachE7, -FenceFrame.ReachE7, FenceFrame.ReachE7 + 1, FenceFrame.ReachE7 + 1);
        if (y < _originY)
            return everywhere with { North = _originY };
        if (x < _originX)
            return everywhere with { East = _originX };
        var (east, north) = (_originX + ((long)_columns << _shift), _originY + ((long)_rows << _shift));
        return y >= north ? everywhere with { South = (int)north } : everywhere with { West = (int)east };
    }
}
