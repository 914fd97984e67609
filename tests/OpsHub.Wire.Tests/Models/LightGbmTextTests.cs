using OpsHub.Contracts.Models;
using OpsHub.Testing.Models;
using OpsHub.Wire.Models;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Tests.Models;

public sealed class LightGbmTextTests
{
    [Fact]
    public void Read_SmallModel_IsToldNeutrallyAndBreadthFirst()
    {
        var read = ModelFile.Read(SmallModels.LightGbm.Bytes());
        Assert.Empty(read.Findings);
        var model = read.Model!;
        Assert.Equal((ModelFormat.LightGbmText, "v4", ModelLink.Logistic, 0.5), (model.Format, model.FormatVersion, model.Link, model.LinkSlope));
        Assert.Equal((ModelPrecision.Double, SplitComparison.AtMost, false, 0.0), (model.Precision, model.Comparison, model.IsAverage, model.BaseMargin));
        Assert.Equal(["x", "y", "category"], model.FeatureNames.AsEnumerable());
        var tree = model.Trees[0];
        Assert.Equal([1, 3, 5, 0, 0, 0, 0], tree.FirstChild.AsEnumerable());
        Assert.Equal([0, 2, 1, 0, 0, 0, 0], tree.Feature.AsEnumerable());
        Assert.Equal([1.5, 0, 0, 0.1, -0.2, 0.3, -0.4], tree.Value.AsEnumerable());
        Assert.Equal([SplitMissing.Left, SplitMissing.Right, SplitMissing.ZeroRight], tree.Missing.Take(3));
        Assert.Equal([10, 8, 2, 5, 3, 1, 1], tree.Cover.AsEnumerable());
        var split = Assert.Single(tree.Categories);
        Assert.Equal(1, split.Node);
        Assert.Equal([2u, 2u], split.Words.AsEnumerable());
        Assert.Equal(SplitMissing.IsZero, model.Trees[1].Missing[0]);
        // The leaves hold their shrinkage already.
        Assert.All(model.Trees, t => Assert.Equal(1, t.Weight));
    }

    [Theory]
    [InlineData(0, SplitMissing.IsZero)]
    [InlineData(2, SplitMissing.IsZero)]
    [InlineData(4, SplitMissing.ZeroRight)]
    [InlineData(6, SplitMissing.ZeroLeft)]
    [InlineData(8, SplitMissing.Right)]
    [InlineData(10, SplitMissing.Left)]
    public void Read_DecisionType_SaysWhatIsMissingAndWhereItGoes(int decision, SplitMissing expected)
    {
        var model = ModelFile.Read(SmallModels.LightGbm.With("decision_type=2\n", $"decision_type={decision}\n")).Model!;
        Assert.Equal(expected, model.Trees[1].Missing[0]);
    }

    [Theory]
    [InlineData("binary", ModelLink.Logistic, 1)]
    [InlineData("binary sigmoid:2", ModelLink.Logistic, 2)]
    [InlineData("cross_entropy", ModelLink.Logistic, 1)]
    [InlineData("regression", ModelLink.Identity, 1)]
    [InlineData("huber", ModelLink.Identity, 1)]
    public void Read_Objective_SettlesTheLink(string objective, ModelLink link, double slope)
    {
        var model = ModelFile.Read(SmallModels.LightGbm.With("binary sigmoid:0.5", objective)).Model!;
        Assert.Equal((link, slope), (model.Link, model.LinkSlope));
    }

    [Fact]
    public void Read_RandomForest_IsAverage() =>
        Assert.True(ModelFile.Read(SmallModels.LightGbm.With("feature_names=", "average_output\nfeature_names=")).Model!.IsAverage);

    [Fact]
    public void Read_WithWindowsLineEndsOrAMarkOrWithoutBlankLines_IsTheSame()
    {
        var text = SmallModels.LightGbm;
        foreach (var other in (string[])[text.Replace("\n", "\r\n", StringComparison.Ordinal), "\uFEFF" + text, text.Replace("\n\n\nTree", "\nTree", StringComparison.Ordinal)])
            Assert.Equal(7, ModelFile.Read(other.Bytes()).Model!.Trees[0].FirstChild.Length);
    }

    [Fact]
    public void Read_WithoutObjective_IsReadWithAWarning()
    {
        var read = ModelFile.Read(SmallModels.LightGbm.With("objective=binary sigmoid:0.5\n", ""));
        Assert.Equal(ModelLink.Identity, read.Model!.Link);
        Assert.Equal(("objective", FindingSeverity.Warning), (read.Findings[0].Field, Assert.Single(read.Findings).Severity));
    }

    [Fact]
    public void Read_WithoutCounts_HasNoCover() =>
        Assert.Empty(ModelFile.Read(SmallModels.LightGbm.With("internal_count=10 8 2\n", "")).Model!.Trees[0].Cover);

    [Theory]
    [InlineData("version=v4", "version=v9", "version", "is missing or of a version we do not know", 2)]
    [InlineData("num_class=1", "num_class=3", "num_class", "is a model of several classes", 1)]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=3", "num_tree_per_iteration", "is a model of several classes", 1)]
    [InlineData("max_feature_idx=2", "max_feature_idx=x", "max_feature_idx", "is no count", 6)]
    [InlineData("max_feature_idx=2", "max_feature_idx=3", "feature_names", "does not fit max_feature_idx", 8)]
    [InlineData("binary sigmoid:0.5", "multiclass num_class:3", "objective", "has several classes", 7)]
    [InlineData("binary sigmoid:0.5", "poisson", "objective", "has an output function that is not supported", 7)]
    [InlineData("binary sigmoid:0.5", "regression sqrt", "objective", "has an output function that is not supported", 7)]
    [InlineData("sigmoid:0.5", "sigmoid:0", "objective", "has a slope that is no number above 0", 7)]
    [InlineData("tree_sizes=431 300 120", "tree_sizes=431 300", "tree_sizes", "has 2 sizes, but there are 3 trees", 10)]
    [InlineData("num_leaves=4", "num_leaves=0", "Tree=0 num_leaves", "is out of range", 13)]
    [InlineData("num_leaves=4", "num_leaves=99999999", "Tree=0 num_leaves", "is out of range", 13)]
    [InlineData("num_leaves=4", "num_leaves=30000", "Tree=0 leaf_value", "has too few entries", 21)]
    [InlineData("is_linear=0", "is_linear=1", "Tree=0 is_linear", "is a tree with a linear model in each leaf, which is not supported", 29)]
    [InlineData("split_feature=0 2 1", "split_feature=0 3 1", "Tree=0 split_feature[1]", "is a feature that does not exist", 15)]
    [InlineData("split_feature=0 2 1", "split_feature=0 2", "Tree=0 split_feature", "has too few entries", 15)]
    [InlineData("split_feature=0 2 1", "split_feature=0 2 1 1", "Tree=0 split_feature", "has too many entries", 15)]
    [InlineData("threshold=1.5 0 0", "threshold=nan 0 0", "Tree=0 threshold[0]", "is no number", 17)]
    [InlineData("threshold=1.5 0 0", "threshold=1.5 1 0", "Tree=0 threshold[1]", "is a set of categories that does not exist", 17)]
    [InlineData("threshold=1.5 0 0", "threshold=1.5 0.5 0", "Tree=0 threshold[1]", "is a set of categories that does not exist", 17)]
    [InlineData("decision_type=10 1 4", "decision_type=10 1 12", "Tree=0 decision_type[2]", "is no decision type", 18)]
    [InlineData("left_child=1 -1 -3", "left_child=1 -1 -9", "Tree=0 left_child[2]", "is a child that does not exist", 19)]
    [InlineData("left_child=1 -1 -3", "left_child=3 -1 -3", "Tree=0 left_child[0]", "is a child that does not exist", 19)]
    [InlineData("left_child=1 -1 -3", "left_child=0 -1 -3", "Tree=0 split 0", "has a child that is reached twice", 0)]
    [InlineData("left_child=1 -1 -3", "left_child=1 2 -3", "Tree=0 split 1", "has a child that is reached twice", 0)]
    [InlineData("left_child=1 -1 -3", "left_child=1 -1 -9223372036854775808", "Tree=0 left_child[2]", "is a child that does not exist", 19)]
    [InlineData("leaf_value=0.05 -0.05", "leaf_value=0.05 -1e300", "Tree=1 leaf 1", "has a value out of range", 0)]
    [InlineData("leaf_count=5 3", "leaf_count=5 -3", "Tree=0 leaf_count[1]", "is below 0", 23)]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 0", "Tree=0 cat_boundaries[1]", "does not follow the boundary before it", 27)]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 3", "Tree=0 cat_threshold", "has too few entries", 28)]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 1000001", "Tree=0 cat_boundaries[1]", "does not follow the boundary before it", 27)]
    [InlineData("cat_threshold=2 2", "cat_threshold=2 4294967296", "Tree=0 cat_threshold[1]", "is no set of 32 bits", 28)]
    [InlineData("num_cat=1", "num_cat=4", "Tree=0 num_cat", "is out of range", 14)]
    [InlineData("num_cat=1", "num_cat=0", "Tree=0 threshold[1]", "is a set of categories that does not exist", 17)]
    [InlineData("Tree=1", "Tree=2", "Tree=1", "is missing, or out of order", 33)]
    [InlineData("end of trees", "end of", "Tree=3", "is missing, or out of order", 59)]
    public void Read_WhatIsNotSupportedOrBroken_IsRefusedWithThePlaceAndWhatIsRight(string old, string @new, string where, string problem, long line)
    {
        var read = ModelFile.Read(SmallModels.LightGbm.With(old, @new));
        Assert.Null(read.Model);
        var refusal = Assert.Single(read.Findings);
        Assert.Equal((where, problem, line), (refusal.Field, refusal.Problem, refusal.Line));
        Assert.NotEmpty(refusal.Expected);
    }

    [Fact]
    public void Read_FileCutOffBeforeTheEndOfTheTrees_IsRefused()
    {
        byte[] whole = SmallModels.LightGbm.Bytes();
        var end = SmallModels.LightGbm.IndexOf("end of trees", StringComparison.Ordinal) + "end of trees".Length;
        for (var length = 0; length < end; length++)
        {
            var read = ModelFile.Read(whole.AsMemory(0, length));
            Assert.Null(read.Model);
            Assert.NotEmpty(Assert.Single(read.Findings).Expected);
        }
    }
}
