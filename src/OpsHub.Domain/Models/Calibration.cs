using System.Collections.Immutable;
using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>Fits calibrations and applies them. Scores may be margins or probabilities, but the same when fitted and when applied.</summary>
public static class Calibration
{
    /// <summary>Steps of Newton's method; it has never been seen to need ten.</summary>
    private const int MaxSteps = 100;

    /// <summary>
    /// Isotonic regression by pool-adjacent-violators (M. Ayer et al., "An empirical distribution function for sampling with
    /// incomplete information", 1955): of all curves that never fall, the one nearest to the outcomes.
    /// </summary>
    /// <param name="scores">Finite; not those the model was trained on.</param>
    /// <param name="outcomes">One for each.</param>
    public static ScoreCalibration FitIsotonic(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        RequireFinite(scores);
        var cases = new ScoredCases(scores, outcomes);
        var pools = new List<Pool>();
        for (var i = 0; i < cases.Count;)
        {
            var end = cases.EndOfEqual(i);
            var pool = new Pool(cases.Scores[i], cases.Scores[i], 0, end - i);
            for (; i < end; i++)
                pool = pool with { Found = pool.Found + (cases.Outcome(i) ? 1 : 0) };
            while (pools.Count > 0 && pools[^1].IsAtLeast(pool))
            {
                pool = new Pool(pools[^1].Low, pool.High, pools[^1].Found + pool.Found, pools[^1].Count + pool.Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        var (knots, probabilities) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        foreach (var pool in pools)
        {
            knots.Add(pool.Low);
            probabilities.Add(pool.Rate);
            if (pool.High > pool.Low)
            {
                knots.Add(pool.High);
                probabilities.Add(pool.Rate);
            }
        }

        return new ScoreCalibration { Method = CalibrationMethod.Isotonic, Scores = knots.ToImmutable(), Probabilities = probabilities.ToImmutable() };
    }

    /// <summary>
    /// Platt's sigmoid, with his priors that keep it off 0 and 1 and the Newton method with backtracking of H.-T. Lin, C.-J. Lin,
    /// R. C. Weng, "A note on Platt's probabilistic outputs for support vector machines", 2007.
    /// </summary>
    /// <param name="scores">Finite; best margins, whose curve is a sigmoid. Not those the model was trained on.</param>
    /// <param name="outcomes">One for each.</param>
    /// <param name="weights">How much each counts, above 0; empty for 1 each. One over the chance of having been examined makes the fit one of all cases.</param>
    public static ScoreCalibration FitPlatt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, ReadOnlySpan<double> weights = default)
    {
        ScoredCases.Require(scores, outcomes);
        RequireFinite(scores);
        if (weights.IsEmpty)
            weights = Enumerable.Repeat(1.0, scores.Length).ToArray();
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, scores.Length);
        var found = outcomes.Count(true);
        var (high, low) = ((found + 1.0) / (found + 2), 1.0 / (outcomes.Length - found + 2));
        var (slope, intercept) = (0.0, Math.Log((found + 1.0) / (outcomes.Length - found + 1)));
        var loss = Loss(scores, outcomes, weights, high, low, slope, intercept);
        for (var step = 0; step < MaxSteps; step++)
        {
            var (towardSlope, towardIntercept, descent) = Direction(scores, outcomes, weights, high, low, slope, intercept);
            if (descent > -1e-12)
                break;
            var size = 1.0;
            for (; size > 1e-10; size /= 2)
            {
                var tried = Loss(scores, outcomes, weights, high, low, slope + (size * towardSlope), intercept + (size * towardIntercept));
                if (tried > loss + (1e-4 * size * descent))
                    continue;
                (slope, intercept, loss) = (slope + (size * towardSlope), intercept + (size * towardIntercept), tried);
                break;
            }

            if (size <= 1e-10)
                break;
        }

        return new ScoreCalibration { Method = CalibrationMethod.Platt, Slope = slope, Intercept = intercept };
    }

    /// <summary>The probability, 0 to 1, that a score stands for.</summary>
    /// <exception cref="ArgumentException">The calibration has no knots, or not one probability for each.</exception>
    public static double Apply(ScoreCalibration calibration, double score)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        if (calibration.Method == CalibrationMethod.Platt)
            return 1 / (1 + Math.Exp(-((calibration.Slope * score) + calibration.Intercept)));
        var (knots, probabilities) = (calibration.Scores, calibration.Probabilities);
        if (knots.IsDefaultOrEmpty || probabilities.IsDefault || knots.Length != probabilities.Length)
            throw new ArgumentException("An isotonic calibration has knots, and a probability for each.", nameof(calibration));
        var place = knots.BinarySearch(score);
        if (place >= 0)
            return probabilities[place];
        var next = ~place;
        if (next == 0)
            return probabilities[0];
        if (next == knots.Length)
            return probabilities[^1];
        var along = (score - knots[next - 1]) / (knots[next] - knots[next - 1]);
        return probabilities[next - 1] + (along * (probabilities[next] - probabilities[next - 1]));
    }

    /// <summary>Cross entropy against the targets, in the form that does not overflow.</summary>
    private static double Loss(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, ReadOnlySpan<double> weights, double high, double low, double slope, double intercept)
    {
        var loss = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var margin = (slope * scores[i]) + intercept;
            var target = outcomes[i] ? high : low;
            loss += weights[i] * (Math.Max(margin, 0) - (target * margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin))));
        }

        return loss;
    }

    /// <summary>Newton's step, and how fast the loss falls along it.</summary>
    private static (double Slope, double Intercept, double Descent) Direction(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, ReadOnlySpan<double> weights, double high, double low, double slope, double intercept)
    {
        // A little on the diagonal keeps it invertible when all scores are equal.
        var (h11, h22, h21, g1, g2) = (1e-12, 1e-12, 0.0, 0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            var p = 1 / (1 + Math.Exp(-((slope * scores[i]) + intercept)));
            var off = weights[i] * (p - (outcomes[i] ? high : low));
            var curve = weights[i] * p * (1 - p);
            h11 += scores[i] * scores[i] * curve;
            h22 += curve;
            h21 += scores[i] * curve;
            g1 += scores[i] * off;
            g2 += off;
        }

        var determinant = (h11 * h22) - (h21 * h21);
        var towardSlope = -((h22 * g1) - (h21 * g2)) / determinant;
        var towardIntercept = -((h11 * g2) - (h21 * g1)) / determinant;
        return (towardSlope, towardIntercept, (g1 * towardSlope) + (g2 * towardIntercept));
    }

    private static void RequireFinite(ReadOnlySpan<double> scores)
    {
        foreach (var score in scores)
        {
            if (!double.IsFinite(score))
                throw new ArgumentException("A score is not finite.", nameof(scores));
        }
    }

    private readonly record struct Pool(double Low, double High, long Found, long Count)
    {
        public double Rate => Found / (double)Count;

        /// <summary>In whole numbers: no two rates are equal by rounding.</summary>
        public bool IsAtLeast(Pool next) => (Int128)Found * next.Count >= (Int128)next.Found * Count;
    }
}
