using OpsHub.Contracts.Models;
using OpsHub.Testing.Models;
using OpsHub.Wire.Models;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Tests.Models;

public sealed class XGBoostJsonTests
{
    private const string Trees = "learner.gradient_booster.model.trees";

    [Fact]
    public void Read_SmallModel_IsToldNeutrallyAndBreadthFirst()
    {
        var read = ModelFile.Read(SmallModels.XGBoost.Bytes());
        Assert.Empty(read.Findings);
        var model = read.Model!;
        Assert.Equal((ModelFormat.XGBoostJson, "1.7.4", ModelLink.Logistic, 1.0), (model.Format, model.FormatVersion, model.Link, model.LinkSlope));
        Assert.Equal((ModelPrecision.Single, SplitComparison.Below, false, 0.0), (model.Precision, model.Comparison, model.IsAverage, model.BaseMargin));
        Assert.Equal(["mass", "price"], model.FeatureNames.AsEnumerable());
        var tree = model.Trees[0];
        Assert.Equal([1, 0, 3, 0, 0], tree.FirstChild.AsEnumerable());
        Assert.Equal([0, 0, 1, 0, 0], tree.Feature.AsEnumerable());
        Assert.Equal([1.5, -0.4f, 10, 0.2f, 0.6f], tree.Value.AsEnumerable());
        Assert.Equal([SplitMissing.Left, SplitMissing.Right, SplitMissing.Right, SplitMissing.Right, SplitMissing.Right], tree.Missing.AsEnumerable());
        Assert.Equal([10, 4, 6, 2, 4], tree.Cover.AsEnumerable());
        Assert.Equal([0], model.Trees[1].FirstChild.AsEnumerable());
    }

    [Theory]
    [InlineData("5E-1", 0)]
    [InlineData("[5E-1]", 0)]
    [InlineData(" [ 2E-1 ] ", -1.3862944)]
    [InlineData("9E-1", 2.1972246)]
    public void Read_BaseScoreOfAnyVersion_IsLogOdds(string text, double expected)
    {
        var model = ModelFile.Read(SmallModels.XGBoost.With("\"base_score\":\"5E-1\"", $"\"base_score\":\"{text}\"")).Model;
        Assert.Equal(expected, model!.BaseMargin, 1e-5);
    }

    [Fact]
    public void Read_Regression_HasItsBaseScoreAsItIs()
    {
        var text = SmallModels.XGBoost.Replace("binary:logistic", "reg:squarederror", StringComparison.Ordinal);
        var model = ModelFile.Read(text.With("\"base_score\":\"5E-1\"", "\"base_score\":\"-7.25E0\"")).Model!;
        Assert.Equal((ModelLink.Identity, -7.25), (model.Link, model.BaseMargin));
    }

    [Fact]
    public void Read_Dart_HasTheWeightsOfItsTrees()
    {
        var text = SmallModels.XGBoost.Replace("\"gradient_booster\":{\"model\"", "\"gradient_booster\":{\"gbtree\":{\"model\"", StringComparison.Ordinal);
        var model = ModelFile.Read(text.With("\"name\":\"gbtree\"}", "\"name\":\"gbtree\"},\"name\":\"dart\",\"weight_drop\":[5E-1,2.5E-1]}")).Model!;
        Assert.Equal([0.5, 0.25], model.Trees.Select(t => t.Weight));
    }

    [Fact]
    public void Read_TruthValuesAndNumbersForTexts_AreUnderstood()
    {
        var text = SmallModels.XGBoost.Replace("\"default_left\":[1,0,0,0,0]", "\"default_left\":[true,false,false,false,false]", StringComparison.Ordinal);
        var model = ModelFile.Read(text.With("\"num_feature\":\"2\",\"num_target\":\"1\"", "\"num_feature\":2,\"num_target\":1")).Model!;
        Assert.Equal(SplitMissing.Left, model.Trees[0].Missing[0]);
    }

    [Fact]
    public void Read_WithoutNamesOrCover_NumbersTheFeaturesAndHasNoCover()
    {
        var text = SmallModels.XGBoost.Replace("\"sum_hessian\"", "\"other\"", StringComparison.Ordinal);
        var model = ModelFile.Read(text.With("\"feature_names\":[\"mass\",\"price\"]", "\"feature_names\":[]")).Model!;
        Assert.Equal(["f0", "f1"], model.FeatureNames.AsEnumerable());
        Assert.All(model.Trees, t => Assert.Empty(t.Cover));
    }

    [Fact]
    public void Read_WhenTrainingWasBestEarlier_IsReadWithAWarning()
    {
        var read = ModelFile.Read(SmallModels.XGBoost.With("\"best_iteration\":\"1\"", "\"best_iteration\":\"0\""));
        Assert.NotNull(read.Model);
        var warning = Assert.Single(read.Findings);
        Assert.Equal(("learner.attributes.best_iteration", FindingSeverity.Warning), (warning.Field, warning.Severity));
        Assert.Contains("booster[:1]", warning.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"binary:logistic\"", "\"multi:softprob\"", "learner.objective.name", "has several classes")]
    [InlineData("\"binary:logistic\"", "\"count:poisson\"", "learner.objective.name", "is not supported")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"3\"", "learner.learner_model_param.num_class", "is a model of several classes")]
    [InlineData("\"num_target\":\"1\"", "\"num_target\":\"2\"", "learner.learner_model_param.num_target", "is a model of several targets")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"-1\"", "learner.learner_model_param.num_class", "is no count")]
    [InlineData("\"num_feature\":\"2\",\"num_target\"", "\"num_feature\":\"20000\",\"num_target\"", "learner.learner_model_param.num_feature", "is out of range")]
    [InlineData("\"num_feature\":\"2\",\"num_target\"", "\"num_feature\":\"3\",\"num_target\"", "learner.feature_names", "does not fit num_feature")]
    [InlineData("\"5E-1\"", "\"[5E-1,5E-1]\"", "learner.learner_model_param.base_score", "has several values: a model of several classes or targets")]
    [InlineData("\"5E-1\"", "\"1E0\"", "learner.learner_model_param.base_score", "is no probability")]
    [InlineData("\"5E-1\"", "\"half\"", "learner.learner_model_param.base_score", "is no number")]
    [InlineData("\"mass\"", "\"\"", "learner.feature_names[0]", "is no name")]
    [InlineData("\"mass\"", "\"\\ud800\"", "learner.feature_names[0]", "is no name")]
    [InlineData("\"name\":\"gbtree\"", "\"name\":\"gblinear\"", "learner.gradient_booster.name", "is a linear model, not one of trees")]
    [InlineData("\"num_trees\":\"2\"", "\"num_trees\":\"3\"", Trees, "does not fit num_trees")]
    [InlineData("\"tree_info\":[0,0]", "\"tree_info\":[0,1]", "learner.gradient_booster.model.tree_info[1]", "adds to another class")]
    [InlineData("\"num_nodes\":\"5\"", "\"num_nodes\":\"6\"", Trees + "[0].left_children", "does not fit num_nodes")]
    [InlineData("\"num_nodes\":\"5\",\"size_leaf_vector\":\"0\"", "\"num_nodes\":\"5\",\"size_leaf_vector\":\"2\"", Trees + "[0].tree_param.size_leaf_vector", "has leaves of several outputs")]
    [InlineData("\"split_type\":[0,0,0,0,0]", "\"split_type\":[0,1,0,0,0]", Trees + "[0].split_type[1]", "is a split by category, which is not supported for XGBoost")]
    [InlineData("\"split_indices\":[0,1,0,0,0]", "\"split_indices\":[0,2,0,0,0]", Trees + "[0].split_indices[1]", "is a feature that does not exist")]
    [InlineData("\"split_indices\":[0,1,0,0,0]", "\"split_indices\":[0,1,0,0]", Trees + "[0].split_indices", "has the wrong length")]
    [InlineData("1.5E0,1E1", "1.5E0,1E99", Trees + "[0].split_conditions[1]", "is no number")]
    [InlineData("1.5E0,1E1", "1.5E0,null", Trees + "[0].split_conditions[1]", "is no number")]
    [InlineData("\"sum_hessian\":[1E1,6E0", "\"sum_hessian\":[1E1,-6E0", Trees + "[0].sum_hessian[1]", "is below 0")]
    [InlineData("[3,2,-1,-1,-1]", "[0,2,-1,-1,-1]", Trees + "[0] node 0", "has a child that is reached twice")]
    [InlineData("[3,2,-1,-1,-1]", "[3,0,-1,-1,-1]", Trees + "[0] node 1", "has a child that is reached twice")]
    [InlineData("[3,2,-1,-1,-1]", "[3,4,-1,-1,-1]", Trees + "[0] node 1", "has a child that is reached twice")]
    [InlineData("[3,2,-1,-1,-1]", "[3,5,-1,-1,-1]", Trees + "[0] node 1", "has a child that does not exist")]
    [InlineData("[3,2,-1,-1,-1]", "[3,-1,-1,-1,-1]", Trees + "[0].left_children[1]", "has one child, or a child below 0")]
    [InlineData("[3,2,-1,-1,-1]", "[3,2.5,-1,-1,-1]", Trees + "[0].left_children[1]", "is no whole number")]
    [InlineData("\"trees\":[", "\"trees\":{},\"more\":[", Trees, "is not a list")]
    [InlineData("\"learner\"", "\"student\"", "learner", "is missing: this is JSON, but no model of XGBoost")]
    [InlineData("\"objective\":{", "\"goal\":{", "learner.objective", "is missing")]
    public void Read_WhatIsNotSupportedOrBroken_IsRefusedWithThePlaceAndWhatIsRight(string old, string @new, string where, string problem)
    {
        var read = ModelFile.Read(SmallModels.XGBoost.With(old, @new));
        Assert.Null(read.Model);
        var refusal = Assert.Single(read.Findings);
        Assert.Equal((where, problem, FindingSeverity.Error), (refusal.Field, refusal.Problem, refusal.Severity));
        Assert.NotEmpty(refusal.Expected);
    }

    [Fact]
    public void Read_TreeThatIsTooDeep_IsRefused()
    {
        // A chain: each split has a leaf and the next split.
        const int splits = TreeEnsemble.MaxDepth + 1;
        var nodes = Enumerable.Range(0, (2 * splits) + 1).ToArray();
        string List(Func<int, string> of) => string.Join(',', nodes.Select(of));
        bool IsSplit(int n) => n % 2 == 0 && n < 2 * splits;
        var tree = $$"""
            {"default_left":[{{List(_ => "0")}}],"left_children":[{{List(n => IsSplit(n) ? $"{n + 1}" : "-1")}}],"right_children":[{{List(n => IsSplit(n) ? $"{n + 2}" : "-1")}}],
            "split_conditions":[{{List(_ => "1")}}],"split_indices":[{{List(_ => "0")}}]}
            """;
        var at = SmallModels.XGBoost.IndexOf("{\"base_weights\":[0E0]", StringComparison.Ordinal);
        var end = SmallModels.XGBoost.IndexOf("]},\"name\":\"gbtree\"", StringComparison.Ordinal);
        var refusal = Assert.Single(ModelFile.Read((SmallModels.XGBoost[..at] + tree + SmallModels.XGBoost[end..]).Bytes()).Findings);
        Assert.Equal((Trees + "[1]", "is too deep"), (refusal.Field, refusal.Problem));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("   \n", "is empty")]
    [InlineData("binf\0\0", "is XGBoost's old binary format")]
    [InlineData("{L\0\0\0\0\0\0\0\u0007learner", "is UBJSON, XGBoost's binary format")]
    [InlineData("[{\"nodeid\":0}]", "is a list; what dump_model writes leaves out what a score needs")]
    [InlineData("PK\u0003\u0004", "is a zip archive")]
    [InlineData("<html>", "is no model file")]
    public void Read_AnotherFormat_IsNamed(string text, string problem) => Assert.Equal(problem, Assert.Single(ModelFile.Read(text.Bytes()).Findings).Problem);

    [Fact]
    public void Read_FileCutOffAnywhere_IsRefused()
    {
        byte[] whole = SmallModels.XGBoost.Bytes();
        for (var length = 0; length < whole.Length; length++)
        {
            var read = ModelFile.Read(whole.AsMemory(0, length));
            Assert.Null(read.Model);
            Assert.NotEmpty(Assert.Single(read.Findings).Expected);
        }
    }
}
