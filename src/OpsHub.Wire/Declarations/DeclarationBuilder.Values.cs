using System.Globalization;
using OpsHub.Contracts.Shipments;
using OpsHub.Wire.Codes;
using OpsHub.Wire.Text;
using static OpsHub.Wire.Declarations.DeclarationField;

namespace OpsHub.Wire.Declarations;

/// <summary>The fields that have one value: their shapes and ranges.</summary>
internal sealed partial class DeclarationBuilder
{
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
