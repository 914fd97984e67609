using System.Collections.Frozen;
using System.Globalization;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity;

/// <summary>A criterion with its field found and its values read: what is left to do per declaration is a comparison.</summary>
internal abstract class CompiledCriterion(SelectivityField field, string words)
{
    /// <summary>The criterion in words, such as <c>hs2 is 85</c>.</summary>
    public string Words { get; } = words;

    public SelectivityField Field { get; } = field;

    public abstract bool Holds(Declaration declaration);

    /// <summary>The definition must have passed <see cref="ProfileRules"/>.</summary>
    public static CompiledCriterion Of(Criterion criterion)
    {
        var field = SelectivityFields.Find(criterion.Field) ?? throw new ArgumentException($"Unknown field '{criterion.Field}'.", nameof(criterion));
        var shown = criterion.Values.Length <= 3 ? string.Join(", ", criterion.Values) : $"{criterion.Values[0]} and {criterion.Values.Length - 1} more";
        var words = $"{criterion.Field} {Operators.InWords(criterion.Operator)} {shown}";
        return field.IsNumber ? new NumberCriterion(field, words, criterion) : new TextCriterion(field, words, criterion);
    }

    private sealed class NumberCriterion : CompiledCriterion
    {
        private readonly string _operator;
        private readonly decimal[] _values;

        public NumberCriterion(SelectivityField field, string words, Criterion criterion)
            : base(field, words)
        {
            _operator = criterion.Operator;
            _values = [.. criterion.Values.Select(v => decimal.Parse(v, NumberStyles.Number, CultureInfo.InvariantCulture))];
        }

        public override bool Holds(Declaration declaration)
        {
            // What is not stated meets no criterion: it is neither above nor below nor equal.
            if (Field.Number(declaration) is not { } value)
                return false;
            return _operator switch
            {
                Operators.Above => value > _values[0],
                Operators.Below => value < _values[0],
                Operators.IsNot => value != _values[0],
                _ => _values.AsSpan().Contains(value),
            };
        }
    }

    private sealed class TextCriterion : CompiledCriterion
    {
        private readonly string _operator;
        private readonly string _value;
        private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _values;

        public TextCriterion(SelectivityField field, string words, Criterion criterion)
            : base(field, words)
        {
            _operator = criterion.Operator;
            _value = criterion.Values[0];
            _values = criterion.Values.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public override bool Holds(Declaration declaration)
        {
            if (!Field.IsOfItems)
                return HoldsFor(Field.Text(declaration));
            foreach (var item in declaration.Items)
            {
                if (HoldsFor(Field.Code(item)))
                    return true;
            }

            return false;
        }

        private bool HoldsFor(ReadOnlySpan<char> value) => _operator switch
        {
            Operators.IsNot => !value.Equals(_value, StringComparison.OrdinalIgnoreCase),
            Operators.StartsWith => value.StartsWith(_value, StringComparison.OrdinalIgnoreCase),
            Operators.In => _values.Contains(value),
            _ => value.Equals(_value, StringComparison.OrdinalIgnoreCase),
        };
    }
}

/// <summary>Names of the comparisons.</summary>
internal static class Operators
{
    public const string Is = "is";
    public const string IsNot = "isNot";
    public const string In = "in";
    public const string StartsWith = "startsWith";
    public const string Above = "above";
    public const string Below = "below";

    public static readonly string[] OfText = [Is, IsNot, In, StartsWith];
    public static readonly string[] OfNumbers = [Is, IsNot, In, Above, Below];

    public static string InWords(string name) => name switch
    {
        IsNot => "is not",
        In => "is one of",
        StartsWith => "starts with",
        Above => "is above",
        Below => "is below",
        _ => name,
    };
}
