using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OpsHub.Gateway.Tests.Geofences;

/// <summary>The geofences of a port through its doors, as a user.</summary>
internal sealed class GeofenceDoor(HttpClient client, string port = "EETLL")
{
    private const string GeoJson = "application/geo+json";

    public Task<HttpResponseMessage> GetAsync(string? name = null) => client.GetAsync(Address(name));

    public Task<HttpResponseMessage> ActivityAsync(string name) => client.GetAsync(Address(name, "/activity"));

    public Task<HttpResponseMessage> PutAsync(string? name, string body, string? ifMatch = null, bool ifNew = false, bool keep = false) =>
        SendAsync(HttpMethod.Put, Address(name, keep ? "?keep=true" : ""), body, ifMatch, ifNew);

    public Task<HttpResponseMessage> CheckAsync(string body, bool replace = false) =>
        SendAsync(HttpMethod.Post, Address("check", replace ? "?replace=true" : ""), body, null, false);

    public Task<HttpResponseMessage> DeleteAsync(string name, string? ifMatch = null) => SendAsync(HttpMethod.Delete, Address(name), null, ifMatch, false);

    /// <summary>What a taken request was answered.</summary>
    public static async Task<JsonElement> OkAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    public async Task<string> TagAsync(string? name = null)
    {
        using var answer = await GetAsync(name);
        return answer.Headers.ETag!.ToString();
    }

    public async Task<string[]> NamesAsync() =>
        [.. (await OkAsync(GetAsync())).GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties").GetProperty("name").GetString()!)];

    public static string Circle(string name, double longitude, double latitude, double radius = 300, string rules = """[{"on":"enter"},{"on":"leave"}]""") =>
        string.Create(CultureInfo.InvariantCulture,
            $$$"""{"type":"Feature","properties":{"name":"{{{name}}}","kind":"zone","radius":{{{radius}}},"hysteresis":10,"rules":{{{rules}}}},"geometry":{"type":"Point","coordinates":[{{{longitude}}},{{{latitude}}}]}}""");

    public static string Ring(string name, string coordinates) =>
        $$$"""{"type":"Feature","properties":{"name":"{{{name}}}","kind":"anchorage"},"geometry":{"type":"Polygon","coordinates":{{{coordinates}}}}}""";

    public static string Collection(params string[] features) => $$$"""{"type":"FeatureCollection","features":[{{{string.Join(',', features)}}}]}""";

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, string? body, string? ifMatch, bool ifNew)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, GeoJson);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNew)
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        return await client.SendAsync(request);
    }

    private Uri Address(string? name, string rest = "") =>
        new($"/api/v1/ports/{port}/geofences" + (name is null ? "" : "/" + Uri.EscapeDataString(name)) + rest, UriKind.Relative);
}
