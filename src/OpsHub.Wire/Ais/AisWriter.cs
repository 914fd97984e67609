using System.Text;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Ais;

/// <summary>How a message is put into sentences.</summary>
/// <param name="Channel"><c>A</c> or <c>B</c>.</param>
/// <param name="SequenceId">0-9, goes round; ties the parts of a multipart message together.</param>
/// <param name="Source">Station for a tag block; none for no <c>s:</c> field.</param>
/// <param name="TaggedUnixMs">Time for a tag block, Unix milliseconds, sent as seconds when whole; 0 for no <c>c:</c> field.</param>
public readonly record struct AisWriteOptions(byte Channel = (byte)'A', int SequenceId = 0, StationId Source = default, long TaggedUnixMs = 0);

/// <summary>Messages to NMEA 0183 sentences. Allocates nothing.</summary>
public static class AisWriter
{
    /// <summary>Bytes that any message fits in, tag block and line ends included.</summary>
    public const int MaxLength = 256;

    // "!AIVDM,2,1,0,A," + payload + ",0*hh" CR LF stay within 82 bytes.
    private const int MaxPayloadPerSentence = 60;

    /// <summary>
    /// Writes a message as one sentence or several, each ended by CR LF. The destination needs <see cref="MaxLength"/> bytes.
    /// </summary>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A raw field does not fit its place in the message.</exception>
    /// <exception cref="NotSupportedException">The type cannot be written.</exception>
    public static int Write(in AisMessage message, Span<byte> destination, AisWriteOptions options)
    {
        Span<byte> packed = stackalloc byte[AisEncoder.MaxPackedLength];
        var bits = AisEncoder.Encode(message, packed);
        var characters = (bits + 5) / 6;
        var parts = (characters + MaxPayloadPerSentence - 1) / MaxPayloadPerSentence;
        var length = 0;
        for (var part = 0; part < parts; part++)
        {
            if (part == 0)
                length += WriteTagBlock(destination, options);
            var sentence = destination[length..];
            var from = part * MaxPayloadPerSentence;
            var until = Math.Min(characters, from + MaxPayloadPerSentence);
            var at = WriteHead(sentence, message.IsOwnShip, parts, part + 1, options);
            for (var i = from; i < until; i++)
                sentence[at++] = SixBit.Armour(SixBit.ReadUnsigned(packed, i * 6, 6));
            sentence[at++] = (byte)',';
            sentence[at++] = (byte)('0' + (part == parts - 1 ? characters * 6 - bits : 0));
            length += WriteChecksum(sentence, 1, at);
        }

        return length;
    }

    /// <summary>The same as a string, for logs and tests.</summary>
    public static string Write(in AisMessage message, AisWriteOptions options)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(bytes[..Write(message, bytes, options)]);
    }

    private static int WriteHead(Span<byte> sentence, bool ownShip, int parts, int number, in AisWriteOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)options.SequenceId, 9u);
        "!AIVDM,"u8.CopyTo(sentence);
        if (ownShip)
            sentence[5] = (byte)'O';
        sentence[7] = (byte)('0' + parts);
        sentence[8] = (byte)',';
        sentence[9] = (byte)('0' + number);
        sentence[10] = (byte)',';
        var at = 11;
        if (parts > 1)
            sentence[at++] = (byte)('0' + options.SequenceId);
        sentence[at++] = (byte)',';
        if (options.Channel != 0)
            sentence[at++] = options.Channel;
        sentence[at++] = (byte)',';
        return at;
    }

    private static int WriteTagBlock(Span<byte> destination, in AisWriteOptions options)
    {
        if (options.Source.IsNone && options.TaggedUnixMs == 0)
            return 0;
        destination[0] = (byte)'\\';
        var at = 1;
        if (!options.Source.IsNone)
        {
            "s:"u8.CopyTo(destination[at..]);
            at += 2 + options.Source.CopyTo(destination[(at + 2)..]);
        }

        if (options.TaggedUnixMs != 0)
        {
            if (at > 1)
                destination[at++] = (byte)',';
            "c:"u8.CopyTo(destination[at..]);
            var time = options.TaggedUnixMs % 1000 == 0 ? options.TaggedUnixMs / 1000 : options.TaggedUnixMs;
            time.TryFormat(destination[(at + 2)..], out var digits);
            at += 2 + digits;
        }

        var sum = NmeaChecksum.Xor(destination[1..at]);
        destination[at++] = (byte)'*';
        destination[at++] = SpanText.HexDigit(sum >> 4);
        destination[at++] = SpanText.HexDigit(sum & 15);
        destination[at++] = (byte)'\\';
        return at;
    }

    private static int WriteChecksum(Span<byte> sentence, int from, int at)
    {
        var sum = NmeaChecksum.Xor(sentence[from..at]);
        sentence[at++] = (byte)'*';
        sentence[at++] = SpanText.HexDigit(sum >> 4);
        sentence[at++] = SpanText.HexDigit(sum & 15);
        sentence[at++] = (byte)'\r';
        sentence[at++] = (byte)'\n';
        return at;
    }
}
