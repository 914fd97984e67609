using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;

namespace OpsHub.Benchmarks;

/// <summary>
/// Reading an hour of one shard, 500 reports a second of 2,500 trackers: one tracker's hour, and ten minutes of everybody
/// from the end of it; without the time index, which is the baseline, and with it, in turn, in one process.
/// </summary>
internal static class HistoryBenchmark
{
    private const int Seconds = 3_600;
    private const int PerSecond = 500;
    private const int Trackers = 2_500;
    private const int Rounds = 3;
    private const string Stream = "track/EETLL/0";

    public static async Task<int> RunAsync()
    {
        await using var host = await GrainBenchHost.StartAsync();
        var journal = host.Host.Services.GetRequiredService<IJournal>();
        var began = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (Seconds * 1000L);
        var points = await WriteAsync(journal, began);
        Console.WriteLine($"history: {Seconds * PerSecond:N0} reports of {Trackers:N0} trackers in an hour of one shard, {points.Count} keyframes, {Environment.ProcessorCount} processors");
        var reader = host.Grains.TrackHistory(GrainBenchHost.Port, 0);
        var end = began + (Seconds * 1000L);
        for (var round = 1; round <= Rounds; round++)
        {
            await journal.TruncateAsync(Stream + "/index", long.MaxValue);
            var plain = await MeasureAsync(reader, began, end);
            foreach (var point in points)
                await journal.AppendAsync(Stream + "/index", point.Encode());
            var indexed = await MeasureAsync(reader, began, end);
            Console.WriteLine($"  round {round}: without index {plain}   with index {indexed}");
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(ITrackHistoryGrain reader, long began, long end)
    {
        var tracker = TrackerId.OfMmsi(276_000_001);
        var started = Stopwatch.GetTimestamp();
        var hour = await reader.OfTracker(new TrackHistoryQuery(tracker, [new(began, end)], 2_000));
        var hourMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        started = Stopwatch.GetTimestamp();
        var minutes = await reader.OfTracker(new TrackHistoryQuery(tracker, [new(end - 300_000, end)], 2_000));
        var minutesMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        started = Stopwatch.GetTimestamp();
        var played = await reader.Playback(new TrackPlaybackQuery(end - 600_000, end, 5_000, 1_000_000));
        var playedMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return $"[one tracker's hour {hourMs:N0} ms ({hour.Of} fixes), its last 5 min {minutesMs:N0} ms ({minutes.Of}), playback of the last 10 min {playedMs:N0} ms ({played.Fixes.Length:N0} rows)]";
    }

    /// <summary>The hour as a shard would have written it: a batch of 50 ten times a second, a point with its keyframe every five minutes.</summary>
    private static async Task<List<TrackIndexEntry>> WriteAsync(IJournal journal, long began)
    {
        const int perBatch = 50;
        var table = new TrackTable(Trackers);
        var points = new List<TrackIndexEntry>();
        var batch = new List<ReadOnlyMemory<byte>>();
        for (var second = 0; second < Seconds; second++)
        {
            for (var tenth = 0; tenth < PerSecond / perBatch; tenth++)
            {
                var at = began + (second * 1000L) + (tenth * 100);
                var fixes = Enumerable.Range((second * PerSecond) + (tenth * perBatch), perBatch).Select(n => new TrackRecord(
                    TrackerId.OfMmsi(276_000_000 + (n % Trackers)).Value, TrackKind.Vessel,
                    new TrackPoint(at, 594_000_000 + (n * 3 % 900_000), 247_000_000 + (n % Trackers * 100), 1_000, 9_000, TrackPoint.NoAngle))).ToList();
                foreach (var fix in fixes)
                    table.Restore(fix.Tracker, fix.Kind, fix.Point, at);
                batch.Add(TrackRecordCodec.Encode(at, fixes, []));
            }

            var last = await journal.AppendAsync(Stream, batch) + batch.Count - 1;
            batch.Clear();
            if (second % 300 != 299)
                continue;
            var now = began + (second * 1000L) + 999;
            var parts = TrackKeyframeCodec.Encode(now, table);
            var first = await journal.AppendAsync(Stream + "/keyframes", parts);
            points.Add(new TrackIndexEntry(now, last, now - 300_000, now, first, (ushort)parts.Count, (uint)parts.Sum(part => part.Length)));
        }

        return points;
    }
}
