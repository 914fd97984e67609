using System.Numerics;
using System.Runtime.InteropServices;

namespace OpsHub.Domain.Workload.Solving;

/// <summary>Rows that each take one place at a column; a column has as many places as its capacity.</summary>
public readonly ref struct AssignmentProblem
{
    /// <summary>Marks a pair that is not allowed.</summary>
    public const double Forbidden = double.PositiveInfinity;

    /// <summary>Stands in a result for a row that has no column.</summary>
    public const int Unassigned = -1;

    /// <summary>Row by row, <see cref="Rows"/> x <see cref="Columns"/>; finite, or <see cref="Forbidden"/>.</summary>
    public required ReadOnlySpan<double> Costs { get; init; }

    /// <summary>0 or more.</summary>
    public required int Rows { get; init; }

    /// <summary>0 or more.</summary>
    public required int Columns { get; init; }

    /// <summary>Places of each column, 0 or more; empty: one place each.</summary>
    public ReadOnlySpan<int> Capacities { get; init; }

    /// <summary>What leaving each row without a column costs, finite; empty: every row must have one.</summary>
    public ReadOnlySpan<double> UnassignedPrices { get; init; }

    /// <summary>Never more than the rows and one: a place nobody can take keeps the column's price at nothing.</summary>
    internal int Capacity(int column) => Capacities.IsEmpty ? 1 : Math.Min(Capacities[column], Rows + 1);

    internal double UnassignedPrice(int row) => UnassignedPrices.IsEmpty ? double.PositiveInfinity : UnassignedPrices[row];

    internal ReadOnlySpan<double> CostsOf(int row) => Costs.Slice(row * Columns, Columns);

    internal double Cost(int row, int column) => Costs[(row * Columns) + column];

    /// <exception cref="ArgumentException">Sizes that do not fit, a cost that is no number, a price that is not finite, a negative capacity.</exception>
    internal void Validate()
    {
        if (Rows < 0 || Columns < 0 || Costs.Length != (long)Rows * Columns)
            throw new ArgumentException($"{Costs.Length} costs are not {Rows} rows x {Columns} columns");
        if (!Capacities.IsEmpty && Capacities.Length != Columns)
            throw new ArgumentException($"{Capacities.Length} capacities for {Columns} columns");
        if (!UnassignedPrices.IsEmpty && UnassignedPrices.Length != Rows)
            throw new ArgumentException($"{UnassignedPrices.Length} prices of staying unassigned for {Rows} rows");
        foreach (var capacity in Capacities)
        {
            if (capacity < 0)
                throw new ArgumentException($"a capacity of {capacity}; 0 or more would be right");
        }
        foreach (var price in UnassignedPrices)
        {
            if (!double.IsFinite(price))
                throw new ArgumentException("leaving a row unassigned needs a finite price");
        }
        ValidateCosts(Costs);
    }

    private static void ValidateCosts(ReadOnlySpan<double> costs)
    {
        var least = new Vector<double>(double.NegativeInfinity);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(costs);
        var right = true;
        foreach (var vector in vectors)
            right &= Vector.GreaterThanAll(vector, least);
        for (var i = vectors.Length * Vector<double>.Count; i < costs.Length; i++)
            right &= costs[i] > double.NegativeInfinity;
        if (!right)
            throw new ArgumentException("a cost is finite, or positive infinity where a pair is forbidden");
    }
}
