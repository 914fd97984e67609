using OpsHub.Wire.Text;

namespace OpsHub.Wire.N2k;

/// <summary>One line of a text capture: <c>time,prio,pgn,src,dst,len,bytes</c>, fast packets already assembled.</summary>
public readonly record struct N2kLine
{
    /// <summary>A fast packet carries at most 223 bytes.</summary>
    public const int MaxDataLength = 223;

    /// <summary>Unix milliseconds.</summary>
    public long UnixMs { get; private init; }

    /// <summary>0-7.</summary>
    public byte Priority { get; private init; }

    /// <summary>Parameter group number.</summary>
    public int Pgn { get; private init; }

    /// <summary>Sender.</summary>
    public byte SourceAddress { get; private init; }

    /// <summary>Receiver, 255 all.</summary>
    public byte DestinationAddress { get; private init; }

    /// <summary>How many bytes were written to the buffer.</summary>
    public int Length { get; private init; }

    /// <summary>Reads a line; the bytes go to <paramref name="data"/>, which needs <see cref="MaxDataLength"/> bytes.</summary>
    public static N2kRefusal TryParse(ReadOnlySpan<byte> line, Span<byte> data, out N2kLine parsed)
    {
        parsed = default;
        line = line.Trim(" \t\r\n"u8);
        if (line.IsEmpty || line[0] == '#')
            return N2kRefusal.NotALine;
        if (!TryField(ref line, out var time))
            return N2kRefusal.FieldBad;
        if (!TryTime(time, out var unixMs))
            return N2kRefusal.TimeBad;
        // Groups have 18 bits; recorders number what they add themselves beyond that. The last number is followed by the bytes, if any.
        if (!TryNumber(ref line, 7, out var priority) || !TryNumber(ref line, 0xFFFFFF, out var pgn) || !TryNumber(ref line, 255, out var source)
            || !TryNumber(ref line, 255, out var destination) || !TryNumber(ref line, MaxDataLength, out var length))
            return N2kRefusal.FieldBad;
        // Two digits and a comma each, no comma at the end.
        if (line.Length != Math.Max(0, length * 3 - 1))
            return N2kRefusal.LengthWrong;
        for (var i = 0; i < length; i++)
        {
            var (high, low) = (SpanText.HexValue(line[i * 3]), SpanText.HexValue(line[i * 3 + 1]));
            if (high < 0 || low < 0 || i + 1 < length && line[i * 3 + 2] != ',')
                return N2kRefusal.ByteBad;
            data[i] = (byte)(high << 4 | low);
        }

        parsed = new N2kLine
        {
            UnixMs = unixMs,
            Priority = (byte)priority,
            Pgn = (int)pgn,
            SourceAddress = (byte)source,
            DestinationAddress = (byte)destination,
            Length = (int)length,
        };
        return N2kRefusal.None;
    }

    private static bool TryField(ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> field)
    {
        var comma = line.IndexOf((byte)',');
        field = comma < 0 ? line : line[..comma];
        line = comma < 0 ? default : line[(comma + 1)..];
        return !field.IsEmpty;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> line, long max, out long number)
    {
        number = 0;
        return TryField(ref line, out var field) && SpanText.TryParseDigits(field, out number) && number <= max;
    }

    // 2014-08-15T19:00:00.042Z, or the older 2014-08-15-19:00:00.042.
    private static bool TryTime(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length is < 19 or > 32)
            return false;
        Span<char> characters = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++)
            characters[i] = (char)text[i];
        if (characters[10] == '-')
            characters[10] = 'T';
        if (!WireTime.TryParse(characters, out unixMs))
            return false;
        return true;
    }
}
