using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Grains.Tests.Support;

namespace OpsHub.Grains.Tests.Tracking;

/// <summary>Two ships of two shards off a port with an anchorage, where ships may lie close.</summary>
public sealed class MeetingTests
{
    private const string Roads = """
        {"type":"FeatureCollection","features":[
          {"type":"Feature","properties":{"name":"roads","kind":"zone","radius":20000,"rules":[
             {"on":"meeting","kinds":["vessel"],"seconds":60,"knots":3,"radiusMetres":500,"exceptIn":["anchorage"],
              "alarm":{"priority":"p2","consequence":"Goods change ships.","response":"Send a patrol boat.","owner":"supervisor","timeToRespondSeconds":300}}]},
           "geometry":{"type":"Point","coordinates":[24.75,59.5]}},
          {"type":"Feature","properties":{"name":"anchorage","kind":"anchorage","radius":1000,"rules":[]},
           "geometry":{"type":"Point","coordinates":[24.75,59.6]}}]}
        """;

    private static readonly TrackerId s_anna = TrackerId.OfMmsi(276829000);
    private static readonly TrackerId s_berta = TrackerId.OfMmsi(276829001);
    private static readonly TrackerId s_clara = TrackerId.OfMmsi(276829002);
    private static readonly TrackerId s_dora = TrackerId.OfMmsi(276829003);
    private static readonly AlarmId s_alarm = new($"geofence/roads/meeting/{s_anna}+{s_berta}");
    private readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 600_000;

    [Fact]
    public async Task Ingest_TwoOfTwoShardsClose_IsAMeetingOnTheBoardByName_AndEndsWhenTheyPart()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        await Close(port);
        await Ingest(port, 0, s_anna, 70, 59.5);

        await port.Seen("geofenceMeeting", s_anna.Value);
        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.Unacknowledged);
        Assert.Equal("ANNA and BERTA are 111 m apart in roads for more than 60 s", (await Alarm(port))!.Title);
        var told = (await port.Ledger()).Single(e => e.Draft.Type == "geofenceMeeting").Draft;
        Assert.Equal(_now + 62_000, told.At.ToUnixTimeMilliseconds());
        Assert.Contains($"\"with\":\"{s_berta}\"", told.Data, StringComparison.Ordinal);

        await Ingest(port, 1, s_berta, 200, 59.51);
        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.ReturnedUnacknowledged);
    }

    [Fact]
    public async Task Restart_WhileTwoAreClose_CountsOnFromWhenTheyCame_TellsThemOnce_AndLosesNoEnd()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        await Close(port);

        await port.Host.RestartAsync();
        await Ingest(port, 0, s_anna, 70, 59.5);
        await Wake(port);
        await port.Seen("geofenceMeeting", s_anna.Value);
        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.Unacknowledged);

        await port.Host.RestartAsync();
        await Ingest(port, 0, s_anna, 90, 59.5);
        await Wake(port);
        await Ingest(port, 1, s_berta, 200, 59.51);
        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.ReturnedUnacknowledged);
        Assert.Equal(["geofenceMeeting", "geofenceConditionEnded"], await Told(port));
    }

    [Fact]
    public async Task Restart_BeforeTheLogTookAMeeting_TellsItAfterwardsOnce()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        await Close(port);
        port.Journal.Fail(stream => stream.EndsWith("/log", StringComparison.Ordinal));
        var before = await port.Journal.LastAsync("meetings/EETLL");
        await Ingest(port, 0, s_anna, 70, 59.5);
        await TestPort.Until(async () => await port.Journal.LastAsync("meetings/EETLL") > before);

        await port.Host.RestartAsync();
        port.Journal.FailNone();
        await Wake(port);

        await port.Seen("geofenceMeeting", s_anna.Value);
        Assert.Equal(["geofenceMeeting"], await Told(port));
    }

    [Fact]
    public async Task Report_WhenTheRecordFails_IsNotTaken_AndComesAgainWhole()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        var hasFailed = false;
        port.Journal.Fail(stream => stream.StartsWith("meetings/", StringComparison.Ordinal) && (hasFailed = true));
        await Ingest(port, 0, s_anna, 0, 59.5);
        await Ingest(port, 1, s_berta, 2, 59.501);
        await TestPort.Until(() => Task.FromResult(hasFailed));
        port.Journal.FailNone();

        await TestPort.Until(async () => await port.Journal.LastAsync("meetings/EETLL") > 0);
        await Ingest(port, 0, s_anna, 70, 59.5);
        await port.Seen("geofenceMeeting", s_anna.Value);
        Assert.Equal(["geofenceMeeting"], await Told(port));
    }

    [Fact]
    public async Task Ingest_CloseInTheAnchorage_IsNoMeeting()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        await Ingest(port, 0, s_anna, 0, 59.6);
        await Ingest(port, 1, s_berta, 2, 59.601);
        await Ingest(port, 0, s_anna, 100, 59.6);

        // Two others outside of it, reported no sooner.
        await Ingest(port, 0, s_clara, 0, 59.5);
        await Ingest(port, 1, s_dora, 2, 59.501);
        await TestPort.Until(async () => await port.Journal.LastAsync("meetings/EETLL") > 0);
        await Ingest(port, 0, s_clara, 100, 59.5);
        await port.Seen("geofenceMeeting", s_clara.Value);
        Assert.Empty(await Told(port));
    }

    [Fact]
    public async Task Remove_TheRule_EndsTheMeeting()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        await Close(port);
        await Ingest(port, 0, s_anna, 70, 59.5);
        await port.Seen("geofenceMeeting", s_anna.Value);

        await port.Grains.Port(TestPort.Port).RemoveGeofence(new RemoveGeofence { CommandId = port.NextId(), Actor = TestPort.Alice, Name = "roads" });
        await TestPort.Until(async () => (await Told(port)).Contains("geofenceConditionEnded"));
    }

    private static async Task<AlarmView?> Alarm(TestPort port) =>
        (await port.Grains.AlarmBoard(TestPort.Port).List()).FirstOrDefault(alarm => alarm.Id == s_alarm);

    private static async Task<string[]> Told(TestPort port) =>
        [.. (await port.Ledger()).Where(e => e.Draft.Subject == s_anna.Value).Select(e => e.Draft.Type)];

    private static Task Wake(TestPort port) => port.Grains.TrackShard(TestPort.Port, 1).Get(s_berta);

    private static async Task Watched(TestPort port)
    {
        await port.Grains.Port(TestPort.Port).PutGeofences(new PutGeofences { CommandId = port.NextId(), Actor = TestPort.Alice, GeoJson = Roads, ReplaceAll = true });
        foreach (var shard in (int[])[0, 1])
        {
            await port.Grains.TrackShard(TestPort.Port, shard).Counters();
            await TestPort.Until(async () => await port.Journal.LastAsync($"track/EETLL/{shard}/geofences") > 0);
        }
    }

    /// <summary>111 m apart, and known to be.</summary>
    private async Task Close(TestPort port)
    {
        await Ingest(port, 0, s_anna, 0, 59.5);
        await Ingest(port, 1, s_berta, 2, 59.501);
        await TestPort.Until(async () => await port.Journal.LastAsync("meetings/EETLL") > 0);
    }

    private async Task Ingest(TestPort port, int shard, TrackerId ship, double second, double latitude, float knots = 1)
    {
        var receipt = await port.Grains.TrackShard(TestPort.Port, shard).Ingest(new PositionBatch(
            [new PositionFix(ship, TrackKind.Vessel, _now + (long)(second * 1000), latitude, 24.75, knots, (float)(second % 360), 47)],
            [new TrackDescription(ship, TrackKind.Vessel, ship == s_anna ? "ANNA" : "BERTA")]));
        Assert.Equal(FixRefusal.None, receipt.Reasons[0]);
    }
}
