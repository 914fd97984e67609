using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Ports;
using OpsHub.Gateway.Administration;
using OpsHub.Gateway.Ingest;
using OpsHub.Silo.Hosting;
using OpsHub.Testing.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>The whole hub in this process, as <c>opshub run</c> has it: SQLite in a folder of its own, every door on a free port of loopback.</summary>
internal sealed class LiveBenchHost : IAsyncDisposable
{
    private const string Password = "a password of the benchmarks";

    private readonly string _data;

    private LiveBenchHost(WebApplication app, string data) => (App, _data) = (app, data);

    public static PortId Port { get; } = new("EETLL");

    public WebApplication App { get; }

    public Uri Address { get; private set; } = null!;

    public Uri OsmAnd { get; private set; } = null!;

    public string Token { get; private set; } = null!;

    private NmeaListener Nmea => App.Services.GetRequiredService<NmeaListener>();

    public static async Task<LiveBenchHost> StartAsync(params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("opshub-live-bench-").FullName;
        string[] free = ["Doors:Http:Port=0", "Doors:Https:Enabled=false", "Doors:OsmAnd:Port=0", "Ingest:Nmea:TcpPort=0", "Ingest:Nmea:UdpPort=0"];
        var app = OpsHubHost.Create(
            new HostArguments([.. free, .. settings], data, LoopbackOnly: true, AdministratorPassword: Password),
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var host = new LiveBenchHost(app, data);
        await app.StartAsync();
        await host.Nmea.Listening;
        var addresses = app.Urls.Where(url => url.StartsWith("http://", StringComparison.Ordinal)).Select(url => new Uri(url)).ToArray();
        (host.Address, host.OsmAnd) = (addresses[0], addresses[1]);
        await host.SetUpAsync();
        return host;
    }

    public async Task<LiveClient> ConnectAsync(params string[] tiles)
    {
        var client = await LiveClient.ConnectAsync(Address, Token);
        await client.HelloAsync(Port);
        await client.SendAsync("View", new ViewRequest(12, [.. tiles]));
        return client;
    }

    public async Task<NetworkStream> OpenNmeaAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(Nmea.TcpEndPoint!);
        return client.GetStream();
    }

    public Socket OpenUdp()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(Nmea.UdpEndPoint!);
        return socket;
    }

    public async Task RegisterAsync(IEnumerable<string> devices)
    {
        using var admin = Client();
        foreach (var device in devices)
            Require(await admin.PostAsJsonAsync("/api/v1/devices", new { deviceId = device, port = Port.Value, kind = "truck", label = device }, ContractJson.Options));
    }

    public HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task SetUpAsync()
    {
        Token = await SignInAsync("administrator");
        using var admin = Client();
        Require(await admin.PutAsJsonAsync($"/api/v1/ports/{Port}", new PortConfiguration { Port = Port, Name = "Tallinn" }, ContractJson.Options));
        Require(await admin.PutAsJsonAsync("/api/v1/accounts/bench", new AccountRequest("Bench", Password, [Roles.Commander, Roles.Administrator], [Port.Value]), ContractJson.Options));
        Token = await SignInAsync("bench");
    }

    private async Task<string> SignInAsync(string user)
    {
        using var client = new HttpClient { BaseAddress = Address };
        var answer = Require(await client.PostAsJsonAsync("/api/v1/session", new SessionRequest(user, Password), ContractJson.Options));
        return (await answer.Content.ReadFromJsonAsync<SessionAnswer>(ContractJson.Options))!.AccessToken;
    }

    private static HttpResponseMessage Require(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()}");
}
