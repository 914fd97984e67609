using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>An accepted fix on its way to the journal.</summary>
public readonly record struct TrackRecord(string Tracker, TrackKind Kind, TrackPoint Point);

/// <summary>
/// A batch of accepted fixes as one journal entry: version 1 (u8), time of receipt (i64, Unix ms), count of fixes (u16),
/// count of descriptions (u16); per fix the id (length u8, UTF-8), kind (u8), event time minus time of receipt (i32, ms),
/// latitude and longitude (i32, 1e-7 degrees), speed (i32, hundredths of a knot), course and heading (u16, hundredths of a
/// degree); per description its JSON (length u16). Little endian. About 40 bytes a fix; JSON would be 150.
/// </summary>
public static class TrackRecordCodec
{
    private const byte Version = TrackRecordReader.Version;
    private const int HeaderBytes = TrackRecordReader.HeaderBytes;
    private const int PointBytes = TrackRecordReader.PointBytes;

    /// <summary>Fixes and descriptions of one entry, each at most 65,535.</summary>
    public static byte[] Encode(long receivedAtUnixMs, IReadOnlyList<TrackRecord> fixes, IReadOnlyList<TrackDescription> descriptions)
    {
        ArgumentNullException.ThrowIfNull(fixes);
        ArgumentNullException.ThrowIfNull(descriptions);
        var buffer = new ArrayBufferWriter<byte>(HeaderBytes + (fixes.Count * (PointBytes + 20)) + (descriptions.Count * 200));
        var header = buffer.GetSpan(HeaderBytes);
        header[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(header[1..], receivedAtUnixMs);
        BinaryPrimitives.WriteUInt16LittleEndian(header[9..], checked((ushort)fixes.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(header[11..], checked((ushort)descriptions.Count));
        buffer.Advance(HeaderBytes);
        for (var i = 0; i < fixes.Count; i++)
            Write(buffer, fixes[i], receivedAtUnixMs);
        foreach (var description in descriptions)
            Write(buffer, description);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Hands the entry's content over, in the order it was written.</summary>
    /// <param name="entry">The bytes.</param>
    /// <param name="onFix">Fix and its time of receipt, Unix ms.</param>
    /// <param name="onDescription">Description.</param>
    /// <exception cref="FormatException">The bytes are no such entry.</exception>
    public static void Decode(ReadOnlySpan<byte> entry, Action<TrackRecord, long> onFix, Action<TrackDescription> onDescription)
    {
        ArgumentNullException.ThrowIfNull(onFix);
        ArgumentNullException.ThrowIfNull(onDescription);
        var reader = new TrackRecordReader(entry);
        while (reader.NextFix(out var tracker, out var kind, out var point))
            onFix(new TrackRecord(Encoding.UTF8.GetString(tracker), kind, point), reader.ReceivedAtUnixMs);
        while (reader.NextDescription(out var description))
            onDescription(description!);
    }

    internal static void Write(ArrayBufferWriter<byte> buffer, in TrackRecord record, long receivedAtUnixMs)
    {
        var span = buffer.GetSpan(1 + (4 * record.Tracker.Length) + PointBytes);
        var length = Encoding.UTF8.GetBytes(record.Tracker, span[1..]);
        span[0] = checked((byte)length);
        var rest = span[(1 + length)..];
        rest[0] = (byte)record.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(rest[1..], checked((int)(record.Point.AtUnixMs - receivedAtUnixMs)));
        BinaryPrimitives.WriteInt32LittleEndian(rest[5..], record.Point.LatitudeE7);
        BinaryPrimitives.WriteInt32LittleEndian(rest[9..], record.Point.LongitudeE7);
        BinaryPrimitives.WriteInt32LittleEndian(rest[13..], record.Point.SpeedCentiknots);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[17..], record.Point.CourseCentidegrees);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[19..], record.Point.HeadingCentidegrees);
        buffer.Advance(1 + length + PointBytes);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, TrackDescription description)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(description, ContractJson.Options);
        var span = buffer.GetSpan(2 + json.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(span, checked((ushort)json.Length));
        json.CopyTo(span[2..]);
        buffer.Advance(2 + json.Length);
    }
}
