using System.Numerics;
using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>
/// Where the walks read a row from. A split's rule for missing values is worked into the slot it reads, once for each row:
/// missing becomes an infinity on the side it goes to. So a feature has a slot for each rule it is used with, mostly one or two, and
/// the walk itself knows nothing of missing values.
/// </summary>
internal sealed class RowSlots<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Nothing is below it, and it is below nothing.</summary>
    private const int NaNSlots = 1;

    /// <summary>What LightGBM takes for zero: it is written 1e-35f there, a number of 32 bits.</summary>
    private const double NearZero = 1e-35f;

    private const int Rules = 5;

    private readonly int[] _features;

    // Slots are ordered by rule, so that each rule is a loop of its own; those of rule r end here. Splits by category come last.
    private readonly int[] _ends = new int[Rules];

    private readonly Dictionary<(int Rule, int Feature), ushort> _numbers = [];

    public RowSlots(TreeEnsemble ensemble)
    {
        var used = new SortedSet<(int Rule, int Feature)>();
        foreach (var tree in ensemble.Trees)
        {
            var categories = tree.Categories.Select(c => c.Node).ToHashSet();
            for (var i = 0; i < tree.FirstChild.Length; i++)
            {
                if (tree.FirstChild[i] != 0)
                    used.Add((categories.Contains(i) ? Rules : (int)tree.Missing[i], tree.Feature[i]));
            }
        }

        // At most 5 rules and the categories for 10,000 features: fits 16 bits.
        _features = [0, .. used.Select(u => u.Feature)];
        var slot = NaNSlots;
        foreach (var use in used)
            _numbers[use] = checked((ushort)slot++);
        for (var rule = 0; rule < Rules; rule++)
            _ends[rule] = NaNSlots + used.Count(u => u.Rule <= rule);
    }

    /// <summary>How many values the slots of a row are.</summary>
    public int Count => _features.Length;

    /// <summary>Slots from here on hold numbers of categories.</summary>
    public int FirstCategory => _ends[^1];

    public ushort Of(SplitMissing missing, int feature) => _numbers[((int)missing, feature)];

    public ushort OfCategory(int feature) => _numbers[(Rules, feature)];

    public int FeatureOf(int slot) => _features[slot];

    /// <param name="row">A value for each feature; NaN is missing.</param>
    /// <param name="slots">Value of slot s goes to s x <paramref name="stride"/>.</param>
    /// <param name="stride">1, or how many rows stand side by side.</param>
    public void Fill(ReadOnlySpan<double> row, Span<T> slots, int stride)
    {
        slots[0] = T.NaN;
        var s = NaNSlots;
        for (; s < _ends[(int)SplitMissing.Right]; s++)
            slots[s * stride] = Known(row[_features[s]], T.PositiveInfinity);
        for (; s < _ends[(int)SplitMissing.Left]; s++)
            slots[s * stride] = Known(row[_features[s]], T.NegativeInfinity);
        for (; s < _ends[(int)SplitMissing.IsZero]; s++)
            slots[s * stride] = Known(row[_features[s]], T.Zero);
        for (; s < _ends[(int)SplitMissing.ZeroRight]; s++)
            slots[s * stride] = KnownNotZero(row[_features[s]], T.PositiveInfinity);
        for (; s < _ends[(int)SplitMissing.ZeroLeft]; s++)
            slots[s * stride] = KnownNotZero(row[_features[s]], T.NegativeInfinity);
        for (; s < _features.Length; s++)
            slots[s * stride] = T.CreateTruncating(row[_features[s]]);
    }

    private static T Known(double value, T missing) => double.IsNaN(value) ? missing : T.CreateTruncating(value);

    private static T KnownNotZero(double value, T missing) => Math.Abs(value) > NearZero ? T.CreateTruncating(value) : missing;
}
