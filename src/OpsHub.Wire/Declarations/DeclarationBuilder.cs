using System.Globalization;
using OpsHub.Contracts.Shipments;
using OpsHub.Wire.Codes;
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

    private string? Text(DeclarationField field, int maxLength, bool required = false)
    {
        var text = _texts[(int)field];
        if (text is null)
        {
            if (required)
                Missing(field, $"1 to {maxLength} printable characters");
            return null;
        }

        if (text.Length > maxLength || text.AsSpan().ContainsAnyInRange('\0', '\x1F'))
        {
            Find(nameOf(field), text, "is too long or has control characters", $"1 to {maxLength} printable characters");
            return null;
        }

        if (text.Contains('\uFFFD'))
        {
            Find(nameOf(field), text, "has bytes that are not UTF-8", "the file in UTF-8");
            return null;
        }

        return text;
    }

    private void Missing(DeclarationField field, string expected)
    {
        if (!_refused[(int)field])
            Find(nameOf(field), "", "is missing", expected);
    }

    private DateOnly? Date()
    {
        const string expected = "a date like 2020-01-31";
        var text = _texts[(int)DeclarationField.Date];
        if (text is null)
            Missing(DeclarationField.Date, expected);
        else if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        else
            Find(nameOf(DeclarationField.Date), text, "is no date", expected);
        return null;
    }

    private string? Hs()
    {
        var text = _texts[(int)Hs6];
        if (text is null)
        {
            // The head may leave it to the items.
            if (_items.Count > 0)
                return _items[0].Hs is { Length: >= 6 } first ? first[..6] : null;
            Missing(Hs6, HsCode.Expected);
            return null;
        }

        var code = HsCode.Normalize(text);
        if (code is null)
            Find(nameOf(Hs6), text, "is no HS code", HsCode.Expected);
        return code?[..6];
    }

    private string? Country(DeclarationField field)
    {
        var text = _texts[(int)field];
        if (text is null)
            Missing(field, CountryCode.Expected);
        else if (CountryCode.HasShape(text))
            return text;
        else
            Find(nameOf(field), text, "is no country code", CountryCode.Expected);
        return null;
    }

    private string Currency()
    {
        var text = _texts[(int)DeclarationField.Currency];
        if (text is null)
            return defaultCurrency;
        if (!CurrencyCode.HasShape(text))
            Find(nameOf(DeclarationField.Currency), text, "is no currency code", CurrencyCode.Expected);
        return text;
    }

    private decimal? Amount(DeclarationField field, bool required, decimal max, string expected)
    {
        var text = _texts[(int)field];
        if (text is not null)
            return Amount(nameOf(field), text, max, expected);
        if (required)
            Missing(field, expected);
        return null;
    }

    private decimal? Amount(string name, string text, decimal max, string expected)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var value))
            Find(name, text, "is no number", expected);
        else if (value < 0 || value > max)
            Find(name, text, "is out of range", expected);
        else
            return value;
        return null;
    }

    private int? Imo()
    {
        var text = _texts[(int)VesselImo];
        if (text is null)
            return null;
        if (ImoNumber.TryParse(text, out var number))
            return number;
        // Real fleets carry wrong check digits: that is marked, everything else is refused.
        if (number is >= 1_000_000 and <= 9_999_999)
        {
            Find(nameOf(VesselImo), text, "has a wrong check digit", ImoNumber.Expected, FindingSeverity.Warning);
            return number;
        }

        Find(nameOf(VesselImo), text, "is no IMO number", ImoNumber.Expected);
        return null;
    }

    private Regime RegimeOf()
    {
        var text = _texts[(int)DeclarationField.Regime];
        if (text is null)
            return default;
        // Names only: numbers are ours and mean nothing to a sender.
        if (char.IsAsciiLetter(text[0]) && !text.Contains(',') && Enum.TryParse<Regime>(text, ignoreCase: true, out var regime))
            return regime;
        Find(nameOf(DeclarationField.Regime), text, "is no regime", "import, export, transit or transshipment");
        return default;
    }

    private int? Outcome(DeclarationField field, int max)
    {
        var text = _texts[(int)field];
        if (text is null)
            return null;
        if (text.Length == 1 && text[0] >= '0' && text[0] <= '0' + max)
            return text[0] - '0';
        if (max == 1 && bool.TryParse(text, out var flag))
            return flag ? 1 : 0;
        Find(nameOf(field), text, "is no outcome", $"0 to {max}, or nothing when not known");
        return null;
    }
}
