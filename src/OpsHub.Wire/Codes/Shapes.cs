namespace OpsHub.Wire.Codes;

/// <summary>UN/LOCODE: two letters of a country and three of a place (letters, or digits 2-9).</summary>
public static class UnLocode
{
    /// <summary>What a right one looks like, for findings.</summary>
    public const string Expected = "a UN/LOCODE: two letters and three letters or digits 2-9, like EETLL";

    /// <summary>True for the shape, upper case, without the blank some lists put in the middle.</summary>
    public static bool HasShape(ReadOnlySpan<char> code) =>
        code.Length == 5 && !code[..2].ContainsAnyExceptInRange('A', 'Z') && IsPlace(code[2]) && IsPlace(code[3]) && IsPlace(code[4]);

    private static bool IsPlace(char c) => c is (>= 'A' and <= 'Z') or (>= '2' and <= '9');
}

/// <summary>ISO 3166-1 alpha-2: two letters. Whether the country exists is a question for a code list.</summary>
public static class CountryCode
{
    /// <summary>What a right one looks like, for findings.</summary>
    public const string Expected = "two letters of ISO 3166-1, like EE";

    /// <summary>True for two upper-case letters.</summary>
    public static bool HasShape(ReadOnlySpan<char> code) => code.Length == 2 && !code.ContainsAnyExceptInRange('A', 'Z');
}

/// <summary>ISO 4217: three letters.</summary>
public static class CurrencyCode
{
    /// <summary>What a right one looks like, for findings.</summary>
    public const string Expected = "three letters of ISO 4217, like EUR";

    /// <summary>True for three upper-case letters.</summary>
    public static bool HasShape(ReadOnlySpan<char> code) => code.Length == 3 && !code.ContainsAnyExceptInRange('A', 'Z');
}

/// <summary>Harmonized System codes: six digits, and up to six national ones.</summary>
public static class HsCode
{
    /// <summary>What a right one looks like, for findings.</summary>
    public const string Expected = "6 digits of the Harmonized System and up to 6 national ones, chapter 01-99, like 440890";

    /// <summary>
    /// Digits only, at least six: dots and blanks are removed, and a code of five digits gets the leading zero back that a spreadsheet took.
    /// </summary>
    /// <returns>Null when it cannot be one.</returns>
    public static string? Normalize(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[13];
        // Position 0 is kept for a leading zero.
        var length = 1;
        digits[0] = '0';
        foreach (var c in text.Trim())
        {
            if (c is '.' or ' ')
                continue;
            if (c is < '0' or > '9' || length > 12)
                return null;
            digits[length++] = c;
        }

        var code = length == 6 ? digits[..6] : digits[1..length];
        if (code.Length is < 6 or > 12 || code[0] == '0' && code[1] == '0')
            return null;
        return new string(code);
    }
}
