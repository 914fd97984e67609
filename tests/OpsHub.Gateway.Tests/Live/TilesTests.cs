using System.Net.Http.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Ingest;
using OpsHub.Testing.Live;
using Microsoft.Extensions.DependencyInjection;

namespace OpsHub.Gateway.Tests.Live;

[Collection(SharedHub.Name)]
public sealed class TilesTests(HubHost hub)
{
    [Fact]
    public async Task View_OfATileWithATracker_GetsRosterKeyframeAndChanges()
    {
        var tracker = new TrackerId("mmsi:276000001");
        await FixAsync(tracker, 59.5001, 24.8001, "Estonia");
        await using var live = await OpenAsync("tiles.commander", "commander");
        var tile = TileReader.TileOf(59.5001, 24.8001);
        var keyframe = live.FirstAsync(message => message.Target == "Tiles" && FrameOf(message, tile) is { Key: true });
        await live.SendAsync("View", new ViewRequest(13, [tile]));
        var entry = await SlotOfAsync(live, tile, tracker);
        Assert.Equal("Estonia", entry.Label);
        Assert.Equal(TrackKind.Vessel, entry.Kind);
        var record = TileReader.Read(FrameOf(await keyframe, tile)!).Single(r => r.Slot == entry.Slot);
        Assert.Equal(59.5001, record.LatitudeDegrees, 5);
        Assert.Equal(24.8001, record.LongitudeDegrees, 5);
        Assert.Equal(10, record.SpeedKnots);
        var change = live.NextAsync(message => message.Target == "Tiles" && FrameOf(message, tile) is { Key: false } frame && TileReader.Read(frame).Any(r => r.Slot == entry.Slot));
        await FixAsync(tracker, 59.5003, 24.8001, "Estonia");
        Assert.Equal(59.5003, TileReader.Read(FrameOf(await change, tile)!).Single(r => r.Slot == entry.Slot).LatitudeDegrees, 5);
    }

    [Fact]
    public async Task Tracker_ThatMovesToTheNextTile_LeavesTheFirst()
    {
        // Six metres across the edge at 24.87305: a leap of a whole tile would be refused as no ship's.
        const double before = 24.8730, after = 24.8731;
        var tracker = new TrackerId("mmsi:276000002");
        await FixAsync(tracker, 59.5001, before, "Leaver");
        await using var live = await OpenAsync("tiles.commander", "commander");
        var first = TileReader.TileOf(59.5001, before);
        var second = TileReader.TileOf(59.5001, after);
        Assert.NotEqual(first, second);
        await live.SendAsync("View", new ViewRequest(12, [first, second]));
        var slot = (await SlotOfAsync(live, first, tracker)).Slot;
        await live.FirstAsync(message => message.Target == "Tiles" && FrameOf(message, first) is not null);
        var left = live.NextAsync(message => message.Target == "Tiles" && FrameOf(message, first)?.Leave.Contains(slot) == true);
        await FixAsync(tracker, 59.5001, after, "Leaver");
        await left;
        await SlotOfAsync(live, second, tracker);
    }

    [Fact]
    public async Task Officer_IsExactForASupervisorAndCoarseForAnAnalyst()
    {
        var tracker = new TrackerId("dev:coarse-phone");
        await FixAsync(tracker, 59.44123, 24.74567, "Officer", TrackKind.Officer);
        var tile = TileReader.TileOf(59.44123, 24.74567);
        var exact = await SeenAsync("tiles.supervisor", "supervisor", tile, tracker);
        Assert.Equal(59.44123, exact.LatitudeDegrees, 5);
        Assert.NotNull(exact.SpeedKnots);
        var coarse = await SeenAsync("tiles.analyst", "analyst", tile, tracker);
        Assert.Equal(59.4425, coarse.LatitudeDegrees, 4);
        Assert.Equal(24.745, coarse.LongitudeDegrees, 4);
        Assert.Null(coarse.SpeedKnots);
        Assert.Null(coarse.CourseDegrees);
    }

    [Fact]
    public async Task Snapshot_ShowsTracksAsTheCallerMaySeeThem()
    {
        var tracker = new TrackerId("dev:row-phone");
        await FixAsync(tracker, 59.44123, 24.74567, "Officer", TrackKind.Officer);
        Assert.Equal(59.44123, (await RowAsync("tiles.supervisor", "supervisor", tracker)).LatitudeDegrees, 5);
        Assert.Equal(59.4425, (await RowAsync("tiles.analyst", "analyst", tracker)).LatitudeDegrees, 4);
    }

    [Fact]
    public async Task View_BelowZoomTen_GetsCountsInsteadOfPositions()
    {
        await FixAsync(new TrackerId("mmsi:276000003"), 59.5001, 24.8001, "Counted");
        await using var live = await OpenAsync("tiles.commander", "commander");
        await live.SendAsync("View", new ViewRequest(8, []));
        var counts = (await live.FirstAsync(message => message.Target == "Aggregates")).As<AggregatesChanged>();
        Assert.Contains(counts.Cells, cell => cell.Count > 0 && Math.Abs(cell.LatitudeDegrees - 59.5) < 1);
    }

    [Fact]
    public async Task Frames_WithoutAcknowledgement_StopAtTwo()
    {
        await using var live = await OpenAsync("tiles.commander", "commander");
        live.AcknowledgeFrames = false;
        var tile = TileReader.TileOf(59.6001, 24.5001);
        await live.SendAsync("View", new ViewRequest(13, [tile]));
        var latitude = 59.6001;
        while (live.Received.Count(message => message.Target == "Tiles") < 2)
            await FixAsync(new TrackerId("mmsi:276000004"), latitude += 0.0001, 24.5001, "Unacknowledged");
        for (var i = 0; i < 3; i++)
        {
            await FixAsync(new TrackerId("mmsi:276000004"), latitude += 0.0001, 24.5001, "Unacknowledged");
            await live.NextAsync("Heartbeat");
        }

        Assert.Equal(2, live.Received.Count(message => message.Target == "Tiles"));
        var next = live.NextAsync("Tiles");
        await live.SendAsync("AckFrame", new FrameAck(2));
        var frame = FrameOf(await next, tile)!;
        Assert.True(frame.Key, "A client that fell behind gets the keyframe.");
        Assert.Contains(TileReader.Read(frame), record => Math.Abs(record.LatitudeDegrees - latitude) < 0.00002);
    }

    private async Task<TileRecord> SeenAsync(string user, string role, string tile, TrackerId tracker)
    {
        await using var live = await OpenAsync(user, role);
        await live.SendAsync("View", new ViewRequest(13, [tile]));
        var slot = (await SlotOfAsync(live, tile, tracker)).Slot;
        var seen = await live.FirstAsync(message => message.Target == "Tiles" && FrameOf(message, tile) is { } frame && TileReader.Read(frame).Any(r => r.Slot == slot));
        return TileReader.Read(FrameOf(seen, tile)!).Single(record => record.Slot == slot);
    }

    private async Task<TrackRow> RowAsync(string user, string role, TrackerId tracker)
    {
        var client = await hub.AsRole(user, role);
        return await Until.FoundAsync(async () =>
            (await client.GetFromJsonAsync<PortSnapshot>("/api/v1/ports/EETLL/snapshot", ContractJson.Options))!.Tracks.FirstOrDefault(row => row.Id == tracker));
    }

    private static async Task<RosterEntry> SlotOfAsync(LiveClient live, string tile, TrackerId tracker)
    {
        var roster = await live.FirstAsync(message => message.Target == "Roster"
            && message.As<RosterChanged>().Entries.Any(entry => entry.Tile == tile && entry.Id == tracker));
        return roster.As<RosterChanged>().Entries.Last(entry => entry.Tile == tile && entry.Id == tracker);
    }

    private async Task<LiveClient> OpenAsync(string user, string role)
    {
        var live = await hub.LiveAsync(await hub.AsRole(user, role));
        await live.HelloAsync(HubHost.Tallinn);
        return live;
    }

    /// <summary>Through the same ingest as every door; completes when it is durable.</summary>
    private async Task FixAsync(TrackerId tracker, double latitude, double longitude, string label, TrackKind kind = TrackKind.Vessel)
    {
        var ingest = hub.App.Services.GetRequiredService<TrackIngest>();
        var port = (await ingest.PortAsync(HubHost.Tallinn))!;
        var fix = new PositionFix(tracker, kind, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), latitude, longitude, 10, 90, float.NaN);
        await ingest.SubmitAsync(port, fix, new TrackDescription(tracker, kind, label), "test", CancellationToken.None);
    }

    private static TileFrame? FrameOf(LiveMessage message, string tile) => message.As<TilesChanged>().Tiles.FirstOrDefault(frame => frame.Tile == tile);
}
