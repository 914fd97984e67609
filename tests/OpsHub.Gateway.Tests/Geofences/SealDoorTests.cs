using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Administration;
using static OpsHub.Gateway.Tests.Geofences.GeofenceDoor;

namespace OpsHub.Gateway.Tests.Geofences;

/// <summary>A box with an electronic seal, from its report to the alarm board, on the shared host; a warehouse of its own.</summary>
[Collection(SharedHub.Name)]
public sealed class SealDoorTests(HubHost hub)
{
    private const double Longitude = 23.41, Latitude = 59.91;
    private const string Box = "dev:sealed-box";
    private const string Rules = """[{"on":"seal","kinds":["cargo"],"alarm":{"priority":"p2","consequence":"Goods may be gone","response":"Send a patrol","owner":"supervisor","timeToRespondSeconds":300}}]""";
    private readonly long _now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Fact]
    public async Task Seal_OpenedOutsideOfTheWarehouse_IsAnAlarmUntilItIsClosed_AndABadValueCostsNoFix()
    {
        var commander = await hub.AsRole("seal.commander", "commander");
        var door = new GeofenceDoor(commander);
        await OkAsync(door.PutAsync("Warehouse", Circle("Warehouse", Longitude, Latitude, 300, Rules)));
        var admin = await hub.As("administrator", HubHost.AdministratorPassword);
        var registered = await admin.PostAsJsonAsync("/api/v1/devices", new DeviceRequest("sealed-box", HubHost.Tallinn, TrackKind.Cargo, "Box 7", null, null), ContractJson.Options);
        Assert.Equal(HttpStatusCode.NoContent, registered.StatusCode);

        // Opened where it may be; and the shard watches the warehouse from here on.
        await QueryAsync(Latitude, 900, "open");
        await Until.FoundAsync(async () => (await OkAsync(door.ActivityAsync("Warehouse"))).GetProperty("insideCount").GetInt32() == 1 ? "in" : null);
        Assert.Equal(SealState.Open, (await TrackAsync(commander)).Description.Seal!.State);
        await QueryAsync(Latitude, 800, "closed");

        var bad = JsonDocument.Parse(await QueryAsync(Latitude + 0.01, 600, "ajar")).RootElement.GetProperty("findings")[0];
        Assert.Equal(("seal", "ajar", "open, closed or tampered"), (bad.GetProperty("field").GetString(), bad.GetProperty("value").GetString(), bad.GetProperty("expected").GetString()));
        var track = await TrackAsync(commander);
        Assert.Equal((SealState.Closed, _now - 600), (track.Description.Seal!.State, track.Fix!.Value.AtUnixMs / 1000));

        await QueryAsync(Latitude + 0.01, 500, "open");
        var alarm = await Until.FoundAsync(() => AlarmAsync(commander, alarm => alarm.Status == AlarmStatus.Unacknowledged));
        Assert.Equal(("Box 7: seal opened outside of Warehouse", AlarmPriority.P2, "geofence-seal"), (alarm.Title, alarm.Priority, alarm.Class));
        Assert.Equal(("Goods may be gone", "Send a patrol", 300), (alarm.Consequence, alarm.Response, alarm.TimeToRespondSeconds));

        using var client = new HttpClient { BaseAddress = hub.OsmAnd };
        var body = $$$"""{"location":{"timestamp":{{{_now - 400}}},"coords":{"latitude":{{{Latitude + 0.01}}},"longitude":{{{Longitude}}}},"extras":{"seal":"closed"}},"device_id":"sealed-box"}""";
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri("/", UriKind.Relative), HubHost.Json(body))).StatusCode);
        await Until.FoundAsync(() => AlarmAsync(commander, alarm => alarm.Status == AlarmStatus.ReturnedUnacknowledged));
    }

    private async Task<string> QueryAsync(double latitude, int secondsAgo, string seal)
    {
        using var client = new HttpClient { BaseAddress = hub.OsmAnd };
        var query = FormattableString.Invariant($"/?id=sealed-box&lat={latitude}&lon={Longitude}&timestamp={_now - secondsAgo}&speed=1&seal={seal}");
        var answer = await client.GetAsync(new Uri(query, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<TrackView> TrackAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<TrackView>(new Uri($"/api/v1/trackers/{Box}", UriKind.Relative), ContractJson.Options))!;

    private static async Task<AlarmView?> AlarmAsync(HttpClient client, Predicate<AlarmView> isSo) =>
        (await client.GetFromJsonAsync<AlarmView[]>(new Uri($"/api/v1/ports/{HubHost.Tallinn}/alarms", UriKind.Relative), ContractJson.Options))!
            .FirstOrDefault(alarm => alarm.Id == new AlarmId($"geofence/Warehouse/seal/{Box}") && isSo(alarm));
}
