using System.Collections.Immutable;

namespace OpsHub.Domain.Models;

/// <summary>One bin of a reliability plot.</summary>
/// <param name="Count">Cases in it; bins without any are left out.</param>
/// <param name="MeanProbability">What was said, on average.</param>
/// <param name="Rate">What was found, on average.</param>
public sealed record ReliabilityBin(int Count, double MeanProbability, double Rate);

/// <summary>Whether probabilities hold what they say.</summary>
public static class CalibrationMetrics
{
    /// <summary>Mean squared difference between probability and outcome (G. W. Brier, "Verification of forecasts expressed in terms of probability", 1950): 0 to 1, less is better.</summary>
    /// <param name="probabilities">0 to 1.</param>
    /// <param name="outcomes">One for each.</param>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        Require(probabilities, outcomes);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var off = probabilities[i] - (outcomes[i] ? 1 : 0);
            sum += off * off;
        }

        return sum / probabilities.Length;
    }

    /// <summary>Cases in bins of equal width, lowest first, the last with 1 in it.</summary>
    /// <param name="bins">1 to 1,000.</param>
    public static ImmutableArray<ReliabilityBin> Reliability(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, int bins = 10)
    {
        Require(probabilities, outcomes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, 1_000);
        var (counts, said, found) = (new int[bins], new double[bins], new int[bins]);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bin = Math.Min(bins - 1, (int)(probabilities[i] * bins));
            counts[bin]++;
            said[bin] += probabilities[i];
            found[bin] += outcomes[i] ? 1 : 0;
        }

        return [.. Enumerable.Range(0, bins).Where(b => counts[b] > 0).Select(b => new ReliabilityBin(counts[b], said[b] / counts[b], found[b] / (double)counts[b]))];
    }

    /// <summary>
    /// Expected calibration error: how far the bins of <see cref="Reliability"/> are off, each weighted with its cases
    /// (M. P. Naeini, G. F. Cooper, M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015).
    /// </summary>
    public static double ExpectedCalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes, int bins = 10)
    {
        var sum = 0.0;
        foreach (var bin in Reliability(probabilities, outcomes, bins))
            sum += bin.Count * Math.Abs(bin.MeanProbability - bin.Rate);
        return sum / probabilities.Length;
    }

    private static void Require(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        ScoredCases.Require(probabilities, outcomes);
        foreach (var probability in probabilities)
        {
            if (probability is < 0 or > 1)
                throw new ArgumentException($"A probability is {probability}: 0 to 1 may be.");
        }
    }
}
