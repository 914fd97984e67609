using System.Collections.Immutable;
using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;

namespace OpsHub.Grains.Tracking;

/// <summary>Reads of a shard's history, each beginning at the nearest point of its time index.</summary>
internal sealed class TrackHistoryReader(IJournal journal, string shard)
{
    /// <summary>A day of a report each second, and some; 2.8 MB.</summary>
    private const int MaxPoints = 100_000;

    private static readonly long s_late = (long)FixFilter.MaxAge.TotalMilliseconds;
    private static readonly long s_ahead = (long)FixFilter.MaxAhead.TotalMilliseconds;

    private readonly TrackStreams _streams = new(journal, shard);

    /// <summary>Receipt of the oldest entry kept, not before <paramref name="oldestUnixMs"/>, and whether there was something before it; null when there is none.</summary>
    public async Task<(long? AtUnixMs, bool IsTruncated)> KeptFromAsync(long oldestUnixMs)
    {
        await foreach (var entry in journal.ReadAsync(_streams.History, 1, 1))
        {
            var at = new TrackRecordReader(entry.Bytes.Span).ReceivedAtUnixMs;
            return (Math.Max(at, oldestUnixMs), entry.Number > 1 || at < oldestUnixMs);
        }

        return (null, false);
    }

    /// <summary>
    /// One tracker's fixes by event time. A fix is received at most five minutes before its event time (a clock ahead) and
    /// at most a day after it (a phone that was offline); between these the index tells which parts can be left out.
    /// </summary>
    public async Task<(List<TrackPoint> Points, TrackKind Kind, bool IsCut)> OfTrackerAsync(TrackerId tracker, ImmutableArray<TrackWindow> windows)
    {
        var sought = new Sought(Encoding.UTF8.GetBytes(tracker.Value), windows);
        var (from, to) = (windows[0].FromUnixMs, windows[^1].ToUnixMs);
        var start = await _streams.FindAsync(from - s_ahead);
        var number = (start?.Point.UpTo ?? 0) + 1;
        await foreach (var entry in journal.ReadAsync(_streams.Index, (start?.Number ?? 0) + 1, int.MaxValue))
        {
            var point = TrackIndexEntry.Decode(entry.Bytes.Span);
            if (point.MayHave(from, to))
                await ReadAsync(number, point.UpTo, sought);
            number = point.UpTo + 1;
            if (point.AtUnixMs > to + s_late || sought.IsCut)
                return sought.Found;
        }

        await ReadAsync(number, long.MaxValue, sought);
        return sought.Found;
    }

    /// <summary>Everything from the keyframe at or before the beginning to the end, by receipt.</summary>
    public async Task PlayAsync(TrackPlaybackQuery query, TrackTape tape)
    {
        var start = await _streams.FindAsync(query.FromUnixMs);
        if (start is { Point: var point })
        {
            await foreach (var part in journal.ReadAsync(_streams.Keyframes, point.KeyframeFirst, point.KeyframeParts))
            {
                if (part.Number < point.KeyframeFirst + point.KeyframeParts)
                    TrackKeyframeCodec.Decode(part.Bytes.Span, tape.Begin);
            }
        }

        await foreach (var entry in journal.ReadAsync(_streams.History, (start?.Point.UpTo ?? 0) + 1, int.MaxValue))
        {
            if (!tape.Add(entry.Bytes.Span))
                break;
        }

        tape.End();
    }

    private async Task ReadAsync(long first, long last, Sought sought)
    {
        if (last < first)
            return;
        await foreach (var entry in journal.ReadAsync(_streams.History, first, (int)Math.Min(int.MaxValue, last - first + 1)))
        {
            // Where the beginning was forgotten the read starts later, and would go on behind the last.
            if (entry.Number > last || !sought.Add(entry.Bytes.Span))
                return;
        }
    }

    /// <summary>Collects one tracker's fixes.</summary>
    private sealed class Sought(byte[] tracker, ImmutableArray<TrackWindow> windows)
    {
        private readonly List<TrackPoint> _points = [];
        private TrackKind _kind;

        public bool IsCut { get; private set; }

        public (List<TrackPoint> Points, TrackKind Kind, bool IsCut) Found => (_points, _kind, IsCut);

        /// <summary>False once enough was found, or nothing more can come.</summary>
        public bool Add(ReadOnlySpan<byte> entry)
        {
            var reader = new TrackRecordReader(entry);
            if (reader.ReceivedAtUnixMs > windows[^1].ToUnixMs + s_late)
                return false;
            while (reader.NextFix(out var id, out var kind, out var point))
            {
                if (id.SequenceEqual(tracker) && IsWanted(point.AtUnixMs) && !Add(kind, point))
                    return false;
            }

            return true;
        }

        private bool Add(TrackKind kind, in TrackPoint point)
        {
            IsCut = _points.Count >= MaxPoints;
            if (IsCut)
                return false;
            _kind = kind == TrackKind.Unknown ? _kind : kind;
            // Shards take a tracker's fixes in the order of their time; a restart does not change that.
            if (_points.Count == 0 || point.AtUnixMs > _points[^1].AtUnixMs)
                _points.Add(point);
            return true;
        }

        private bool IsWanted(long atUnixMs)
        {
            foreach (var window in windows)
            {
                if (atUnixMs >= window.FromUnixMs && atUnixMs <= window.ToUnixMs)
                    return true;
            }

            return false;
        }
    }
}
