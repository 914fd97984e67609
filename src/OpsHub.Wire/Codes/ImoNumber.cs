namespace OpsHub.Wire.Codes;

/// <summary>IMO ship identification numbers: seven digits, the last one a check digit.</summary>
public static class ImoNumber
{
    /// <summary>What a right one looks like, for findings.</summary>
    public const string Expected = "an IMO number of seven digits, the last a check digit, like 9074729";

    /// <summary>First six digits times 7, 6, 5, 4, 3, 2: the sum's last digit is the seventh.</summary>
    public static bool IsValid(long number)
    {
        if (number is < 1_000_000 or > 9_999_999)
            return false;
        var rest = number / 10;
        long sum = 0;
        for (var weight = 2; weight <= 7; weight++, rest /= 10)
            sum += rest % 10 * weight;
        return sum % 10 == number % 10;
    }

    /// <summary>Reads seven digits, with or without <c>IMO</c> before them. True when the check digit is right.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int number)
    {
        text = text.Trim();
        if (text.StartsWith("IMO", StringComparison.OrdinalIgnoreCase))
            text = text[3..].TrimStart(" :");
        number = 0;
        if (text.Length != 7 || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        foreach (var c in text)
            number = number * 10 + (c - '0');
        return IsValid(number);
    }
}
