using System.Collections.Immutable;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Models;
using OpsHub.Domain.Models;
using OpsHub.Testing.Models;
using OpsHub.Wire.Models;

namespace OpsHub.Domain.Tests.Models;

public sealed class TreeModelTests
{
    private static readonly TreeModel XGBoost = TreeModel.Compile(ModelFile.Read(SmallModels.XGBoost.Bytes()).Model!);
    private static readonly TreeModel LightGbm = TreeModel.Compile(ModelFile.Read(SmallModels.LightGbm.Bytes()).Model!);

    [Theory]
    [InlineData(1, 5, -0.4f + 0.125f)]
    [InlineData(1.5, 5, 0.2f + 0.125f)] // at the threshold is not below it
    [InlineData(1.4999999999, 5, 0.2f + 0.125f)] // and in 32 bits this is at the threshold
    [InlineData(1.5, 10, 0.6f + 0.125f)]
    [InlineData(double.NaN, 5, -0.4f + 0.125f)]
    [InlineData(2, double.NaN, 0.6f + 0.125f)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, 0.2f + 0.125f)]
    public void Margin_OfXGBoost_FollowsTheTreeIn32Bits(double mass, double price, double expected)
    {
        Assert.Equal(expected, XGBoost.Margin([mass, price]));
        Assert.Equal(1 / (1 + Math.Exp(-expected)), XGBoost.Score([mass, price]), 1e-7);
    }

    /// <summary>Worked out by hand from the documented format; LightGBM itself is not to be had from Debian.</summary>
    [Theory]
    [InlineData(1.5, 3, 33, 0.1 + 0.05 + 0.25)] // at most the threshold; category 33 in the second word
    [InlineData(1.6, 0, 1, -0.4 + 0.05 + 0.25)] // zero is missing in the third split, a number in the second tree
    [InlineData(double.NaN, double.NaN, double.NaN, -0.2 + 0.05 + 0.25)]
    [InlineData(2, -7, 0, 0.3 + 0.05 + 0.25)]
    [InlineData(0, 6, -1, -0.2 - 0.05 + 0.25)]
    [InlineData(0, 6, 1.9, 0.1 - 0.05 + 0.25)] // a category is rounded towards 0
    [InlineData(0, 6, 65, -0.2 - 0.05 + 0.25)] // beyond the last word
    [InlineData(0, 5, 1e300, -0.2 + 0.05 + 0.25)]
    [InlineData(2, 1e-36, 0, -0.4 + 0.05 + 0.25)] // counts as zero
    [InlineData(2, -1e-34, 0, 0.3 + 0.05 + 0.25)] // does not
    [InlineData(1.5000000000000002, double.NaN, 0, -0.4 + 0.05 + 0.25)]
    public void Margin_OfLightGbm_FollowsTheTreesIn64Bits(double x, double y, double category, double expected)
    {
        Assert.Equal(expected, LightGbm.Margin([x, y, category]), 1e-15);
        Assert.Equal(1 / (1 + Math.Exp(-0.5 * expected)), LightGbm.Score([x, y, category]), 1e-15);
    }

    [Fact]
    public void Margin_OfARandomForest_IsTheMean()
    {
        var forest = TreeModel.Compile(ModelFile.Read(SmallModels.LightGbm.With("feature_names=", "average_output\nfeature_names=")).Model!);
        Assert.Equal((0.3 + 0.05 + 0.25) / 3, forest.Margin([2, -7, 0]), 1e-15);
    }

    [Fact]
    public void MarginWithPath_OfXGBoost_IsTheChangeOfTheMeanAtEachSplit()
    {
        // Means by cover: the root of the first tree 0.4 x -0.4 + 0.6 x its right child, that one (2 x 0.2 + 4 x 0.6) / 6.
        var right = ((2 * 0.2) + (4 * 0.6)) / 6;
        var root = (0.4 * -0.4) + (0.6 * right);
        var contributions = new double[3];
        var margin = XGBoost.MarginWithPath([2, 11], contributions);
        Assert.Equal(0.725, margin, 1e-6);
        Assert.Equal(right - root, contributions[0], 1e-6);
        Assert.Equal(0.6 - right, contributions[1], 1e-6);
        Assert.Equal(root + 0.125, contributions[2], 1e-6);
    }

    [Theory]
    [InlineData(ModelPrecision.Single)]
    [InlineData(ModelPrecision.Double)]
    public void Margin_OfAnyModel_IsThatOfTheTreesFollowedOneByOne(ModelPrecision precision) => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var ensemble = SeededEnsemble.Make(seed, random.Next(1, 40), random.Next(1, 12), random.Next(0, 9), random.NextDouble() * 0.4, precision);
            var (model, naive) = (TreeModel.Compile(ensemble), new PointerForest(ensemble));
            double[][] rows = [.. Enumerable.Range(0, random.Next(1, 150)).Select(_ => SeededEnsemble.Row(random, ensemble))];
            var batch = new double[rows.Length];
            model.Score([.. rows.SelectMany(r => r)], batch);
            for (var i = 0; i < rows.Length; i++)
            {
                Assert.Equal(naive.Margin(rows[i]), model.Margin(rows[i]));
                Assert.Equal(model.Score(rows[i]), batch[i]);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Margin_OfAnyModelWithoutCategories_IsTheSameInABatch()
    {
        var ensemble = SeededEnsemble.Make(5, 23, 20, 7, 0.1, ModelPrecision.Single, everyRule: false);
        var (model, naive, random) = (TreeModel.Compile(ensemble), new PointerForest(ensemble), new Random(5));
        double[][] rows = [.. Enumerable.Range(0, 203).Select(_ => SeededEnsemble.Row(random, ensemble))];
        var batch = new double[rows.Length];
        model.Score([.. rows.SelectMany(r => r)], batch);
        Assert.Equal(rows.Select(r => model.Link(naive.Margin(r))), batch);
        Assert.True(batch.Distinct().Count() > 150, "The rows are all alike: the test tests nothing.");
    }

    [Theory]
    [InlineData(ModelPrecision.Single)]
    [InlineData(ModelPrecision.Double)]
    public void ExactContributions_OfAnyModel_AreTheShapleyValuesOfAllSubsets(ModelPrecision precision) => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var features = random.Next(1, 6);
            var ensemble = SeededEnsemble.Make(seed, random.Next(1, 5), features, random.Next(0, 7), 0.2, precision);
            var (model, naive) = (TreeModel.Compile(ensemble), new PointerForest(ensemble));
            var row = SeededEnsemble.Row(random, ensemble);
            var (exact, path) = (new double[features + 1], new double[features + 1]);
            model.ExactContributions(row, exact);
            var margin = model.MarginWithPath(row, path);
            Assert.Equal(naive.MeanGiven(0, row), exact[^1], 1e-6);
            Assert.Equal(exact[^1], path[^1], 1e-9);
            for (var f = 0; f < features; f++)
                Assert.Equal(Shapley(naive, row, f, features), exact[f], 1e-6);
            Assert.Equal(margin, exact.Sum(), 1e-5);
            Assert.Equal(margin, path.Sum(), 1e-5);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Score_OfAnyChangedFile_IsRefusedOrANumber() => Prop.ForAll(
        Gen.OneOf(ModelMutations.Of(SmallModels.XGBoost), ModelMutations.Of(SmallModels.LightGbm)).ToArbitrary(),
        bytes =>
        {
            if (ModelFile.Read(bytes).Model is not { } ensemble)
                return;
            var model = TreeModel.Compile(ensemble);
            foreach (var value in (double[])[double.NaN, 0, -1, 33, 1e300])
            {
                var row = Enumerable.Repeat(value, model.Features).ToArray();
                Assert.InRange(model.Score(row), double.MinValue, double.MaxValue);
                if (!model.HasContributions)
                    continue;
                var contributions = new double[model.Features + 1];
                var margin = model.MarginWithPath(row, contributions);
                Assert.Equal(margin, contributions.Sum(), 1e-4 * contributions.Max(c => 1 + Math.Abs(c)));
                model.ExactContributions(row, contributions);
                Assert.All(contributions, c => Assert.True(double.IsFinite(c)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Contributions_WithoutCover_AreRefused()
    {
        var text = SmallModels.XGBoost.Replace("sum_hessian", "other", StringComparison.Ordinal);
        var model = TreeModel.Compile(ModelFile.Read(text.Bytes()).Model!);
        Assert.False(model.HasContributions);
        Assert.Throws<InvalidOperationException>(() => model.MarginWithPath([1, 2], new double[3]));
        Assert.Throws<InvalidOperationException>(() => model.ExactContributions([1, 2], new double[3]));
        Assert.Throws<ArgumentException>(() => model.Margin([1]));
    }

    [Fact]
    public void Compile_DescriptionThatWasChanged_IsRefused()
    {
        var good = ModelFile.Read(SmallModels.LightGbm.Bytes()).Model!;
        void Refused(Func<DecisionTree, DecisionTree> change) =>
            Assert.Throws<ArgumentException>(() => TreeModel.Compile(good with { Trees = good.Trees.SetItem(0, change(good.Trees[0])) }));
        Refused(t => t with { FirstChild = t.FirstChild.SetItem(1, 1) });
        Refused(t => t with { FirstChild = t.FirstChild.SetItem(3, 7) });
        Refused(t => t with { FirstChild = t.FirstChild.SetItem(2, 0) });
        Refused(t => t with { Feature = t.Feature.SetItem(0, 3) });
        Refused(t => t with { Value = t.Value.SetItem(0, double.NaN) });
        Refused(t => t with { Missing = t.Missing.RemoveAt(0) });
        Refused(t => t with { Missing = t.Missing.SetItem(0, (SplitMissing)9) });
        Refused(t => t with { Cover = t.Cover.SetItem(0, -1) });
        Refused(t => t with { Weight = double.PositiveInfinity });
        Refused(t => t with { Categories = [new CategorySplit(3, [1])] });
        Refused(t => t with { Categories = [new CategorySplit(1, [])] });
        Refused(t => t with { FirstChild = [], Feature = [], Value = [], Missing = [], Cover = [], Categories = [] });
        Assert.Throws<ArgumentException>(() => TreeModel.Compile(good with { Trees = [] }));
        Assert.Throws<ArgumentException>(() => TreeModel.Compile(good with { FeatureNames = [] }));
    }

    [Fact]
    public void MainContributions_AreTheLargestWhicheverTheirSign()
    {
        var main = MainContributions.Of(LightGbm, [1, double.NaN, 3], [0.1, -0.5, 0, 9], count: 2);
        Assert.Equal([new FeatureContribution("y", null, -0.5), new FeatureContribution("x", 1, 0.1)], main.AsEnumerable());
        Assert.Equal(2, MainContributions.Of(LightGbm, [1, 2, 3], [0.1, -0.5, 0, 9], count: 10).Length);
    }

    /// <summary>The definition: what a feature adds to every set of others, each set weighted with how many orders have it first.</summary>
    private static double Shapley(PointerForest forest, double[] row, int feature, int features)
    {
        var sum = 0.0;
        for (var known = 0u; known < 1u << features; known++)
        {
            if ((known >> feature & 1) != 0)
                continue;
            var size = BitOperations.PopCount(known);
            var weight = Factorial(size) * Factorial(features - size - 1) / Factorial(features);
            sum += weight * (forest.MeanGiven(known | 1u << feature, row) - forest.MeanGiven(known, row));
        }

        return sum;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
