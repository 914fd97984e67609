using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Grains.Tests.Support;
using OpsHub.Grains.Tracking;
using OpsHub.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace OpsHub.Grains.Tests.Tracking;

public sealed class TrackHistoryGrainTests
{
    private const string History = "track/EETLL/0";
    private static readonly TrackerId s_ship = TrackerId.OfMmsi(276829000);
    private static readonly TrackerId s_truck = new("dev:truck1");
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task OfTracker_GivesItsFixesOfTheWindow_AndNobodyElses()
    {
        await using var port = await Start();
        var began = Now;
        for (var n = 0; n < 60; n++)
            await Hear(port, TimeSpan.FromMinutes(1), Fix(s_ship, n * 0.001), Fix(s_truck, n * 0.0001, TrackKind.Truck));

        var slice = await Reader(port).OfTracker(new(s_ship, [new(began + Minutes(10), began + Minutes(20)), new(began + Minutes(30), began + Minutes(30))], 1_000));

        Assert.Equal([.. Enumerable.Range(10, 11), 30], slice.Fixes.Select(fix => (int)((fix.AtUnixMs - began) / 60_000)));
        Assert.All(slice.Fixes, fix => Assert.Equal((s_ship, TrackKind.Vessel), (fix.Tracker, fix.Kind)));
        Assert.Equal((12, 0.0, false, began + Minutes(1)), (slice.Of, slice.ToleranceMetres, slice.IsCut, slice.KeptFromUnixMs));
        // Sixty minutes in keyframes of five: the search by time had something to search.
        Assert.True(await port.Journal.LastAsync(History + "/index") > 5);
    }

    [Fact]
    public async Task OfTracker_OfMoreThanAskedFor_IsThinned_AndSaysSo()
    {
        await using var port = await Start();
        var began = Now;
        for (var n = 0; n < 40; n++)
            await Hear(port, TimeSpan.FromSeconds(10), Fix(s_ship, n < 20 ? n * 0.0005 : 0.01, east: n < 20 ? 0 : (n - 20) * 0.0005));

        var slice = await Reader(port).OfTracker(new(s_ship, [new(began, Now)], 3));

        Assert.Equal((3, 40), (slice.Fixes.Length, slice.Of));
        Assert.InRange(slice.ToleranceMetres, 0, 1);
    }

    [Fact]
    public async Task OfTracker_FindsWhatAPhoneSentHoursLater()
    {
        await using var port = await Start();
        var began = Now;
        for (var n = 0; n < 40; n++)
            await Hear(port, TimeSpan.FromMinutes(6), Fix(s_ship, n * 0.001));
        await Hear(port, TimeSpan.FromMinutes(6), Fix(s_truck, 0, TrackKind.Truck) with { AtUnixMs = began + Minutes(30) });
        await Hear(port, TimeSpan.FromMinutes(6), Fix(s_ship, 0.05));
        await Hear(port, TimeSpan.FromMinutes(6), Fix(s_ship, 0.06));

        var slice = await Reader(port).OfTracker(new(s_truck, [new(began, began + Minutes(60))], 100));

        Assert.Equal(began + Minutes(30), Assert.Single(slice.Fixes).AtUnixMs);
    }

    [Fact]
    public async Task Playback_BeginsWithEverybody_AndGoesOnInBuckets()
    {
        await using var port = await Start();
        var began = Now;
        await port.Grains.TrackShard(TestPort.Port, 0).Ingest(new([Fix(s_truck, 0, TrackKind.Truck) with { AtUnixMs = Now }], [new(s_truck, TrackKind.Truck, Label: "Truck 1")]));
        for (var n = 0; n < 400; n++)
            await Hear(port, TimeSpan.FromSeconds(3), Fix(s_ship, n * 0.0005));

        var from = began + Minutes(10);
        var slice = await Reader(port).Playback(new(from, from + 30_000, 10_000, 1_000));

        Assert.False(slice.IsTooMuch);
        Assert.Equal(["Truck 1", s_ship.Value], slice.Trackers.Select(t => t.Label).Order());
        Assert.Equal(3, slice.Trackers.Single(t => t.Tracker == s_ship).IntervalSeconds, 0.1);
        var ship = slice.Trackers.IndexOf(slice.Trackers.Single(t => t.Tracker == s_ship));
        Assert.Equal([0, 1, 2, 3], slice.Fixes.Where(fix => fix.Tracker == ship).Select(fix => fix.Bucket));
        Assert.Equal(0, Assert.Single(slice.Fixes, fix => fix.Tracker != ship).Bucket);
        // Reports stand at 3, 6, 9 ... s; the latest before 0, 10, 20 and 30 s.
        Assert.Equal([0, 9, 18, 30], slice.Fixes.Where(fix => fix.Tracker == ship).Select(fix => (int)((fix.AtUnixMs - from) / 1000)));
    }

    [Fact]
    public async Task Playback_WithoutTheIndex_ComesToTheSame()
    {
        await using var port = await Start();
        var began = Now;
        for (var n = 0; n < 300; n++)
            await Hear(port, TimeSpan.FromSeconds(10), Fix(s_ship, n * 0.0005), Fix(s_truck, n * 0.0001, TrackKind.Truck));
        var query = new TrackPlaybackQuery(began + Minutes(30), began + Minutes(32), 5_000, 10_000);
        var indexed = await Reader(port).Playback(query);
        Assert.True(await port.Journal.LastAsync(History + "/index") > 3);

        await port.Journal.TruncateAsync(History + "/index", long.MaxValue);
        await port.Journal.TruncateAsync(History + "/keyframes", long.MaxValue);
        var plain = await Reader(port).Playback(query);

        Assert.Equal(Rows(indexed), Rows(plain));

        static IEnumerable<(int, TrackerId, long)> Rows(TrackPlaybackSlice slice) =>
            slice.Fixes.Select(fix => (fix.Bucket, slice.Trackers[fix.Tracker].Tracker, fix.AtUnixMs)).Order(Comparer<(int, TrackerId, long)>.Create(
                (a, b) => (a.Item1, a.Item2.Value, a.Item3).CompareTo((b.Item1, b.Item2.Value, b.Item3))));
    }

    [Fact]
    public async Task Playback_OfMoreThanAskedFor_AnswersNothing_AndSaysSo()
    {
        await using var port = await Start();
        var began = Now;
        for (var n = 0; n < 20; n++)
            await Hear(port, TimeSpan.FromSeconds(5), Fix(s_ship, n * 0.0005));

        var slice = await Reader(port).Playback(new(began, Now, 5_000, 10));

        Assert.True(slice.IsTooMuch);
        Assert.Empty(slice.Fixes);
    }

    [Fact]
    public async Task History_OlderThanTheRetention_IsForgotten_AndTheReaderIsToldFromWhen()
    {
        await using var port = await Start(retentionDays: 1);
        var began = Now;
        for (var n = 0; n < 40; n++)
            await Hear(port, TimeSpan.FromHours(1), Fix(s_ship, n * 0.05));

        var first = 0L;
        await foreach (var entry in port.Journal.ReadAsync(History, 1, 1))
            first = entry.Number;
        var slice = await Reader(port).OfTracker(new(s_ship, [new(began, Now)], 1_000));
        var played = await Reader(port).Playback(new(began, began + Minutes(60), 60_000, 1_000));

        Assert.InRange(first, 14, 17);
        Assert.InRange(slice.KeptFromUnixMs!.Value, Now - Minutes(24 * 60), Now - Minutes(23 * 60));
        Assert.InRange(slice.Fixes.Length, 24, 25);
        Assert.True(played.IsTruncated);
        Assert.Empty(played.Fixes);
        await port.Host.RestartAsync();
        Assert.NotNull(await port.Grains.TrackShard(TestPort.Port, 0).Get(s_ship));
    }

    [Fact]
    public async Task Restart_GoesOnWithTheIndex()
    {
        await using var port = await Start();
        var began = Now;
        for (var n = 0; n < 20; n++)
            await Hear(port, TimeSpan.FromMinutes(1), Fix(s_ship, n * 0.001));
        await port.Host.RestartAsync();
        for (var n = 20; n < 40; n++)
            await Hear(port, TimeSpan.FromMinutes(1), Fix(s_ship, n * 0.001));

        var slice = await Reader(port).OfTracker(new(s_ship, [new(began, Now)], 1_000));

        Assert.Equal(40, slice.Of);
    }

    private Task<TestPort> Start(int retentionDays = 7) =>
        TestPort.Start(port => port.Services = services =>
        {
            services.AddTestClock(_time);
            services.Configure<TrackingOptions>(options => options.RetentionDays = retentionDays);
        }, configured: false);

    private static ITrackHistoryGrain Reader(TestPort port) => port.Grains.TrackHistory(TestPort.Port, 0);

    private async Task Hear(TestPort port, TimeSpan after, params PositionFix[] fixes)
    {
        _time.Advance(after);
        var receipt = await port.Grains.TrackShard(TestPort.Port, 0).Ingest(new PositionBatch([.. fixes.Select(fix => fix.AtUnixMs == 0 ? fix with { AtUnixMs = Now } : fix)], []));
        Assert.Equal(fixes.Length, receipt.Accepted);
    }

    private static PositionFix Fix(TrackerId tracker, double north, TrackKind kind = TrackKind.Vessel, double east = 0) =>
        new(tracker, kind, 0, 59.5 + north, 24.75 + east, 12, 45.6f, 47);

    private static long Minutes(int minutes) => minutes * 60_000L;
}
