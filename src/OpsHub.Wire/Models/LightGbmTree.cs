using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OpsHub.Contracts.Models;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Models;

/// <summary>
/// One tree of a LightGBM text file. Splits are numbered from 0, and leaves too: a child of -1 is leaf 0, of -2 leaf 1. The
/// decision type of a split: bit 0 by category, bit 1 missing goes left, bits 2 and 3 what is missing (none, zero, NaN).
/// </summary>
internal sealed class LightGbmTree
{
    /// <summary>Words of categories in one tree: 16 MiB.</summary>
    private const int MaxWords = 4_000_000;

    private readonly KeyBlock _block;
    private readonly string _where;
    private readonly int _features;
    private readonly ModelFaults _faults;
    private readonly Dictionary<int, ImmutableArray<uint>> _categories = [];
    private int _leaves;

    private LightGbmTree(KeyBlock block, string where, int features, ModelFaults faults)
    {
        _block = block;
        _where = where;
        _features = features;
        _faults = faults;
    }

    private int Splits => _leaves - 1;

    public static DecisionTree? Read(KeyBlock block, string where, int features, ModelFaults faults) => new LightGbmTree(block, where, features, faults).Read();

    private DecisionTree? Read()
    {
        if (!TryLeaves() || !TryNumbers("leaf_value", _leaves, out var leafValue))
            return null;
        var count = Splits + _leaves;
        var (left, right, feature) = (Filled(count, -1), Filled(count, -1), new int[count]);
        var (value, missing) = (new double[count], new SplitMissing[count]);
        leafValue.CopyTo(value, Splits);
        if (Splits > 0 && !TrySplits(left, right, feature, value, missing))
            return null;
        if (!TryCover(out var cover))
            return null;
        return new RawTree { Left = left, Right = right, Feature = feature, Value = value, Missing = missing, Cover = cover, Categories = _categories }
            .BreadthFirst(_where, node => node < Splits ? $"split {node}" : $"leaf {node - Splits}", _faults);
    }

    private bool TryLeaves()
    {
        const int most = (TreeEnsemble.MaxNodes + 1) / 2;
        var found = _block.TryGet("num_leaves", out var line);
        if (!found || !int.TryParse(line.Text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out _leaves) || _leaves is 0 or > most)
            return Refuse("num_leaves", line, found ? "is out of range" : "is missing", $"1 to {most}");
        return !_block.TryGet("is_linear", out line) || line.String == "0"
            || Refuse("is_linear", line, "is a tree with a linear model in each leaf, which is not supported", "is_linear=0: train without linear_tree");
    }

    private bool TrySplits(int[] left, int[] right, int[] feature, double[] value, SplitMissing[] missing)
    {
        if (!TryIntegers("split_feature", Splits, out var features) || !TryNumbers("threshold", Splits, out var thresholds)
            || !TryIntegers("decision_type", Splits, out var decisions)
            || !TryIntegers("left_child", Splits, out var lefts) || !TryIntegers("right_child", Splits, out var rights)
            || !TryCategorySets(out var sets))
        {
            return false;
        }

        for (var i = 0; i < Splits; i++)
        {
            if ((ulong)features[i] >= (ulong)_features)
                return Refuse("split_feature", i, features[i], "is a feature that does not exist", $"0 to {_features - 1}");
            if (!TryChild("left_child", i, lefts[i], out left[i]) || !TryChild("right_child", i, rights[i], out right[i]))
                return false;
            feature[i] = (int)features[i];
            var isCategory = (decisions[i] & 1) != 0;
            if (decisions[i] is < 0 or > 11)
                return Refuse("decision_type", i, decisions[i], "is no decision type", "0 to 11: bit 0 by category, bit 1 missing goes left, bits 2 and 3 what is missing (0, 1 or 2)");
            if (!isCategory)
                (value[i], missing[i]) = (thresholds[i], MissingOf(decisions[i]));
            else if (thresholds[i] < 0 || thresholds[i] >= sets.Length || thresholds[i] != Math.Floor(thresholds[i]))
                return Refuse("threshold", i, thresholds[i], "is a set of categories that does not exist", $"0 to {sets.Length - 1}, a place in cat_boundaries");
            else
                _categories[i] = sets[(int)thresholds[i]];
        }

        return true;
    }

    private static SplitMissing MissingOf(long decision) => (decision & 0b1110) switch
    {
        0b0110 => SplitMissing.ZeroLeft,
        0b0100 => SplitMissing.ZeroRight,
        0b1010 => SplitMissing.Left,
        0b1000 => SplitMissing.Right,
        _ => SplitMissing.IsZero,
    };

    private bool TryChild(string key, int i, long child, out int node)
    {
        var isLeaf = child < 0;
        node = (int)Math.Clamp(isLeaf ? Splits + ~child : child, int.MinValue, int.MaxValue);
        return (isLeaf ? ~child < _leaves : child < Splits)
            || Refuse(key, i, child, "is a child that does not exist", $"a split from 0 to {Splits - 1}, or a leaf from -1 to -{_leaves}");
    }

    /// <summary>Set k is the words from boundary k to boundary k + 1.</summary>
    private bool TryCategorySets([NotNullWhen(true)] out ImmutableArray<uint>[]? sets)
    {
        sets = [];
        if (!_block.TryGet("num_cat", out var line) || line.String == "0")
            return true;
        sets = null;
        if (!int.TryParse(line.Text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > Splits)
            return Refuse("num_cat", line, "is out of range", $"0 to {Splits}, the number of splits");
        if (!TryIntegers("cat_boundaries", count + 1, out var boundaries))
            return false;
        for (var k = 0; k < count; k++)
        {
            if (boundaries[0] != 0 || boundaries[k + 1] <= boundaries[k] || boundaries[k + 1] - boundaries[k] > TreeEnsemble.MaxCategoryWords || boundaries[k + 1] > MaxWords)
                return Refuse("cat_boundaries", k + 1, boundaries[k + 1], "does not follow the boundary before it", $"boundaries from 0, ascending, at most {TreeEnsemble.MaxCategoryWords} words of 32 categories each, {MaxWords} in all");
        }

        if (!TryIntegers("cat_threshold", (int)boundaries[count], out var words))
            return false;
        var wrong = Array.FindIndex(words, w => w is < 0 or > uint.MaxValue);
        if (wrong >= 0)
            return Refuse("cat_threshold", wrong, words[wrong], "is no set of 32 bits", "0 to 4294967295");
        sets = [.. Enumerable.Range(0, count).Select(k => words[(int)boundaries[k]..(int)boundaries[k + 1]].Select(w => (uint)w).ToImmutableArray())];
        return true;
    }

    /// <summary>Rows of the training data. The library's contributions go by them.</summary>
    private bool TryCover(out double[]? cover)
    {
        cover = null;
        if (Splits == 0)
        {
            cover = [1];
            return true;
        }

        if (!_block.Has("internal_count") || !_block.Has("leaf_count"))
            return true;
        if (!TryNumbers("internal_count", Splits, out var splits) || !TryNumbers("leaf_count", _leaves, out var leaves))
            return false;
        cover = [.. splits, .. leaves];
        var wrong = Array.FindIndex(cover, c => c < 0);
        return wrong < 0 || Refuse(wrong < Splits ? "internal_count" : "leaf_count", wrong < Splits ? wrong : wrong - Splits, cover[wrong], "is below 0", "0 or more rows");
    }

    private bool TryNumbers(string key, int length, [NotNullWhen(true)] out double[]? values) =>
        TryList(key, length, "a finite number", SpanText.TryParseNumber, out values);

    private bool TryIntegers(string key, int length, [NotNullWhen(true)] out long[]? values) =>
        TryList(key, length, "a whole number", (ReadOnlySpan<byte> text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value), out values);

    private delegate bool Parse<T>(ReadOnlySpan<byte> text, out T value);

    private bool TryList<T>(string key, int length, string expected, Parse<T> parse, [NotNullWhen(true)] out T[]? values)
    {
        values = null;
        if (!_block.TryGet(key, out var line))
            return Refuse(key, line, "is missing", $"{length} entries");
        var rest = line.Text.Span.Trim((byte)' ');
        // No number is shorter than itself and a blank: a length that was made up costs nothing.
        if (rest.Length + 1 < length * 2L)
            return Refuse(key, line, "has too few entries", $"{length} entries");
        var read = new T[length];
        for (var i = 0; i < length; i++)
        {
            var end = rest.IndexOf((byte)' ');
            var word = end < 0 ? rest : rest[..end];
            if (!parse(word, out read[i]))
                return _faults.Refuse($"{_where} {key}[{i}]", SpanText.Cut(word), "is no number", $"{expected}, {length} of them", line.Line);
            rest = end < 0 ? default : rest[end..].TrimStart((byte)' ');
        }

        if (!rest.IsEmpty)
            return Refuse(key, line, "has too many entries", $"{length} entries");
        values = read;
        return true;
    }

    private bool Refuse(string key, KeyLine line, string problem, string expected) =>
        _faults.Refuse($"{_where} {key}", SpanText.Cut(line.Text.Span), problem, expected, line.Line == 0 ? _block.Line : line.Line);

    private bool Refuse(string key, int place, double value, string problem, string expected)
    {
        _block.TryGet(key, out var line);
        return _faults.Refuse($"{_where} {key}[{place}]", value.ToString(CultureInfo.InvariantCulture), problem, expected, line.Line);
    }

    private static int[] Filled(int count, int value)
    {
        var filled = new int[count];
        Array.Fill(filled, value);
        return filled;
    }
}
