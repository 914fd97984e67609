using System.Collections.Immutable;
using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Shipments;

/// <summary>Whether a declaration can be taken. Answers everything that is wrong with it at once.</summary>
public static class DeclarationRules
{
    public const int MaxItems = 999;
    public const int MaxContainers = 200;
    public const int MaxDocuments = 100;

    /// <summary>Largest count of findings told; a lodger mends these first.</summary>
    private const int MaxFindings = 100;

    /// <summary>Pre-arrival lodgement is dated at most this long ahead.</summary>
    private const int MaxDaysAhead = 30;

    /// <summary>Older dates are typing errors: no system hands in declarations of the last century.</summary>
    private static readonly DateOnly s_earliest = new(2000, 1, 1);

    private const string PositiveAmount = "zero or more, at most 28 digits";

    /// <summary>Everything that is wrong, in the order of the fields; empty when the declaration can be taken.</summary>
    public static ImmutableArray<RefusalFinding> Validate(Declaration declaration, DateTimeOffset now) => Check(declaration, now).ToImmutable();

    /// <summary>
    /// What else is wrong with a declaration that could not be read whole. Fields that could not are not judged, and neither is what is
    /// added up from them.
    /// </summary>
    /// <param name="draft">Blank or zero where it could not be read.</param>
    /// <param name="unread">Names of the fields that could not be read, like <c>items[0].hsCode</c>.</param>
    /// <param name="now">The moment it is judged at.</param>
    public static ImmutableArray<RefusalFinding> ValidateDraft(Declaration draft, IReadOnlyCollection<string> unread, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(unread);
        var isUnread = unread.ToHashSet(StringComparer.Ordinal);
        // A list is named as a whole where one of its entries could not be read.
        return Check(draft, now, isUnread).ToImmutable().RemoveAll(f => isUnread.Contains(f.Field) || isUnread.Contains(f.Field.Split('[')[0]));
    }

    /// <summary>Null when the declaration can be taken.</summary>
    public static Refusal? Refuse(Declaration declaration, DateTimeOffset now) => Check(declaration, now).ToRefusal("DeclarationInvalid");

    private static FindingList Check(Declaration declaration, DateTimeOffset now, IReadOnlyCollection<string>? unread = null)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var findings = new FindingList(MaxFindings);
        Header(declaration, now, findings);
        Items(declaration, findings);
        Totals(declaration, findings, unread ?? []);
        Containers(declaration, findings);
        Documents(declaration, findings);
        return findings;
    }

    private static void Header(Declaration d, DateTimeOffset now, FindingList findings)
    {
        if (d.DeclarationId is not { Length: >= 1 and <= 35 } id || !id.All(IsIdCharacter))
            findings.Add("declarationId", "cannot be an id", d.DeclarationId, "1 to 35 of A-Z a-z 0-9 . _ /");
        if (d.Version < 1)
            findings.Add("version", "is below 1", d.Version, "1, or the next number for an amendment");
        if (!CodeShapes.IsPort(d.Port.Value))
            findings.Add("port", "is no port code", d.Port.Value, "UN/LOCODE, five upper-case letters or digits, like EETLL");
        if (!Enum.IsDefined(d.Regime))
            findings.Add("regime", "is unknown", d.Regime, "import, export, transit or transshipment");
        var latest = DateOnly.FromDateTime(now.UtcDateTime).AddDays(MaxDaysAhead);
        if (d.Date < s_earliest || d.Date > latest)
            findings.Add("date", "is out of range", d.Date.ToString("O", CultureInfo.InvariantCulture), $"{s_earliest:O} to {latest:O}");
        Code(d.DeclarantId, "declarantId", required: true, findings);
        Code(d.ImporterId, "importerId", required: true, findings);
        Code(d.SellerId, "sellerId", required: false, findings);
        Code(d.CourierId, "courierId", required: false, findings);
        Code(d.OfficeId, "officeId", required: false, findings);
        Code(d.TransportMode, "transportMode", required: false, findings);
        Country(d.CountryOfDeparture, "countryOfDeparture", findings);
        Country(d.CountryOfOrigin, "countryOfOrigin", findings);
        if (d.TaxRatePercent is < 0 or > 1000)
            findings.Add("taxRatePercent", "is out of range", d.TaxRatePercent, "percent, 0 to 1000");
        if (!CodeShapes.IsCurrency(d.Currency))
            findings.Add("currency", "is no currency code", d.Currency, "three upper-case letters of ISO 4217, like EUR");
        Amount(d.NetMassKilograms, "netMassKilograms", findings);
        Amount(d.Price, "price", findings);
        if (d.VesselImo is < 1_000_000 or > 9_999_999)
            findings.Add("vesselImo", "has not seven digits", d.VesselImo, "an IMO number, like 9074729");
    }

    private static void Items(Declaration d, FindingList findings)
    {
        if (d.Items.IsDefaultOrEmpty || d.Items.Length > MaxItems)
        {
            findings.Add("items", "has the wrong count", d.Items.IsDefault ? 0 : d.Items.Length, $"1 to {MaxItems} goods items");
            return;
        }

        var lines = new HashSet<int>(d.Items.Length);
        for (var i = 0; i < d.Items.Length; i++)
        {
            var item = d.Items[i];
            if (item.Line < 1)
                findings.Add(Path(i, "line"), "is below 1", item.Line, "a line number from 1");
            else if (!lines.Add(item.Line))
                findings.Add(Path(i, "line"), "occurs twice", item.Line, "a line number of its own for each item");
            if (!CodeShapes.IsHs(item.HsCode))
                findings.Add(Path(i, "hsCode"), "is no commodity code", item.HsCode, "6 digits of the Harmonized System and up to 4 national ones, like 440890");
            Amount(item.NetMassKilograms, Path(i, "netMassKilograms"), findings);
            Amount(item.Value, Path(i, "value"), findings);
            if (item.Quantity is { } quantity)
                Amount(quantity, Path(i, "quantity"), findings);
            if (item.Description is { Length: > 512 })
                findings.Add(Path(i, "description"), "is too long", item.Description, "at most 512 characters");
        }
    }

    /// <summary>What the items add up to is what the declaration states, but for rounding: half a percent, or one unit.</summary>
    private static void Totals(Declaration d, FindingList findings, IReadOnlyCollection<string> unread)
    {
        if (d.Items.IsDefaultOrEmpty || d.Items.Length > MaxItems || unread.Contains("items"))
            return;
        if (IsJudged("netMassKilograms", ".netMassKilograms"))
            Total(d.Items.Sum(i => i.NetMassKilograms), d.NetMassKilograms, "netMassKilograms", findings);
        if (IsJudged("price", ".value"))
            Total(d.Items.Sum(i => i.Value), d.Price, "price", findings);

        // Amounts that are wrong by themselves are not added up: the sum would only tell the same again.
        bool IsJudged(string whole, string part)
        {
            return !findings.AnyIn(IsAmount) && !unread.Any(IsAmount);

            // An item that is there twice adds up twice.
            bool IsAmount(string field) => field == whole || (field.StartsWith("items[", StringComparison.Ordinal)
                && (field.EndsWith(part, StringComparison.Ordinal) || field.EndsWith(".line", StringComparison.Ordinal)));
        }
    }

    private static void Total(decimal sum, decimal stated, string field, FindingList findings)
    {
        if (!DeclarationTotals.Agree(sum, stated))
            findings.Add(field, "is not the sum of the items", stated, string.Create(CultureInfo.InvariantCulture, $"{sum} give or take half a percent"));
    }

    private static void Containers(Declaration d, FindingList findings)
    {
        if (d.Containers.IsDefaultOrEmpty)
            return;
        if (d.Containers.Length > MaxContainers)
            findings.Add("containers", "are too many", d.Containers.Length, $"at most {MaxContainers}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(d.Containers.Length, MaxContainers); i++)
        {
            var number = d.Containers[i];
            if (!CodeShapes.IsContainer(number))
                findings.Add($"containers[{i}]", "is no container number", number, "ISO 6346 with a right check digit, like CSQU3054383");
            else if (!seen.Add(number))
                findings.Add($"containers[{i}]", "occurs twice", number, "each container once");
        }
    }

    private static void Documents(Declaration d, FindingList findings)
    {
        if (d.Documents.IsDefaultOrEmpty)
            return;
        if (d.Documents.Length > MaxDocuments)
            findings.Add("documents", "are too many", d.Documents.Length, $"at most {MaxDocuments}");
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < Math.Min(d.Documents.Length, MaxDocuments); i++)
        {
            Document(d.Documents[i], $"documents[{i}]", findings);
            if (!string.IsNullOrEmpty(d.Documents[i].Number) && !seen.Add((d.Documents[i].Kind, d.Documents[i].Number)))
                findings.Add($"documents[{i}]", "occurs twice", $"{d.Documents[i].Kind} {d.Documents[i].Number}", "each document once");
        }
    }

    internal static void Document(DocumentReference document, string path, FindingList findings)
    {
        if (!CodeShapes.IsText(document.Kind, 1, 35))
            findings.Add($"{path}.kind", "is missing or too long", document.Kind, "1 to 35 characters, like invoice");
        if (!CodeShapes.IsText(document.Number, 1, 70))
            findings.Add($"{path}.number", "is missing or too long", document.Number, "1 to 70 characters");
        if (document.Sha256 is not null && !CodeShapes.IsSha256(document.Sha256))
            findings.Add($"{path}.sha256", "is no SHA-256", document.Sha256, "64 lower-case hex digits, or nothing while only announced");
    }

    private static void Code(string? value, string field, bool required, FindingList findings)
    {
        if (value is null && !required)
            return;
        if (!CodeShapes.IsText(value, 1, 35))
            findings.Add(field, string.IsNullOrEmpty(value) ? "is missing" : "is too long or has control characters", value, "1 to 35 printable characters");
    }

    private static void Country(string? value, string field, FindingList findings)
    {
        if (!CodeShapes.IsCountry(value))
            findings.Add(field, "is no country code", value, "two upper-case letters of ISO 3166, like EE");
    }

    private static void Amount(decimal value, string field, FindingList findings)
    {
        // One quadrillion leaves room for the sum of all items, and no port has seen as much.
        if (value is < 0 or > 1_000_000_000_000_000m)
            findings.Add(field, value < 0 ? "is negative" : "is too large", value, PositiveAmount);
    }

    private static bool IsIdCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/';

    private static string Path(int index, string field) => string.Create(CultureInfo.InvariantCulture, $"items[{index}].{field}");
}
