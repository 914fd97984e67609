using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Gateway.Tests.Live;

namespace OpsHub.Gateway.Tests.Alarms;

/// <summary>The alarm doors with bodies as a client writes them.</summary>
[Collection(SharedHub.Name)]
public sealed class AlarmDoorTests(HubHost hub)
{
    private const string Doors = "/api/v1/ports/EETLL/alarms";

    [Fact]
    public async Task Acknowledge_OfOneCause_TakesThoseNamed_AndRefusesMixedOnes()
    {
        var supervisor = await hub.AsRole("alarms.supervisor", "supervisor");
        await RaiseAsync("bulk-1", "zone/Gate 9");
        await RaiseAsync("bulk-2", "zone/Gate 9");
        await RaiseAsync("bulk-3", "device/9");

        var mixed = await PostAsync(supervisor, "acknowledge", """{"rootCause":"zone/Gate 9","alarms":["bulk-1","bulk-3"]}""");
        Assert.Equal("MixedCauses", mixed.Name);
        Assert.Equal("AcknowledgeWhat", (await PostAsync(supervisor, "acknowledge", "{}")).Name);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "acknowledge", """{"rootCause":"zone/Gate 9","alarms":["bulk-1","bulk-2"]}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "acknowledge", """{"alarm":"bulk-3"}""")).Status);

        var alarms = await ListAsync(supervisor);
        Assert.All(alarms.Where(alarm => alarm.Id.Value.StartsWith("bulk-", StringComparison.Ordinal)), alarm => Assert.Equal("alarms.supervisor", alarm.AcknowledgedBy?.Value));
    }

    [Fact]
    public async Task ShelveAndService_ThereAndBack_IsVisible_AndRefusedWithoutAReason()
    {
        var supervisor = await hub.AsRole("alarms.supervisor", "supervisor");
        await RaiseAsync("service-1", "device/s1");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "shelve", """{"alarm":"service-1","minutes":10,"reason":"known"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "unshelve", """{"alarm":"service-1"}""")).Status);
        Assert.Equal("NotShelved", (await PostAsync(supervisor, "unshelve", """{"alarm":"service-1"}""")).Name);
        Assert.Equal("ReasonMissing", (await PostAsync(supervisor, "out-of-service", """{"alarm":"service-1","reason":""}""")).Name);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "out-of-service", """{"alarm":"service-1","reason":"sensor broken"}""")).Status);
        var alarm = (await ListAsync(supervisor)).Single(alarm => alarm.Id.Value == "service-1");
        Assert.Equal((AlarmStatus.OutOfService, "sensor broken"), (alarm.Status, alarm.OutOfServiceReason));
        Assert.True((await supervisor.GetFromJsonAsync<AlarmBoardHealth>($"{Doors}/health", ContractJson.Options))!.OutOfService > 0);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "in-service", """{"alarm":"service-1"}""")).Status);
    }

    [Fact]
    public async Task OutOfService_OfAP1_IsRefusedToASupervisor_AndTakenFromACommander()
    {
        await RaiseAsync("service-p1", "device/p1", AlarmPriority.P1);
        var refused = await PostAsync(await hub.AsRole("alarms.supervisor", "supervisor"), "out-of-service", """{"alarm":"service-p1","reason":"sensor broken"}""");
        Assert.Equal("CommanderNeeded", refused.Name);
        var commander = await hub.AsRole("alarms.commander", "commander");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(commander, "out-of-service", """{"alarm":"service-p1","reason":"sensor broken"}""")).Status);
    }

    [Fact]
    public async Task Suppression_IsSetListedAndRemoved_AndBadOnesAreToldWhy()
    {
        var supervisor = await hub.AsRole("alarms.supervisor", "supervisor");
        const string put = """
            {"suppression":{"name":"closed at night","classes":["queue-limit"],"reason":"the port is closed","timeZone":"Europe/Tallinn",
             "weekly":[{"day":6,"from":"20:00:00","until":"06:00:00"}]}}
            """;
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "suppressions", put)).Status);
        var listed = (await supervisor.GetFromJsonAsync<AlarmSuppressionView[]>($"{Doors}/suppressions", ContractJson.Options))!.Single(s => s.Suppression.Name == "closed at night");
        Assert.Equal((6, new TimeOnly(20, 0), "alarms.supervisor"), (listed.Suppression.Weekly[0].Day, listed.Suppression.Weekly[0].From, listed.SetBy.Value));
        Assert.NotNull(listed.ChangesAt);

        var duress = await PostAsync(supervisor, "suppressions", """{"suppression":{"name":"x","classes":["duress"],"reason":"no","whileAlarm":"queue-limit"}}""");
        Assert.Equal(("SuppressionInvalid", "suppression.classes"), (duress.Name, duress.Field));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(supervisor, "suppressions/remove", """{"name":"closed at night"}""")).Status);
        Assert.Equal("UnknownSuppression", (await PostAsync(supervisor, "suppressions/remove", """{"name":"closed at night"}""")).Name);
    }

    [Fact]
    public async Task Catalogue_IsCompleteForAnAuditor_WithThePortsGeofences()
    {
        var supervisor = await hub.AsRole("alarms.supervisor", "supervisor");
        const string fence = """
            {"type":"Feature","properties":{"name":"catalogued","kind":"yard","rules":[{"on":"enter","alarm":{"priority":"p2","consequence":"Goods may go.",
             "response":"Send a patrol.","owner":"supervisor","timeToRespondSeconds":300}}]},
             "geometry":{"type":"Polygon","coordinates":[[[24.74,59.49],[24.76,59.49],[24.76,59.51],[24.74,59.51],[24.74,59.49]]]}}
            """;
        using var document = HubHost.Json(fence);
        using var put = await supervisor.PutAsync(new Uri($"/api/v1/ports/EETLL/geofences/catalogued", UriKind.Relative), document);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());

        var auditor = await hub.AsRole("alarms.auditor", "auditor");
        var rows = (await auditor.GetFromJsonAsync<AlarmCatalogueRow[]>($"{Doors}/catalogue", ContractJson.Options))!;

        Assert.Contains(rows, row => row is { Class: "device-silent", Zone: null, TimeToRespondSeconds: > 0 });
        Assert.Contains(rows, row => row is { Class: "geofence-enter", Zone: "catalogued", Response: "Send a patrol." });
    }

    private static async Task<Told> PostAsync(HttpClient client, string door, string body)
    {
        var command = JsonNode.Parse(body)!.AsObject();
        command["commandId"] = $"{HubHost.NewCommand().Value}";
        using var content = HubHost.Json(command.ToJsonString());
        using var answer = await client.PostAsync(new Uri($"{Doors}/{door}", UriKind.Relative), content);
        return await Told.ByAsync(answer);
    }

    private static async Task<AlarmView[]> ListAsync(HttpClient client) => (await client.GetFromJsonAsync<AlarmView[]>(Doors, ContractJson.Options))!;

    private async Task RaiseAsync(string id, string cause, AlarmPriority priority = AlarmPriority.P3)
    {
        var result = await hub.Grains.AlarmBoard(HubHost.Tallinn).Raise(LiveProtocolTests.Alarm(id, "supervisor") with { RootCause = cause, Priority = priority });
        Assert.True(result.IsAccepted, result.Refusal?.Detail);
    }
}
