using System.Collections.Immutable;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>
/// An optimal assignment with the prices that prove it (complementary slackness; <see cref="AssignmentCertificate"/> checks it).
/// </summary>
public record AssignmentResult
{
    /// <summary>Column of each row, or <see cref="AssignmentProblem.Unassigned"/>.</summary>
    public required ImmutableArray<int> ColumnOf { get; init; }

    /// <summary>Dual price of each row: what one row more like it would cost.</summary>
    public required ImmutableArray<double> RowPrices { get; init; }

    /// <summary>Dual price of each column: what one place more there would add to the cost, 0 or less. A good start for the next, similar problem.</summary>
    public required ImmutableArray<double> ColumnPrices { get; init; }

    /// <summary>Sum over the assigned pairs and, where they have one, the prices of the unassigned rows.</summary>
    public required double Cost { get; init; }

    /// <summary>Number of rows that have a column.</summary>
    public required int Assigned { get; init; }
}

/// <summary>
/// The cheapest of the largest assignments. <see cref="CoveredRows"/> and <see cref="CoveredColumns"/> prove that none is
/// larger: together they touch every allowed pair and are as many as the assigned pairs (König 1931).
/// </summary>
public sealed record LinearAssignmentResult : AssignmentResult
{
    /// <summary>By row; every row here has a column in every largest assignment.</summary>
    public required ImmutableArray<bool> CoveredRows { get; init; }

    /// <summary>By column; every column here has a row in every largest assignment.</summary>
    public required ImmutableArray<bool> CoveredColumns { get; init; }
}
