using System.Runtime.InteropServices;

namespace OpsHub.Wire.Ais;

/// <summary>The XOR of NMEA 0183: of all bytes between <c>!</c> (or <c>\</c>) and <c>*</c>, both excluded.</summary>
public static class NmeaChecksum
{
    /// <summary>XOR of all bytes.</summary>
    public static byte Xor(ReadOnlySpan<byte> bytes)
    {
        var wide = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong sum = 0;
        foreach (var word in wide)
            sum ^= word;
        sum ^= sum >> 32;
        sum ^= sum >> 16;
        sum ^= sum >> 8;
        var result = (byte)sum;
        foreach (var b in bytes[(wide.Length * sizeof(ulong))..])
            result ^= b;
        return result;
    }
}
