using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
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
using Orleans;

namespace OpsHub.Gateway.Tests;

/// <summary>The real host on free ports with its own data folder: grains, storage, doors. Two ports: Tallinn and Pärnu.</summary>
public sealed class HubHost : IAsyncLifetime
{
    public const string AdministratorPassword = "administrator of the tests";
    public const string UserPassword = "a password of the tests";

    private readonly string _data = Directory.CreateTempSubdirectory("opshub-gateway-").FullName;
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _signingIn = new(1);
    private string[] _settings = [];
    private TimeProvider _time = TimeProvider.System;
    private double _randomRate;

    public static PortId Tallinn { get; } = new("EETLL");

    public static PortId Parnu { get; } = new("EEPRN");

    public WebApplication App { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public Uri SecureAddress { get; private set; } = null!;

    public Uri OsmAnd { get; private set; } = null!;

    public IClusterClient Grains => App.Services.GetRequiredService<IClusterClient>();

    public string DataDirectory => _data;

    /// <summary>A host of its own with other settings; dispose it like the shared one.</summary>
    public static Task<HubHost> StartAsync(params string[] settings) => StartAsync(TimeProvider.System, settings);

    /// <summary>The same by another clock.</summary>
    public static async Task<HubHost> StartAsync(TimeProvider time, params string[] settings)
    {
        var host = new HubHost { _settings = settings, _time = time };
        await host.InitializeAsync();
        return host;
    }

    /// <summary>A host of its own whose ports draw that share of declarations at random (the others draw none).</summary>
    public static async Task<HubHost> StartDrawingAsync(double randomRate)
    {
        var host = new HubHost { _randomRate = randomRate };
        await host.InitializeAsync();
        return host;
    }

    public async Task InitializeAsync()
    {
        await StartAppAsync();
        var admin = await As("administrator", AdministratorPassword);
        foreach (var (port, name) in new[] { (Tallinn, "Tallinn"), (Parnu, "Pärnu") })
        {
            var answer = await admin.PutAsJsonAsync($"/api/v1/ports/{port}", Port(port, name) with { RandomRate = _randomRate }, ContractJson.Options);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        await ReadyAsync();
    }

    /// <summary>Stops the host and starts another on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAppAsync();
        await ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Makes the account if need be and signs it in; one client per user and host.</summary>
    public async Task<HttpClient> AsRole(string user, string role, params string[] ports)
    {
        await EnsureAsync(user, new AccountRequest(user, UserPassword, [role], ports.Length == 0 ? [Tallinn.Value] : [.. ports]));
        return await As(user, UserPassword);
    }

    public async Task EnsureAsync(string user, AccountRequest account)
    {
        if (_clients.ContainsKey(user))
            return;
        var admin = await As("administrator", AdministratorPassword);
        var answer = await admin.PutAsJsonAsync($"/api/v1/accounts/{user}", account, ContractJson.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<HttpClient> As(string user, string password)
    {
        await _signingIn.WaitAsync();
        try
        {
            if (!_clients.TryGetValue(user, out var client))
                _clients[user] = client = Anonymous(await SignInAsync(user, password));
            return client;
        }
        finally
        {
            _signingIn.Release();
        }
    }

    public async Task<string> SignInAsync(string user, string password)
    {
        using var client = Anonymous();
        var answer = await client.PostAsJsonAsync("/api/v1/session", new SessionRequest(user, password), ContractJson.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<SessionAnswer>(ContractJson.Options))!.AccessToken;
    }

    public HttpClient Anonymous(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static string TokenOf(HttpClient client) => client.DefaultRequestHeaders.Authorization!.Parameter!;

    public Task<LiveClient> LiveAsync(HttpClient signedIn) => LiveClient.ConnectAsync(Address, TokenOf(signedIn));

    public static CommandId NewCommand() => new(Guid.CreateVersion7());

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    internal static PortConfiguration Port(PortId port, string name) => new()
    {
        Port = port, Name = name, TimeZone = "Europe/Tallinn", LatitudeDegrees = 59.45, LongitudeDegrees = 24.75, TrackShards = 2,
        Places = [new PortPlace("Yard 1", "yard", 59.4472, 24.7611)],
    };

    private async Task StartAppAsync()
    {
        string[] settings =
        [
            "Gateway:Ports:0=EETLL", "Gateway:Ports:1=EEPRN", "Doors:Http:Port=0", "Doors:Https:Port=0", "Doors:OsmAnd:Port=0",
            "Ingest:Nmea:UdpPort=0", "Ingest:Nmea:TcpPort=0", "Gateway:SignInFailuresPerAddress=1000", .. _settings,
        ];
        App = OpsHubHost.Create(
            new HostArguments(settings, DataDirectory: _data, LoopbackOnly: true, AdministratorPassword: AdministratorPassword),
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
                builder.Services.AddSingleton(_time);
            });
        await App.StartAsync();
        var http = App.Urls.Where(url => url.StartsWith("http:", StringComparison.Ordinal)).Select(url => new Uri(url)).ToArray();
        (Address, OsmAnd) = (http[0], http[1]);
        SecureAddress = new Uri(App.Urls.First(url => url.StartsWith("https:", StringComparison.Ordinal)));
        await App.Services.GetRequiredService<NmeaListener>().Listening;
    }

    private async Task StopAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        _clients.Clear();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    /// <summary>Waits for the boards; readiness is asked, not guessed.</summary>
    private async Task ReadyAsync()
    {
        using var client = Anonymous();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!(await client.GetAsync(new Uri("/readyz", UriKind.Relative))).IsSuccessStatusCode)
            await timer.WaitForNextTickAsync();
        var admin = await As("administrator", AdministratorPassword);
        await EnsureAsync("watcher", new AccountRequest("watcher", UserPassword, ["commander"], ["*"]));
        var watcher = await As("watcher", UserPassword);
        foreach (var port in new[] { Tallinn, Parnu })
        {
            while (!(await watcher.GetAsync(new Uri($"/api/v1/ports/{port}/snapshot", UriKind.Relative))).IsSuccessStatusCode)
                await timer.WaitForNextTickAsync();
        }

        _ = admin;
    }
}

/// <summary>Tests that share one host; each uses its own users, shipments, officers and alarms.</summary>
[CollectionDefinition(Name)]
public sealed class SharedHub : ICollectionFixture<HubHost>
{
    public const string Name = "shared hub";
}
