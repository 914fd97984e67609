using System.Collections.Immutable;
using OpsHub.Contracts.Models;

namespace OpsHub.Testing.Models;

/// <summary>
/// The same trees as anybody would write them first: an object for each node, a branch for each question. What the compiled
/// forest is compared with, in what it says and in how long it takes.
/// </summary>
internal sealed class PointerForest
{
    private readonly TreeEnsemble _ensemble;
    private readonly Node[] _roots;
    private readonly bool _isSingle;

    public PointerForest(TreeEnsemble ensemble)
    {
        _ensemble = ensemble;
        _isSingle = ensemble.Precision == ModelPrecision.Single;
        _roots = [.. ensemble.Trees.Select(t => Make(t, 0))];
    }

    public double Margin(ReadOnlySpan<double> row)
    {
        if (_isSingle)
        {
            var sum = (float)_ensemble.BaseMargin;
            foreach (var root in _roots)
                sum += (float)Leaf(root, row).Value;
            return _ensemble.IsAverage ? sum / _roots.Length : sum;
        }

        var total = _ensemble.BaseMargin;
        foreach (var root in _roots)
            total += Leaf(root, row).Value;
        return _ensemble.IsAverage ? total / _roots.Length : total;
    }

    /// <summary>The mean margin when only the features of a set are known; the others go both ways, by cover.</summary>
    public double MeanGiven(uint known, ReadOnlySpan<double> row)
    {
        var sum = _ensemble.BaseMargin;
        foreach (var root in _roots)
            sum += MeanGiven(root, known, row);
        return _ensemble.IsAverage ? sum / _roots.Length : sum;
    }

    private double MeanGiven(Node node, uint known, ReadOnlySpan<double> row)
    {
        if (node.Left is null)
            return node.Value;
        if ((known >> node.Feature & 1) != 0)
            return MeanGiven(GoesLeft(node, row[node.Feature]) ? node.Left : node.Right!, known, row);
        return ((MeanGiven(node.Left, known, row) * node.Left.Cover) + (MeanGiven(node.Right!, known, row) * node.Right!.Cover)) / (node.Left.Cover + node.Right.Cover);
    }

    private Node Leaf(Node node, ReadOnlySpan<double> row)
    {
        while (node.Left is not null)
            node = GoesLeft(node, row[node.Feature]) ? node.Left : node.Right!;
        return node;
    }

    private bool GoesLeft(Node node, double x)
    {
        if (!node.Categories.IsDefault)
            return !double.IsNaN(x) && x > -1 && x < node.Categories.Length * 32 && (node.Categories[(int)x / 32] >> ((int)x % 32) & 1) != 0;
        if (_isSingle)
            x = (float)x;
        if (node.Missing is SplitMissing.ZeroLeft or SplitMissing.ZeroRight && (double.IsNaN(x) || Math.Abs(x) <= 1e-35f))
            return node.Missing == SplitMissing.ZeroLeft;
        if (double.IsNaN(x))
        {
            if (node.Missing != SplitMissing.IsZero)
                return node.Missing == SplitMissing.Left;
            x = 0;
        }

        return _ensemble.Comparison == SplitComparison.Below ? x < node.Value : x <= node.Value;
    }

    private Node Make(DecisionTree tree, int i)
    {
        var isLeaf = tree.FirstChild[i] == 0;
        var weighted = _isSingle ? (float)tree.Value[i] * (float)tree.Weight : tree.Value[i] * tree.Weight;
        return new Node
        {
            Feature = tree.Feature[i],
            Value = isLeaf ? weighted : tree.Value[i],
            Missing = tree.Missing[i],
            Cover = tree.Cover.IsEmpty ? 0 : tree.Cover[i],
            Categories = tree.Categories.FirstOrDefault(c => c.Node == i)?.Words ?? default,
            Left = isLeaf ? null : Make(tree, tree.FirstChild[i]),
            Right = isLeaf ? null : Make(tree, tree.FirstChild[i] + 1),
        };
    }

    private sealed class Node
    {
        public int Feature { get; init; }
        public double Value { get; init; }
        public SplitMissing Missing { get; init; }
        public double Cover { get; init; }
        public ImmutableArray<uint> Categories { get; init; }
        public Node? Left { get; init; }
        public Node? Right { get; init; }
    }
}
