using System.Collections.Immutable;
using Orleans;

namespace OpsHub.Contracts.Models;

/// <summary>How a score is turned into a probability that holds what it says.</summary>
[GenerateSerializer, Alias("CalibrationMethod")]
public enum CalibrationMethod : byte
{
    /// <summary>1 / (1 + exp(-(slope x score + intercept))): two numbers, for little data.</summary>
    Platt,

    /// <summary>A rising curve through knots, straight between them, level outside of them: for much data.</summary>
    Isotonic,
}

/// <summary>A calibration, fitted to scores and outcomes that the model was not trained on.</summary>
[GenerateSerializer, Immutable, Alias("ScoreCalibration")]
public sealed record ScoreCalibration
{
    [Id(0)] public required CalibrationMethod Method { get; init; }

    /// <summary>Platt only; above 0 when a higher score means a higher risk. Elsewhere 0.</summary>
    [Id(1)] public double Slope { get; init; }

    /// <summary>Platt only; log-odds. Elsewhere 0.</summary>
    [Id(2)] public double Intercept { get; init; }

    /// <summary>Isotonic only: the knots' scores, ascending; 1 to as many as there were cases. Elsewhere empty.</summary>
    [Id(3)] public ImmutableArray<double> Scores { get; init; } = [];

    /// <summary>Isotonic only: the knots' probabilities, 0 to 1, never falling; as many as <see cref="Scores"/>.</summary>
    [Id(4)] public ImmutableArray<double> Probabilities { get; init; } = [];
}

/// <summary>What one feature did to a score.</summary>
/// <param name="Feature">Its name in the model.</param>
/// <param name="Value">Its value; null when it was missing.</param>
/// <param name="Contribution">Added to the margin: log-odds for a classifier, above 0 raises the risk.</param>
[GenerateSerializer, Immutable, Alias("FeatureContribution")]
public sealed record FeatureContribution(
    [property: Id(0)] string Feature,
    [property: Id(1)] double? Value,
    [property: Id(2)] double Contribution);
