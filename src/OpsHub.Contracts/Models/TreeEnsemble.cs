using System.Collections.Immutable;
using Orleans;

namespace OpsHub.Contracts.Models;

/// <summary>The file format a model came in as; settles nothing about how it is evaluated.</summary>
[GenerateSerializer, Alias("ModelFormat")]
public enum ModelFormat : byte { XGBoostJson, LightGbmText }

/// <summary>Numbers that a model's library compares and adds with. The score is its score only in the same ones.</summary>
[GenerateSerializer, Alias("ModelPrecision")]
public enum ModelPrecision : byte { Single, Double }

/// <summary>When a value goes to the left child.</summary>
[GenerateSerializer, Alias("SplitComparison")]
public enum SplitComparison : byte
{
    /// <summary>Left when below the threshold (XGBoost).</summary>
    Below,

    /// <summary>Left when at most the threshold (LightGBM).</summary>
    AtMost,
}

/// <summary>What a model makes of the sum of its trees.</summary>
[GenerateSerializer, Alias("ModelLink")]
public enum ModelLink : byte
{
    /// <summary>The score is the sum.</summary>
    Identity,

    /// <summary>The score is 1 / (1 + exp(-slope x sum)), a probability.</summary>
    Logistic,
}

/// <summary>What a split does with a value that is missing (NaN).</summary>
[GenerateSerializer, Alias("SplitMissing")]
public enum SplitMissing : byte
{
    /// <summary>Missing goes right.</summary>
    Right,

    /// <summary>Missing goes left.</summary>
    Left,

    /// <summary>Missing counts as 0 (LightGBM, missing type none).</summary>
    IsZero,

    /// <summary>Zero counts as missing; missing goes right (LightGBM, missing type zero).</summary>
    ZeroRight,

    /// <summary>Zero counts as missing; missing goes left (LightGBM, missing type zero).</summary>
    ZeroLeft,
}

/// <summary>A split by a set of categories: in the set goes left; everything else, missing too, goes right.</summary>
/// <param name="Node">The split, an index into the arrays of its tree.</param>
/// <param name="Words">Bit c of word c / 32 is set when category c is in the set; 1 to 1,000,000 words.</param>
[GenerateSerializer, Immutable, Alias("CategorySplit")]
public sealed record CategorySplit(
    [property: Id(0)] int Node,
    [property: Id(1)] ImmutableArray<uint> Words);

/// <summary>
/// One binary tree, its nodes breadth-first: node 0 is the root, and the two children of a split stand next to each
/// other, behind their parent. So a tree cannot have a cycle. All arrays but <see cref="Categories"/> are as long as there
/// are nodes, 1 to 65,535.
/// </summary>
[GenerateSerializer, Immutable, Alias("DecisionTree")]
public sealed record DecisionTree
{
    /// <summary>Index of the left child, the right one follows it; 0 at a leaf.</summary>
    [Id(0)] public required ImmutableArray<int> FirstChild { get; init; }

    /// <summary>Feature that a split looks at, from 0; 0 at a leaf.</summary>
    [Id(1)] public required ImmutableArray<int> Feature { get; init; }

    /// <summary>A split's threshold, in the feature's unit; a leaf's value, in log-odds or in the unit of the target; 0 at a split by category. Finite.</summary>
    [Id(2)] public required ImmutableArray<double> Value { get; init; }

    /// <summary><see cref="SplitMissing.Right"/> at a leaf and at a split by category.</summary>
    [Id(3)] public required ImmutableArray<SplitMissing> Missing { get; init; }

    /// <summary>
    /// How much of the training data came by (XGBoost: sum of the hessian, LightGBM: rows), 0 or more. Empty when the
    /// file does not say: such a model has no contributions.
    /// </summary>
    [Id(4)] public ImmutableArray<double> Cover { get; init; } = [];

    /// <summary>Splits by category, by node, ascending; most models have none.</summary>
    [Id(5)] public ImmutableArray<CategorySplit> Categories { get; init; } = [];

    /// <summary>Factor on the leaves; 1 but for dropped trees (dart).</summary>
    [Id(6)] public double Weight { get; init; } = 1;

    /// <summary>Splits on the ways to all leaves together: what contributions along paths take in memory.</summary>
    public long CountPathSplits()
    {
        var depths = new byte[FirstChild.Length];
        var sum = 0L;
        for (var i = 0; i < depths.Length; i++)
        {
            if (FirstChild[i] is > 0 and var child)
                depths[child] = depths[child + 1] = (byte)(depths[i] + 1);
            else
                sum += depths[i];
        }

        return sum;
    }
}

/// <summary>
/// A model of many decision trees, whatever library trained it. The score is
/// link(<see cref="BaseMargin"/> + sum of the leaves x weight), the sum divided by the number of trees when
/// <see cref="IsAverage"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("TreeEnsemble")]
public sealed record TreeEnsemble
{
    /// <summary>Most features a model may have.</summary>
    public const int MaxFeatures = 10_000;

    /// <summary>Most trees a model may have.</summary>
    public const int MaxTrees = 10_000;

    /// <summary>Most nodes of one tree: a child is reached by a step of 16 bits.</summary>
    public const int MaxNodes = 65_535;

    /// <summary>Most nodes of all trees: 64 MiB evaluated, ten times what a model of 1,000 trees of depth 8 has.</summary>
    public const int MaxNodesInAll = 4_000_000;

    /// <summary>
    /// Largest value of a leaf with its tree's weight, either way. Far beyond any log-odds or amount; above it sums and
    /// contributions would leave the range of numbers.
    /// </summary>
    public const double MaxLeaf = 1e15;

    /// <summary>Most splits from a root to a leaf: what exact contributions cost grows with its square.</summary>
    public const int MaxDepth = 255;

    /// <summary>Most splits on the ways to all leaves of all trees: 256 MiB; 10,000 trees of depth 8 have 20 million.</summary>
    public const long MaxPathSplits = 32_000_000;

    /// <summary>Most words of one set of categories: category numbers below 32 million; hashed ones have been seen at 8 million.</summary>
    public const int MaxCategoryWords = 1_000_000;

    [Id(0)] public required ModelFormat Format { get; init; }

    /// <summary>Version of the library or of the format as the file says it: <c>1.7.4</c>, <c>v4</c>.</summary>
    [Id(1)] public required string FormatVersion { get; init; }

    /// <summary>In the order of a row's values; <c>f0</c>, <c>f1</c>, ... where the file has none. 1 to 10,000.</summary>
    [Id(2)] public required ImmutableArray<string> FeatureNames { get; init; }

    /// <summary>Added to the trees' sum: log-odds, or the unit of the target.</summary>
    [Id(3)] public required double BaseMargin { get; init; }

    [Id(4)] public required ModelLink Link { get; init; }

    /// <summary>Slope of the logistic link, above 0; 1 for XGBoost.</summary>
    [Id(5)] public double LinkSlope { get; init; } = 1;

    [Id(6)] public required ModelPrecision Precision { get; init; }

    [Id(7)] public required SplitComparison Comparison { get; init; }

    /// <summary>True for a random forest that averages (LightGBM, <c>average_output</c>).</summary>
    [Id(8)] public bool IsAverage { get; init; }

    /// <summary>In the order in which they are added, 1 to 10,000; at most 4,000,000 nodes in all.</summary>
    [Id(9)] public required ImmutableArray<DecisionTree> Trees { get; init; }
}
