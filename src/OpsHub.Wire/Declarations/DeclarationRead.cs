using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>One row of input: taken, perhaps with warnings, or refused with everything that is wrong with it.</summary>
/// <param name="Line">Line of the input the row begins on, from 1.</param>
/// <param name="Row">The declaration, or null when it was refused.</param>
/// <param name="Findings">All findings of the row in field order, at most 100; empty when nothing is wrong.</param>
public readonly record struct DeclarationRead(long Line, DeclarationRow? Row, IReadOnlyList<Finding> Findings)
{
    internal static DeclarationRead Refused(Finding finding) => new(finding.Line, null, [finding]);
}

/// <summary>What the input itself does not say.</summary>
public sealed record DeclarationOptions
{
    /// <summary>The defaults.</summary>
    public static DeclarationOptions Default { get; } = new();

    /// <summary>Currency where the row gives none (ISO 4217). The Korean layout, which has no currency column, is always in KRW.</summary>
    public string DefaultCurrency { get; init; } = "EUR";

    /// <summary>Longest row or JSON object, in characters or bytes. Longer ones are refused and reading goes on behind them.</summary>
    public int MaxRowLength { get; init; } = 1 << 20;
}
