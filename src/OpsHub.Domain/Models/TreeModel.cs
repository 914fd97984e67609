using System.Collections.Immutable;
using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>
/// A model of decision trees, ready to score: immutable, used by any number of threads at once. A row is a value for each
/// of <see cref="FeatureNames"/>, in that order; NaN is missing. Scores are those of the library that trained the model,
/// in its arithmetic.
/// </summary>
public abstract class TreeModel
{
    private protected TreeModel(TreeEnsemble ensemble)
    {
        FeatureNames = ensemble.FeatureNames;
        HasContributions = ensemble.Trees.All(t => !t.Cover.IsEmpty);
        Trees = ensemble.Trees.Length;
    }

    public ImmutableArray<string> FeatureNames { get; }

    /// <summary>Length of a row.</summary>
    public int Features => FeatureNames.Length;

    public int Trees { get; }

    /// <summary>False when the file does not say how much training data went which way: contributions would have no baseline.</summary>
    public bool HasContributions { get; }

    /// <summary>Bytes of the arrays that scoring walks through.</summary>
    public abstract long Bytes { get; }

    /// <exception cref="ArgumentException">The description breaks a rule of <see cref="TreeEnsemble"/>.</exception>
    public static TreeModel Compile(TreeEnsemble ensemble)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        EnsembleRules.Check(ensemble);
        return ensemble.Precision == ModelPrecision.Single ? new CompiledModel<float>(ensemble) : new CompiledModel<double>(ensemble);
    }

    /// <summary>The sum of the trees: log-odds for a classifier.</summary>
    /// <exception cref="ArgumentException">The row is not as long as there are features; so everywhere below.</exception>
    public abstract double Margin(ReadOnlySpan<double> row);

    /// <summary>The margin through the model's link: a probability for a classifier.</summary>
    public double Score(ReadOnlySpan<double> row) => Link(Margin(row));

    /// <summary>Scores many rows, faster for each than one by one.</summary>
    /// <param name="rows">Row after row.</param>
    /// <param name="scores">One for each row.</param>
    public abstract void Score(ReadOnlySpan<double> rows, Span<double> scores);

    /// <summary>
    /// The margin, and what each feature contributed along the path the row took: the change of the mean margin at each
    /// split (A. Saabas, "Interpreting random forests", 2014; XGBoost's approx_contribs). Adds up to the margin. Fast
    /// enough for every decision; features that share an effect may get it unevenly.
    /// </summary>
    /// <param name="contributions">A place for each feature and one, the last, for the mean margin. Overwritten.</param>
    /// <exception cref="InvalidOperationException"><see cref="HasContributions"/> is false.</exception>
    public abstract double MarginWithPath(ReadOnlySpan<double> row, Span<double> contributions);

    /// <summary>
    /// The same division done fairly: Shapley values over the training data's cover (S. Lundberg et al., "Consistent
    /// individualized feature attribution for tree ensembles", 2018, algorithm 2; XGBoost's pred_contribs). Adds up to the
    /// margin. Costs a thousand times what a score does, some milliseconds: on demand.
    /// </summary>
    /// <param name="contributions">A place for each feature and one, the last, for the mean margin. Overwritten.</param>
    /// <exception cref="InvalidOperationException"><see cref="HasContributions"/> is false.</exception>
    public abstract void ExactContributions(ReadOnlySpan<double> row, Span<double> contributions);

    /// <summary>Makes a score of a margin.</summary>
    public abstract double Link(double margin);

    private protected void RequireRow(ReadOnlySpan<double> row)
    {
        if (row.Length != Features)
            throw new ArgumentException($"A row of this model has {Features} values, not {row.Length}.", nameof(row));
    }

    private protected void RequireContributions(Span<double> contributions)
    {
        if (!HasContributions)
            throw new InvalidOperationException("The model's file has no cover (sum_hessian, leaf_count), so it has no contributions.");
        if (contributions.Length != Features + 1)
            throw new ArgumentException($"Contributions of this model have {Features + 1} places, not {contributions.Length}.", nameof(contributions));
    }
}
