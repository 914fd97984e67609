namespace OpsHub.Domain.Models;

/// <summary>How well scores put the cases with a finding before those without.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// Area under the ROC curve: the chance that a case with a finding scores above one without, equal scores counting
    /// half (H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is stochastically larger", 1947).
    /// </summary>
    /// <param name="scores">Any numbers but NaN; infinities rank.</param>
    /// <param name="outcomes">One for each score: true when something was found.</param>
    /// <returns>0 to 1; NaN when all outcomes are the same.</returns>
    public static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        var cases = new ScoredCases(scores, outcomes);
        return Auc(cases, null);
    }

    /// <summary>Share of findings among the cases that score highest, as if as many were examined.</summary>
    /// <param name="scores">Any numbers but NaN.</param>
    /// <param name="outcomes">One for each score.</param>
    /// <param name="share">Of the cases, above 0 to 1: 0.05 for precision at 5 %. Rounded up to whole cases.</param>
    /// <returns>
    /// 0 to 1. Where equal scores straddle the limit, the mean over all choices among them: it does not go by the order of the cases.
    /// </returns>
    public static double PrecisionAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, double share)
    {
        if (share is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "Above 0 to 1.");
        var cases = new ScoredCases(scores, outcomes);
        // A share such as 0.05 is a little more than a twentieth: without the trim, 5 % of 100 would be 6 cases.
        var taken = Math.Max(1, (int)Math.Ceiling((share * cases.Count) - 1e-9));
        var (found, left) = (0.0, taken);
        for (var end = cases.Count; left > 0;)
        {
            var start = end - 1;
            while (start > 0 && cases.Scores[start - 1] == cases.Scores[start])
                start--;
            var positive = 0;
            for (var i = start; i < end; i++)
                positive += cases.Outcome(i) ? 1 : 0;
            var from = Math.Min(left, end - start);
            found += positive * (from / (double)(end - start));
            (left, end) = (left - from, start);
        }

        return found / taken;
    }

    /// <param name="cases">Sorted.</param>
    /// <param name="times">How often each case counts, by case; null for once each.</param>
    internal static double Auc(ScoredCases cases, int[]? times)
    {
        var (ordered, positives, negatives) = (0.0, 0L, 0L);
        for (var i = 0; i < cases.Count;)
        {
            var end = cases.EndOfEqual(i);
            var (positive, negative) = (0L, 0L);
            for (; i < end; i++)
            {
                var count = times is null ? 1 : times[cases.Order[i]];
                if (cases.Outcome(i))
                    positive += count;
                else
                    negative += count;
            }

            ordered += positive * (negatives + (negative / 2.0));
            (positives, negatives) = (positives + positive, negatives + negative);
        }

        return ordered / ((double)positives * negatives);
    }
}
