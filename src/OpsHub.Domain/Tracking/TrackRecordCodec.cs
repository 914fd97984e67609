using System.Text;
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
    /// <summary>Fixes and descriptions of one entry, each at most 65,535.</summary>
    public static byte[] Encode(long receivedAtUnixMs, IReadOnlyList<TrackRecord> fixes, IReadOnlyList<TrackDescription> descriptions)
    {
        ArgumentNullException.ThrowIfNull(fixes);
        ArgumentNullException.ThrowIfNull(descriptions);
        var writer = new TrackRecordWriter();
        writer.Begin(receivedAtUnixMs);
        foreach (var fix in fixes)
            writer.Add(fix.Tracker, fix.Kind, fix.Point);
        foreach (var description in descriptions)
            writer.Add(description);
        return writer.ToArray();
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
}
