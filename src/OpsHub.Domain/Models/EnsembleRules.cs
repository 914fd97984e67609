using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>
/// What holds for every ensemble that is evaluated. The readers of model files see to it; it is checked again because the
/// evaluation, for speed, is not: a description that was changed on its way must not read beside an array or never end.
/// </summary>
internal static class EnsembleRules
{
    /// <exception cref="ArgumentException">Says which tree and node breaks which rule.</exception>
    public static void Check(TreeEnsemble ensemble)
    {
        if (Broken(ensemble) is { } what)
            throw new ArgumentException($"Not a model that can be evaluated: {what}.", nameof(ensemble));
    }

    private static string? Broken(TreeEnsemble ensemble)
    {
        var features = ensemble.FeatureNames.Length;
        if (features is 0 or > TreeEnsemble.MaxFeatures)
            return $"it has {features} features; 1 to {TreeEnsemble.MaxFeatures} may be";
        if (ensemble.Trees.Length is 0 or > TreeEnsemble.MaxTrees)
            return $"it has {ensemble.Trees.Length} trees; 1 to {TreeEnsemble.MaxTrees} may be";
        if (!double.IsFinite(ensemble.BaseMargin) || !double.IsFinite(ensemble.LinkSlope) || ensemble.LinkSlope <= 0)
            return "its base margin is not finite, or its slope not above 0";
        if (!Enum.IsDefined(ensemble.Precision) || !Enum.IsDefined(ensemble.Comparison) || !Enum.IsDefined(ensemble.Link))
            return "its precision, comparison or link is unknown";
        if (ensemble.Trees.Sum(t => (long)t.FirstChild.Length) > TreeEnsemble.MaxNodesInAll)
            return $"it has more than {TreeEnsemble.MaxNodesInAll} nodes";
        for (var i = 0; i < ensemble.Trees.Length; i++)
        {
            if ((BrokenArrays(ensemble.Trees[i]) ?? BrokenNodes(ensemble.Trees[i], features)) is { } what)
                return $"tree {i} {what}";
        }

        return ensemble.Trees.Sum(t => t.CountPathSplits()) > TreeEnsemble.MaxPathSplits ? $"the ways to its leaves have more than {TreeEnsemble.MaxPathSplits} splits" : null;
    }

    private static string? BrokenArrays(DecisionTree tree)
    {
        var count = tree.FirstChild.Length;
        if (count is 0 or > TreeEnsemble.MaxNodes)
            return $"has {count} nodes; 1 to {TreeEnsemble.MaxNodes} may be";
        if (tree.Feature.Length != count || tree.Value.Length != count || tree.Missing.Length != count || (!tree.Cover.IsEmpty && tree.Cover.Length != count))
            return "has arrays of different length";
        if (!double.IsFinite(tree.Weight))
            return "has a weight that is not finite";
        var last = -1;
        foreach (var split in tree.Categories)
        {
            if (split.Node <= last || split.Node >= count || tree.FirstChild[split.Node] == 0)
                return $"has categories at node {split.Node}, out of order or no split";
            if (split.Words.Length is 0 or > TreeEnsemble.MaxCategoryWords)
                return $"has {split.Words.Length} words of categories at node {split.Node}; 1 to {TreeEnsemble.MaxCategoryWords} may be";
            last = split.Node;
        }

        return null;
    }

    private static string? BrokenNodes(DecisionTree tree, int features)
    {
        var next = 1;
        var (depth, levelEnd) = (0, 1);
        for (var i = 0; i < tree.FirstChild.Length; i++)
        {
            if (i == levelEnd)
                (depth, levelEnd) = (depth + 1, next);
            var child = tree.FirstChild[i];
            if (child != 0 && child != next)
                return $"is not breadth-first at node {i}: first child {child}, {next} expected";
            if ((uint)tree.Feature[i] >= (uint)features)
                return $"looks at feature {tree.Feature[i]} at node {i}; there are {features}";
            if (!double.IsFinite(tree.Value[i]) || (!tree.Cover.IsEmpty && !(tree.Cover[i] >= 0 && double.IsFinite(tree.Cover[i]))))
                return $"has a value or a cover at node {i} that is not finite, or a cover below 0";
            if (child == 0 && !(Math.Abs(tree.Value[i] * tree.Weight) <= TreeEnsemble.MaxLeaf))
                return $"has a leaf at node {i} beyond {TreeEnsemble.MaxLeaf}";
            if (!Enum.IsDefined(tree.Missing[i]))
                return $"has an unknown rule for missing values at node {i}";
            next += child == 0 ? 0 : 2;
        }

        if (next != tree.FirstChild.Length)
            return $"has {tree.FirstChild.Length} nodes, but its splits have {next - 1} children";
        return depth > TreeEnsemble.MaxDepth ? $"is {depth} deep; {TreeEnsemble.MaxDepth} may be" : null;
    }
}
