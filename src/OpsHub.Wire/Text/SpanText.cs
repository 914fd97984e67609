using System.Globalization;

namespace OpsHub.Wire.Text;

/// <summary>Small helpers on spans that more than one format needs. All are culture-free.</summary>
public static class SpanText
{
    /// <summary>Cuts to <see cref="Finding.MaxValueLength"/> characters and replaces what a terminal or a log would act upon.</summary>
    public static string Cut(ReadOnlySpan<char> value)
    {
        var length = Math.Min(value.Length, Finding.MaxValueLength);
        // Half of a surrogate pair is not a character.
        if (length < value.Length && length > 0 && char.IsHighSurrogate(value[length - 1]))
            length--;
        Span<char> cut = stackalloc char[Finding.MaxValueLength];
        for (var i = 0; i < length; i++)
            cut[i] = char.IsControl(value[i]) || char.GetUnicodeCategory(value[i]) == UnicodeCategory.Format ? '\uFFFD' : value[i];
        return new string(cut[..length]);
    }

    /// <summary>The same for bytes that were meant to be ASCII.</summary>
    public static string Cut(ReadOnlySpan<byte> value)
    {
        var length = Math.Min(value.Length, Finding.MaxValueLength);
        Span<char> cut = stackalloc char[Finding.MaxValueLength];
        for (var i = 0; i < length; i++)
            cut[i] = value[i] is >= 0x20 and < 0x7F ? (char)value[i] : '\uFFFD';
        return new string(cut[..length]);
    }

    /// <summary>A finite decimal number with a point; no thousands separators, no NaN, no infinity.</summary>
    public static bool TryParseNumber(ReadOnlySpan<char> text, out double value)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent
            | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return double.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>A finite decimal number with a point, from ASCII bytes.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, out double value)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>Unsigned decimal digits only, at most 18 of them.</summary>
    public static bool TryParseDigits(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 18)
            return false;
        foreach (var b in text)
        {
            var digit = b - '0';
            if ((uint)digit > 9)
                return false;
            value = value * 10 + digit;
        }

        return true;
    }

    /// <summary>Value of one hexadecimal digit, or -1.</summary>
    public static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };

    /// <summary>Upper-case hexadecimal digit of 0-15.</summary>
    public static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
