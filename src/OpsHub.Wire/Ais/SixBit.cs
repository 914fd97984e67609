using System.Buffers.Binary;

namespace OpsHub.Wire.Ais;

/// <summary>The six-bit armour of NMEA AIS payloads, and the bits inside it (most significant first).</summary>
public static class SixBit
{
    /// <summary>Bytes of zero that must follow the packed bits so that any field can be read with one wide load.</summary>
    public const int Padding = 8;

    private const byte Bad = 0x80;

    private static readonly byte[] Values = MakeValues();

    /// <summary>Bytes a buffer needs for so many payload characters, padding included.</summary>
    public static int PackedLength(int characters) => (characters * 6 + 7) / 8 + 3 + Padding;

    /// <summary>
    /// Packs payload characters into bits. <paramref name="packed"/> needs <see cref="PackedLength"/> bytes.
    /// False when a character is outside the alphabet (<c>0</c>-<c>W</c>, <c>`</c>-<c>w</c>).
    /// </summary>
    public static bool TryUnarmour(ReadOnlySpan<byte> payload, Span<byte> packed)
    {
        ReadOnlySpan<byte> values = Values;
        var bad = 0;
        var at = 0;
        while (payload.Length >= 4)
        {
            var a = values[payload[0]];
            var b = values[payload[1]];
            var c = values[payload[2]];
            var d = values[payload[3]];
            bad |= a | b | c | d;
            var bits = (uint)(a << 18 | b << 12 | c << 6 | d);
            packed[at + 2] = (byte)bits;
            packed[at + 1] = (byte)(bits >> 8);
            packed[at] = (byte)(bits >> 16);
            at += 3;
            payload = payload[4..];
        }

        if (!payload.IsEmpty)
        {
            uint bits = 0;
            for (var i = 0; i < 4; i++)
            {
                var value = i < payload.Length ? values[payload[i]] : (byte)0;
                bad |= value;
                bits = bits << 6 | value;
            }

            packed[at + 2] = (byte)bits;
            packed[at + 1] = (byte)(bits >> 8);
            packed[at] = (byte)(bits >> 16);
            at += 3;
        }

        packed.Slice(at, Padding).Clear();
        return (bad & Bad) == 0;
    }

    /// <summary>Payload character of a six-bit value.</summary>
    public static byte Armour(uint value) => (byte)(value < 40 ? value + 48 : value + 56);

    /// <summary>Unsigned field of 1-57 bits.</summary>
    public static ulong Read(ReadOnlySpan<byte> packed, int offset, int bits) =>
        BinaryPrimitives.ReadUInt64BigEndian(packed[(offset >> 3)..]) << (offset & 7) >> (64 - bits);

    /// <summary>Unsigned field of 1-32 bits.</summary>
    public static uint ReadUnsigned(ReadOnlySpan<byte> packed, int offset, int bits) => (uint)Read(packed, offset, bits);

    /// <summary>Two's complement field of 1-32 bits.</summary>
    public static int ReadSigned(ReadOnlySpan<byte> packed, int offset, int bits) =>
        (int)((long)(BinaryPrimitives.ReadUInt64BigEndian(packed[(offset >> 3)..]) << (offset & 7)) >> (64 - bits));

    /// <summary>One bit.</summary>
    public static bool ReadFlag(ReadOnlySpan<byte> packed, int offset) => (packed[offset >> 3] & (0x80 >> (offset & 7))) != 0;

    /// <summary>Writes an unsigned field of 1-57 bits over zeroes.</summary>
    public static void Write(Span<byte> packed, int offset, int bits, ulong value)
    {
        var window = packed[(offset >> 3)..];
        var shifted = (value & ((1UL << bits) - 1)) << (64 - bits - (offset & 7));
        BinaryPrimitives.WriteUInt64BigEndian(window, BinaryPrimitives.ReadUInt64BigEndian(window) | shifted);
    }

    private static byte[] MakeValues()
    {
        var values = new byte[256];
        Array.Fill(values, Bad);
        for (var c = '0'; c <= 'W'; c++)
            values[c] = (byte)(c - 48);
        for (var c = '`'; c <= 'w'; c++)
            values[c] = (byte)(c - 56);
        return values;
    }
}
