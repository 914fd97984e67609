namespace OpsHub.Wire.Ais;

/// <summary>
/// Up to 20 six-bit characters kept in place, so that a name costs no allocation until somebody asks for the string.
/// The first <c>@</c> ends the text; trailing blanks do not count. The default value is the empty text: "not available".
/// </summary>
public readonly record struct AisText
{
    /// <summary>A name or a destination.</summary>
    public const int MaxLength = 20;

    // Left-aligned: the first character is in the topmost six bits; behind the text all zero.
    private readonly UInt128 _bits;

    private AisText(UInt128 bits) => _bits = bits;

    /// <summary>True when there is no text.</summary>
    public bool IsEmpty => _bits == UInt128.Zero;

    /// <summary>Characters in the text, 0-20.</summary>
    public int Length
    {
        get
        {
            var length = 0;
            for (var bits = _bits; bits != UInt128.Zero; bits <<= 6)
                length++;
            return length;
        }
    }

    /// <summary>Reads 1-20 characters from packed bits.</summary>
    public static AisText Read(ReadOnlySpan<byte> packed, int offset, int characters)
    {
        UInt128 bits = 0;
        var kept = 0;
        for (var i = 0; i < characters; i++)
        {
            var value = SixBit.ReadUnsigned(packed, offset + i * 6, 6);
            if (value == 0)
                break;
            bits |= (UInt128)value << (122 - i * 6);
            if (value != Blank)
                kept = i + 1;
        }

        return new AisText(kept == 0 ? 0 : bits >> (128 - kept * 6) << (128 - kept * 6));
    }

    /// <summary>
    /// From text: letters are raised to upper case, what the alphabet has no sign for becomes <c>?</c>, the rest is cut at 20.
    /// </summary>
    public static AisText From(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, MaxLength)].TrimEnd();
        UInt128 bits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = char.ToUpperInvariant(text[i]);
            var value = c switch { > '@' and <= '_' => (uint)(c - 64), >= ' ' and <= '?' => c, _ => '?' };
            bits |= (UInt128)value << (122 - i * 6);
        }

        return new AisText(bits);
    }

    /// <summary>From ASCII bytes as other formats carry them: <c>@</c>, zero or 0xFF ends the text.</summary>
    public static AisText FromAscii(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'@', (byte)0, (byte)0xFF);
        text = end < 0 ? text : text[..end];
        Span<char> characters = stackalloc char[MaxLength];
        var length = Math.Min(text.Length, MaxLength);
        for (var i = 0; i < length; i++)
            characters[i] = (char)text[i];
        return From(characters[..length]);
    }

    /// <summary>True when no <c>@</c> ends the text within so many characters.</summary>
    public static bool IsFull(ReadOnlySpan<byte> packed, int offset, int characters)
    {
        for (var i = 0; i < characters; i++)
        {
            if (SixBit.ReadUnsigned(packed, offset + i * 6, 6) == 0)
                return false;
        }

        return true;
    }

    /// <summary>Writes so many characters into packed bits; behind the end <c>@</c>, or blanks where more text follows.</summary>
    public void Write(Span<byte> packed, int offset, int characters, bool continued = false)
    {
        var length = continued ? Length : characters;
        for (var i = 0; i < characters; i++)
            SixBit.Write(packed, offset + i * 6, 6, i < length ? (uint)(_bits >> (122 - i * 6)) & 63 : Blank);
    }

    /// <summary>Writes the characters as ASCII; returns how many.</summary>
    public int CopyTo(Span<char> destination)
    {
        var length = 0;
        for (var bits = _bits; bits != UInt128.Zero; bits <<= 6)
            destination[length++] = Character((uint)(bits >> 122));
        return length;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> characters = stackalloc char[MaxLength];
        return new string(characters[..CopyTo(characters)]);
    }

    private const uint Blank = 32;

    private static char Character(uint value) => (char)(value < 32 ? value + 64 : value);
}
