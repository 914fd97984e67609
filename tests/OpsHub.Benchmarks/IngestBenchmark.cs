using System.Diagnostics;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tracking;
using OpsHub.Testing.Geofences;

namespace OpsHub.Benchmarks;

/// <summary>
/// Position fixes through the track shards, which watch 2,000 geofences, durable on SQLite, in batches of 64 and one per
/// call; beside it the bare rate of grain calls that do nothing, in turn, in one process. Then what of it is for geofences:
/// the same fixes through the shard's table with them and without, as a share of the CPU of a fix in a batch.
/// </summary>
internal static class IngestBenchmark
{
    private const int Shards = 4;
    private const int Trackers = 5_000;
    private const int Rounds = 3;
    private const int Fences = 2_000;

    public static async Task<int> RunAsync()
    {
        await using var host = await GrainBenchHost.StartAsync();
        Console.WriteLine($"ingest: {Trackers} trackers, {Shards} shards, {Environment.ProcessorCount} processors");
        var fences = await WatchGeofences(host);
        var clock = new FixSource();
        var (singleShares, batchShares, batchCpu) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            var bare = await Measure(400_000, 1, 256, (_, _) => host.Grains.Device("nobody").Get());
            var batched = await Measure(640_000, 64, 64, (n, size) => host.Grains.TrackShard(GrainBenchHost.Port, n % Shards).Ingest(clock.Batch(n, size)));
            var single = await Measure(60_000, 1, 1_024, (n, size) => host.Grains.TrackShard(GrainBenchHost.Port, n % Shards).Ingest(clock.Batch(n, size)));
            singleShares.Add(single.PerSecond / bare.PerSecond);
            batchShares.Add(batched.PerSecond / bare.PerSecond);
            batchCpu.Add(batched.CpuMicroseconds);
            Console.WriteLine(
                $"  round {round}: bare calls {bare.PerSecond,9:N0}/s ({bare.CpuMicroseconds:F1} us CPU)   batches of 64: {batched.PerSecond,9:N0} fixes/s ({batched.CpuMicroseconds:F1} us)"
                + $"   one per call: {single.PerSecond,8:N0} fixes/s ({single.CpuMicroseconds:F1} us, {single.PerSecond / bare.PerSecond:P0} of bare calls)");
        }

        var counters = await Task.WhenAll(Enumerable.Range(0, Shards).Select(s => host.Grains.TrackShard(GrainBenchHost.Port, s).Counters()));
        Console.WriteLine($"  {counters.Sum(c => c.Trackers)} trackers, {counters.Sum(c => c.Accepted):N0} fixes taken, refused by reason: {string.Join(' ', Enumerable.Range(0, counters[0].RefusedByReason.Length).Select(r => counters.Sum(c => c.RefusedByReason[r])))}");
        Console.WriteLine($"  medians: one per call {Median(singleShares):P0} of bare calls, batches of 64 {Median(batchShares):P0}");
        var watching = MicrosecondsInTable(fences, clock) - MicrosecondsInTable(FenceIndex.Empty, clock);
        Console.WriteLine($"  {fences.Count} geofences cost {watching:F3} us of the {Median(batchCpu):F1} us CPU of a fix: {watching / Median(batchCpu):P1}");
        return 0;
    }

    /// <summary>Sets the geofences, over the ways of the trackers, and waits until the shards watch them.</summary>
    private static async Task<FenceIndex> WatchGeofences(GrainBenchHost host)
    {
        var field = new FenceField(Fences, seed: 20260301, longitude: 24.25, latitude: 59);
        GeofenceRule[] comingAndGoing = [new() { On = GeofenceCondition.Enter }, new() { On = GeofenceCondition.Leave }];
        var set = field.Set with { Fences = [.. field.Set.Fences.Select(fence => fence with { Rules = [.. comingAndGoing] })] };
        var answer = await host.Grains.Port(GrainBenchHost.Port).PutGeofences(new PutGeofences
        {
            CommandId = host.NextId(), Actor = new Actor(new UserId("administrator"), Roles.Administrator), GeoJson = GeofenceGeoJsonWriter.Write(set), ReplaceAll = true,
        });
        if (answer.Taken != Fences)
            throw new InvalidOperationException($"{answer.Taken} of {Fences} geofences were taken: {answer.Findings.FirstOrDefault()}");
        var probe = TrackerId.OfMmsi(276_999_999);
        var fence = field.Points(1)[0];
        for (var shard = 0; shard < Shards; shard++)
        {
            var grain = host.Grains.TrackShard(GrainBenchHost.Port, shard);
            var at = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await grain.Ingest(new PositionBatch([new PositionFix(probe, TrackKind.Vessel, at, fence.Y / 1e7, field.Frame.LongitudeE7(fence.X) / 1e7, 0, 0, 0)], []));
            while ((await grain.Get(probe))!.Geofences.IsEmpty)
                await Task.Delay(20);
        }

        return FenceIndexBuilder.Build(set);
    }

    /// <summary>Median time of a fix in a shard's table, one thread.</summary>
    private static double MicrosecondsInTable(FenceIndex fences, FixSource source)
    {
        var table = new TrackTable(Trackers) { Watch = new FenceWatch { Index = fences } };
        var times = new List<double>();
        for (var round = 0; round < 40; round++)
        {
            var fixes = source.Batch(0, 20_000).Fixes;
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var started = Stopwatch.GetTimestamp();
            foreach (var fix in fixes)
                table.Take(fix, now, out _);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / fixes.Length);
            table.TakeChanges();
            table.TakeStayChanges();
            table.Watch!.Transitions.Clear();
        }

        return Median(times);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
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
