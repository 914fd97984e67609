using System.Net;
using System.Net.Http.Json;
using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Administration;

namespace OpsHub.Gateway.Tests.Ingest;

[Collection(SharedHub.Name)]
public sealed class PhoneDoorTests(HubHost hub)
{
    private static long NowSeconds => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Fact]
    public async Task OsmAnd_QueryOfARegisteredDevice_IsTakenAndShown()
    {
        await RegisterAsync("truck-query");
        var told = await SendAsync(HttpMethod.Get, $"/?id=truck-query&lat=59.45&lon=24.76&timestamp={NowSeconds}&speed=12.5&bearing=90");
        Assert.Equal(HttpStatusCode.OK, told.Status);
        var track = await TrackAsync("dev:truck-query");
        Assert.Equal(59.45, track!.Fix!.Value.LatitudeDegrees, 4);
        Assert.Equal(12.5, track.Fix.Value.SpeedKnots, 1);
        Assert.Equal(TrackKind.Truck, track.Kind);
        Assert.Equal("Truck truck-query", track.Description.Label);
    }

    [Fact]
    public async Task OsmAnd_Form_IsTaken()
    {
        await RegisterAsync("truck-form");
        var told = await SendAsync(HttpMethod.Post, "/", new StringContent(
            $"deviceid=truck-form&location=59.46,24.70&timestamp={NowSeconds}", Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.OK, told.Status);
        Assert.NotNull(await TrackAsync("dev:truck-form"));
    }

    [Fact]
    public async Task OsmAnd_Json_IsTakenInMetresPerSecond()
    {
        await RegisterAsync("truck-json");
        var body = $$$"""{"location":{"timestamp":{{{NowSeconds}}},"coords":{"latitude":59.44,"longitude":24.71,"speed":10,"heading":45}},"device_id":"truck-json"}""";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, "/", HubHost.Json(body))).Status);
        Assert.Equal(19.4, (await TrackAsync("dev:truck-json"))!.Fix!.Value.SpeedKnots, 1);
    }

    [Fact]
    public async Task OsmAnd_UnknownDevice_Is400()
    {
        var told = await SendAsync(HttpMethod.Get, $"/?id=nobody-knows&lat=59.45&lon=24.76&timestamp={NowSeconds}");
        Assert.Equal((HttpStatusCode.BadRequest, "DeviceUnknown", "id"), (told.Status, told.Name, told.Field));
        Assert.Contains("nobody-knows", told.Body, StringComparison.Ordinal);
        Assert.NotNull(told.Expected);
    }

    [Theory]
    [InlineData("lat=95&lon=24.76", "lat")]
    [InlineData("lat=59.45&lon=181", "lon")]
    [InlineData("lat=north&lon=24.76", "lat")]
    public async Task OsmAnd_PositionOutOfRange_NamesTheField(string position, string field)
    {
        await RegisterAsync("truck-range");
        var told = await SendAsync(HttpMethod.Get, $"/?id=truck-range&{position}&timestamp={NowSeconds}");
        Assert.Equal((HttpStatusCode.BadRequest, "ReportUnusable", field), (told.Status, told.Name, told.Field));
        Assert.NotNull(told.Expected);
    }

    [Fact]
    public async Task OsmAnd_TooLarge_Is413()
    {
        var told = await SendAsync(HttpMethod.Post, "/", HubHost.Json("{\"x\":\"" + new string('a', 20_000) + "\"}"));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge"), (told.Status, told.Name));
        Assert.Contains("16384", told.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OsmAnd_MalformedJson_SaysSo()
    {
        var told = await SendAsync(HttpMethod.Post, "/", HubHost.Json("{\"location\":{,}}"));
        Assert.Equal((HttpStatusCode.BadRequest, "ReportUnusable"), (told.Status, told.Name));
        Assert.NotNull(told.Expected);
    }

    [Fact]
    public async Task OsmAnd_AfterABadReport_TheNextIsTaken()
    {
        await RegisterAsync("truck-after");
        Assert.Equal("ReportUnusable", (await SendAsync(HttpMethod.Get, $"/?id=truck-after&lat=95&lon=24.76&timestamp={NowSeconds}")).Name);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, $"/?id=truck-after&lat=59.45&lon=24.76&timestamp={NowSeconds}")).Status);
        Assert.NotNull(await TrackAsync("dev:truck-after"));
    }

    [Fact]
    public async Task OsmAnd_DeviceWithAKey_NeedsIt()
    {
        await RegisterAsync("truck-key", key: "the key of this truck");
        var query = $"/?id=truck-key&lat=59.45&lon=24.76&timestamp={NowSeconds}";
        Assert.Equal("DeviceKeyWrong", (await SendAsync(HttpMethod.Get, query)).Name);
        Assert.Equal("DeviceKeyWrong", (await SendAsync(HttpMethod.Get, query + "&key=another+key")).Name);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, query + "&key=the+key+of+this+truck")).Status);
    }

    [Fact]
    public async Task OsmAnd_Door_ServesNothingElse()
    {
        using var client = new HttpClient { BaseAddress = hub.OsmAnd };
        Assert.NotEqual(HttpStatusCode.OK, (await client.GetAsync(new Uri("/healthz", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task OwnTracks_Location_IsAnsweredWithAnEmptyList()
    {
        await RegisterAsync("kati-phone");
        using var client = hub.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/owntracks")
        {
            Content = HubHost.Json($$"""{"_type":"location","tid":"kp","lat":59.43,"lon":24.72,"tst":{{NowSeconds}},"vel":36}"""),
            Headers = { { "X-Limit-U", "kati" }, { "X-Limit-D", "phone" } },
        };
        var answer = await client.SendAsync(request);
        Assert.Equal("[]", await answer.Content.ReadAsStringAsync());
        Assert.Equal(19.4, (await TrackAsync("dev:kati-phone"))!.Fix!.Value.SpeedKnots, 1);
    }

    [Fact]
    public async Task OwnTracks_PositionOutOfRange_NamesTheField()
    {
        var told = await OwnTracksAsync($$"""{"_type":"location","tid":"kp","lat":-91,"lon":24.72,"tst":{{NowSeconds}}}""");
        Assert.Equal((HttpStatusCode.BadRequest, "ReportUnusable", "lat"), (told.Status, told.Name, told.Field));
        Assert.NotNull(told.Expected);
    }

    [Fact]
    public async Task OwnTracks_TooLarge_Is413WithTheLimit()
    {
        var told = await OwnTracksAsync("{\"_type\":\"" + new string('a', 20_000) + "\"}");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge"), (told.Status, told.Name));
        Assert.Contains("16384", told.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Officer_OffDuty_IsNotFollowed_AndOnDutyIs()
    {
        var officer = await hub.AsRole("duty.officer", "officer");
        var admin = await hub.As("administrator", HubHost.AdministratorPassword);
        var profile = new OfficerProfile { Officer = new OfficerId("duty.officer"), Name = "Duty", HomePort = HubHost.Tallinn, Tracker = new TrackerId("dev:duty-phone") };
        (await admin.PutAsJsonAsync("/api/v1/officers/duty.officer", profile, ContractJson.Options)).EnsureSuccessStatusCode();
        await RegisterAsync("duty-phone", TrackKind.Officer, officer: "duty.officer");
        var off = await SendAsync(HttpMethod.Get, $"/?id=duty-phone&lat=59.45&lon=24.76&timestamp={NowSeconds}");
        Assert.Equal(HttpStatusCode.OK, off.Status);
        Assert.Null(await TrackAsync("dev:duty-phone"));

        var shift = new StartShift { CommandId = HubHost.NewCommand(), EndsAt = DateTimeOffset.UtcNow.AddHours(8) };
        (await officer.PostAsJsonAsync("/api/v1/officers/me/shift/start", shift, ContractJson.Options)).EnsureSuccessStatusCode();

        // The board learns of the shift from the log; until then the phone's points are still let go.
        await Until.FoundAsync(async () =>
        {
            await SendAsync(HttpMethod.Get, $"/?id=duty-phone&lat=59.45&lon=24.76&timestamp={NowSeconds}");
            return await TrackAsync("dev:duty-phone");
        });
    }

    private async Task RegisterAsync(string device, TrackKind kind = TrackKind.Truck, string? key = null, string? officer = null)
    {
        var admin = await hub.As("administrator", HubHost.AdministratorPassword);
        var answer = await admin.PostAsJsonAsync(
            "/api/v1/devices",
            new DeviceRequest(device, HubHost.Tallinn, kind, $"Truck {device}", key, officer is null ? null : new OfficerId(officer)), ContractJson.Options);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task<Told> SendAsync(HttpMethod method, string address, HttpContent? content = null)
    {
        using var client = new HttpClient { BaseAddress = hub.OsmAnd };
        using var request = new HttpRequestMessage(method, address) { Content = content };
        return await Told.ByAsync(await client.SendAsync(request));
    }

    private async Task<Told> OwnTracksAsync(string body)
    {
        using var client = hub.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/owntracks")
        {
            Content = HubHost.Json(body), Headers = { { "X-Limit-U", "kati" }, { "X-Limit-D", "phone" } },
        };
        return await Told.ByAsync(await client.SendAsync(request));
    }

    private async Task<TrackView?> TrackAsync(string tracker)
    {
        var commander = await hub.AsRole("track.commander", "commander");
        var answer = await commander.GetAsync(new Uri($"/api/v1/trackers/{tracker}", UriKind.Relative));
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TrackView>(ContractJson.Options) : null;
    }
}
