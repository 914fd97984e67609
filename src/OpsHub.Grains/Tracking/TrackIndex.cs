using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// Lays the points of a shard's time index, each with a keyframe, and forgets what is older than the retention. Nothing
/// stands in the index that the history does not say: without it a reader begins at the history's start and comes to the
/// same answer, and the next point is laid as if it were the first.
/// </summary>
internal sealed class TrackIndex(IJournal journal, string shard, TimeProvider time, TrackingOptions options, TrackMeters meters)
{
    /// <summary>A keyframe waits until the history has grown by this many times its size, so that it adds at most half.</summary>
    private const int KeyframesPerHistory = 2;

    /// <summary>But not longer than this many times the shortest time between two.</summary>
    private const int LongestWait = 12;

    private readonly TrackStreams _streams = new(journal, shard);
    private TrackIndexEntry? _last;
    private Span _span = Span.Unknown;
    private Span _before = Span.Unknown;
    private long _bytes;
    private bool _isLaying;

    /// <summary>Finds the newest point. What came after it has not been looked at, so its event times count as unknown.</summary>
    public async Task Restore(CancellationToken cancellationToken)
    {
        _last = await _streams.LastAsync(cancellationToken);
        if (await journal.LastAsync(_streams.History, cancellationToken) <= (_last?.UpTo ?? 0))
            _span = _before = Span.Empty;
        await Measure(cancellationToken);
    }

    /// <summary>Notes what was handed to the journal: its event times and its size.</summary>
    public void Note(long oldestUnixMs, long newestUnixMs, int bytes)
    {
        _bytes += bytes;
        _span = _span.With(new Span(oldestUnixMs, newestUnixMs));
    }

    /// <summary>True when a point is to be laid behind an entry of the history.</summary>
    public bool IsDueBehind(long upTo, long nowUnixMs) => IsDue(nowUnixMs) && upTo > (_last?.UpTo ?? 0);

    /// <summary>Lays a point when one is due.</summary>
    /// <param name="table">What the shard knows; it may be ahead of <paramref name="upTo"/>, whose successors say the same again.</param>
    /// <param name="upTo">The newest durable history entry.</param>
    /// <param name="ensureCheckpoint">Sees to it that a restart needs no history up to the number given.</param>
    public async Task LayIfDue(TrackTable table, long upTo, Func<long, Task> ensureCheckpoint)
    {
        // A clock that was set back must not make instants run backwards: the search is by bisection.
        var now = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), _last?.AtUnixMs ?? 0);
        if (!IsDue(now) || upTo <= (_last?.UpTo ?? 0))
            return;
        _isLaying = true;
        try
        {
            await Lay(table, now, upTo);
            await Forget(now, ensureCheckpoint);
            await Measure(CancellationToken.None);
        }
        finally
        {
            _isLaying = false;
        }
    }

    private bool IsDue(long now)
    {
        if (_isLaying)
            return false;
        if (_last is not { } last)
            return true;
        var wait = options.KeyframeSeconds * 1000L;
        return now - last.AtUnixMs >= (_bytes >= KeyframesPerHistory * (long)last.KeyframeBytes ? wait : wait * LongestWait);
    }

    private async Task Lay(TrackTable table, long now, long upTo)
    {
        var parts = TrackKeyframeCodec.Encode(now, table);
        var size = parts.Sum(part => part.Length);
        // Batches behind this one may have been noted already: what was noted before a point counts for the next one too.
        var span = _span.With(_before);
        (_before, _span, _bytes) = (_span, Span.Empty, 0);
        var first = parts.Count == 0 ? await journal.LastAsync(_streams.Keyframes) + 1 : await journal.AppendAsync(_streams.Keyframes, parts);
        var point = new TrackIndexEntry(now, upTo, span.Oldest, span.Newest, first, (ushort)parts.Count, (uint)size);
        await journal.AppendAsync(_streams.Index, point.Encode());
        _last = point;
        meters.KeyframeLaid(size);
    }

    private async Task Forget(long now, Func<long, Task> ensureCheckpoint)
    {
        if (await _streams.FindAsync(now - (long)options.Retention.TotalMilliseconds) is not { } oldest)
            return;
        var before = await _streams.RangeAsync(_streams.History);
        if (oldest.Point.UpTo >= before.First)
        {
            await ensureCheckpoint(oldest.Point.UpTo);
            await journal.TruncateAsync(_streams.History, oldest.Point.UpTo);
            meters.Forgotten(oldest.Point.UpTo - before.First + 1);
        }

        await journal.TruncateAsync(_streams.Keyframes, oldest.Point.KeyframeFirst - 1);
        await journal.TruncateAsync(_streams.Index, oldest.Number - 1);
    }

    private async Task Measure(CancellationToken cancellationToken)
    {
        await foreach (var entry in journal.ReadAsync(_streams.History, 1, 1, cancellationToken))
            meters.KeptFrom(shard, new TrackRecordReader(entry.Bytes.Span).ReceivedAtUnixMs);
    }

    /// <summary>Event times of some fixes, Unix ms; joined with what is unknown it is unknown.</summary>
    private readonly record struct Span(long Oldest, long Newest)
    {
        public static readonly Span Unknown = new(long.MinValue, long.MaxValue);
        public static readonly Span Empty = new(long.MaxValue, long.MinValue);

        public Span With(Span other) => new(Math.Min(Oldest, other.Oldest), Math.Max(Newest, other.Newest));
    }
}
