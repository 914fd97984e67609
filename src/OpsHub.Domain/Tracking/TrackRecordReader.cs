using System.Buffers.Binary;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Tracking;

/// <summary>
/// Walks through an entry of <see cref="TrackRecordCodec"/> without allocating: who looks for one tracker among a day's
/// reports compares bytes and makes no text of the others' ids.
/// </summary>
public ref struct TrackRecordReader
{
    internal const byte Version = 1;
    internal const int HeaderBytes = 1 + 8 + 2 + 2;
    internal const int PointBytes = 1 + 4 + 4 + 4 + 4 + 2 + 2;

    private ReadOnlySpan<byte> _rest;
    private int _fixes;
    private int _descriptions;

    /// <exception cref="FormatException">The bytes are no such entry.</exception>
    public TrackRecordReader(ReadOnlySpan<byte> entry)
    {
        if (entry.Length < HeaderBytes || entry[0] != Version)
            throw new FormatException("Not a track record of version 1.");
        ReceivedAtUnixMs = BinaryPrimitives.ReadInt64LittleEndian(entry[1..]);
        _fixes = BinaryPrimitives.ReadUInt16LittleEndian(entry[9..]);
        _descriptions = BinaryPrimitives.ReadUInt16LittleEndian(entry[11..]);
        _rest = entry[HeaderBytes..];
    }

    /// <summary>Time of receipt of everything in the entry, Unix ms.</summary>
    public long ReceivedAtUnixMs { get; }

    /// <summary>The next fix; false after the last.</summary>
    /// <param name="tracker">The id, UTF-8, within the entry.</param>
    /// <param name="kind">What it said to be.</param>
    /// <param name="point">The fix.</param>
    /// <exception cref="FormatException">The entry is cut short.</exception>
    public bool NextFix(out ReadOnlySpan<byte> tracker, out TrackKind kind, out TrackPoint point)
    {
        if (_fixes == 0)
        {
            tracker = default;
            (kind, point) = (default, default);
            return false;
        }

        _fixes--;
        tracker = Take(ref _rest, Take(ref _rest, 1)[0]);
        (kind, point) = Point(Take(ref _rest, PointBytes), ReceivedAtUnixMs);
        return true;
    }

    /// <summary>The next description, once all fixes were read; false after the last.</summary>
    /// <exception cref="FormatException">The entry is cut short.</exception>
    public bool NextDescription(out TrackDescription? description)
    {
        description = null;
        if (_descriptions == 0)
            return false;
        _descriptions--;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref _rest, 2));
        description = JsonSerializer.Deserialize<TrackDescription>(Take(ref _rest, length), ContractJson.Options)
            ?? throw new FormatException("A description is null.");
        return true;
    }

    internal static (TrackKind Kind, TrackPoint Point) Point(ReadOnlySpan<byte> bytes, long receivedAtUnixMs) => ((TrackKind)bytes[0], new TrackPoint(
        receivedAtUnixMs + BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[9..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[13..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[17..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[19..])));

    internal static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> entry, int length)
    {
        if (length > entry.Length)
            throw new FormatException("The track record is cut short.");
        var taken = entry[..length];
        entry = entry[length..];
        return taken;
    }
}
