using System.Numerics;
using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// The 0-1 knapsack by dynamic programming over the capacity (R. Bellman 1957); where that would be too large, its linear
/// relaxation (G. B. Dantzig, "Discrete-variable extremum problems", Operations Research 5 (1957) 266-277). A workspace.
/// </summary>
internal sealed class Knapsack
{
    /// <summary>Cells of the table, 8 bytes each: above it one solution takes milliseconds, and hundreds are needed.</summary>
    private const long MaxCells = 1_000_000;

    private double[] values = [];
    private int[] items = [];
    private double[] ratios = [];

    /// <summary>The most that can be gained, or an upper bound of it in the relaxed case.</summary>
    /// <param name="gains">By item; only positive ones are of interest, minus infinity marks what is not allowed.</param>
    /// <param name="chosen">By item: taken; in the relaxed case without the one that would be cut.</param>
    public double Solve(ReadOnlySpan<double> gains, ReadOnlySpan<int> weights, long capacity, bool[] chosen)
    {
        if (items.Length < gains.Length)
        {
            items = new int[gains.Length];
            ratios = new double[gains.Length];
        }
        Array.Clear(chosen, 0, gains.Length);
        var (count, sum, weight) = (0, 0.0, 0L);
        for (var item = 0; item < gains.Length; item++)
        {
            if (!(gains[item] > 0) || weights[item] > capacity)
                continue;
            items[count++] = item;
            sum += gains[item];
            weight += weights[item];
        }
        if (weight <= capacity)
        {
            for (var i = 0; i < count; i++)
                chosen[items[i]] = true;
            return sum;
        }
        return (count + 1) * (capacity + 1) <= MaxCells
            ? Exact(gains, weights, count, (int)capacity + 1, chosen)
            : Relaxed(gains, weights, count, capacity, chosen);
    }

    private double Exact(ReadOnlySpan<double> gains, ReadOnlySpan<int> weights, int count, int width, bool[] chosen)
    {
        if (values.Length < (count + 1) * width)
            values = new double[(count + 1) * width];
        Array.Clear(values, 0, width);
        for (var i = 0; i < count; i++)
        {
            var (weight, gain) = (weights[items[i]], gains[items[i]]);
            var before = values.AsSpan(i * width, width);
            var after = values.AsSpan((i + 1) * width, width);
            before[..weight].CopyTo(after);
            Better(before[weight..], before[..(width - weight)], gain, after[weight..]);
        }
        var left = width - 1;
        for (var i = count - 1; i >= 0; i--)
        {
            if (values[((i + 1) * width) + left] == values[(i * width) + left])
                continue;
            chosen[items[i]] = true;
            left -= weights[items[i]];
        }
        return values[(count * width) + width - 1];
    }

    /// <summary>The larger of leaving an item and of taking it, for each room left.</summary>
    private static void Better(ReadOnlySpan<double> leave, ReadOnlySpan<double> take, double gain, Span<double> better)
    {
        var leaves = MemoryMarshal.Cast<double, Vector<double>>(leave);
        var takes = MemoryMarshal.Cast<double, Vector<double>>(take);
        var betters = MemoryMarshal.Cast<double, Vector<double>>(better);
        var gains = new Vector<double>(gain);
        for (var i = 0; i < betters.Length; i++)
            betters[i] = Vector.Max(leaves[i], takes[i] + gains);
        for (var i = betters.Length * Vector<double>.Count; i < better.Length; i++)
            better[i] = Math.Max(leave[i], take[i] + gain);
    }

    private double Relaxed(ReadOnlySpan<double> gains, ReadOnlySpan<int> weights, int count, long capacity, bool[] chosen)
    {
        for (var i = 0; i < count; i++)
            ratios[i] = -gains[items[i]] / Math.Max(weights[items[i]], 1e-9);
        ratios.AsSpan(0, count).Sort(items.AsSpan(0, count));
        var (value, room) = (0.0, capacity);
        for (var i = 0; i < count; i++)
        {
            var item = items[i];
            if (weights[item] > room)
                return value + (gains[item] * room / weights[item]);
            value += gains[item];
            room -= weights[item];
            chosen[item] = true;
        }
        return value;
    }
}
