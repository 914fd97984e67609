using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Models;
using OpsHub.Testing.Models;
using OpsHub.Wire.Models;

namespace OpsHub.Wire.Tests.Models;

/// <summary>Model files that were cut, overwritten, doubled or had their numbers changed: a model that keeps the rules, or one refusal that tells.</summary>
public sealed class ModelFileFuzzTests
{
    [Theory]
    [InlineData(SmallModels.XGBoost)]
    [InlineData(SmallModels.LightGbm)]
    public void Read_AnyChangedFile_IsAModelOrARefusalThatTells(string model) => Prop.ForAll(
        ModelMutations.Of(model).ToArbitrary(),
        bytes =>
        {
            var read = ModelFile.Read(bytes);
            if (read.Model is { } made)
            {
                Assert.All(read.Findings, f => Assert.Equal(Text.FindingSeverity.Warning, f.Severity));
                foreach (var tree in made.Trees)
                    AssertBreadthFirst(tree, made.FeatureNames.Length);
                return;
            }

            var refusal = Assert.Single(read.Findings);
            Assert.True(refusal.Field.Length > 0 && refusal.Problem.Length > 0 && refusal.Expected.Length > 0, $"{refusal}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static void AssertBreadthFirst(DecisionTree tree, int features)
    {
        var next = 1;
        for (var i = 0; i < tree.FirstChild.Length; i++)
        {
            Assert.InRange(tree.Feature[i], 0, features - 1);
            Assert.True(double.IsFinite(tree.Value[i]));
            if (tree.FirstChild[i] == 0)
                continue;
            Assert.Equal(next, tree.FirstChild[i]);
            next += 2;
        }

        Assert.Equal(next, tree.FirstChild.Length);
    }
}
