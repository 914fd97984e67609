using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>
/// The trees as arrays, and the walks through them. Eight walks go in step: each step waits for two loads, and eight waits
/// at once cost little more than one. Indices are not checked while walking; <see cref="EnsembleRules"/> has seen to them.
/// </summary>
internal sealed class CompiledForest<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Walks at once: more would not fit the registers.</summary>
    private const int Lanes = 8;

    // Trees in the order of their depth, deepest first, so that those that walk together take as many steps.
    private readonly int[] _order;
    private readonly int[] _groupDepth;
    private readonly ImmutableArray<uint>[] _sets;

    public CompiledForest(TreeEnsemble ensemble, RowSlots<T> slots)
    {
        Slots = slots;
        Roots = new int[ensemble.Trees.Length];
        Nodes = new TreeNode<T>[ensemble.Trees.Sum(t => t.FirstChild.Length)];
        var sets = new List<ImmutableArray<uint>>();
        var depths = new int[Roots.Length];
        var at = 0;
        for (var t = 0; t < Roots.Length; t++)
        {
            Roots[t] = at;
            depths[t] = Add(ensemble.Trees[t], ensemble.Comparison, at, sets);
            at += ensemble.Trees[t].FirstChild.Length;
        }

        _sets = [.. sets];
        Depth = depths;
        _order = [.. Enumerable.Range(0, Roots.Length).OrderByDescending(t => depths[t])];
        _groupDepth = [.. _order.Chunk(Lanes).Select(g => depths[g[0]])];
    }

    public RowSlots<T> Slots { get; }

    public TreeNode<T>[] Nodes { get; }

    /// <summary>First node of each tree.</summary>
    public int[] Roots { get; }

    /// <summary>Splits on the longest way through each tree.</summary>
    public int[] Depth { get; }

    private bool HasCategories => _sets.Length > 0;

    /// <summary>The leaf each tree takes a row to, as an index into <see cref="Nodes"/>, by tree.</summary>
    public void Walk(ReadOnlySpan<T> slots, Span<int> leaves)
    {
        ref var x = ref Unsafe.AsRef(in slots[0]);
        ref var nodes = ref Nodes[0];
        var whole = HasCategories ? 0 : _order.Length / Lanes;
        for (var g = 0; g < whole; g++)
        {
            var trees = _order.AsSpan(g * Lanes, Lanes);
            var (a, b, c, d) = (Roots[trees[0]], Roots[trees[1]], Roots[trees[2]], Roots[trees[3]]);
            var (e, f, h, i) = (Roots[trees[4]], Roots[trees[5]], Roots[trees[6]], Roots[trees[7]]);
            for (var step = _groupDepth[g]; step > 0; step--)
            {
                a = Next(ref nodes, ref x, a);
                b = Next(ref nodes, ref x, b);
                c = Next(ref nodes, ref x, c);
                d = Next(ref nodes, ref x, d);
                e = Next(ref nodes, ref x, e);
                f = Next(ref nodes, ref x, f);
                h = Next(ref nodes, ref x, h);
                i = Next(ref nodes, ref x, i);
            }

            (leaves[trees[0]], leaves[trees[1]], leaves[trees[2]], leaves[trees[3]]) = (a, b, c, d);
            (leaves[trees[4]], leaves[trees[5]], leaves[trees[6]], leaves[trees[7]]) = (e, f, h, i);
        }

        for (var k = whole * Lanes; k < _order.Length; k++)
            leaves[_order[k]] = WalkOne(slots, _order[k]);
    }

    /// <summary>Adds a tree's leaves to the sums of eight rows whose slots stand side by side.</summary>
    public void AddEight(int tree, ReadOnlySpan<T> slots, Span<T> sums)
    {
        ref var x = ref Unsafe.AsRef(in slots[0]);
        ref var nodes = ref Nodes[Roots[tree]];
        var (a, b, c, d, e, f, h, i) = (0, 0, 0, 0, 0, 0, 0, 0);
        for (var step = Depth[tree]; step > 0; step--)
        {
            a = NextOfEight(ref nodes, ref x, a, 0);
            b = NextOfEight(ref nodes, ref x, b, 1);
            c = NextOfEight(ref nodes, ref x, c, 2);
            d = NextOfEight(ref nodes, ref x, d, 3);
            e = NextOfEight(ref nodes, ref x, e, 4);
            f = NextOfEight(ref nodes, ref x, f, 5);
            h = NextOfEight(ref nodes, ref x, h, 6);
            i = NextOfEight(ref nodes, ref x, i, 7);
        }

        sums[0] += Unsafe.Add(ref nodes, a).Value;
        sums[1] += Unsafe.Add(ref nodes, b).Value;
        sums[2] += Unsafe.Add(ref nodes, c).Value;
        sums[3] += Unsafe.Add(ref nodes, d).Value;
        sums[4] += Unsafe.Add(ref nodes, e).Value;
        sums[5] += Unsafe.Add(ref nodes, f).Value;
        sums[6] += Unsafe.Add(ref nodes, h).Value;
        sums[7] += Unsafe.Add(ref nodes, i).Value;
    }

    /// <summary>True when <see cref="AddEight"/> may be used.</summary>
    public bool CanAddEight => !HasCategories;

    /// <summary>The child a row goes to.</summary>
    public int Child(ReadOnlySpan<T> slots, int node)
    {
        ref readonly var n = ref Nodes[node];
        var isLeft = n.Slot >= Slots.FirstCategory ? IsInSet(int.CreateTruncating(n.Value), slots[n.Slot]) : slots[n.Slot] < n.Value;
        return node + n.Step + (isLeft ? 0 : 1);
    }

    private int WalkOne(ReadOnlySpan<T> slots, int tree)
    {
        var node = Roots[tree];
        while (Nodes[node].Step > 0)
            node = Child(slots, node);
        return node;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ref TreeNode<T> nodes, ref T slots, int node)
    {
        ref var n = ref Unsafe.Add(ref nodes, (nint)(uint)node);
        return node + n.Step + (Unsafe.Add(ref slots, (nint)n.Slot) < n.Value ? 0 : 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NextOfEight(ref TreeNode<T> nodes, ref T slots, int node, int lane)
    {
        ref var n = ref Unsafe.Add(ref nodes, (nint)(uint)node);
        return node + n.Step + (Unsafe.Add(ref slots, ((nint)n.Slot * Lanes) + lane) < n.Value ? 0 : 1);
    }

    /// <summary>A category is the value without its fraction; missing, negative and unknown ones are in no set.</summary>
    private bool IsInSet(int set, T value)
    {
        var words = _sets[set];
        if (!(value > -T.One && value < T.CreateTruncating(words.Length * 32)))
            return false;
        var category = int.CreateTruncating(value);
        return (words[category >> 5] >> (category & 31) & 1) != 0;
    }

    /// <returns>The tree's depth.</returns>
    private int Add(DecisionTree tree, SplitComparison comparison, int at, List<ImmutableArray<uint>> sets)
    {
        var categories = tree.Categories.ToDictionary(c => c.Node, c => c.Words);
        var depth = new byte[tree.FirstChild.Length];
        for (var i = 0; i < depth.Length; i++)
        {
            ref var node = ref Nodes[at + i];
            var child = tree.FirstChild[i];
            if (child == 0)
            {
                // Weighted in the library's arithmetic.
                node = new TreeNode<T> { Value = T.CreateTruncating(tree.Value[i]) * T.CreateTruncating(tree.Weight), Slot = 0, Step = -1 };
                continue;
            }

            depth[child] = depth[child + 1] = (byte)(depth[i] + 1);
            node.Step = checked((short)(child - i));
            if (categories.TryGetValue(i, out var words))
            {
                (node.Slot, node.Value) = (Slots.OfCategory(tree.Feature[i]), T.CreateTruncating(sets.Count));
                sets.Add(words);
                continue;
            }

            var threshold = T.CreateTruncating(tree.Value[i]);
            // At most t is below the next number after t.
            node.Value = comparison == SplitComparison.AtMost ? T.BitIncrement(threshold) : threshold;
            node.Slot = Slots.Of(tree.Missing[i], tree.Feature[i]);
        }

        return depth[^1];
    }
}
