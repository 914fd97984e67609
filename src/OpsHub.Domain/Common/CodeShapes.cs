namespace OpsHub.Domain.Common;

/// <summary>Shapes and check digits of the trade's codes. Whether a code exists is a question for a code list.</summary>
public static class CodeShapes
{
    /// <summary>UN/LOCODE: five upper-case letters or digits.</summary>
    public static bool IsPort(string? code) => code is { Length: 5 } && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public static bool IsCountry(string? code) => code is { Length: 2 } && code.All(char.IsAsciiLetterUpper);

    /// <summary>ISO 4217.</summary>
    public static bool IsCurrency(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);

    /// <summary>Six digits of the Harmonized System, chapter not 00, and up to four national digits.</summary>
    public static bool IsHs(string? code) => code is { Length: >= 6 and <= 10 } && code.All(char.IsAsciiDigit) && !code.StartsWith("00", StringComparison.Ordinal);

    /// <summary>64 lower-case hex digits.</summary>
    public static bool IsSha256(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Printable, not blank, within the length.</summary>
    public static bool IsText(string? text, int least, int most) =>
        text is not null && text.Length >= least && text.Length <= most && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    /// <summary>ISO 6346: owner (three letters), category U, J or Z, six digits, check digit.</summary>
    public static bool IsContainer(string? number)
    {
        if (number is not { Length: 11 } || !number.AsSpan(0, 3).ContainsOnlyUpper() || number[3] is not ('U' or 'J' or 'Z'))
            return false;
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            var value = i < 4 ? LetterValue(number[i]) : number[i] - '0';
            if (i >= 4 && !char.IsAsciiDigit(number[i]))
                return false;
            sum += value << i;
        }

        // Remainder 10 counts as 0 (ISO 6346, annex A).
        return char.IsAsciiDigit(number[10]) && sum % 11 % 10 == number[10] - '0';
    }

    /// <summary>A = 10 and on, leaving out the multiples of 11 (after A, K and U): they would vanish in the remainder.</summary>
    private static int LetterValue(char letter)
    {
        var place = letter - 'A';
        return 10 + place + (place > 0 ? 1 : 0) + (place > 10 ? 1 : 0) + (place > 20 ? 1 : 0);
    }

    private static bool ContainsOnlyUpper(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('A', 'Z');
}
