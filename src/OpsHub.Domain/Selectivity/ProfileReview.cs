using System.Collections.Immutable;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Domain.Selectivity;

/// <summary>Holds profiles against the port's random examinations, and finds those somebody should look at.</summary>
public static class ProfileReview
{
    /// <summary>Completed examinations before a rate is judged (DOMAIN.md).</summary>
    public const int JudgedFrom = 50;

    /// <summary>A profile is announced so long before it expires.</summary>
    private static readonly TimeSpan s_notice = TimeSpan.FromDays(14);

    /// <summary>A profile that hit nothing for so long asks for something that does not come.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromDays(30);

    public static ProfileStanding Of(RiskProfileView profile, PortSelectivity port, DateTimeOffset now)
    {
        var lift = RiskRatio.Of(profile.Confirmed, profile.Confirmed + profile.FalseAlerts, port.RandomConfirmed, port.RandomExamined);
        return new ProfileStanding(profile, lift?.Value, lift?.Low, lift?.High, profile.Retired ? [] : Reasons(profile, port, now));
    }

    private static ImmutableArray<ReviewReason> Reasons(RiskProfileView profile, PortSelectivity port, DateTimeOffset now)
    {
        var reasons = ImmutableArray.CreateBuilder<ReviewReason>();
        var definition = profile.Definition;
        if (profile.Confirmed + profile.FalseAlerts >= JudgedFrom && port.RandomExamined > 0
            && profile.HitRateHigh < (double)port.RandomConfirmed / port.RandomExamined)
        {
            reasons.Add(ReviewReason.BelowRandom);
        }

        if (definition.ValidUntil <= now)
            reasons.Add(ReviewReason.Expired);
        else if (definition.ValidUntil - now <= s_notice)
            reasons.Add(ReviewReason.ExpiresSoon);
        if (profile.Hits == 0 && now - definition.ValidFrom >= s_silence)
            reasons.Add(ReviewReason.NeverHit);
        return reasons.ToImmutable();
    }
}
