using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>
/// The mean margin of the training data that came by each node: the leaves below it, each weighted with its cover, its
/// tree's weight, and the share of an averaged tree. By tree, then by node as in <see cref="DecisionTree"/>.
/// </summary>
internal sealed class NodeMeans
{
    private readonly double[][] _means;

    public NodeMeans(TreeEnsemble ensemble)
    {
        var share = ensemble.IsAverage ? 1.0 / ensemble.Trees.Length : 1;
        _means = [.. ensemble.Trees.Select(t => Of(t, t.Weight * share))];
        Base = ensemble.BaseMargin * share;
        foreach (var tree in _means)
            Base += tree[0];
    }

    /// <summary>The mean margin of the whole model: what a row scores of which nothing is known.</summary>
    public double Base { get; }

    public ReadOnlySpan<double> Of(int tree) => _means[tree];

    /// <summary>Which part of what came to a split went left. Where nothing came by, neither side is likelier.</summary>
    public static double LeftShare(DecisionTree tree, int split)
    {
        var child = tree.FirstChild[split];
        var (left, right) = (tree.Cover[child], tree.Cover[child + 1]);
        return left + right > 0 ? left / (left + right) : 0.5;
    }

    private static double[] Of(DecisionTree tree, double factor)
    {
        var means = new double[tree.FirstChild.Length];
        // Children stand behind their parents.
        for (var i = means.Length - 1; i >= 0; i--)
        {
            var child = tree.FirstChild[i];
            var left = child == 0 ? 0 : LeftShare(tree, i);
            means[i] = child == 0 ? tree.Value[i] * factor : (means[child] * left) + (means[child + 1] * (1 - left));
        }

        return means;
    }
}
