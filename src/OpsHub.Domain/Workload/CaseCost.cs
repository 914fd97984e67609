using System.Collections.Immutable;
using OpsHub.Contracts.Workload;

namespace OpsHub.Domain.Workload;

/// <summary>What a case would cost with an officer, by rule; all in minutes of equivalent lateness.</summary>
public readonly record struct CaseCost
{
    public double Lateness { get; init; }
    public double Travel { get; init; }
    public double Wait { get; init; }
    public double Fairness { get; init; }
    public double Repeat { get; init; }
    public double Tenure { get; init; }

    /// <summary>Share of the sum of the others; may be negative.</summary>
    public double Perturbation { get; init; }

    public double Total => Lateness + Travel + Wait + Fairness + Repeat + Tenure + Perturbation;

    /// <summary>For "why this officer?"; terms of zero are left out.</summary>
    public ImmutableArray<CostTerm> Terms()
    {
        CostTerm[] all =
        [
            new("lateness", Lateness),
            new("travel", Travel),
            new("wait", Wait),
            new("fairness", Fairness),
            new("repeat", Repeat),
            new("tenure", Tenure),
            new("perturbation", Perturbation),
        ];
        return [.. all.Where(term => term.Minutes != 0)];
    }
}
