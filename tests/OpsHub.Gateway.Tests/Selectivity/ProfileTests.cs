using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Gateway.Tests.Selectivity;

/// <summary>Analysts' doors on the shared host, in Pärnu; profiles that only weigh, on importers of their own.</summary>
[Collection(SharedHub.Name)]
public sealed class ProfileTests(HubHost hub)
{
    private const string Api = "/api/v1/ports/EEPRN";

    [Fact]
    public async Task Put_WhenTheConditionIsNotUnderstood_SaysWhereAndWhatWouldBeRight()
    {
        var analyst = await AnalystAsync();

        var told = await Told.ByAsync(await PutAsync(analyst, "wrong", "importerld = 'X'"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "ProfileInvalid"), (told.Status, told.Name));
        Assert.Contains("character 1", told.Body, StringComparison.Ordinal);
        Assert.Contains("importerId?", told.Body, StringComparison.Ordinal);
        Assert.DoesNotContain((await StandingAsync(analyst)).GetProperty("profiles").EnumerateArray(), p => NameOf(p) == "EEPRN/wrong");
    }

    [Fact]
    public async Task Put_WhenRight_IsListedWithItsAuthor_AndStaysListedWhenRetired()
    {
        var analyst = await AnalystAsync();

        var answer = await PutAsync(analyst, "right", "importerId = 'RIGHT-1'");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var live = await Until.FoundAsync(() => ProfileAsync(analyst, "EEPRN/right"));
        var retire = await analyst.PostAsync(new Uri("/api/v1/profiles/EEPRN/right/retire", UriKind.Relative), HubHost.Json(Command("""
            "reason":"Test over"
            """)));
        Assert.True(retire.IsSuccessStatusCode, await retire.Content.ReadAsStringAsync());
        var retired = await Until.FoundAsync(async () => await ProfileAsync(analyst, "EEPRN/right") is { } p && p.Value.GetProperty("profile").GetProperty("retired").GetBoolean() ? p : null);

        var definition = live.Value.GetProperty("profile").GetProperty("definition");
        Assert.Equal(("profile.analyst", 1), (definition.GetProperty("author").GetString(), definition.GetProperty("version").GetInt32()));
        Assert.Equal("expiresSoon", Assert.Single(live.Value.GetProperty("review").EnumerateArray()).GetString());
        Assert.Empty(retired.Value.GetProperty("review").EnumerateArray());
    }

    [Theory]
    [InlineData("hs2 = '85' and price > 10", null)]
    [InlineData("price > 'a'", "character 9")]
    [InlineData("", "missing")]
    public async Task Check_SaysWhetherAConditionIsUnderstood(string when, string? problem)
    {
        var analyst = await AnalystAsync();
        var answer = await analyst.PostAsJsonAsync($"{Api}/conditions/check", new { when }, ContractJson.Options);
        var check = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(problem is null, check.GetProperty("isUnderstood").GetBoolean());
        if (problem is not null)
            Assert.Contains(problem, check.GetProperty("finding").GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trial_TellsWhatACriterionWouldHaveDone()
    {
        var analyst = await AnalystAsync();
        var agency = await hub.AsRole("profile.agency", "agency", "EEPRN");
        var declarations = string.Join(',', Enumerable.Range(1, 12).Select(i => $$"""
            {"declarationId":"TRIAL{{i}}","date":"2026-01-01","declarantId":"D1","importerId":"TRIAL-{{i % 3}}","hs6":"440890","countryOfDeparture":"BE","countryOfOrigin":"BE","netMassKilograms":108,"itemPrice":100}
            """));
        var lodged = await agency.PostAsync(new Uri($"{Api}/declarations", UriKind.Relative), HubHost.Json($"[{declarations}]"));
        Assert.True(lodged.IsSuccessStatusCode, await lodged.Content.ReadAsStringAsync());
        // In the log once the last one is released: that is its last entry.
        await Until.FoundAsync(async () => (await hub.Grains.Ledger(HubHost.Parnu).Read(1, 5_000))
            .FirstOrDefault(e => e.Draft.Type == "shipmentReleased" && e.Draft.Subject == "EEPRN-TRIAL12"));

        var begun = await analyst.PostAsJsonAsync($"{Api}/profile-trials", new { when = "importerId = 'trial-1'" }, ContractJson.Options);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var trial = await Until.FoundAsync(async () => await analyst.GetFromJsonAsync<ProfileTrialView>(begun.Headers.Location, ContractJson.Options) is { Status: TrialStatus.Done } done ? done : null);

        Assert.Equal((4, 4, 0), (trial.Result.Hits, trial.Result.NotExamined, trial.Result.Confirmed));
        Assert.True(trial.Result.Declarations >= 12);
        Assert.Equal(trial.Of, trial.Read);
        Assert.Equal("importerId is TRIAL-1 (TRIAL-1)", trial.Result.Newest[0].Why, ignoreCase: true);
    }

    [Fact]
    public async Task Trial_OfAnotherPort_OrForgotten_IsUnknown_AndAWrongConditionRefused()
    {
        var analyst = await AnalystAsync();
        var begun = await analyst.PostAsJsonAsync($"{Api}/profile-trials", new { when = "price > 1" }, ContractJson.Options);
        var elsewhere = await hub.AsRole("profile.elsewhere", "analyst", "EETLL");
        var id = begun.Headers.Location!.OriginalString.Split('/')[^1];

        Assert.Equal(HttpStatusCode.Forbidden, (await elsewhere.GetAsync(begun.Headers.Location)).StatusCode);
        Assert.Equal("TrialUnknown", (await Told.ByAsync(await elsewhere.GetAsync(new Uri($"/api/v1/ports/EETLL/profile-trials/{id}", UriKind.Relative)))).Name);
        var cancelled = await analyst.DeleteAsync(begun.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        var told = await Told.ByAsync(await analyst.PostAsJsonAsync($"{Api}/profile-trials", new { when = "price >" }, ContractJson.Options));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "ConditionInvalid", "when"), (told.Status, told.Name, told.Field));
    }

    [Fact]
    public async Task Fields_AreThoseOfConditions_AndOnlyForAnalysts()
    {
        var fields = await (await AnalystAsync()).GetFromJsonAsync<JsonElement[]>($"{Api}/conditions/fields");
        var officer = await hub.AsRole("profile.supervisor", "supervisor", "EEPRN");

        Assert.Contains(fields!, f => f.GetProperty("name").GetString() == "pricePerKilogram" && f.GetProperty("kind").GetString() == "number");
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync(new Uri($"{Api}/conditions/fields", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync(new Uri($"{Api}/selectivity", UriKind.Relative))).StatusCode);
    }

    private static string NameOf(JsonElement standing) => standing.GetProperty("profile").GetProperty("definition").GetProperty("profile").GetString()!;

    private static string Command(string more) => $$"""{"commandId":"{{Guid.CreateVersion7()}}",{{more}}}""";

    private static Task<HttpResponseMessage> PutAsync(HttpClient analyst, string name, string when)
    {
        var definition = new ProfileDefinition(
            RiskProfileId.Of(HubHost.Parnu, name), 0, "Of a test", when, 0, Lane.Green, 0, new UserId("somebody-else"),
            DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1));
        var body = JsonSerializer.Serialize(definition, ContractJson.Options);
        return analyst.PutAsync(new Uri($"/api/v1/profiles/EEPRN/{name}", UriKind.Relative), HubHost.Json(Command($"\"definition\":{body}")));
    }

    private static async Task<JsonElement> StandingAsync(HttpClient analyst) =>
        JsonDocument.Parse(await analyst.GetStringAsync(new Uri($"{Api}/selectivity", UriKind.Relative))).RootElement;

    private static async Task<Found?> ProfileAsync(HttpClient analyst, string name) =>
        (await StandingAsync(analyst)).GetProperty("profiles").EnumerateArray().Where(p => NameOf(p) == name).Select(p => new Found(p)).FirstOrDefault();

    private Task<HttpClient> AnalystAsync() => hub.AsRole("profile.analyst", "analyst", "EEPRN");

    private sealed record Found(JsonElement Value);
}
