using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;

namespace OpsHub.Silo.Commands;

/// <summary>What a server answered when it did not do what was asked; the message is for the person at the terminal.</summary>
internal sealed class ServerRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}

/// <summary>
/// A caller of OpsHub's own REST doors. The command line and the demo have no back way in: they sign in and are checked
/// like everybody else. Safe for concurrent use.
/// </summary>
internal sealed class OpsHubClient : IDisposable
{
    private readonly HttpClient _http;

    public OpsHubClient(Uri server)
    {
        // A private certificate authority is normal here; the person passes its certificate to the system's trust store.
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromMinutes(10),
        };
    }

    public Uri Server => _http.BaseAddress!;

    /// <summary>Signs in; later calls carry the token.</summary>
    /// <exception cref="ServerRefusedException">Wrong user or password, or too many tries.</exception>
    public async Task<SessionAnswer> SignInAsync(string user, string password, CancellationToken cancel)
    {
        using var response = await _http.PostAsJsonAsync("/api/v1/session", new SessionRequest(user, password), ContractJson.Options, cancel);
        await ThrowIfRefusedAsync(response, cancel);
        var session = (await response.Content.ReadFromJsonAsync<SessionAnswer>(ContractJson.Options, cancel))!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        return session;
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancel)
    {
        using var response = await _http.GetAsync(path, cancel);
        await ThrowIfRefusedAsync(response, cancel);
        return (await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancel))!;
    }

    /// <summary>Sends a body as JSON and returns the answer's JSON, null when it has none.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: ContractJson.Options);
        using var response = await _http.SendAsync(request, cancel);
        await ThrowIfRefusedAsync(response, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public async Task<T> SendContentAsync<T>(HttpMethod method, string path, HttpContent content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http.SendAsync(request, cancel);
        await ThrowIfRefusedAsync(response, cancel);
        return (await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancel))!;
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.IsSuccessStatusCode) return;
        var body = await response.Content.ReadAsStringAsync(cancel);
        throw new ServerRefusedException(response.StatusCode, $"{(int)response.StatusCode} {Describe(body, response.ReasonPhrase)}");
    }

    private static string Describe(string body, string? reason)
    {
        try
        {
            var problem = JsonNode.Parse(body);
            var expected = problem?["expected"] is { } right ? $" Right would be: {right}." : "";
            return $"{problem?["title"]}: {problem?["detail"]}{expected}".Trim(' ', ':');
        }
        catch (JsonException)
        {
            return body.Length is > 0 and < 300 ? body : reason ?? "no reason given";
        }
    }

    public void Dispose() => _http.Dispose();
}
