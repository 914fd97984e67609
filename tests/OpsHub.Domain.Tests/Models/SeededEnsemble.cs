using System.Collections.Immutable;
using OpsHub.Contracts.Models;

namespace OpsHub.Testing.Models;

/// <summary>Models and rows from a seed. Rows often hold a threshold itself, zero, or nothing.</summary>
internal static class SeededEnsemble
{
    /// <param name="trees">How many.</param>
    /// <param name="features">At most 31.</param>
    /// <param name="depth">At most so many splits on a way.</param>
    /// <param name="leafShare">Chance that a node ends early; 0 makes complete trees.</param>
    public static TreeEnsemble Make(int seed, int trees, int features, int depth, double leafShare, ModelPrecision precision, bool everyRule = true)
    {
        var random = new Random(seed);
        return new TreeEnsemble
        {
            Format = ModelFormat.XGBoostJson,
            FormatVersion = "",
            FeatureNames = [.. Enumerable.Range(0, features).Select(f => $"f{f}")],
            BaseMargin = Round(random.NextDouble() - 0.5, precision),
            Link = ModelLink.Logistic,
            Precision = precision,
            Comparison = everyRule && random.Next(2) == 0 ? SplitComparison.AtMost : SplitComparison.Below,
            IsAverage = everyRule && random.Next(3) == 0,
            Trees = [.. Enumerable.Range(0, trees).Select(_ => Tree(random, features, depth, leafShare, precision, everyRule))],
        };
    }

    public static double[] Row(Random random, TreeEnsemble ensemble)
    {
        var row = new double[ensemble.FeatureNames.Length];
        for (var f = 0; f < row.Length; f++)
        {
            row[f] = random.Next(8) switch
            {
                0 => double.NaN,
                1 => 0,
                2 => 1e-36 * random.Next(-20, 20),
                3 or 4 => Threshold(random, ensemble, f),
                5 => random.Next(-2, 70) + random.NextDouble(),
                _ => Round((random.NextDouble() * 4) - 2, ensemble.Precision),
            };
        }

        return row;
    }

    private static double Threshold(Random random, TreeEnsemble ensemble, int feature)
    {
        var tree = ensemble.Trees[random.Next(ensemble.Trees.Length)];
        for (var i = 0; i < tree.FirstChild.Length; i++)
        {
            if (tree.FirstChild[i] != 0 && tree.Feature[i] == feature)
                return random.Next(3) switch { 0 => tree.Value[i], 1 => Math.BitIncrement(tree.Value[i]), _ => MathF.BitDecrement((float)tree.Value[i]) };
        }

        return 1;
    }

    private static DecisionTree Tree(Random random, int features, int depth, double leafShare, ModelPrecision precision, bool everyRule)
    {
        var (child, feature, value) = (new List<int>(), new List<int>(), new List<double>());
        var (missing, categories) = (new List<SplitMissing>(), ImmutableArray.CreateBuilder<CategorySplit>());
        var (depths, next) = (new List<int> { 0 }, 1);
        for (var i = 0; i < depths.Count; i++)
        {
            var isLeaf = depths[i] == depth || random.NextDouble() < leafShare;
            var byCategory = !isLeaf && everyRule && random.Next(8) == 0;
            child.Add(isLeaf ? 0 : next);
            feature.Add(isLeaf ? 0 : random.Next(features));
            value.Add(byCategory ? 0 : Round((random.NextDouble() * 2) - 1, precision));
            missing.Add(isLeaf || byCategory ? SplitMissing.Right : (SplitMissing)random.Next(everyRule ? 5 : 2));
            if (byCategory)
                categories.Add(new CategorySplit(i, [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => (uint)random.NextInt64(0, 1L << 32))]));
            if (isLeaf)
                continue;
            depths.AddRange([depths[i] + 1, depths[i] + 1]);
            next += 2;
        }

        var cover = new double[child.Count];
        for (var i = cover.Length - 1; i >= 0; i--)
            cover[i] = child[i] == 0 ? random.Next(1, 50) : cover[child[i]] + cover[child[i] + 1];
        return new DecisionTree
        {
            FirstChild = [.. child],
            Feature = [.. feature],
            Value = [.. value],
            Missing = [.. missing],
            Cover = [.. cover],
            Categories = categories.ToImmutable(),
            Weight = everyRule && random.Next(2) == 0 ? Round(random.NextDouble(), precision) : 1,
        };
    }

    private static double Round(double value, ModelPrecision precision) => precision == ModelPrecision.Single ? (float)value : value;
}
