namespace OpsHub.Domain.Models;

/// <summary>The difference of two models' areas under the curve on the same cases.</summary>
/// <param name="Difference">First minus second, on the cases as they are.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="ShareBelow">Share of the resamples in which the first was below the second, equal ones counting half: 0.025 or less means it is better, two-sided at 95 %.</param>
/// <param name="Resamples">How many were drawn.</param>
public sealed record AucDifference(double Difference, double Low, double High, double ShareBelow, int Resamples);

/// <summary>
/// Whether one model ranks better than another: the cases are drawn again with replacement, the same draw for both models
/// since their errors go together (B. Efron, R. Tibshirani, "An introduction to the bootstrap", 1993, percentile interval).
/// </summary>
public static class PairedBootstrap
{
    /// <param name="first">Scores of the one model; any scale.</param>
    /// <param name="second">Scores of the other, of the same cases.</param>
    /// <param name="outcomes">True when something was found; both must occur.</param>
    /// <param name="seed">The same seed gives the same answer, in every process and version.</param>
    /// <param name="resamples">40 or more, since the interval's ends are the 2.5th in a hundred from each side.</param>
    /// <param name="level">Of the interval, above 0 and below 1.</param>
    public static AucDifference Compare(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<bool> outcomes, ulong seed, int resamples = 2_000, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 40);
        if (level is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "Above 0 and below 1.");
        if (!outcomes.Contains(true) || !outcomes.Contains(false))
            throw new ArgumentException("All outcomes are the same: nothing can be ranked.", nameof(outcomes));
        var (one, other) = (new ScoredCases(first, outcomes), new ScoredCases(second, outcomes));
        var draws = new SeededDraws(seed);
        var times = new int[one.Count];
        var differences = new double[resamples];
        var below = 0.0;
        for (var r = 0; r < resamples;)
        {
            Array.Clear(times);
            for (var i = 0; i < times.Length; i++)
                times[draws.Below(times.Length)]++;
            var difference = RankingMetrics.Auc(one, times) - RankingMetrics.Auc(other, times);
            // A draw without one of the outcomes says nothing; with few cases it happens.
            if (double.IsNaN(difference))
                continue;
            differences[r++] = difference;
            below += difference < 0 ? 1 : difference == 0 ? 0.5 : 0;
        }

        Array.Sort(differences);
        var tail = (1 - level) / 2;
        return new AucDifference(
            RankingMetrics.Auc(one, null) - RankingMetrics.Auc(other, null),
            Quantile(differences, tail), Quantile(differences, 1 - tail), below / resamples, resamples);
    }

    /// <summary>Straight between the order statistics.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var low = (int)place;
        return low + 1 == sorted.Length ? sorted[low] : sorted[low] + ((place - low) * (sorted[low + 1] - sorted[low]));
    }
}
