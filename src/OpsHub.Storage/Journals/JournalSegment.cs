using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OpsHub.Storage.Journals;

/// <summary>
/// The stored form of consecutive entries of one stream: for each entry its length (u32, little-endian) and its bytes.
/// One group commit writes one segment per stream, which costs one row instead of one per entry.
/// </summary>
internal static class JournalSegment
{
    /// <summary>Segments are cut at this size, so that a reader of a few entries does not load megabytes.</summary>
    public const int TargetBytes = 64 * 1024;

    public const int EntryOverheadBytes = sizeof(uint);

    public static void Write(ArrayBufferWriter<byte> target, ReadOnlySpan<byte> entry)
    {
        var span = target.GetSpan(EntryOverheadBytes + entry.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)entry.Length);
        entry.CopyTo(span[EntryOverheadBytes..]);
        target.Advance(EntryOverheadBytes + entry.Length);
    }

    /// <summary>
    /// Adds the entries numbered <paramref name="from"/> and up, at most <paramref name="max"/>, to
    /// <paramref name="target"/>. <paramref name="last"/> is the number of the segment's last entry.
    /// </summary>
    /// <exception cref="StorageException">The bytes do not have the checksum or shape they were written with.</exception>
    public static void Read(
        string stream, long first, long last, long checksum, ReadOnlyMemory<byte> data, long from, int max, List<JournalEntry> target)
    {
        if (Checksum(data.Span) != checksum)
            throw Damaged(stream, first, last, "wrong checksum");
        var number = first;
        var offset = 0;
        while (offset < data.Length)
        {
            if (data.Length - offset < EntryOverheadBytes)
                throw Damaged(stream, first, last, "cut short");
            var length = BinaryPrimitives.ReadUInt32LittleEndian(data.Span[offset..]);
            offset += EntryOverheadBytes;
            if (length > (uint)(data.Length - offset))
                throw Damaged(stream, first, last, "cut short");
            if (number >= from && max > 0)
            {
                target.Add(new JournalEntry(number, data.Slice(offset, (int)length)));
                max--;
            }

            offset += (int)length;
            number++;
        }

        if (number != last + 1)
            throw Damaged(stream, first, last, $"{number - first} entries inside");
    }

    /// <summary>CRC-32C. SQLite does not checksum pages of the main file, and a ledger must notice one flipped bit.</summary>
    public static long Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var b in data[(data.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    private static StorageException Damaged(string stream, long first, long last, string how) => new(
        StorageFault.Corrupt,
        $"Journal stream '{stream}', entries {first} to {last}: {how}. The stored bytes were changed after they were written.");
}
