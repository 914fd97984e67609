using System.Buffers.Binary;

namespace OpsHub.Gateway.Live;

/// <summary>The 9-byte record of the lossy lane (Contracts/Live/LiveProtocol.cs, TileFrame).</summary>
internal static class TrackRecord
{
    public const int Length = 9;
    public const byte NotAvailable = 255;

    public static void Write(Span<byte> target, ushort slot, ushort x, ushort y, byte speed, byte course, byte age)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, slot);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], x);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], y);
        target[6] = speed;
        target[7] = course;
        target[8] = age;
    }

    /// <summary>Half knots, at most 254 (127 knots).</summary>
    public static byte Speed(float knots) => float.IsNaN(knots) ? NotAvailable : (byte)Math.Clamp(MathF.Round(knots * 2), 0, 254);

    /// <summary>254 steps a circle; north is 0.</summary>
    public static byte Course(float degrees) => float.IsNaN(degrees) ? NotAvailable : (byte)((int)MathF.Round(degrees * 254 / 360) % 254);

    /// <summary>Seconds to 120, then steps of 30 s from 121.</summary>
    public static byte Age(long milliseconds)
    {
        var seconds = Math.Max(0, milliseconds / 1000);
        return seconds <= 120 ? (byte)seconds : (byte)Math.Min(255, 121 + ((seconds - 120) / 30));
    }
}
