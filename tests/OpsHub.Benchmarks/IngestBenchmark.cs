using System.Diagnostics;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Benchmarks;

/// <summary>
/// Position fixes through the track shards, durable on SQLite, in batches of 64 and one per call; beside it the bare rate of
/// grain calls that do nothing, in turn, in one process.
/// </summary>
internal static class IngestBenchmark
{
    private const int Shards = 4;
    private const int Trackers = 5_000;
    private const int Rounds = 3;

    public static async Task<int> RunAsync()
    {
        await using var host = await GrainBenchHost.StartAsync();
        Console.WriteLine($"ingest: {Trackers} trackers, {Shards} shards, {Environment.ProcessorCount} processors");
        var clock = new FixSource();
        for (var round = 1; round <= Rounds; round++)
        {
            var bare = await Measure(400_000, 1, 256, (_, _) => host.Grains.Device("nobody").Get());
            var batched = await Measure(640_000, 64, 64, (n, size) => host.Grains.TrackShard(GrainBenchHost.Port, n % Shards).Ingest(clock.Batch(n, size)));
            var single = await Measure(60_000, 1, 1_024, (n, size) => host.Grains.TrackShard(GrainBenchHost.Port, n % Shards).Ingest(clock.Batch(n, size)));
            Console.WriteLine(
                $"  round {round}: bare calls {bare.PerSecond,9:N0}/s ({bare.CpuMicroseconds:F1} us CPU)   batches of 64: {batched.PerSecond,9:N0} fixes/s ({batched.CpuMicroseconds:F1} us)"
                + $"   one per call: {single.PerSecond,8:N0} fixes/s ({single.CpuMicroseconds:F1} us, {single.PerSecond / bare.PerSecond:P0} of bare calls)");
        }

        var counters = await Task.WhenAll(Enumerable.Range(0, Shards).Select(s => host.Grains.TrackShard(GrainBenchHost.Port, s).Counters()));
        Console.WriteLine($"  {counters.Sum(c => c.Trackers)} trackers, {counters.Sum(c => c.Accepted):N0} fixes taken, refused by reason: {string.Join(' ', Enumerable.Range(0, counters[0].RefusedByReason.Length).Select(r => counters.Sum(c => c.RefusedByReason[r])))}");
        return 0;
    }

    private static async Task<(double PerSecond, double CpuMicroseconds)> Measure(int items, int perCall, int callers, Func<int, int, Task> call)
    {
        var next = -1;
        var calls = items / perCall;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            await Task.Yield();
            int mine;
            while ((mine = Interlocked.Increment(ref next)) < calls)
                await call(mine, perCall);
        }));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (items / seconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / items);
    }

    /// <summary>Trackers that report in turn, each on its way north at 10 knots.</summary>
    private sealed class FixSource
    {
        private readonly TrackerId[] _trackers = [.. Enumerable.Range(0, Trackers).Select(i => TrackerId.OfMmsi(276_000_000 + i))];
        private readonly long[] _reports = new long[Trackers];
        private readonly long _start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 20_000_000;
        private int _next;

        public PositionBatch Batch(int call, int size)
        {
            var fixes = new PositionFix[size];
            for (var i = 0; i < size; i++)
            {
                // Each tracker stays with one shard: the calls go round the shards, and so do the trackers.
                var turn = Interlocked.Increment(ref _next);
                var tracker = ((turn / Shards % (Trackers / Shards)) * Shards) + (call % Shards);
                var n = Interlocked.Increment(ref _reports[tracker]);
                fixes[i] = new PositionFix(_trackers[tracker], TrackKind.Vessel, _start + (n * 2_000), 59 + (n * 0.00001), 24 + (tracker * 0.0001), 10, 0, 0);
            }

            return new PositionBatch([.. fixes], []);
        }
    }
}
