using System.Buffers.Binary;

namespace OpsHub.Domain.Tracking;

/// <summary>
/// A point of a shard's time index: up to where the history had come at an instant, a keyframe of that instant, and which
/// event times the history since the point before spans. Stored in 47 bytes, little endian: version 1 (u8), then the fields
/// in order (i64, the count of parts u16, the count of bytes u32).
/// </summary>
/// <param name="AtUnixMs">The instant, by the shard's clock; never before that of the point before.</param>
/// <param name="UpTo">Number of the newest history entry the keyframe has.</param>
/// <param name="OldestUnixMs">Oldest event time since the point before; <see cref="long.MinValue"/> when not known.</param>
/// <param name="NewestUnixMs">Newest event time since the point before; <see cref="long.MaxValue"/> when not known.</param>
/// <param name="KeyframeFirst">Number of the keyframe's first part on its stream.</param>
/// <param name="KeyframeParts">Parts; 0 for a keyframe of nothing.</param>
/// <param name="KeyframeBytes">Sum of their sizes.</param>
public readonly record struct TrackIndexEntry(
    long AtUnixMs, long UpTo, long OldestUnixMs, long NewestUnixMs, long KeyframeFirst, ushort KeyframeParts, uint KeyframeBytes)
{
    private const byte Version = 1;
    private const int Bytes = 1 + (5 * sizeof(long)) + sizeof(ushort) + sizeof(uint);

    /// <summary>True when a fix of the window may be among the history since the point before.</summary>
    public bool MayHave(long fromUnixMs, long toUnixMs) => OldestUnixMs <= toUnixMs && NewestUnixMs >= fromUnixMs;

    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), AtUnixMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(9), UpTo);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(17), OldestUnixMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(25), NewestUnixMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(33), KeyframeFirst);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(41), KeyframeParts);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(43), KeyframeBytes);
        return bytes;
    }

    /// <exception cref="FormatException">The bytes are no such point.</exception>
    public static TrackIndexEntry Decode(ReadOnlySpan<byte> bytes) => bytes.Length == Bytes && bytes[0] == Version
        ? new(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[9..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[17..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[25..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[33..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[41..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[43..]))
        : throw new FormatException("Not a point of a track index of version 1.");
}
