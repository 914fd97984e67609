using System.Collections.Immutable;
using OpsHub.Contracts.Models;

namespace OpsHub.Wire.Models;

/// <summary>What is settled by all trees together.</summary>
internal static class ModelSize
{
    public static bool IsBearable(ImmutableArray<DecisionTree> trees, string where, ModelFaults faults)
    {
        var splits = trees.Sum(t => t.CountPathSplits());
        return splits <= TreeEnsemble.MaxPathSplits
            || faults.Refuse(where, $"{splits} splits", "has too long ways to its leaves", $"at most {TreeEnsemble.MaxPathSplits} splits on the ways to all leaves: fewer, or flatter, trees");
    }
}
