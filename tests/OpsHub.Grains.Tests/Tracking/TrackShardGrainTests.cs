using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Grains.Tests.Support;
using Orleans;

namespace OpsHub.Grains.Tests.Tracking;

public sealed class TrackShardGrainTests
{
    private static readonly TrackerId s_ship = TrackerId.OfMmsi(276829000);
    private readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;

    [Fact]
    public async Task Ingest_AnswersForEachFix_AndKeepsTheLatest()
    {
        await using var port = await TestPort.Start(configured: false);

        var receipt = await Shard(port).Ingest(Batch(Fix(0), Fix(0), Fix(10), Fix(5), Fix(20, latitude: 91)));

        Assert.Equal(2, receipt.Accepted);
        Assert.Equal([FixRefusal.None, FixRefusal.Duplicate, FixRefusal.None, FixRefusal.OutOfOrder, FixRefusal.OutOfRange], receipt.Reasons.ToArray());
        Assert.Equal(_now + 10_000, (await Shard(port).Get(s_ship))!.Fix!.Value.AtUnixMs);
        var counters = await Shard(port).Counters();
        Assert.Equal((1, 2L, 1L), (counters.Trackers, counters.Accepted, counters.RefusedByReason[(int)FixRefusal.OutOfRange]));
    }

    [Fact]
    public async Task Restart_FindsTheLatestFixesAgain()
    {
        await using var port = await TestPort.Start(configured: false);
        await Shard(port).Ingest(new PositionBatch([Fix(0), Fix(10)], [new TrackDescription(s_ship, TrackKind.Vessel, Label: "Aava")]));
        var before = await Shard(port).Get(s_ship);

        await port.Host.RestartAsync();

        Assert.Equal(before! with { Geofences = [] }, (await Shard(port).Get(s_ship))! with { Geofences = [] }, Comparer.Instance);
        Assert.Equal(FixRefusal.OutOfOrder, (await Shard(port).Ingest(Batch(Fix(5)))).Reasons[0]);
    }

    [Fact]
    public async Task Restart_AfterACheckpoint_FindsTheLatestFixesAgain()
    {
        await using var port = await TestPort.Start(configured: false);
        await Shard(port).Ingest(new PositionBatch([Fix(0) with { Tracker = new("dev:other") }], [new TrackDescription(s_ship, TrackKind.Vessel, Label: "Aava")]));
        for (var n = 1; n <= 257; n++)
            await Shard(port).Ingest(new PositionBatch([Fix(n * 0.39), .. Enumerable.Range(1, 511).Select(i => Fix(n * 0.39) with { Tracker = new($"dev:{i}") })], []));
        await TestPort.Until(async () => await port.Journal.LastAsync("track/EETLL/0/latest") > 0);
        var before = await Shard(port).Get(s_ship);

        await port.Host.RestartAsync();

        var after = (await Shard(port).Get(s_ship))!;
        Assert.Equal((before!.Fix, "Aava"), (after.Fix, after.Description.Label));
        Assert.NotNull(await Shard(port).Get(new("dev:other")));
    }

    [Fact]
    public async Task Ingest_WhenTheJournalFails_IsNotAcknowledged_AndIsForgotten()
    {
        await using var port = await TestPort.Start(configured: false);
        await Shard(port).Ingest(Batch(Fix(0)));
        port.Journal.Fail(stream => stream.StartsWith("track/", StringComparison.Ordinal));

        await Assert.ThrowsAnyAsync<Exception>(() => Shard(port).Ingest(Batch(Fix(10))));
        port.Journal.FailNone();

        await TestPort.Until(async () => (await Shard(port).Get(s_ship))!.Fix!.Value.AtUnixMs == _now);
    }

    [Fact]
    public async Task Ingest_WhileAnotherBatchWaitsForTheDisk_DoesNotWaitBehindIt()
    {
        await using var port = await TestPort.Start(configured: false);
        await Shard(port).Ingest(Batch(Fix(0)));
        port.Journal.HoldBack(stream => stream.StartsWith("track/", StringComparison.Ordinal));
        var first = Shard(port).Ingest(Batch(Fix(10)));
        var second = Shard(port).Ingest(Batch(Fix(20)));

        // Both are applied and neither is acknowledged.
        await TestPort.Until(async () => (await Shard(port).Get(s_ship))!.Fix!.Value.AtUnixMs == _now + 20_000);
        Assert.False(first.IsCompleted || second.IsCompleted);

        port.Journal.Release();
        Assert.Equal(1, (await first).Accepted + (await second).Accepted - 1);
    }

    [Fact]
    public async Task Subscribe_GivesASnapshotAndThenDeltasWithoutGaps()
    {
        await using var port = await TestPort.Start(configured: false);
        await Shard(port).Ingest(Batch(Fix(0)));
        var observer = new Observer();
        var reference = port.Grains.CreateObjectReference<ITrackObserver>(observer);

        var snapshot = await Shard(port).Subscribe(reference);
        Assert.Equal(s_ship, Assert.Single(snapshot.Tracks).Tracker);
        var next = observer.Next(d => d.Fixes.Any(f => f.AtUnixMs == _now + 10_000));
        await Shard(port).Ingest(Batch(Fix(5), Fix(10)));
        var delta = await next.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(snapshot.Epoch, delta.Epoch);
        Assert.Equal(_now + 10_000, Assert.Single(delta.Fixes).AtUnixMs);
        Assert.Equal(Enumerable.Range(1, observer.Seen.Count).Select(i => snapshot.Sequence + i), observer.Seen.Select(d => d.Sequence));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Subscribe_WhenOneObserverNeverAnswers_TheOthersAndTheIngestGoOn()
    {
        await using var port = await TestPort.Start(configured: false);
        var frozen = new Observer { Frozen = true };
        var lively = new Observer();
        await Shard(port).Subscribe(port.Grains.CreateObjectReference<ITrackObserver>(frozen));
        await Shard(port).Subscribe(port.Grains.CreateObjectReference<ITrackObserver>(lively));

        for (var second = 10; second <= 30; second += 10)
        {
            var next = lively.Next(d => d.Fixes.Any(f => f.AtUnixMs == _now + (second * 1000)));
            await Shard(port).Ingest(Batch(Fix(second))).WaitAsync(TimeSpan.FromSeconds(20));
            await next.WaitAsync(TimeSpan.FromSeconds(20));
        }

        frozen.Thaw();
        GC.KeepAlive(frozen);
        GC.KeepAlive(lively);
    }

    private static ITrackShardGrain Shard(TestPort port) => port.Grains.TrackShard(TestPort.Port, 0);

    private static PositionBatch Batch(params PositionFix[] fixes) => new([.. fixes], []);

    private PositionFix Fix(double second, double latitude = 59.5) =>
        new(s_ship, TrackKind.Vessel, _now + (long)(second * 1000), latitude, 24.75, (float)second, 45.6f, 47);

    private sealed class Observer : ITrackObserver
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _thawed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Func<TrackDelta, bool>? _wanted;
        private TaskCompletionSource<TrackDelta>? _found;

        public bool Frozen { get; init; }

        public List<TrackDelta> Seen { get; } = [];

        public Task<TrackDelta> Next(Func<TrackDelta, bool> wanted)
        {
            lock (_gate)
            {
                _wanted = wanted;
                _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return _found.Task;
            }
        }

        public void Thaw() => _thawed.TrySetResult();

        public Task TracksChanged(TrackDelta delta)
        {
            lock (_gate)
            {
                Seen.Add(delta);
                if (_wanted?.Invoke(delta) == true)
                    _found!.TrySetResult(delta);
            }

            return Frozen ? _thawed.Task : Task.CompletedTask;
        }
    }

    /// <summary>Views without what a restart does not keep: intervals are measured anew.</summary>
    private sealed class Comparer : IEqualityComparer<TrackView>
    {
        public static readonly Comparer Instance = new();

        public bool Equals(TrackView? x, TrackView? y) => Plain(x!) == Plain(y!);

        public int GetHashCode(TrackView obj) => 0;

        private static TrackView Plain(TrackView view) => view with { Geofences = ImmutableArray<string>.Empty };
    }
}
