using OpsHub.Wire.Text;
using static OpsHub.Wire.Declarations.DeclarationField;

namespace OpsHub.Wire.Declarations;

/// <summary>
/// Collects the fields of one row, whatever the format they came in, and everything that is wrong with them. One builder serves one row
/// after the other.
/// </summary>
internal sealed partial class DeclarationBuilder(Func<DeclarationField, string> nameOf, string defaultCurrency)
{
    private const int MaxFindings = 100;
    private const int MaxCodeLength = 32;

    // 10^15: more than any consignment weighs or costs, and far from where decimals lose digits.
    private const decimal MaxAmount = 1_000_000_000_000_000m;

    private readonly string?[] _texts = new string?[DeclarationFields.Count];
    private readonly bool[] _refused = new bool[DeclarationFields.Count];
    private readonly List<Finding> _findings = [];
    private readonly List<string> _containers = [];
    private readonly List<DeclarationDocument> _documents = [];
    private readonly List<DeclarationItem> _items = [];
    private long _line;

    /// <summary>Findings so far: what is added next has this index.</summary>
    public int FindingCount => _findings.Count;

    /// <summary>Begins a row.</summary>
    public void Begin(long line)
    {
        _line = line;
        Array.Clear(_texts);
        Array.Clear(_refused);
        _findings.Clear();
        _containers.Clear();
        _documents.Clear();
        _items.Clear();
    }

    /// <summary>True when the field has been given a value.</summary>
    public bool Has(DeclarationField field) => _texts[(int)field] is not null;

    /// <summary>The text a field has been given, or null.</summary>
    public string? Text(DeclarationField field) => _texts[(int)field];

    /// <summary>Gives a field its text; blank is the same as not given.</summary>
    public void Set(DeclarationField field, string text)
    {
        text = text.Trim();
        if (text.Length > 0)
            _texts[(int)field] = text;
    }

    /// <summary>Refuses what a field came with; it will not be called missing then.</summary>
    public void Refuse(DeclarationField field, ReadOnlySpan<char> value, string problem, string expected)
    {
        _refused[(int)field] = true;
        Find(nameOf(field), value, problem, expected);
    }

    /// <summary>Adds a finding about the row.</summary>
    public void Find(string field, ReadOnlySpan<char> value, string problem, string expected, FindingSeverity severity = FindingSeverity.Error)
    {
        if (_findings.Count < MaxFindings)
            _findings.Add(Finding.Of(field, value, problem, expected, _line, severity));
    }

    /// <summary>Ends the row.</summary>
    public DeclarationRead Build()
    {
        SplitLists();
        var id = Text(DeclarationId, 64, required: true);
        var date = Date();
        var hs6 = Hs();
        var importer = Text(ImporterId, MaxCodeLength, required: true);
        var departure = Country(CountryOfDeparture);
        var origin = Country(CountryOfOrigin);
        var taxRate = Amount(TaxRatePercent, required: false, 10_000m, "per cent, 0 to 10000");
        var mass = Amount(NetMassKilograms, required: true, MaxAmount, "kilograms, zero or more, like 108.5");
        var price = Amount(ItemPrice, required: true, MaxAmount, "an amount, zero or more, like 372254.40");
        var currency = Currency();
        var imo = Imo();
        var row = new DeclarationRow
        {
            DeclarationId = id ?? "",
            Regime = RegimeOf(),
            Date = date ?? default,
            Office = Text(Office, MaxCodeLength),
            ProcessType = Text(ProcessType, MaxCodeLength),
            ImportType = Text(ImportType, MaxCodeLength),
            ImportUse = Text(ImportUse, MaxCodeLength),
            PaymentType = Text(PaymentType, MaxCodeLength),
            TransportMode = Text(TransportMode, MaxCodeLength),
            DeclarantId = Text(DeclarantId, MaxCodeLength),
            ImporterId = importer ?? "",
            SellerId = Text(SellerId, MaxCodeLength),
            CourierId = Text(CourierId, MaxCodeLength),
            Hs6 = hs6 ?? "",
            CountryOfDeparture = departure ?? "",
            CountryOfOrigin = origin ?? "",
            TaxRatePercent = taxRate,
            TaxType = Text(TaxType, MaxCodeLength),
            OriginIndicator = Text(OriginIndicator, MaxCodeLength),
            NetMassKilograms = mass ?? 0,
            ItemPrice = price ?? 0,
            Currency = currency,
            Containers = _containers.Count == 0 ? [] : _containers.ToArray(),
            VesselImo = imo,
            Voyage = Text(Voyage, MaxCodeLength),
            Documents = _documents.Count == 0 ? [] : _documents.ToArray(),
            Items = _items.Count == 0 ? [] : _items.ToArray(),
            Fraud = Outcome(Fraud, 1) is { } fraud ? fraud == 1 : null,
            CriticalFraud = Outcome(CriticalFraud, 2),
        };
        var refused = _findings.Exists(f => f.Severity == FindingSeverity.Error);
        return new DeclarationRead(_line, refused ? null : row, _findings.Count == 0 ? [] : _findings.ToArray())
        {
            Draft = row,
            Unread = refused ? Unread() : [],
        };
    }

    /// <summary>The fields that have an error, as the declaration calls them.</summary>
    private List<string> Unread()
    {
        var unread = new List<string>();
        var items = nameOf(DeclarationField.Items) + "[";
        foreach (var finding in _findings.Where(f => f.Severity == FindingSeverity.Error))
        {
            if (finding.Field.StartsWith(items, StringComparison.Ordinal))
                unread.Add(string.Concat("items[", finding.Field.AsSpan(items.Length), finding.Field.EndsWith(".hs", StringComparison.Ordinal) ? "Code" : ""));
            else if (DeclarationFields.TryFind(finding.Field, out var field))
                unread.Add(DeclarationFields.DeclarationName(field));
        }

        return unread;
    }
}
