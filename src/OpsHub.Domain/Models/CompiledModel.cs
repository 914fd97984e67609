using System.Numerics;
using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>A <see cref="TreeModel"/> in the arithmetic of its library: float for XGBoost, double for LightGBM.</summary>
internal sealed class CompiledModel<T> : TreeModel where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows that a tree serves before the next one: their slots and the tree stay in the first cache.</summary>
    private const int Block = 64;

    /// <summary>More than this goes on the heap, not on the stack.</summary>
    private const int MaxOnStack = 2_048;

    private readonly CompiledForest<T> _forest;
    private readonly RowSlots<T> _slots;
    private readonly PathContributions? _paths;
    private readonly ExactContributions<T>? _exact;
    private readonly T _base;
    private readonly T _divisor;
    private readonly ModelLink _link;
    private readonly double _slope;

    public CompiledModel(TreeEnsemble ensemble)
        : base(ensemble)
    {
        _slots = new RowSlots<T>(ensemble);
        _forest = new CompiledForest<T>(ensemble, _slots);
        _base = T.CreateTruncating(ensemble.BaseMargin);
        _divisor = ensemble.IsAverage ? T.CreateTruncating(Trees) : T.One;
        (_link, _slope) = (ensemble.Link, ensemble.LinkSlope);
        if (HasContributions)
        {
            var means = new NodeMeans(ensemble);
            _paths = new PathContributions(ensemble, means);
            _exact = new ExactContributions<T>(ensemble, means, _forest);
        }
    }

    public override long Bytes => ((long)_forest.Nodes.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<TreeNode<T>>()) + (_paths?.Bytes ?? 0);

    public override double Margin(ReadOnlySpan<double> row)
    {
        RequireRow(row);
        Span<T> slots = _slots.Count <= MaxOnStack ? stackalloc T[_slots.Count] : new T[_slots.Count];
        Span<int> leaves = Trees <= MaxOnStack ? stackalloc int[Trees] : new int[Trees];
        return Walk(row, slots, leaves);
    }

    public override double MarginWithPath(ReadOnlySpan<double> row, Span<double> contributions)
    {
        RequireRow(row);
        RequireContributions(contributions);
        Span<T> slots = _slots.Count <= MaxOnStack ? stackalloc T[_slots.Count] : new T[_slots.Count];
        Span<int> leaves = Trees <= MaxOnStack ? stackalloc int[Trees] : new int[Trees];
        var margin = Walk(row, slots, leaves);
        _paths!.Add(leaves, contributions);
        return margin;
    }

    public override void ExactContributions(ReadOnlySpan<double> row, Span<double> contributions)
    {
        RequireRow(row);
        RequireContributions(contributions);
        Span<T> slots = _slots.Count <= MaxOnStack ? stackalloc T[_slots.Count] : new T[_slots.Count];
        _slots.Fill(row, slots, stride: 1);
        _exact!.Add(slots, contributions);
    }

    public override void Score(ReadOnlySpan<double> rows, Span<double> scores)
    {
        if (rows.Length != (long)scores.Length * Features)
            throw new ArgumentException($"{scores.Length} rows of this model have {(long)scores.Length * Features} values, not {rows.Length}.", nameof(rows));
        var done = 0;
        if (_forest.CanAddEight && scores.Length >= 8)
        {
            var slots = new T[_slots.Count * Block];
            for (; scores.Length - done >= 8; done += Math.Min(Block, (scores.Length - done) / 8 * 8))
                ScoreBlock(rows[(done * Features)..], scores.Slice(done, Math.Min(Block, (scores.Length - done) / 8 * 8)), slots);
        }

        for (; done < scores.Length; done++)
            scores[done] = Score(rows.Slice(done * Features, Features));
    }

    public override double Link(double margin)
    {
        if (_link == ModelLink.Identity)
            return margin;
        return typeof(T) == typeof(float) ? 1f / (1f + MathF.Exp((float)(-_slope * margin))) : 1 / (1 + Math.Exp(-_slope * margin));
    }

    private double Walk(ReadOnlySpan<double> row, Span<T> slots, Span<int> leaves)
    {
        _slots.Fill(row, slots, stride: 1);
        _forest.Walk(slots, leaves);
        // In the order of the trees, as the library adds.
        var sum = _base;
        var nodes = _forest.Nodes;
        foreach (var leaf in leaves)
            sum += nodes[leaf].Value;
        return double.CreateTruncating(sum / _divisor);
    }

    /// <param name="scores">A multiple of eight, at most <see cref="Block"/>.</param>
    private void ScoreBlock(ReadOnlySpan<double> rows, Span<double> scores, Span<T> slots)
    {
        for (var r = 0; r < scores.Length; r++)
            _slots.Fill(rows.Slice(r * Features, Features), slots[((r / 8 * 8 * _slots.Count) + (r % 8))..], stride: 8);
        Span<T> sums = stackalloc T[Block];
        sums.Fill(_base);
        for (var tree = 0; tree < Trees; tree++)
        {
            for (var r = 0; r < scores.Length; r += 8)
                _forest.AddEight(tree, slots.Slice(r * _slots.Count, 8 * _slots.Count), sums.Slice(r, 8));
        }

        for (var r = 0; r < scores.Length; r++)
            scores[r] = Link(double.CreateTruncating(sums[r] / _divisor));
    }
}
