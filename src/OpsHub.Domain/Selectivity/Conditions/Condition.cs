using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>
/// When a profile hits, as an analyst writes it and compiled. The form, by example:
/// <code>
/// hs2 in ("61", "62") and pricePerKilogram &lt; 4
/// countryOfOrigin != countryOfDeparture and not (importerId startsWith "AEO" or price &lt;= 150)
/// any item (hs4 = "8471" and itemValuePerKilogram between 0.5 and 3)
/// description contains "spare parts" and sellerId is not stated
/// price / containers &gt; 250000
/// </code>
/// Weakest first: <c>or</c>, <c>and</c>, <c>not</c>, comparisons, <c>+ -</c>, <c>* /</c>. Texts stand in quotes and are
/// compared without regard to case. A comparison of a line's field, outside of <c>any item</c> and <c>every item</c>, holds
/// when it holds for any line. What is not stated meets no comparison and no negation of one, only <c>is not stated</c>.
/// Fields: <see cref="SelectivityFields"/>.
/// </summary>
public sealed class Condition
{
    /// <summary>Longest condition, characters.</summary>
    public const int MaxLength = 16_000;

    private readonly ConditionTest _test;

    private Condition(ConditionTest test) => (_test, Key) = (test, test.Key);

    /// <summary>By which the condition is found without being asked; null when it must be asked each time.</summary>
    internal ConditionKey? Key { get; }

    /// <summary>Compiles it; what is wrong is said with the position, from 1, and what would be right.</summary>
    /// <returns>Null when something is wrong; then <paramref name="finding"/> is not.</returns>
    public static Condition? Compile(string? text, out RefusalFinding? finding)
    {
        finding = null;
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
        {
            finding = new RefusalFinding("when", "is missing or too long", null, $"a condition of 1 to {MaxLength} characters, such as hs2 = \"85\"");
            return null;
        }

        try
        {
            return new Condition(new ConditionParser(text).Parse());
        }
        catch (ConditionException error)
        {
            finding = new RefusalFinding(
                "when", string.Create(CultureInfo.InvariantCulture, $"is not understood at character {error.Position + 1}: {error.Message}"),
                Around(text, error.Position), error.Expected);
            return null;
        }
    }

    /// <summary>Whether a declaration meets it.</summary>
    public bool Holds(Declaration declaration) => Holds(new DeclarationFacts(declaration));

    internal bool Holds(DeclarationFacts facts) => _test.Holds(facts) == true;

    /// <summary>The comparisons that made it hold, with the declaration's values, such as <c>hs2 is 85 (85)</c>.</summary>
    internal string Explain(DeclarationFacts facts)
    {
        var reasons = new List<string>();
        _test.Explain(facts, reasons, so: true);
        return string.Join("; ", reasons);
    }

    private static string Around(string text, int position)
    {
        const int shown = 30;
        return text.Substring(position, Math.Min(shown, text.Length - position));
    }
}
