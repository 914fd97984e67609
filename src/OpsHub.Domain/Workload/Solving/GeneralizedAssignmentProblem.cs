using System.Collections.Immutable;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>Rows that each go to one column, where every row takes up some of the column's capacity, a different share at each.</summary>
public readonly ref struct GeneralizedAssignmentProblem
{
    /// <summary>Row by row, <see cref="Rows"/> x <see cref="Columns"/>; finite, or <see cref="AssignmentProblem.Forbidden"/>.</summary>
    public required ReadOnlySpan<double> Costs { get; init; }

    /// <summary>What a row takes up at a column, laid out like <see cref="Costs"/>; 0 or more.</summary>
    public required ReadOnlySpan<int> Weights { get; init; }

    /// <summary>By column; 0 or more.</summary>
    public required ReadOnlySpan<int> Capacities { get; init; }

    /// <summary>What leaving each row without a column costs, finite; empty: every row must have one.</summary>
    public ReadOnlySpan<double> UnassignedPrices { get; init; }

    public int Columns => Capacities.Length;

    public required int Rows { get; init; }

    /// <exception cref="ArgumentException">Sizes that do not fit, a cost that is no number, a price that is not finite, something negative.</exception>
    internal void Validate()
    {
        new AssignmentProblem { Costs = Costs, Rows = Rows, Columns = Columns, Capacities = Capacities, UnassignedPrices = UnassignedPrices }.Validate();
        if (Weights.Length != Costs.Length)
            throw new ArgumentException($"{Weights.Length} weights for {Costs.Length} costs");
        foreach (var weight in Weights)
        {
            if (weight < 0)
                throw new ArgumentException($"a weight of {weight}; 0 or more would be right");
        }
    }
}

/// <summary>How much may be spent on a search. It ends at the first limit, or when the best is proven to be the best.</summary>
public readonly record struct SearchBudget
{
    /// <summary>200,000 moves, no deadline.</summary>
    public SearchBudget()
    {
    }

    /// <summary>Moves of the search, 0 or more. With this limit alone the same seed gives the same result on every machine.</summary>
    public int Moves { get; init; } = 200_000;

    /// <summary>Asked every few microseconds to milliseconds: true ends the search. The caller's clock; null: no deadline.</summary>
    public Func<bool>? ShouldStop { get; init; }

    /// <summary>Chance comes from here.</summary>
    public ulong Seed { get; init; } = 1;

    internal bool IsOver => ShouldStop?.Invoke() ?? false;
}

/// <summary>The best assignment found, and what any assignment costs at least.</summary>
public sealed record GeneralizedAssignmentResult
{
    /// <summary>Column of each row, or <see cref="AssignmentProblem.Unassigned"/>.</summary>
    public required ImmutableArray<int> ColumnOf { get; init; }

    /// <summary>False when none was found that keeps to the capacities and gives every row a column that must have one.</summary>
    public required bool IsFeasible { get; init; }

    /// <summary>Sum over the assigned pairs and the prices of unassigned rows; infinite when not feasible.</summary>
    public required double Cost { get; init; }

    /// <summary>No assignment costs less; minus infinity when the budget ended before it was known, infinity when some row fits nowhere.</summary>
    public required double Bound { get; init; }

    /// <summary>Share of the bound the cost is above it by; 0: proven to be the best; infinite when not feasible or unknown.</summary>
    public double Gap => !IsFeasible ? double.PositiveInfinity
        : Cost <= Bound ? 0
        : double.IsFinite(Bound) && Bound != 0 ? (Cost - Bound) / Math.Abs(Bound) : double.PositiveInfinity;

    /// <summary>Moves made.</summary>
    public required int Moves { get; init; }
}
