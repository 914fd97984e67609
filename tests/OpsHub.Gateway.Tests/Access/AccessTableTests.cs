using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts.Live;
using OpsHub.Gateway.Access;
using OpsHub.Testing.Live;

namespace OpsHub.Gateway.Tests.Access;

/// <summary>Walks role x port x door on the running host and compares with an expectation written by hand from the requirements.</summary>
[Collection(SharedHub.Name)]
public sealed class AccessTableTests(HubHost hub)
{
    /// <summary>Method and address, whether the port counts, and who may: * = signed in, - = anybody.</summary>
    private const string Expected = """
        GET    /healthz                                       any   -
        GET    /readyz                                        any   -
        GET    /ca.crt                                        any   -
        GET    /ca.txt                                        any   -
        GET    /openapi/{documentName}.json                   any   -
        POST   /ingest/owntracks                              any   -
        POST   /api/v1/session                                any   -
        DELETE /api/v1/session                                any   *
        GET    /api/v1/me                                     any   *
        GET    /api/v1/ports                                  any   *
        PUT    /api/v1/ports/{port}                           port  administrator
        GET    /api/v1/ports/{port}/snapshot                  port  commander supervisor officer analyst auditor
        GET    /api/v1/ports/{port}/plan                      port  commander supervisor officer analyst auditor
        GET    /api/v1/ports/{port}/geofences                 port  commander supervisor officer analyst auditor administrator
        PUT    /api/v1/ports/{port}/geofences                 port  commander supervisor administrator
        POST   /api/v1/ports/{port}/geofences/check           port  commander supervisor administrator
        GET    /api/v1/ports/{port}/geofences/{name}          port  commander supervisor officer analyst auditor administrator
        GET    /api/v1/ports/{port}/geofences/{name}/activity port  commander supervisor auditor
        PUT    /api/v1/ports/{port}/geofences/{name}          port  commander supervisor administrator
        DELETE /api/v1/ports/{port}/geofences/{name}          port  commander supervisor administrator
        GET    /api/v1/ports/{port}/workload                  port  commander supervisor auditor
        GET    /api/v1/ports/{port}/alarms                    port  commander supervisor auditor
        GET    /api/v1/ports/{port}/alarms/health             port  commander supervisor auditor
        POST   /api/v1/ports/{port}/alarms/acknowledge        port  commander supervisor
        POST   /api/v1/ports/{port}/alarms/shelve             port  commander supervisor
        POST   /api/v1/ports/{port}/alarms/unshelve           port  commander supervisor
        POST   /api/v1/ports/{port}/alarms/out-of-service     port  commander supervisor
        POST   /api/v1/ports/{port}/alarms/in-service         port  commander supervisor
        GET    /api/v1/ports/{port}/alarms/catalogue          port  commander supervisor auditor
        GET    /api/v1/ports/{port}/alarms/suppressions       port  commander supervisor auditor
        POST   /api/v1/ports/{port}/alarms/suppressions       port  commander supervisor
        POST   /api/v1/ports/{port}/alarms/suppressions/remove port  commander supervisor
        GET    /api/v1/ports/{port}/find                      port  commander supervisor analyst auditor
        POST   /api/v1/ports/{port}/declarations              port  trader agency administrator supervisor
        GET    /api/v1/shipments                              any   commander supervisor analyst auditor
        GET    /api/v1/shipments/{id}                         port  commander supervisor analyst auditor agency officer trader
        GET    /api/v1/shipments/{id}/position                port  commander supervisor analyst auditor agency officer
        POST   /api/v1/shipments/{id}/movements               port  supervisor agency officer
        POST   /api/v1/shipments/{id}/documents               port  supervisor agency officer trader
        POST   /api/v1/shipments/{id}/holds                   port  commander supervisor agency
        POST   /api/v1/shipments/{id}/holds/lift              port  commander supervisor agency
        POST   /api/v1/shipments/{id}/lane                    port  commander supervisor analyst
        GET    /api/v1/inspections/{id}                       port  commander supervisor auditor officer
        GET    /api/v1/inspections/{id}/why                   port  commander supervisor auditor
        POST   /api/v1/inspections/{id}/accept                port  officer
        POST   /api/v1/inspections/{id}/decline               port  officer
        POST   /api/v1/inspections/{id}/start                 port  officer
        POST   /api/v1/inspections/{id}/finish                port  officer
        POST   /api/v1/inspections/{id}/endorse               port  supervisor
        GET    /api/v1/ports/{port}/moves/preview             port  supervisor
        POST   /api/v1/ports/{port}/moves                     port  supervisor
        GET    /api/v1/officers/me                            any   officer
        GET    /api/v1/officers/me/cases                      any   officer
        POST   /api/v1/officers/me/shift/start                any   officer
        POST   /api/v1/officers/me/shift/end                  any   officer
        POST   /api/v1/officers/me/break/start                any   officer
        POST   /api/v1/officers/me/break/end                  any   officer
        POST   /api/v1/officers/me/duress                     any   officer
        POST   /api/v1/officers/{officer}/duress/clear        any   commander supervisor
        GET    /api/v1/trackers/{id}                          any   commander supervisor auditor
        GET    /api/v1/trackers/{id}/history                  any   commander supervisor analyst auditor
        GET    /api/v1/ports/{port}/playback                  port  commander supervisor analyst auditor
        GET    /api/v1/ports/{port}/profiles                  port  analyst
        PUT    /api/v1/profiles/{port}/{name}                 port  analyst
        POST   /api/v1/profiles/{port}/{name}/retire          port  analyst
        GET    /api/v1/ports/{port}/selectivity               port  analyst
        GET    /api/v1/ports/{port}/conditions/fields         port  analyst
        POST   /api/v1/ports/{port}/conditions/check          port  analyst
        POST   /api/v1/ports/{port}/profile-trials            port  analyst
        GET    /api/v1/ports/{port}/profile-trials/{trial}    port  analyst
        DELETE /api/v1/ports/{port}/profile-trials/{trial}    port  analyst
        GET    /api/v1/ports/{port}/ledger                    port  auditor
        GET    /api/v1/ports/{port}/ledger/head               port  auditor
        PUT    /api/v1/evidence/{sha256}                      any   officer supervisor auditor
        GET    /api/v1/evidence/{sha256}                      any   officer supervisor auditor
        POST   /api/v1/devices                                any   administrator
        PUT    /api/v1/accounts/{user}                        any   administrator
        POST   /api/v1/accounts/{user}/revoke                 any   administrator
        PUT    /api/v1/officers/{officer}                     any   administrator
        """;

    private static readonly (string Method, string Pattern, bool ByPort, string[] Who)[] s_expected =
    [
        .. from line in Expected.Split('\n')
           let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           select (words[0], words[1], words[2] == "port", words[3..]),
    ];

    [Fact]
    public void EveryDoor_NamesARuleOfTheTable()
    {
        foreach (var endpoint in Endpoints())
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>();
            Assert.True(rule is not null, $"{endpoint.DisplayName} names no rule.");
            Assert.Same(AccessTable.All[rule.Name], rule);
        }
    }

    [Fact]
    public void EveryDoor_IsInTheExpectation_AndNoOther()
    {
        var doors = RestDoors().Select(door => $"{door.Method,-6} {door.Pattern}").ToHashSet(StringComparer.Ordinal);
        var expected = s_expected.Select(door => $"{door.Method,-6} {door.Pattern}").ToHashSet(StringComparer.Ordinal);
        Assert.Equal(expected.Order(StringComparer.Ordinal), doors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Walk_WithoutToken_OnlyOpenDoorsAnswer()
    {
        using var nobody = hub.Anonymous();
        foreach (var (method, pattern, _, who) in Walk())
        {
            var (status, name) = await CallAsync(nobody, method, pattern, HubHost.Tallinn.Value);
            if (who.Contains("-"))
                Assert.False(status == HttpStatusCode.Unauthorized && name is "TokenMissing" or "TokenInvalid", $"{method} {pattern} asked for a token.");
            else
                Assert.True(status == HttpStatusCode.Unauthorized && name == "TokenMissing", $"{method} {pattern} answered {status} {name} without a token.");
        }
    }

    [Theory]
    [InlineData("commander")]
    [InlineData("supervisor")]
    [InlineData("officer")]
    [InlineData("analyst")]
    [InlineData("agency")]
    [InlineData("auditor")]
    [InlineData("trader")]
    [InlineData("device")]
    [InlineData("administrator")]
    public async Task Walk_WithRole_MatchesTheExpectation(string role)
    {
        var client = await hub.AsRole($"walker.{role}", role, HubHost.Tallinn.Value);
        foreach (var (method, pattern, byPort, who) in Walk())
        {
            var may = who.Contains("-") || who.Contains("*") || who.Contains(role);
            var (status, name) = await CallAsync(client, method, pattern, HubHost.Tallinn.Value);
            if (may)
                Assert.False(IsTurnedAway(status, name), $"{role} should pass {method} {pattern}, got {status} {name}.");
            else
                Assert.True(status == HttpStatusCode.Forbidden && name == "RoleMissing", $"{role} should not pass {method} {pattern}, got {status} {name}.");
            if (!byPort)
                continue;
            (status, name) = await CallAsync(client, method, pattern, HubHost.Parnu.Value);
            var needed = may ? "PortOutOfScope" : "RoleMissing";
            Assert.True(status == HttpStatusCode.Forbidden && name == needed, $"{role} in another port: {method} {pattern} got {status} {name}, not {needed}.");
        }
    }

    [Theory]
    [InlineData("commander", true)]
    [InlineData("supervisor", true)]
    [InlineData("officer", true)]
    [InlineData("analyst", true)]
    [InlineData("auditor", true)]
    [InlineData("agency", false)]
    [InlineData("trader", false)]
    [InlineData("device", false)]
    [InlineData("administrator", false)]
    public async Task Hub_WithRole_OpensOrNot(string role, bool opens)
    {
        var client = await hub.AsRole($"walker.{role}", role, HubHost.Tallinn.Value);
        if (!opens)
        {
            await Assert.ThrowsAsync<WebSocketException>(() => hub.LiveAsync(client));
            return;
        }

        await using var live = await hub.LiveAsync(client);
        await live.HelloAsync(HubHost.Tallinn);
        await live.SendAsync("View", new ViewRequest(12, []));
        var refusal = await Assert.ThrowsAsync<LiveRefusedException>(() => live.HelloAsync(HubHost.Parnu));
        Assert.Contains("PortOutOfScope", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("commander", "shipments inspections officers alarms port")]
    [InlineData("supervisor", "shipments inspections officers alarms port")]
    [InlineData("auditor", "shipments inspections officers alarms port")]
    [InlineData("analyst", "shipments inspections port")]
    [InlineData("officer", "alarms assignments/walker.officer")]
    public async Task Hub_WithRole_GrantsTheTopics(string role, string topics)
    {
        await using var live = await hub.LiveAsync(await hub.AsRole($"walker.{role}", role, HubHost.Tallinn.Value));
        var welcome = await live.HelloAsync(HubHost.Tallinn);
        Assert.Equal(topics.Split(' '), welcome.Topics.Select(topic => topic.T));
        var foreign = role == "officer" ? "shipments" : "assignments/walker.officer";
        await Assert.ThrowsAsync<LiveRefusedException>(() => live.InvokeAsync<ReplayAnswer>("Replay", new ReplayRequest(foreign, 1)));
    }

    [Fact]
    public async Task Hub_WithoutToken_StaysClosed() =>
        await Assert.ThrowsAsync<WebSocketException>(() => LiveClient.ConnectAsync(hub.Address, null));

    [Fact]
    public async Task Token_InTheQueryOfAnotherDoor_IsNotRead()
    {
        var client = await hub.AsRole("walker.commander", "commander", HubHost.Tallinn.Value);
        using var nobody = hub.Anonymous();
        var answer = await nobody.GetAsync(new Uri($"/api/v1/me?access_token={HubHost.TokenOf(client)}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static bool IsTurnedAway(HttpStatusCode status, string? name) =>
        name is "TokenMissing" or "TokenInvalid" or "RoleMissing" or "PortOutOfScope" or "Closed"
        || (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && name is null);

    /// <summary>All but signing out, which would end the walk.</summary>
    private static IEnumerable<(string Method, string Pattern, bool ByPort, string[] Who)> Walk() => s_expected.Where(door => door.Method != "DELETE");

    private static async Task<(HttpStatusCode Status, string? Name)> CallAsync(HttpClient client, string method, string pattern, string port)
    {
        var id = pattern.Contains("/trackers/", StringComparison.Ordinal) ? "mmsi:276829000"
            : pattern.Contains("/inspections/", StringComparison.Ordinal) ? $"{port}-WALK1~1" : $"{port}-WALK1";
        var path = pattern.Replace("{port}", port, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{sha256}", new string('0', 64), StringComparison.Ordinal).Replace("{name}", "walk", StringComparison.Ordinal)
            .Replace("{user}", "walked", StringComparison.Ordinal).Replace("{officer}", "walked", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method != "GET")
            request.Content = pattern.Contains("/evidence/", StringComparison.Ordinal) ? new ByteArrayContent([1]) { Headers = { { "Content-Type", "application/octet-stream" } } } : HubHost.Json("{}");
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return (answer.StatusCode, null);
        using var problem = JsonDocument.Parse(body);
        return (answer.StatusCode, problem.RootElement.GetProperty("name").GetString());
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        hub.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<(string Method, string Pattern)> RestDoors() =>
        from endpoint in Endpoints()
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        where !pattern.StartsWith("/hubs", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, pattern);
}
