namespace OpsHub.Domain.Selectivity;

/// <summary>
/// How many times as often one group finds something as another: the ratio of two proportions with the interval of
/// D. Katz et al., "Obtaining confidence intervals for the risk ratio in cohort studies", Biometrics 34 (1978) 469-474.
/// </summary>
/// <param name="Value">The ratio, above 0.</param>
/// <param name="Low">Lower bound of its 95 % interval.</param>
/// <param name="High">Upper bound.</param>
public readonly record struct RiskRatio(double Value, double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>Null when either group has found nothing yet: then no ratio can be told from the counts.</summary>
    /// <param name="found">Of <paramref name="examined"/>.</param>
    /// <param name="examined">The group in question.</param>
    /// <param name="baseFound">Of <paramref name="baseExamined"/>.</param>
    /// <param name="baseExamined">The group it is held against.</param>
    public static RiskRatio? Of(long found, long examined, long baseFound, long baseExamined)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(found, examined);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(baseFound, baseExamined);
        if (found < 1 || baseFound < 1)
            return null;
        var ratio = (double)found / examined / ((double)baseFound / baseExamined);
        var error = Math.Sqrt((1d / found) - (1d / examined) + (1d / baseFound) - (1d / baseExamined));
        return new RiskRatio(ratio, ratio * Math.Exp(-Z * error), ratio * Math.Exp(Z * error));
    }
}
