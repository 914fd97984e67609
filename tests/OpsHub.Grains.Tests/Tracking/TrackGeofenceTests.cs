using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Grains.Tests.Support;

namespace OpsHub.Grains.Tests.Tracking;

public sealed class TrackGeofenceTests
{
    private const string Yard = """
        {"type":"FeatureCollection","features":[
          {"type":"Feature","properties":{"name":"yard","kind":"yard","rules":[
             {"on":"enter","alarm":{"priority":"p2","consequence":"Goods may go.","response":"Send a patrol.","owner":"supervisor","timeToRespondSeconds":300}},
             {"on":"leave"}]},
           "geometry":{"type":"Polygon","coordinates":[[[24.74,59.49],[24.76,59.49],[24.76,59.51],[24.74,59.51],[24.74,59.49]]]}},
          {"type":"Feature","properties":{"name":"broken"},"geometry":{"type":"Polygon","coordinates":[[[24,59],[25,59],[24,60]]]}}]}
        """;

    private static readonly TrackerId s_ship = TrackerId.OfMmsi(276829000);
    private static readonly AlarmId s_alarm = new($"geofence/yard/enter/{s_ship.Value}");
    private readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 600_000;

    [Fact]
    public async Task PutGeofences_TakesWhatIsRight_AndSaysWhatIsNot()
    {
        await using var port = await TestPort.Start();

        var answer = await Put(port, Yard);

        Assert.Null(answer.Result.Refusal);
        Assert.Equal((1, 1, "has too few positions"), (answer.Taken, answer.Refused, answer.Findings[0].Problem));
        Assert.Contains("\"put\":[\"yard\"]", (await port.Seen("geofencesChanged")).Draft.Data, StringComparison.Ordinal);
        Assert.Equal("GeofencesInvalid", (await Put(port, "{}")).Result.Refusal!.Name);
        Assert.Equal("GeofenceUnknown", (await port.Grains.Port(TestPort.Port).RemoveGeofence(new RemoveGeofence { CommandId = port.NextId(), Actor = TestPort.Alice, Name = "broken" })).Refusal!.Name);
        await port.Host.RestartAsync();
        Assert.Equal(1, Assert.Single((await port.Grains.Port(TestPort.Port).Geofences(0))!.Fences).Number);
    }

    [Fact]
    public async Task Ingest_IntoAGeofence_IsInTheLogOnTheBoardAndInTheView_AndOutAgain()
    {
        await using var port = await TestPort.Start();
        await Watched(port);

        await Ingest(port, 60, 59.50);
        await port.Seen("geofenceEntered", s_ship.Value);
        Assert.Equal(["yard"], (await Shard(port).Get(s_ship))!.Geofences.ToArray());
        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.Unacknowledged);

        await Ingest(port, 180, 59.48);
        await port.Seen("geofenceLeft", s_ship.Value);
        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.ReturnedUnacknowledged);
        Assert.Empty((await Shard(port).Get(s_ship))!.Geofences.ToArray());
    }

    [Fact]
    public async Task Restart_InsideAGeofence_RepeatsNoComingIn_AndLosesNoGoingOut()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        await Ingest(port, 60, 59.50);
        await port.Seen("geofenceEntered", s_ship.Value);

        await port.Host.RestartAsync();

        Assert.Equal(["yard"], (await Shard(port).Get(s_ship))!.Geofences.ToArray());
        await Ingest(port, 120, 59.501);
        await Ingest(port, 240, 59.48);
        await port.Seen("geofenceLeft", s_ship.Value);
        Assert.Equal(["geofenceEntered", "geofenceConditionEnded", "geofenceLeft"], await Told(port));
    }

    [Fact]
    public async Task Restart_BeforeTheLogTookATransition_TellsItAfterwardsOnce()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        port.Journal.Fail(stream => stream.EndsWith("/log", StringComparison.Ordinal));
        await Ingest(port, 60, 59.50);
        await Ingest(port, 180, 59.48);
        Assert.Empty(await Told(port));

        await port.Host.RestartAsync();
        port.Journal.FailNone();
        // Anything that wakes the shard.
        await Shard(port).Get(s_ship);

        await port.Seen("geofenceLeft", s_ship.Value);
        Assert.Equal(["geofenceEntered", "geofenceConditionEnded", "geofenceLeft"], await Told(port));
    }

    [Fact]
    public async Task Remove_WhileATrackerIsInside_EndsItsStayAndAlarm_AlsoAcrossARestart()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        await Ingest(port, 60, 59.50);
        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.Unacknowledged);

        await port.Grains.Port(TestPort.Port).RemoveGeofence(new RemoveGeofence { CommandId = port.NextId(), Actor = TestPort.Alice, Name = "yard" });
        await port.Host.RestartAsync();
        await Shard(port).Get(s_ship);

        await TestPort.Until(async () => (await Alarm(port))?.Status == AlarmStatus.ReturnedUnacknowledged);
        Assert.Empty((await Shard(port).Get(s_ship))!.Geofences.ToArray());
    }

    [Fact]
    public async Task Ingest_WhenTheGeofenceRecordFails_IsNotAcknowledged_AndComesAgain()
    {
        await using var port = await TestPort.Start();
        await Watched(port);
        port.Journal.Fail(stream => stream.EndsWith("/geofences", StringComparison.Ordinal));

        await Assert.ThrowsAnyAsync<Exception>(() => Ingest(port, 60, 59.50));
        port.Journal.FailNone();

        await TestPort.Until(async () =>
        {
            try
            {
                await Ingest(port, 120, 59.50);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        await port.Seen("geofenceEntered", s_ship.Value);
        Assert.Equal(["yard"], (await Shard(port).Get(s_ship))!.Geofences.ToArray());
    }

    private static ITrackShardGrain Shard(TestPort port) => port.Grains.TrackShard(TestPort.Port, 0);

    private static Task<GeofencesAnswer> Put(TestPort port, string json) =>
        port.Grains.Port(TestPort.Port).PutGeofences(new PutGeofences { CommandId = port.NextId(), Actor = TestPort.Alice, GeoJson = json, ReplaceAll = true });

    private static async Task<AlarmView?> Alarm(TestPort port) =>
        (await port.Grains.AlarmBoard(TestPort.Port).List()).FirstOrDefault(alarm => alarm.Id == s_alarm);

    private static async Task<string[]> Told(TestPort port) =>
        [.. (await port.Ledger()).Where(e => e.Draft.Subject == s_ship.Value).Select(e => e.Draft.Type)];

    /// <summary>A shard that watches the yard, with the ship south of it.</summary>
    private async Task Watched(TestPort port)
    {
        await Put(port, Yard);
        await Ingest(port, 0, 59.48);
        await TestPort.Until(async () => await port.Journal.LastAsync("track/EETLL/0/geofences") > 0);
    }

    private async Task Ingest(TestPort port, double second, double latitude)
    {
        var receipt = await Shard(port).Ingest(new PositionBatch(
            [new PositionFix(s_ship, TrackKind.Vessel, _now + (long)(second * 1000), latitude, 24.75, (float)(second % 50), 45.6f, 47)], []));
        Assert.Equal(FixRefusal.None, receipt.Reasons[0]);
    }
}
