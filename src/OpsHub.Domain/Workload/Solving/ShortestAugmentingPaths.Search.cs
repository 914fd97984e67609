using System.Numerics;
using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>Dijkstra's search from a waiting row over the reduced costs to the nearest free place or way out.</summary>
internal sealed partial class ShortestAugmentingPaths
{
    // By column. Of settled columns `open` and `distance` are infinite, so that one pass over plain arrays needs no branch.
    private double[] open = [];
    private double[] distance = [];
    private double[] taken = [];
    private long[] reachedBy = [];

    // Settled columns in order.
    private int[] tree = [];
    private double[] treeDistance = [];

    private int nearest;
    private double nearestDistance;
    private double freeDistance;

    private void PrepareSearch(in AssignmentProblem problem)
    {
        if (open.Length < problem.Columns)
        {
            open = new double[problem.Columns];
            distance = new double[problem.Columns];
            taken = new double[problem.Columns];
            reachedBy = new long[problem.Columns];
            tree = new int[problem.Columns];
            treeDistance = new double[problem.Columns];
        }
        price.AsSpan(0, problem.Columns).CopyTo(open);
        for (var column = 0; column < problem.Columns; column++)
            taken[column] = load[column] < Capacity(column) ? 0 : double.PositiveInfinity;
    }

    /// <summary>Places a row by the shortest alternating path and keeps every reduced cost non-negative.</summary>
    /// <returns>False when there is no such path.</returns>
    private bool Augment(in AssignmentProblem problem, int source)
    {
        Array.Fill(distance, double.PositiveInfinity, 0, problem.Columns);
        freeDistance = double.PositiveInfinity;
        var (outRow, outDistance) = (source, problem.UnassignedPrice(source));
        var settled = 0;
        Relax(problem.CostsOf(source), 0, source);
        while (nearestDistance < Math.Min(freeDistance, outDistance))
        {
            var (column, reached) = (nearest, nearestDistance);
            tree[settled] = column;
            treeDistance[settled++] = reached;
            distance[column] = double.PositiveInfinity;
            open[column] = double.NegativeInfinity;
            var end = firstPlace[column] + load[column];
            for (var place = firstPlace[column]; place < end; place++)
            {
                var row = holder[place];
                var offset = reached - (problem.Cost(row, column) - price[column]);
                if (offset + problem.UnassignedPrice(row) < outDistance)
                    (outRow, outDistance) = (row, offset + problem.UnassignedPrice(row));
                Relax(problem.CostsOf(row), offset, row);
            }
        }
        var length = Math.Min(freeDistance, outDistance);
        if (double.IsPositiveInfinity(length))
            return false;
        var free = freeDistance <= outDistance ? FreeAt(problem, freeDistance) : -1;
        Reprice(settled, length);
        Flip(source, free, outRow);
        return true;
    }

    /// <summary>Takes a row's pairs into the distances and finds the nearest unsettled column and the nearest one with a free place.</summary>
    private void Relax(ReadOnlySpan<double> costs, double offset, int row)
    {
        var count = costs.Length;
        var distances = distance.AsSpan(0, count);
        var costVectors = MemoryMarshal.Cast<double, Vector<double>>(costs);
        var openVectors = MemoryMarshal.Cast<double, Vector<double>>(open.AsSpan(0, count));
        var takenVectors = MemoryMarshal.Cast<double, Vector<double>>(taken.AsSpan(0, count));
        var distanceVectors = MemoryMarshal.Cast<double, Vector<double>>(distances);
        var reachedVectors = MemoryMarshal.Cast<long, Vector<long>>(reachedBy.AsSpan(0, count));
        var (offsets, rows) = (new Vector<double>(offset), new Vector<long>(row));
        var (leasts, frees) = (new Vector<double>(double.PositiveInfinity), new Vector<double>(double.PositiveInfinity));
        var (where, here, step) = (Vector<long>.Zero, Vector<long>.Indices, new Vector<long>(Vector<long>.Count));
        for (var i = 0; i < costVectors.Length; i++)
        {
            var length = costVectors[i] - openVectors[i] + offsets;
            var shorter = Vector.LessThan(length, distanceVectors[i]);
            var now = Vector.ConditionalSelect(shorter, length, distanceVectors[i]);
            distanceVectors[i] = now;
            reachedVectors[i] = Vector.ConditionalSelect(shorter, rows, reachedVectors[i]);
            where = Vector.ConditionalSelect(Vector.LessThan(now, leasts), here, where);
            leasts = Vector.Min(now, leasts);
            frees = Vector.Min(now + takenVectors[i], frees);
            here += step;
        }
        nearestDistance = double.PositiveInfinity;
        for (var lane = 0; lane < Vector<double>.Count; lane++)
        {
            freeDistance = Math.Min(freeDistance, frees[lane]);
            if (leasts[lane] < nearestDistance)
                (nearest, nearestDistance) = ((int)where[lane], leasts[lane]);
        }
        for (var column = costVectors.Length * Vector<double>.Count; column < count; column++)
            RelaxOne(column, costs[column] - open[column] + offset, row);
    }

    private void RelaxOne(int column, double length, int row)
    {
        if (length < distance[column])
            (distance[column], reachedBy[column]) = (length, row);
        freeDistance = Math.Min(freeDistance, distance[column] + taken[column]);
        if (distance[column] < nearestDistance)
            (nearest, nearestDistance) = (column, distance[column]);
    }

    private int FreeAt(in AssignmentProblem problem, double length)
    {
        for (var column = 0; column < problem.Columns; column++)
        {
            if (distance[column] == length && taken[column] == 0)
                return column;
        }
        throw new InvalidOperationException("a free place was reached and is not there");
    }

    private void Reprice(int settled, double length)
    {
        for (var i = 0; i < settled; i++)
        {
            var column = tree[i];
            price[column] -= length - treeDistance[i];
            open[column] = price[column];
        }
    }

    /// <summary>Moves the rows along the path, from its end back to the source.</summary>
    private void Flip(int source, int free, int outRow)
    {
        int row, place;
        if (free >= 0)
        {
            row = (int)reachedBy[free];
            place = firstPlace[free] + load[free]++;
            taken[free] = load[free] < Capacity(free) ? 0 : double.PositiveInfinity;
        }
        else
        {
            place = placeOf[outRow];
            placeOf[outRow] = Out;
            if (outRow == source)
                return;
            row = (int)reachedBy[columnOfPlace[place]];
        }
        while (true)
        {
            var left = placeOf[row];
            Put(row, place);
            if (row == source)
                return;
            place = left;
            row = (int)reachedBy[columnOfPlace[place]];
        }
    }
}
