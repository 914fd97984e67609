namespace OpsHub.Domain.Selectivity;

/// <summary>
/// The score interval of a proportion: E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", JASA 22 (1927) 209-212. Unlike the textbook interval it stays within 0 and 1 and holds its level for the
/// small counts examinations have.
/// </summary>
public static class WilsonInterval
{
    /// <summary>97.5 % quantile of the normal distribution: 95 % two-sided.</summary>
    private const double Z = 1.959963984540054;

    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">0 or more; 0 gives the whole range, since nothing is known.</param>
    /// <returns>The 95 % interval of successes / trials.</returns>
    public static (double Low, double High) Of(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0)
            return (0, 1);
        double n = trials;
        var rate = successes / n;
        var z2 = Z * Z;
        var centre = (rate + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = Z / (1 + (z2 / n)) * Math.Sqrt((rate * (1 - rate) / n) + (z2 / (4 * n * n)));
        return (successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }
}
