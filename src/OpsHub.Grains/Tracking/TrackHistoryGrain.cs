using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// Reads a shard's history, index and keyframes from the journal. Key <c>{port}/{shard}</c>; keeps nothing; called by the
/// gateway. Up to four calls of one shard run at a time on a host, the others wait: each may read a day.
/// </summary>
[StatelessWorker(4)]
internal sealed class TrackHistoryGrain(IJournal journal, TimeProvider time, IOptions<TrackingOptions> options) : Grain, ITrackHistoryGrain
{
    private const int MaxWindows = 100;
    private const int MaxFixes = 10_000;
    private static readonly (int Least, int Most) s_bucketMs = (1_000, 60_000);

    public async Task<TrackHistorySlice> OfTracker(TrackHistoryQuery query)
    {
        if (query.MaxFixes is < 2 or > MaxFixes)
            throw new ArgumentException($"{query.MaxFixes} fixes; 2 to {MaxFixes} are answered.", nameof(query));
        if (query.Windows.Length > MaxWindows || query.Windows.Any(window => window.ToUnixMs < window.FromUnixMs))
            throw new ArgumentException($"{query.Windows.Length} windows; at most {MaxWindows}, none of which ends before it begins.", nameof(query));
        var oldest = Oldest;
        var reader = new TrackHistoryReader(journal, this.GetPrimaryKeyString());
        var kept = await reader.KeptFromAsync(oldest);
        var windows = query.Windows.Where(window => window.ToUnixMs >= oldest)
            .Select(window => window with { FromUnixMs = Math.Max(window.FromUnixMs, oldest) }).ToImmutableArray();
        if (windows.IsEmpty)
            return new TrackHistorySlice([], 0, 0, false, kept.AtUnixMs);
        var (points, kind, isCut) = await reader.OfTrackerAsync(query.Tracker, windows);
        var (thinned, tolerance) = TrackThinning.Thin(points, query.MaxFixes);
        return new TrackHistorySlice(
            [.. thinned.Select(point => point.ToFix(query.Tracker, kind))], points.Count, Math.Round(tolerance, 2), isCut, kept.AtUnixMs);
    }

    public async Task<TrackPlaybackSlice> Playback(TrackPlaybackQuery query)
    {
        if (query.ToUnixMs <= query.FromUnixMs || query.BucketMs < s_bucketMs.Least || query.BucketMs > s_bucketMs.Most)
            throw new ArgumentException($"{query}: it must end after it begins, in buckets of {s_bucketMs.Least} to {s_bucketMs.Most} ms.", nameof(query));
        var reader = new TrackHistoryReader(journal, this.GetPrimaryKeyString());
        var kept = await reader.KeptFromAsync(Oldest);
        if (kept.AtUnixMs is not { } from || from >= query.ToUnixMs)
            return new TrackPlaybackSlice([], [], false, kept.AtUnixMs, kept.IsTruncated);
        var tape = new TrackTape(query);
        await reader.PlayAsync(query, tape);
        return tape.IsTooMuch
            ? new TrackPlaybackSlice([], [], true, kept.AtUnixMs, kept.IsTruncated)
            : new TrackPlaybackSlice(tape.Trackers(), tape.Fixes(), false, kept.AtUnixMs, kept.IsTruncated);
    }

    /// <summary>What is older is as if it had been forgotten, whether the shard has come to that or not.</summary>
    private long Oldest => (time.GetUtcNow() - options.Value.Retention).ToUnixTimeMilliseconds();
}
