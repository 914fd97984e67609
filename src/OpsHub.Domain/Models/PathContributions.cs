using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>
/// What each leaf's path contributes, by feature, worked out beforehand: at a score the leaves are known, and all that is
/// left is to add up a few numbers for each.
/// </summary>
internal sealed class PathContributions
{
    /// <summary>Where the parts of node n begin; those of n + 1 begin where they end. Only leaves have any.</summary>
    private readonly int[] _starts;
    private readonly Part[] _parts;
    private readonly double _base;

    public PathContributions(TreeEnsemble ensemble, NodeMeans means)
    {
        _base = means.Base;
        _starts = new int[ensemble.Trees.Sum(t => t.FirstChild.Length) + 1];
        var parts = new List<Part>();
        var at = 0;
        for (var t = 0; t < ensemble.Trees.Length; t++)
        {
            var tree = ensemble.Trees[t];
            var parents = Parents(tree);
            var byLeaf = new Part[parents.Length][];
            for (var i = 0; i < parents.Length; i++)
                byLeaf[i] = tree.FirstChild[i] == 0 ? PartsOf(tree, means.Of(t), parents, i) : [];
            var width = Width(byLeaf);
            foreach (var own in byLeaf)
            {
                _starts[at++] = parts.Count;
                parts.AddRange(own);
                for (var k = own.Length; k < width && own.Length > 0; k++)
                    parts.Add(new Part(0, own[0].Feature));
            }
        }

        _starts[at] = parts.Count;
        _parts = [.. parts];
    }

    public long Bytes => (_starts.Length * 4L) + (_parts.Length * 8L);

    /// <param name="leaves">The leaf of each tree, as a node of the whole forest.</param>
    public void Add(ReadOnlySpan<int> leaves, Span<double> contributions)
    {
        contributions.Clear();
        contributions[^1] = _base;
        foreach (var leaf in leaves)
        {
            foreach (var part in _parts.AsSpan(_starts[leaf], _starts[leaf + 1] - _starts[leaf]))
                contributions[part.Feature] += part.Value;
        }
    }

    private static int[] Parents(DecisionTree tree)
    {
        var parents = new int[tree.FirstChild.Length];
        parents[0] = -1;
        for (var i = 0; i < parents.Length; i++)
        {
            if (tree.FirstChild[i] is > 0 and var child)
                parents[child] = parents[child + 1] = i;
        }

        return parents;
    }

    /// <summary>
    /// Leaves of a tree get equally many parts, where that costs no more than as much again: a loop whose length changes from
    /// leaf to leaf is mispredicted each time, which takes longer than the few additions of nothing.
    /// </summary>
    private static int Width(Part[][] byLeaf)
    {
        var (widest, leaves) = (byLeaf.Max(p => p.Length), byLeaf.Count(p => p.Length > 0));
        return (long)widest * leaves <= 2 * byLeaf.Sum(p => (long)p.Length) ? widest : 0;
    }

    private static Part[] PartsOf(DecisionTree tree, ReadOnlySpan<double> means, int[] parents, int leaf)
    {
        var byFeature = new SortedDictionary<int, double>();
        for (var (node, parent) = (leaf, parents[leaf]); parent >= 0; (node, parent) = (parent, parents[parent]))
        {
            var feature = tree.Feature[parent];
            byFeature[feature] = byFeature.GetValueOrDefault(feature) + means[node] - means[parent];
        }

        return [.. byFeature.Select(f => new Part((float)f.Value, f.Key))];
    }

    /// <summary>Eight bytes: rounding to 32 bits costs less than 1e-7 of the part.</summary>
    private readonly record struct Part(float Value, int Feature);
}
