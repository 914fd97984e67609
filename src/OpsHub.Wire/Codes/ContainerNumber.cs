namespace OpsHub.Wire.Codes;

/// <summary>Why a container number is none.</summary>
public enum ContainerNumberFault : byte
{
    /// <summary>The number is right.</summary>
    None,

    /// <summary>Not eleven characters: three letters, a category letter, six digits, a check digit.</summary>
    Shape,

    /// <summary>The fourth letter is not U (freight container), J (detachable equipment) or Z (trailer, chassis).</summary>
    Category,

    /// <summary>The last digit is not what the other ten characters give.</summary>
    CheckDigit,
}

/// <summary>ISO 6346: owner code, category, serial number, check digit. Upper case; blanks are not accepted.</summary>
public static class ContainerNumber
{
    /// <summary>What a right one looks like, for findings.</summary>
    public const string Expected = "ISO 6346: owner (3 letters), U, J or Z, 6 digits, check digit, like CSQU3054383";

    /// <summary>Judges a number.</summary>
    public static ContainerNumberFault Check(ReadOnlySpan<char> number)
    {
        if (number.Length != 11 || number[..4].ContainsAnyExceptInRange('A', 'Z') || number[4..].ContainsAnyExceptInRange('0', '9'))
            return ContainerNumberFault.Shape;
        if (number[3] is not ('U' or 'J' or 'Z'))
            return ContainerNumberFault.Category;
        return CheckDigit(number[..10]) == number[10] - '0' ? ContainerNumberFault.None : ContainerNumberFault.CheckDigit;
    }

    /// <summary>True when shape, category and check digit are right.</summary>
    public static bool IsValid(ReadOnlySpan<char> number) => Check(number) == ContainerNumberFault.None;

    /// <summary>
    /// Check digit of the first ten characters: the sum of value times 2^position from the left, modulo 11, 10 counting as 0. Letters have
    /// the values from 10 on that are no multiples of 11.
    /// </summary>
    /// <exception cref="ArgumentException">Not four letters and six digits.</exception>
    public static int CheckDigit(ReadOnlySpan<char> firstTen)
    {
        if (firstTen.Length != 10 || firstTen[..4].ContainsAnyExceptInRange('A', 'Z') || firstTen[4..].ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException("Four letters A-Z and six digits are needed.", nameof(firstTen));
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            var c = firstTen[i];
            var letter = c - 'A';
            // 11, 22 and 33 are left out: one more for each step over one of them (after A, after K, after U).
            var value = c <= '9' ? c - '0' : 10 + letter + (letter > 0 ? 1 : 0) + (letter > 10 ? 1 : 0) + (letter > 20 ? 1 : 0);
            sum += value << i;
        }

        return sum % 11 % 10;
    }

    /// <summary>True for four characters as a size and type code has them: length, height and width, type group and detail (45G1).</summary>
    public static bool IsSizeType(ReadOnlySpan<char> code) =>
        code.Length == 4 && code.IndexOfAnyExcept(SizeTypeCharacters) < 0 && char.IsAsciiLetter(code[2]);

    private static readonly System.Buffers.SearchValues<char> SizeTypeCharacters =
        System.Buffers.SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}
