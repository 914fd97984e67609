namespace OpsHub.Domain.Selectivity.Conditions;

internal enum TokenKind : byte { Word, Number, Text, Symbol, End }

/// <param name="Start">Of its first character in the condition, from 0.</param>
/// <param name="Value">The word, the digits, the text without its quotes, or the symbol; empty at the end.</param>
internal readonly record struct ConditionToken(TokenKind Kind, int Start, string Value)
{
    /// <summary>Keywords are written in any case.</summary>
    public bool Is(string value) => Kind is TokenKind.Word or TokenKind.Symbol && Value.Equals(value, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text \"{Value}\"",
        _ => $"'{Value}'",
    };
}

/// <summary>Where a condition is not understood, and what would be.</summary>
internal sealed class ConditionException(int position, string problem, string expected) : Exception(problem)
{
    public int Position { get; } = position;

    public string Expected { get; } = expected;
}
