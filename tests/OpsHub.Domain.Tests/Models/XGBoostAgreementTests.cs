using System.Runtime.InteropServices;
using OpsHub.Domain.Models;
using OpsHub.Testing.Models;
using OpsHub.Wire.Models;
using Xunit.Abstractions;

namespace OpsHub.Domain.Tests.Models;

/// <summary>Our scores and contributions against those of Debian's python3-xgboost on the test rows of customs_kr.</summary>
public sealed class XGBoostAgreementTests(ITestOutputHelper output)
{
    [XGBoostFact]
    public void Score_Of400TreesOnEveryTestRow_IsTheLibrarys() => Compare("gbtree", "binary:logistic", trees: 400, depth: 6, exact: 300, expectedRows: 8_481);

    [XGBoostFact]
    public void Score_OfDart_IsTheLibrarys() => Compare("dart", "binary:logistic", trees: 25, depth: 5, exact: 300, expectedRows: 8_481);

    [XGBoostFact]
    public void Score_OfRegression_IsTheLibrarys() => Compare("gbtree", "reg:squarederror", trees: 40, depth: 8, exact: 100, expectedRows: 8_481);

    private void Compare(string booster, string objective, int trees, int depth, int exact, int expectedRows)
    {
        var answers = XGBoostOracle.Ask(booster, objective, trees, depth, exact);
        var read = ModelFile.Read(answers.Model);
        Assert.True(read.Model is not null, string.Join("; ", read.Findings));
        var model = TreeModel.Compile(read.Model);
        Assert.Equal(expectedRows, answers.Count);
        Assert.Equal(trees, model.Trees);
        Assert.Contains(answers.Rows, float.IsNaN);
        Assert.InRange(answers.Scores.Distinct().Count(), 100, answers.Count);

        var batch = new double[answers.Count];
        model.Score(Array.ConvertAll(answers.Rows, x => (double)x), batch);
        var (score, margin, inBatch, path, shapley) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (own, width) = (new double[model.Features + 1], model.Features + 1);
        for (var i = 0; i < answers.Count; i++)
        {
            var row = answers.Row(i);
            score = Math.Max(score, Math.Abs(model.Score(row) - answers.Scores[i]));
            margin = Math.Max(margin, Math.Abs(model.Margin(row) - answers.Margins[i]));
            inBatch = Math.Max(inBatch, Math.Abs(batch[i] - answers.Scores[i]));
            if (i >= answers.ExactCount)
                continue;
            model.MarginWithPath(row, own);
            path = Math.Max(path, Largest(own, answers.PathContributions.AsSpan(i * width, width)));
            model.ExactContributions(row, own);
            shapley = Math.Max(shapley, Largest(own, answers.ExactContributions.AsSpan(i * width, width)));
        }

        output.WriteLine($"{booster} {objective}, {trees} trees of depth {depth}, {answers.Count} rows: largest difference of a score {score:E1}, in a batch {inBatch:E1}, of a margin {margin:E1};");
        output.WriteLine($"  of a path contribution {path:E1}, of an exact one {shapley:E1} ({answers.ExactCount} rows x {width})");
        Assert.InRange(score, 0, 1e-6 * Math.Max(1, answers.Scores.Max()));
        Assert.InRange(inBatch, 0, 1e-6 * Math.Max(1, answers.Scores.Max()));
        Assert.InRange(path, 0, 1e-5);
        Assert.InRange(shapley, 0, 1e-5);
    }

    private static double Largest(double[] own, ReadOnlySpan<float> theirs)
    {
        var largest = 0.0;
        for (var k = 0; k < own.Length; k++)
            largest = Math.Max(largest, Math.Abs(own[k] - theirs[k]));
        return largest;
    }

    /// <summary>A test that asks XGBoost; skipped, with the reason, where it cannot be asked.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class XGBoostFactAttribute : FactAttribute
    {
        public XGBoostFactAttribute() => Skip = XGBoostOracle.Missing;
    }
}
