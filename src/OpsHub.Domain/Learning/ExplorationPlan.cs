using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Selectivity;

namespace OpsHub.Domain.Learning;

/// <summary>How much of the examinations is spent on learning what is not known.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Share of examinations, 0 to 0.9. Ten in a hundred by DOMAIN.</summary>
    public double Share { get; init; } = 0.1;

    /// <summary>Share for some time after a drift alarm, 0 to 0.9: what was known is in doubt.</summary>
    public double ShareAfterAlarm { get; init; } = 0.4;

    /// <summary>Days for which an alarm raises the share.</summary>
    public int AlarmDays { get; init; } = 21;

    /// <summary>Part of the exploration that goes by uncertainty, 0 to 1; the rest is even, so that nothing is never looked at.</summary>
    public double ByUncertainty { get; init; } = 0.5;
}

/// <summary>
/// Chance examinations beside those that the score asks for, each with the chance it had: examinations by score alone never
/// show what the score is wrong about, and estimates from them cannot be put right, since what was not chosen had no chance.
/// With the chance on record they can (D. G. Horvitz, D. J. Thompson, 1952). Cases little like what was examined get more of it.
/// </summary>
public static class ExplorationPlan
{
    /// <summary>The largest multiple of the even chance that uncertainty gives.</summary>
    private const double MostTimes = 4;

    /// <summary>Share of examinations to explore with on a date.</summary>
    public static double ShareOn(ExplorationOptions options, DateOnly date, DateOnly? lastAlarm)
    {
        ArgumentNullException.ThrowIfNull(options);
        return lastAlarm is { } alarm && date.DayNumber - alarm.DayNumber is >= 0 and var days && days <= options.AlarmDays
            ? Math.Max(options.Share, options.ShareAfterAlarm)
            : options.Share;
    }

    /// <summary>The chance that a declaration which its score does not send to examination gets one all the same.</summary>
    /// <param name="rate">Share of declarations to explore, 0 to 1: share of examinations x examinations for each declaration.</param>
    /// <param name="uncertainty">Of the declaration's score.</param>
    /// <param name="meanUncertainty">Of the declarations of late, above 0.</param>
    public static double Propensity(ExplorationOptions options, double rate, double uncertainty, double meanUncertainty)
    {
        ArgumentNullException.ThrowIfNull(options);
        var times = 1 - options.ByUncertainty + (options.ByUncertainty * Math.Min(MostTimes, uncertainty / meanUncertainty));
        return Math.Clamp(rate * times, 0, 1);
    }

    /// <summary>The draw, which anyone can repeat once the seed is told.</summary>
    /// <param name="seed">The day's seed for exploration; not that of the random selection, whose draws would go with these.</param>
    public static RandomDraw Draw(ReadOnlySpan<byte> seed, string commitment, string declarationId, double propensity) =>
        RandomSelection.Draw(seed, commitment, declarationId, propensity);
}
