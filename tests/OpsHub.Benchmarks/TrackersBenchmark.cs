using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using Orleans;

namespace OpsHub.Benchmarks;

/// <summary>
/// A million trackers in this process: memory of each, a day of fixes through the shards into the history, durable, and how
/// long after a restart every shard has all of them again and tells them to a board.
/// </summary>
internal static class TrackersBenchmark
{
    /// <summary>A shard takes 50,000; hashing does not fill all alike.</summary>
    private const int TrackersPerShard = 45_000;

    private const int Batch = 512;
    private const long DayMs = 24 * 3_600_000;

    /// <param name="args">Trackers (1,000,000), fixes of each in the day (20).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var trackers = Number(args, 0, 1_000_000);
        var fixes = Number(args, 1, 20);
        var shards = (trackers + TrackersPerShard - 1) / TrackersPerShard;
        await using var host = await GrainBenchHost.StartAsync(trackShards: shards);
        Console.WriteLine($"trackers: {trackers:N0} in {shards} shards, {fixes} fixes each over a day, {Environment.ProcessorCount} processors");
        for (var shard = 0; shard < shards; shard++)
            await host.Grains.TrackShard(GrainBenchHost.Port, shard).Counters();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        await Ingest(host, trackers, shards, 0, 1);
        Console.WriteLine($"  {trackers / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} new trackers/s; {(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)trackers:F0} bytes of managed memory each (goal 300), with one fix");
        started = Stopwatch.GetTimestamp();
        await Ingest(host, trackers, shards, 1, fixes);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(
            $"  {(fixes - 1L) * trackers / seconds:N0} fixes/s durable; {(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)trackers:F0} bytes of managed memory each, with {fixes} fixes; database {Database(host) / 1048576.0:N0} MB, process {Environment.WorkingSet / 1048576.0:N0} MB");
        for (var round = 1; round <= 3; round++)
        {
            started = Stopwatch.GetTimestamp();
            await host.Host.RestartAsync();
            var up = Stopwatch.GetElapsedTime(started);
            var counted = await Task.WhenAll(Enumerable.Range(0, shards).Select(async shard => (await host.Grains.TrackShard(GrainBenchHost.Port, shard).Counters()).Trackers));
            var live = Stopwatch.GetElapsedTime(started);
            if (counted.Sum() != trackers)
                throw new InvalidOperationException($"{counted.Sum()} of {trackers} trackers came back.");
            var newest = await Newest(host, trackers, shards);
            Console.WriteLine($"  restart {round}: runtime stopped and started after {up.TotalSeconds:F1} s, all {trackers:N0} trackers live after {live.TotalSeconds:F1} s (goal 10 s); {newest}");
        }

        return 0;
    }

    /// <summary>Fixes of everybody, batch by batch, several shards at a time.</summary>
    private static Task Ingest(GrainBenchHost host, int trackers, int shards, int firstFix, int endFix) =>
        Parallel.ForEachAsync(Enumerable.Range(0, shards), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (shard, _) =>
        {
            var grain = host.Grains.TrackShard(GrainBenchHost.Port, shard);
            for (var fix = firstFix; fix < endFix; fix++)
            {
                for (var first = shard; first < trackers; first += shards * Batch)
                {
                    var count = Math.Min(Batch, ((trackers - 1 - first) / shards) + 1);
                    var fixes = new PositionFix[count];
                    for (var i = 0; i < count; i++)
                        fixes[i] = Fix(first + (i * shards), fix, endFix);
                    var receipt = await grain.Ingest(new PositionBatch(ImmutableCollectionsMarshal.AsImmutableArray(fixes), []));
                    if (receipt.Accepted != count)
                        throw new InvalidOperationException($"{receipt.Accepted} of {count} fixes were taken: {string.Join(' ', receipt.Reasons.Distinct())}.");
                }
            }
        });

    /// <summary>The last of the day is a minute old; a tracker goes north slowly.</summary>
    private static PositionFix Fix(int tracker, int fix, int of)
    {
        var step = DayMs / 24 * 23 / Math.Max(of, 20);
        var at = s_dayEnds - ((Math.Max(of, 20) - fix) * step) + (tracker % 1_000);
        return new PositionFix(new TrackerId($"mmsi:{276_000_000 + tracker}"), TrackKind.Vessel, at, 40 + (tracker % 1_000 * 0.01) + (fix * 0.001), tracker / 1_000 * 0.01, 5, 0, 0);
    }

    private static readonly long s_dayEnds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;

    /// <summary>Some trackers are where they were last.</summary>
    private static async Task<string> Newest(GrainBenchHost host, int trackers, int shards)
    {
        var looked = 0;
        for (var tracker = 0; tracker < trackers; tracker += Math.Max(1, trackers / 100))
        {
            var view = await host.Grains.TrackShard(GrainBenchHost.Port, tracker % shards).Get(new TrackerId($"mmsi:{276_000_000 + tracker}"));
            if (view?.Fix is null)
                throw new InvalidOperationException($"Tracker {tracker} has no fix.");
            looked++;
        }

        return $"{looked} of them asked one by one";
    }

    private static long Database(GrainBenchHost host) => new DirectoryInfo(Path.GetDirectoryName(host.DatabasePath)!).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
}
