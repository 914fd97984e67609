using System.Numerics;
using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// The nodes of one side as a Dijkstra search on a dense graph sees them. Settled ones are infinitely far and cost infinitely
/// much to reach, so that one pass over plain arrays, several nodes at a time, needs no branch.
/// </summary>
internal sealed class Frontier
{
    private double[] open = [];
    private double[] distance = [];
    private double[] goal = [];
    private long[] reachedBy = [];
    private int count;

    /// <summary>Of the unsettled nodes the nearest; meaningful where <see cref="NearestDistance"/> is finite.</summary>
    public int Nearest { get; private set; }

    public double NearestDistance { get; private set; }

    /// <summary>Distance of the nearest goal seen.</summary>
    public double GoalDistance { get; private set; }

    public int ReachedBy(int node) => (int)reachedBy[node];

    public void Resize(int nodes)
    {
        count = nodes;
        if (open.Length >= nodes)
            return;
        open = new double[nodes];
        distance = new double[nodes];
        goal = new double[nodes];
        reachedBy = new long[nodes];
    }

    /// <summary>Sets what is subtracted from every cost of reaching the node, its price.</summary>
    public void Open(int node, double price) => open[node] = price;

    public void SetGoal(int node, bool isGoal) => goal[node] = isGoal ? 0 : double.PositiveInfinity;

    /// <summary>A new search; settled nodes must have been opened again.</summary>
    public void Restart()
    {
        Array.Fill(distance, double.PositiveInfinity, 0, count);
        (NearestDistance, GoalDistance) = (double.PositiveInfinity, double.PositiveInfinity);
    }

    public void Settle(int node) => (distance[node], open[node]) = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Takes the way over one node of the other side into the distances, and finds the nearest node and the nearest goal.</summary>
    /// <param name="costs">By node.</param>
    /// <param name="offset">Distance so far, less the other node's price.</param>
    public void Relax(ReadOnlySpan<double> costs, double offset, int by)
    {
        var costVectors = MemoryMarshal.Cast<double, Vector<double>>(costs);
        var openVectors = MemoryMarshal.Cast<double, Vector<double>>(open.AsSpan(0, count));
        var goalVectors = MemoryMarshal.Cast<double, Vector<double>>(goal.AsSpan(0, count));
        var distanceVectors = MemoryMarshal.Cast<double, Vector<double>>(distance.AsSpan(0, count));
        var reachedVectors = MemoryMarshal.Cast<long, Vector<long>>(reachedBy.AsSpan(0, count));
        var (offsets, bys) = (new Vector<double>(offset), new Vector<long>(by));
        var (leasts, goals) = (new Vector<double>(double.PositiveInfinity), new Vector<double>(double.PositiveInfinity));
        var (where, here, step) = (Vector<long>.Zero, Vector<long>.Indices, new Vector<long>(Vector<long>.Count));
        for (var i = 0; i < costVectors.Length; i++)
        {
            var length = costVectors[i] - openVectors[i] + offsets;
            var shorter = Vector.LessThan(length, distanceVectors[i]);
            var now = Vector.ConditionalSelect(shorter, length, distanceVectors[i]);
            distanceVectors[i] = now;
            reachedVectors[i] = Vector.ConditionalSelect(shorter, bys, reachedVectors[i]);
            where = Vector.ConditionalSelect(Vector.LessThan(now, leasts), here, where);
            leasts = Vector.Min(now, leasts);
            goals = Vector.Min(now + goalVectors[i], goals);
            here += step;
        }
        NearestDistance = double.PositiveInfinity;
        for (var lane = 0; lane < Vector<double>.Count; lane++)
        {
            GoalDistance = Math.Min(GoalDistance, goals[lane]);
            if (leasts[lane] < NearestDistance)
                (Nearest, NearestDistance) = ((int)where[lane], leasts[lane]);
        }
        for (var node = costVectors.Length * Vector<double>.Count; node < count; node++)
            RelaxOne(node, costs[node] - open[node] + offset, by);
    }

    /// <summary>The goal at <see cref="GoalDistance"/>.</summary>
    public int FindGoal()
    {
        for (var node = 0; node < count; node++)
        {
            if (distance[node] == GoalDistance && goal[node] == 0)
                return node;
        }
        throw new InvalidOperationException("a goal was reached and is not there");
    }

    private void RelaxOne(int node, double length, int by)
    {
        if (length < distance[node])
            (distance[node], reachedBy[node]) = (length, by);
        GoalDistance = Math.Min(GoalDistance, distance[node] + goal[node]);
        if (distance[node] < NearestDistance)
            (Nearest, NearestDistance) = (node, distance[node]);
    }
}
