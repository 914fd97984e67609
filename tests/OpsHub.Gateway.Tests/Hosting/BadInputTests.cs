using System.Net;
using System.Text;

namespace OpsHub.Gateway.Tests.Hosting;

[Collection(SharedHub.Name)]
public sealed class BadInputTests(HubHost hub)
{
    private const string Acknowledge = "/api/v1/ports/EETLL/alarms/acknowledge";
    private const string Shelve = "/api/v1/ports/EETLL/alarms/shelve";

    [Fact]
    public async Task MalformedJson_Is400WithThePlace()
    {
        var told = await PostAsync(Acknowledge, "{\n  \"alarm\": \"x\",,\n}");
        Assert.Equal((HttpStatusCode.BadRequest, "MalformedJson"), (told.Status, told.Name));
        Assert.Contains("line 2", told.Body, StringComparison.Ordinal);
        Assert.Contains("\"line\":2", told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingField_IsNamed()
    {
        var told = await PostAsync(Shelve, "{\"commandId\":\"0197a000-0000-7000-8000-000000000001\",\"minutes\":5,\"reason\":\"x\"}");
        Assert.Equal((HttpStatusCode.BadRequest, "MalformedJson"), (told.Status, told.Name));
        Assert.Contains("alarm", told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandWithoutId_IsRefused()
    {
        var told = await PostAsync(Acknowledge, "{\"alarm\":\"x\"}");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CommandIdMissing", "commandId"), (told.Status, told.Name, told.Field));
    }

    [Fact]
    public async Task OversizedCommand_Is413WithTheLimit()
    {
        var told = await PostAsync(Acknowledge, "{\"alarm\":\"" + new string('x', 70_000) + "\"}");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge"), (told.Status, told.Name));
        Assert.Contains("65536", told.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OversizedEvidence_Is413WithTheLimit()
    {
        var auditor = await hub.AsRole("bad.auditor", "auditor");
        using var content = new ByteArrayContent(new byte[(8 * 1024 * 1024) + 1]);
        content.Headers.Add("Content-Range", $"bytes 0-{8 * 1024 * 1024}/{(8 * 1024 * 1024) + 1}");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/evidence/" + new string('a', 64)) { Content = content, Headers = { ExpectContinue = true } };
        var told = await Told.ByAsync(await auditor.SendAsync(request));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge"), (told.Status, told.Name));
        Assert.Contains("8388608", told.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAToken_SaysHowToGetOne()
    {
        using var nobody = hub.Anonymous();
        var told = await Told.ByAsync(await nobody.GetAsync(new Uri("/api/v1/ports/EETLL/workload", UriKind.Relative)));
        Assert.Equal((HttpStatusCode.Unauthorized, "TokenMissing", "authorization"), (told.Status, told.Name, told.Field));
        Assert.Contains("/api/v1/session", told.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithTheWrongRole_SaysWhichIsNeeded()
    {
        var trader = await hub.AsRole("bad.trader", "trader");
        var told = await Told.ByAsync(await trader.GetAsync(new Uri("/api/v1/ports/EETLL/workload", UriKind.Relative)));
        Assert.Equal((HttpStatusCode.Forbidden, "RoleMissing", "role"), (told.Status, told.Name, told.Field));
        Assert.Contains("supervisor", told.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherContentType_Is415()
    {
        var client = await hub.AsRole("live.commander", "commander");
        var told = await Told.ByAsync(await client.PostAsync(new Uri(Acknowledge, UriKind.Relative), new StringContent("alarm=x", Encoding.UTF8, "text/plain")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, told.Status);
    }

    [Fact]
    public async Task UnknownAddress_Is404_AndAWrongMethod405()
    {
        var client = await hub.AsRole("live.commander", "commander");
        var unknown = await Told.ByAsync(await client.GetAsync(new Uri("/api/v1/nothing", UriKind.Relative)));
        Assert.Equal((HttpStatusCode.NotFound, "NotFound"), (unknown.Status, unknown.Name));
        var method = await Told.ByAsync(await client.DeleteAsync(new Uri("/api/v1/me", UriKind.Relative)));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "MethodNotAllowed"), (method.Status, method.Name));
    }

    [Fact]
    public async Task UnknownAlarm_IsRefusedByName()
    {
        var told = await PostAsync(Acknowledge, "{\"commandId\":\"0197a000-0000-7000-8000-0000000000f1\",\"alarm\":\"no-such-alarm\"}");
        Assert.Contains(told.Status, new[] { HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity });
        Assert.NotNull(told.Name);
    }

    [Fact]
    public async Task Answers_SayTheVersion()
    {
        var client = await hub.AsRole("live.commander", "commander");
        var answer = await client.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        Assert.NotEmpty(Assert.Single(answer.Headers.GetValues("X-OpsHub-Version")));
    }

    private async Task<Told> PostAsync(string address, string body)
    {
        var client = await hub.AsRole("live.commander", "commander");
        return await Told.ByAsync(await client.PostAsync(new Uri(address, UriKind.Relative), HubHost.Json(body)));
    }
}
