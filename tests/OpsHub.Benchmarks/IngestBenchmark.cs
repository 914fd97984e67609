using System.Diagnostics;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tracking;
using OpsHub.Testing.Geofences;

namespace OpsHub.Benchmarks;

/// <summary>
/// Position fixes through track shards that watch 2,000 geofences: filter, geofence, dirty set, and on one of two hosts the
/// journal on SQLite too. In turn with the bare rate of grain calls that do nothing, in one process, one fix per call and in
/// batches of 64. Then what of a durable fix is for geofences: the same fixes through the shard's table with them and without.
/// </summary>
internal static class IngestBenchmark
{
    private const int Shards = 4;
    private const int Trackers = 5_000;
    private const int Rounds = 5;
    private const int Fences = 2_000;

    public static async Task<int> RunAsync()
    {
        await using var durable = await GrainBenchHost.StartAsync();
        await using var passing = await GrainBenchHost.StartAsync(PassingJournal.AddTo);
        Console.WriteLine($"ingest: {Trackers} trackers, {Shards} shards, {Fences} geofences, {Environment.ProcessorCount} processors; the first round warms up");
        var fences = await WatchGeofences(durable);
        await WatchGeofences(passing);
        var (durableFixes, passingFixes) = (new FixSource(), new FixSource());
        var (single, batched, durableCpu) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var bare = await Measure(1_000_000, 1, 256, (_, _) => passing.Grains.Device("nobody").Get());
            var one = await Measure(400_000, 1, 256, (n, size) => Ingest(passing, passingFixes, n, size));
            var many = await Measure(1_280_000, 64, 64, (n, size) => Ingest(passing, passingFixes, n, size));
            var safe = await Measure(640_000, 64, 64, (n, size) => Ingest(durable, durableFixes, n, size));
            var safeOne = await Measure(60_000, 1, 1_024, (n, size) => Ingest(durable, durableFixes, n, size));
            Console.WriteLine(
                $"  round {round}: bare calls {bare}   one fix a call {one} = {one.PerSecond / bare.PerSecond:P0}   batches of 64 {many} = {many.PerSecond / bare.PerSecond:P0}"
                + $"   durable: batches {safe}, one a call {safeOne}");
            if (round == 0)
                continue;
            single.Add(one.PerSecond / bare.PerSecond);
            batched.Add(many.PerSecond / bare.PerSecond);
            durableCpu.Add(safe.CpuMicroseconds);
        }

        foreach (var host in new[] { durable, passing })
            await Tell(host);
        Console.WriteLine($"  medians against bare calls: one fix a call {Median(single):P0} (goal 50 %), batches of 64 {Median(batched):P0} (goal 200 %)");
        var watching = MicrosecondsInTable(fences, durableFixes) - MicrosecondsInTable(FenceIndex.Empty, durableFixes);
        Console.WriteLine($"  {fences.Count} geofences cost {watching:F3} us of the {Median(durableCpu):F1} us CPU of a durable fix: {watching / Median(durableCpu):P1} (goal 10 %)");
        return 0;
    }

    private static Task Ingest(GrainBenchHost host, FixSource source, int call, int size) =>
        host.Grains.TrackShard(GrainBenchHost.Port, call % Shards).Ingest(source.Batch(call, size));

    /// <summary>What the shards counted: a fix that was refused would be cheaper than one that is taken.</summary>
    private static async Task Tell(GrainBenchHost host)
    {
        var counters = await Task.WhenAll(Enumerable.Range(0, Shards).Select(s => host.Grains.TrackShard(GrainBenchHost.Port, s).Counters()));
        var refused = Enumerable.Range(0, counters[0].RefusedByReason.Length).Select(r => counters.Sum(c => c.RefusedByReason[r]));
        Console.WriteLine($"  {counters.Sum(c => c.Trackers)} trackers, {counters.Sum(c => c.Accepted):N0} fixes taken, refused by reason: {string.Join(' ', refused)}");
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

    private static async Task<Rate> Measure(int items, int perCall, int callers, Func<int, int, Task> call)
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
        return new Rate(items / seconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / items);
    }

    private readonly record struct Rate(double PerSecond, double CpuMicroseconds)
    {
        public override string ToString() => $"{PerSecond,9:N0}/s ({CpuMicroseconds:F2} us)";
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

            return new PositionBatch(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(fixes), []);
        }
    }
}
