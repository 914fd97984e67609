using System.Globalization;
using OpsHub.Wire.Codes;
using OpsHub.Wire.Edifact;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Cargo;

/// <summary>Reads values out of segments; what is wrong goes to the findings, and null or a blank comes back.</summary>
internal sealed class SegmentValues(FindingSink findings, ServiceDecimal decimals)
{
    // 10^12 kg: more than all ships carry, and far from where sums lose digits.
    private const decimal MaxAmount = 1_000_000_000_000m;

    private const decimal KilogramsPerPound = 0.45359237m;

    /// <summary>A text that has to be there.</summary>
    public string Required(EdifactSegment segment, int element, int component, int maxLength, string what)
    {
        var text = segment[element, component].Trim();
        if (text.Length == 0)
            findings.Add(EdifactFault.ElementMissing, segment.At(element, component), "", $"is missing: {what}", Characters(maxLength));
        else if (text.Length > maxLength)
            findings.Add(EdifactFault.TooLong, segment.At(element, component), text, "is too long", Characters(maxLength));
        return text;
    }

    /// <summary>A text that may be left out.</summary>
    public string? Optional(EdifactSegment segment, int element, int component, int maxLength)
    {
        var text = segment[element, component].Trim();
        if (text.Length > maxLength)
            findings.Add(EdifactFault.TooLong, segment.At(element, component), text, "is too long", Characters(maxLength));
        return text.Length == 0 ? null : text;
    }

    /// <summary>UN/LOCODE in LOC 2.1.</summary>
    public string Port(EdifactSegment loc)
    {
        var code = loc[2];
        if (!UnLocode.HasShape(code))
            findings.Add(EdifactFault.Location, loc.At(2, 1), code, "is no place", UnLocode.Expected);
        return code;
    }

    /// <summary>Country in LOC 2.1.</summary>
    public string? Country(EdifactSegment segment, int element, int component)
    {
        var code = segment[element, component];
        if (CountryCode.HasShape(code))
            return code;
        findings.Add(EdifactFault.Country, segment.At(element, component), code, "is no country code", CountryCode.Expected);
        return null;
    }

    /// <summary>Container number.</summary>
    public string Container(EdifactSegment segment, int element)
    {
        var number = segment[element];
        switch (ContainerNumber.Check(number))
        {
            case ContainerNumberFault.None:
                break;
            case ContainerNumberFault.CheckDigit:
                var digit = ContainerNumber.CheckDigit(number.AsSpan(0, 10));
                findings.Add(
                    EdifactFault.ContainerCheckDigit, segment.At(element, 1), number, "has a wrong check digit",
                    string.Create(CultureInfo.InvariantCulture, $"check digit {digit}, or another number"));
                break;
            default:
                findings.Add(EdifactFault.ContainerNumber, segment.At(element, 1), number, "is no container number", ContainerNumber.Expected);
                break;
        }

        return number;
    }

    /// <summary>DTM: qualifier, value, format. Only the formats of calendar dates are read.</summary>
    public DateTime? Date(EdifactSegment dtm)
    {
        var (value, format) = (dtm[1, 2], dtm[1, 3]);
        // UN/EDIFACT 2379. Without a format the value's length tells.
        string? pattern = format switch
        {
            "101" => "yyMMdd",
            "102" => "yyyyMMdd",
            "201" => "yyMMddHHmm",
            "203" => "yyyyMMddHHmm",
            "204" => "yyyyMMddHHmmss",
            "" => value.Length == 8 ? "yyyyMMdd" : "yyyyMMddHHmm",
            _ => null,
        };
        if (pattern is null)
            findings.Add(EdifactFault.Date, dtm.At(1, 3), format, "is no format of a date that is read here", "101, 102, 201, 203 or 204");
        else if (DateTime.TryParseExact(value, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        else
            findings.Add(EdifactFault.Date, dtm.At(1, 2), value, "is no date", $"a calendar date in the form {pattern}");
        return null;
    }

    /// <summary>A whole number, zero or more.</summary>
    public int? Count(EdifactSegment segment, int element, int component)
    {
        var text = segment[element, component];
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && text.Length <= 9)
            return count;
        findings.Add(EdifactFault.Number, segment.At(element, component), text, "is no count", "a whole number, zero or more");
        return null;
    }

    /// <summary>A number, zero or more.</summary>
    public decimal? Amount(EdifactSegment segment, int element, int component)
    {
        var text = segment[element, component];
        if (decimals.TryParse(text, out var value) && value is >= 0 and <= MaxAmount)
            return value;
        findings.Add(EdifactFault.Number, segment.At(element, component), text, "is no amount", "a number, zero or more, like 23700 or 108.5");
        return null;
    }

    /// <summary>A mass in kilograms from a unit (UN/ECE recommendation 20) and a value.</summary>
    public decimal? Mass(EdifactSegment segment, (int Element, int Component) unit, (int Element, int Component) value)
    {
        decimal? factor = segment[unit.Element, unit.Component] switch
        {
            "KGM" => 1m,
            "TNE" => 1_000m,
            "LBR" => KilogramsPerPound,
            _ => null,
        };
        if (factor is null)
            findings.Add(EdifactFault.Unit, segment.At(unit.Element, unit.Component), segment[unit.Element, unit.Component], "is no unit of mass", "KGM, TNE or LBR");
        return Amount(segment, value.Element, value.Component) * factor;
    }

    /// <summary>IMO number: a wrong check digit is only marked, for real fleets carry them.</summary>
    public int? Imo(EdifactSegment segment, int element)
    {
        var text = segment[element];
        if (ImoNumber.TryParse(text, out var number))
            return number;
        if (number is >= 1_000_000 and <= 9_999_999)
        {
            findings.Add(EdifactFault.ImoCheckDigit, segment.At(element, 1), text, "has a wrong check digit", ImoNumber.Expected, FindingSeverity.Warning);
            return number;
        }

        findings.Add(EdifactFault.ImoNumber, segment.At(element, 1), text, "is no IMO number", ImoNumber.Expected);
        return null;
    }

    /// <summary>Size and type code in an EQD, as a code or in clear.</summary>
    public string? SizeType(EdifactSegment eqd)
    {
        var component = eqd[3].Length > 0 ? 1 : 4;
        var code = eqd[3, component];
        if (code.Length == 0)
            return null;
        // Digits only are the codes of the edition of 1984, which are still in use.
        if (!ContainerNumber.IsSizeType(code) && (code.Length != 4 || code.AsSpan().ContainsAnyExceptInRange('0', '9')))
            findings.Add(EdifactFault.SizeType, eqd.At(3, component), code, "is no size and type code", "four characters of ISO 6346, like 22G1 or 45G1");
        return code;
    }

    /// <summary>Full or empty in an EQD.</summary>
    public bool? IsFull(EdifactSegment eqd)
    {
        switch (eqd[6])
        {
            case "5":
                return true;
            case "4":
                return false;
            case "":
                return null;
            default:
                findings.Add(EdifactFault.Code, eqd.At(6, 1), eqd[6], "is no status of a container", "4 (empty) or 5 (full)");
                return null;
        }
    }

    private static string Characters(int most) => string.Create(CultureInfo.InvariantCulture, $"1 to {most} characters");
}

/// <summary>Numbers with the decimal mark of an interchange.</summary>
/// <param name="Mark">Point or comma; NUL where either is one.</param>
internal readonly record struct ServiceDecimal(byte Mark)
{
    public bool TryParse(string text, out decimal value)
    {
        value = 0;
        // ISO 9735: no thousands separators, no blanks, no exponent; 18 digits at most.
        if (text.Length is 0 or > 20 || text.AsSpan().ContainsAnyExcept(s_characters))
            return false;
        if (Mark != 0 && text.Contains(Mark == '.' ? ',' : '.'))
            return false;
        return decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static readonly System.Buffers.SearchValues<char> s_characters = System.Buffers.SearchValues.Create("0123456789.,-");
}
