using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>A tracker of a keyframe.</summary>
/// <param name="Label">Null where none was known.</param>
public readonly record struct KeyframeRow(string Tracker, TrackKind Kind, TrackPoint Point, string? Label);

/// <summary>
/// The latest fix and name of every tracker of a shard at one instant, in parts of about 64 KiB: version 1 (u8), the instant
/// (i64, Unix ms), count (u16); per tracker the fix as in <see cref="TrackRecordCodec"/>, then its name (length u8, UTF-8;
/// 0 = none). Little endian.
/// </summary>
public static class TrackKeyframeCodec
{
    private const byte Version = 1;
    private const int HeaderBytes = 1 + 8 + 2;
    private const int PartBytes = 64 * 1024;

    /// <summary>Names are cut here: 60 characters are at most 180 bytes of UTF-8 and fit one length byte.</summary>
    private const int MaxLabel = 60;

    /// <summary>The parts; none when nothing was heard within a day.</summary>
    public static List<ReadOnlyMemory<byte>> Encode(long atUnixMs, TrackTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var parts = new List<ReadOnlyMemory<byte>>();
        var buffer = new ArrayBufferWriter<byte>(PartBytes + 1_024);
        var count = 0;
        foreach (var (tracker, state, description) in table.Rows())
        {
            if (!state.HasFix || atUnixMs - state.Latest.AtUnixMs > (long)FixFilter.MaxAge.TotalMilliseconds)
                continue;
            if (count++ == 0)
                Start(buffer, atUnixMs);
            buffer.Advance(TrackRecordWriter.Write(buffer.GetSpan(TrackRecordWriter.MostBytes(tracker)), tracker, state.Kind, state.Latest, atUnixMs));
            WriteLabel(buffer, description?.Label);
            if (buffer.WrittenCount < PartBytes)
                continue;
            parts.Add(End(buffer, count));
            count = 0;
        }

        if (count > 0)
            parts.Add(End(buffer, count));
        return parts;
    }

    /// <summary>Hands the part's trackers over.</summary>
    /// <exception cref="FormatException">The bytes are no such part.</exception>
    public static void Decode(ReadOnlySpan<byte> part, Action<KeyframeRow> onRow)
    {
        ArgumentNullException.ThrowIfNull(onRow);
        if (part.Length < HeaderBytes || part[0] != Version)
            throw new FormatException("Not a part of a track keyframe of version 1.");
        var at = BinaryPrimitives.ReadInt64LittleEndian(part[1..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(part[9..]);
        part = part[HeaderBytes..];
        for (var i = 0; i < count; i++)
        {
            var tracker = Encoding.UTF8.GetString(TrackRecordReader.Take(ref part, TrackRecordReader.Take(ref part, 1)[0]));
            var (kind, point) = TrackRecordReader.Point(TrackRecordReader.Take(ref part, TrackRecordReader.PointBytes), at);
            var label = TrackRecordReader.Take(ref part, TrackRecordReader.Take(ref part, 1)[0]);
            onRow(new KeyframeRow(tracker, kind, point, label.IsEmpty ? null : Encoding.UTF8.GetString(label)));
        }
    }

    private static void Start(ArrayBufferWriter<byte> buffer, long atUnixMs)
    {
        var header = buffer.GetSpan(HeaderBytes);
        header[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(header[1..], atUnixMs);
        header[9] = header[10] = 0;
        buffer.Advance(HeaderBytes);
    }

    private static byte[] End(ArrayBufferWriter<byte> buffer, int count)
    {
        var part = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(part.AsSpan(9), checked((ushort)count));
        buffer.ResetWrittenCount();
        return part;
    }

    private static void WriteLabel(ArrayBufferWriter<byte> buffer, string? label)
    {
        var text = label is null ? default : label.AsSpan(0, Math.Min(label.Length, MaxLabel));
        var span = buffer.GetSpan(1 + (3 * MaxLabel));
        var length = Encoding.UTF8.GetBytes(text, span[1..]);
        span[0] = (byte)length;
        buffer.Advance(1 + length);
    }
}
