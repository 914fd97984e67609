using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Domain.Workload;

/// <summary>Prices of the soft rules, all in minutes of equivalent lateness (defaults; per port).</summary>
public sealed record DispatchWeights
{
    public static DispatchWeights Default { get; } = new();

    /// <summary>Price of a minute until the work can begin, late or not: of two who would both be in time, the freer one.</summary>
    public double WaitPerMinute { get; init; } = 0.25;

    /// <summary>Price of loading an officer a whole capacity above the mean of those on shift.</summary>
    public double FairnessMinutes { get; init; } = 30;

    /// <summary>For each time the officer had the same importer or declarant within 30 days, at most four times.</summary>
    public double RepeatMinutes { get; init; } = 15;

    /// <summary>For each of the officer's cases in the same zone within 30 days, at most twenty: no one settles into a post.</summary>
    public double TenureMinutes { get; init; } = 0.5;

    /// <summary>Share of the cost it is moved by, at most 0.02 (DOMAIN.md).</summary>
    public double Perturbation { get; init; } = 0.02;

    /// <summary>Lateness beyond a day does not tell officers apart any more and would drown everything else.</summary>
    public double LatenessCapMinutes { get; init; } = 1_440;

    /// <summary>Price of a minute of lateness: by risk and urgency.</summary>
    public double LatenessWeight(InspectionView @case)
    {
        var risk = @case.Lane switch { Lane.Red => 3.0, Lane.Yellow => 1.5, _ => 1.0 };
        var urgency = @case.Priority switch { CasePriority.P1 => 4.0, CasePriority.P2 => 2.0, _ => 1.0 };
        return risk * urgency;
    }

    /// <summary>
    /// Price of not placing a case now. Far above any cost, so that what can be placed is; by priority first, then by
    /// how close the due time is.
    /// </summary>
    public double UnplacedMinutes(InspectionView @case, DateTimeOffset now)
    {
        var priority = @case.Priority switch { CasePriority.P1 => 10_000_000.0, CasePriority.P2 => 3_000_000.0, _ => 1_000_000.0 };
        var minutesPastDue = Math.Clamp((now - @case.DueAt).TotalMinutes, -LatenessCapMinutes, LatenessCapMinutes);
        return priority + ((minutesPastDue + LatenessCapMinutes) * 100);
    }
}
