namespace OpsHub.Wire.Text;

/// <summary>Whether a finding keeps its row, fix or message out, or only marks it.</summary>
public enum FindingSeverity : byte
{
    /// <summary>The row is refused.</summary>
    Error,

    /// <summary>The row is taken and carries the mark (real fleets carry wrong IMO numbers, for one).</summary>
    Warning,
}

/// <summary>One thing wrong with one field of the input, told so that the sender can put it right.</summary>
/// <param name="Field">Name of the field as the sender wrote it, or our name of it when it is missing.</param>
/// <param name="Value">The value as it came, at most <see cref="MaxValueLength"/> characters, control characters replaced.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="Line">Line of the input, from 1; 0 where the input has no lines.</param>
/// <param name="Severity">Refused or only marked.</param>
public readonly record struct Finding(
    string Field,
    string Value,
    string Problem,
    string Expected,
    long Line = 0,
    FindingSeverity Severity = FindingSeverity.Error)
{
    /// <summary>Longest value that is repeated back: enough to recognise it, too short to carry a payload.</summary>
    public const int MaxValueLength = 40;

    /// <summary>Makes a finding with the value cut and cleaned.</summary>
    public static Finding Of(
        string field,
        ReadOnlySpan<char> value,
        string problem,
        string expected,
        long line = 0,
        FindingSeverity severity = FindingSeverity.Error) =>
        new(SpanText.Cut(field), SpanText.Cut(value), problem, expected, line, severity);
}
