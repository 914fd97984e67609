using System.Collections.Frozen;

namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>A comparison: where a condition touches the declaration.</summary>
internal abstract class Comparison(Operand left, string words) : ConditionTest
{
    public override void Explain(DeclarationFacts facts, List<string> reasons, bool so)
    {
        if (Holds(facts) == so)
            reasons.Add($"{(so ? "" : "not ")}{left.Words} {words} ({left.Show(facts)})");
    }
}

internal sealed class NumbersCompared(string operation, NumberOperand left, NumberOperand right)
    : Comparison(left, $"{InWords(operation)} {right.Words}")
{
    public override bool? Holds(DeclarationFacts facts)
    {
        if (left.Of(facts) is not { } a || right.Of(facts) is not { } b)
            return null;
        return operation switch
        {
            "=" => a == b,
            "!=" => a != b,
            "<" => a < b,
            "<=" => a <= b,
            ">" => a > b,
            _ => a >= b,
        };
    }

    private static string InWords(string operation) => operation switch
    {
        "=" => "is",
        "!=" => "is not",
        "<" => "is below",
        "<=" => "is at most",
        ">" => "is above",
        _ => "is at least",
    };
}

internal sealed class NumberAmong(NumberOperand left, decimal[] values, string words) : Comparison(left, words)
{
    public override bool? Holds(DeclarationFacts facts) => left.Of(facts) is { } number ? values.AsSpan().Contains(number) : null;
}

/// <summary>Both ends belong to it.</summary>
internal sealed class NumberBetween(NumberOperand left, NumberOperand from, NumberOperand to)
    : Comparison(left, $"is between {from.Words} and {to.Words}")
{
    public override bool? Holds(DeclarationFacts facts) =>
        left.Of(facts) is { } number && from.Of(facts) is { } least && to.Of(facts) is { } most ? number >= least && number <= most : null;
}

internal enum TextMatch : byte { Equal, StartsWith, Contains }

/// <summary>Case counts for nothing in texts.</summary>
internal sealed class TextsCompared(TextMatch match, TextOperand left, TextOperand right) : Comparison(left, $"{InWords(match)} {right.Words}")
{
    public override ConditionKey? Key => match == TextMatch.Equal && left is TextField known && right is TextConstant constant
        ? new ConditionKey(known.Field, [constant.Value])
        : null;

    public override bool? Holds(DeclarationFacts facts)
    {
        var a = left.Of(facts);
        var b = right.Of(facts);
        if (a.IsEmpty || b.IsEmpty)
            return null;
        return match switch
        {
            TextMatch.StartsWith => a.StartsWith(b, StringComparison.OrdinalIgnoreCase),
            TextMatch.Contains => a.Contains(b, StringComparison.OrdinalIgnoreCase),
            _ => a.Equals(b, StringComparison.OrdinalIgnoreCase),
        };
    }

    private static string InWords(TextMatch match) => match switch
    {
        TextMatch.StartsWith => "starts with",
        TextMatch.Contains => "contains",
        _ => "is",
    };
}

internal sealed class TextAmong(TextOperand left, string[] values, string words) : Comparison(left, words)
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _values =
        values.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public override ConditionKey? Key => left is TextField known ? new ConditionKey(known.Field, values) : null;

    public override bool? Holds(DeclarationFacts facts) => left.Of(facts) is { IsEmpty: false } text ? _values.Contains(text) : null;
}

/// <summary>The one test that is always known.</summary>
internal sealed class IsStated(Operand operand) : Comparison(operand, "is stated")
{
    private readonly Operand _operand = operand;

    public override bool? Holds(DeclarationFacts facts) => _operand switch
    {
        NumberOperand number => number.Of(facts) is not null,
        TextOperand text => !text.Of(facts).IsEmpty,
        _ => false,
    };
}
