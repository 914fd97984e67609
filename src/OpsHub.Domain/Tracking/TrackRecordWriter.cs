using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>
/// Writes one entry after the other in the form of <see cref="TrackRecordCodec"/>, all in the same memory: <see cref="Begin"/>,
/// fixes, then descriptions, <see cref="ToArray"/>. Not thread-safe.
/// </summary>
public sealed class TrackRecordWriter
{
    private byte[] _buffer = new byte[512];
    private int _length;
    private long _receivedAtUnixMs;

    /// <summary>Fixes of the entry, at most 65,535.</summary>
    public int Fixes { get; private set; }

    /// <summary>Descriptions of the entry, at most 65,535.</summary>
    public int Descriptions { get; private set; }

    /// <summary>Oldest event time of the entry's fixes, Unix ms; <see cref="long.MaxValue"/> without any.</summary>
    public long OldestUnixMs { get; private set; }

    /// <summary>Newest event time of the entry's fixes, Unix ms; <see cref="long.MinValue"/> without any.</summary>
    public long NewestUnixMs { get; private set; }

    public void Begin(long receivedAtUnixMs)
    {
        (_length, _receivedAtUnixMs, Fixes, Descriptions) = (TrackRecordReader.HeaderBytes, receivedAtUnixMs, 0, 0);
        (OldestUnixMs, NewestUnixMs) = (long.MaxValue, long.MinValue);
    }

    public void Add(string tracker, TrackKind kind, in TrackPoint point)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        _length += Write(Room(MostBytes(tracker)), tracker, kind, point, _receivedAtUnixMs);
        Fixes++;
        OldestUnixMs = Math.Min(OldestUnixMs, point.AtUnixMs);
        NewestUnixMs = Math.Max(NewestUnixMs, point.AtUnixMs);
    }

    public void Add(TrackDescription description)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(description, ContractJson.Options);
        var room = Room(sizeof(ushort) + json.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(room, checked((ushort)json.Length));
        json.CopyTo(room[sizeof(ushort)..]);
        _length += sizeof(ushort) + json.Length;
        Descriptions++;
    }

    /// <summary>The entry.</summary>
    public byte[] ToArray()
    {
        _buffer[0] = TrackRecordReader.Version;
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(1), _receivedAtUnixMs);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(9), checked((ushort)Fixes));
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(11), checked((ushort)Descriptions));
        return _buffer.AsSpan(0, _length).ToArray();
    }

    /// <summary>Bytes a fix of the tracker takes at most.</summary>
    internal static int MostBytes(string tracker) => 1 + (3 * tracker.Length) + TrackRecordReader.PointBytes;

    /// <summary>Writes a fix and answers how many bytes it took.</summary>
    internal static int Write(Span<byte> to, string tracker, TrackKind kind, in TrackPoint point, long receivedAtUnixMs)
    {
        var length = Encoding.UTF8.GetBytes(tracker, to[1..]);
        to[0] = checked((byte)length);
        var rest = to.Slice(1 + length, TrackRecordReader.PointBytes);
        rest[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(rest[1..], checked((int)(point.AtUnixMs - receivedAtUnixMs)));
        BinaryPrimitives.WriteInt32LittleEndian(rest[5..], point.LatitudeE7);
        BinaryPrimitives.WriteInt32LittleEndian(rest[9..], point.LongitudeE7);
        BinaryPrimitives.WriteInt32LittleEndian(rest[13..], point.SpeedCentiknots);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[17..], point.CourseCentidegrees);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[19..], point.HeadingCentidegrees);
        return 1 + length + TrackRecordReader.PointBytes;
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + bytes));
        return _buffer.AsSpan(_length);
    }
}
