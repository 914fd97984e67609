using System.Text.Json;
using OpsHub.Contracts.Models;

namespace OpsHub.Wire.Models;

/// <summary>One tree of an XGBoost JSON file: arrays with an entry for each node; -1 for the children of a leaf, whose value stands in split_conditions.</summary>
internal static class XGBoostTree
{
    public static DecisionTree? Read(JsonElement tree, string where, int features, double weight, ModelFaults faults)
    {
        var json = new ModelJson(faults);
        if (!json.TryArray(tree, where, "left_children", out var list))
            return null;
        var count = list.GetArrayLength();
        if (!IsCountRight(tree, where, count, json, faults)
            || !json.TryIntegers(tree, where, "left_children", count, out var left)
            || !json.TryIntegers(tree, where, "right_children", count, out var right)
            || !json.TryIntegers(tree, where, "split_indices", count, out var feature)
            || !json.TryIntegers(tree, where, "default_left", count, out var defaultLeft)
            || !json.TryNumbers(tree, where, "split_conditions", count, out var value))
        {
            return null;
        }

        double[]? cover = null;
        if (tree.TryGetProperty("sum_hessian", out _) && !json.TryNumbers(tree, where, "sum_hessian", count, out cover))
            return null;
        if (!IsWithoutCategories(tree, where, count, json, faults) || !AreNodesRight(where, left, right, feature, features, cover, faults))
            return null;
        return new RawTree
        {
            Left = left,
            Right = right,
            Feature = feature,
            Value = value,
            Missing = Array.ConvertAll(defaultLeft, d => d != 0 ? SplitMissing.Left : SplitMissing.Right),
            Cover = cover,
            Weight = weight,
        }.BreadthFirst(where, node => $"node {node}", faults);
    }

    private static bool IsCountRight(JsonElement tree, string where, int count, ModelJson json, ModelFaults faults)
    {
        if (count is 0 or > TreeEnsemble.MaxNodes)
            return faults.Refuse($"{where}.left_children", $"{count} nodes", "is out of range", $"1 to {TreeEnsemble.MaxNodes} nodes");
        if (!tree.TryGetProperty("tree_param", out var param))
            return true;
        if (!json.TryCount(param, $"{where}.tree_param", "num_nodes", count, out var declared) || !json.TryCount(param, $"{where}.tree_param", "size_leaf_vector", 0, out var outputs))
            return false;
        if (declared != count)
            return faults.Refuse($"{where}.left_children", $"{count} nodes", "does not fit num_nodes", $"the {declared} nodes that tree_param.num_nodes says");
        return outputs <= 1 || faults.Refuse($"{where}.tree_param.size_leaf_vector", $"{outputs}", "has leaves of several outputs", "0 or 1: train with multi_strategy one_output_per_tree and one target");
    }

    private static bool IsWithoutCategories(JsonElement tree, string where, int count, ModelJson json, ModelFaults faults)
    {
        if (!tree.TryGetProperty("split_type", out _))
            return true;
        if (!json.TryIntegers(tree, where, "split_type", count, out var types))
            return false;
        var other = Array.FindIndex(types, t => t != 0);
        return other < 0 || faults.Refuse($"{where}.split_type[{other}]", $"{types[other]}", "is a split by category, which is not supported for XGBoost", "0 everywhere: train on numbers (enable_categorical=False)");
    }

    private static bool AreNodesRight(string where, int[] left, int[] right, int[] feature, int features, double[]? cover, ModelFaults faults)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if ((left[i] < 0) != (right[i] < 0) || left[i] < -1 || right[i] < -1)
                return faults.Refuse($"{where}.left_children[{i}]", $"{left[i]} and {right[i]}", "has one child, or a child below 0", "two children, or -1 and -1 for a leaf");
            if (left[i] >= 0 && (uint)feature[i] >= (uint)features)
                return faults.Refuse($"{where}.split_indices[{i}]", $"{feature[i]}", "is a feature that does not exist", $"0 to {features - 1}");
            if (cover is not null && cover[i] < 0)
                return faults.Refuse($"{where}.sum_hessian[{i}]", $"{cover[i]}", "is below 0", "0 or more");
        }

        return true;
    }
}
