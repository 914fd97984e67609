using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>One row of input: taken, perhaps with warnings, or refused with everything that is wrong with it.</summary>
/// <param name="Line">Line of the input the row begins on, from 1.</param>
/// <param name="Row">The declaration, or null when it was refused.</param>
/// <param name="Findings">All findings of the row in field order, at most 100; empty when nothing is wrong.</param>
public readonly record struct DeclarationRead(long Line, DeclarationRow? Row, IReadOnlyList<Finding> Findings)
{
    /// <summary>
    /// What could be read of a row, refused or not: fields that could not are blank or zero and have a finding. Null when nothing could be
    /// read. For telling what else is wrong with a refused row, never for lodging it.
    /// </summary>
    public DeclarationRow? Draft { get; init; }

    /// <summary>Our names of the fields of <see cref="Draft"/> that have an error, like <c>items[0].hsCode</c>; in the order of the findings.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Where the fields of the declaration stand in the input, by our name of them; null where the row's line says enough.</summary>
    internal IReadOnlyDictionary<string, FieldPlace>? Places { get; init; }

    /// <summary>Where a field of the declaration stands: as the sender calls it, with its line.</summary>
    /// <param name="field">Our name of it, like <c>items[0].hsCode</c>.</param>
    public FieldPlace PlaceOf(string field) => Places?.GetValueOrDefault(field) ?? new FieldPlace(field, Line);

    internal static DeclarationRead Refused(Finding finding) => new(finding.Line, null, [finding]);
}

/// <summary>A place in the input.</summary>
/// <param name="Field">What the sender calls the field: a column, a property, a path.</param>
/// <param name="Line">From 1.</param>
public sealed record FieldPlace(string Field, long Line);

/// <summary>What the input itself does not say.</summary>
public sealed record DeclarationOptions
{
    /// <summary>The defaults.</summary>
    public static DeclarationOptions Default { get; } = new();

    /// <summary>Currency where the row gives none (ISO 4217). The Korean layout, which has no currency column, is always in KRW.</summary>
    public string DefaultCurrency { get; init; } = "EUR";

    /// <summary>Date of a document that carries none (WCO Data Model, where the date of receipt is the date of lodgement); null refuses it.</summary>
    public DateOnly? ReceivedOn { get; init; }

    /// <summary>Longest row or JSON object, in characters or bytes. Longer ones are refused and reading goes on behind them.</summary>
    public int MaxRowLength { get; init; } = 1 << 20;
}
