using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts.Ports;
using OpsHub.Grains.Publication;
using OpsHub.Silo.Commands;
using OpsHub.Silo.Demo;
using OpsHub.Silo.Hosting;

namespace OpsHub.Silo.Tests.Hosting;

/// <summary>The whole hub as <c>opshub run</c> starts it, on free ports, with its own folder and the port of Tallinn.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    public const string Password = "a password of the tests";

    private readonly string[] _settings;
    private WebApplication? _app;
    private ComplaintLog _complaints = new();

    private RunningHub(string[] settings) => _settings =
    [
        "Doors:Http:Port=0", "Doors:Https:Enabled=false", "Doors:OsmAnd:Enabled=false", "Ingest:Nmea:UdpPort=0", "Ingest:Nmea:TcpPort=0",
        $"Cluster:SiloPort={FreePort()}", "Gateway:Ports:0=EETLL", .. settings,
    ];

    /// <summary>Of everything the hub keeps outside a database server.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("opshub-silo-").FullName;

    public WebApplication App => _app ?? throw new InvalidOperationException("The hub is stopped.");

    /// <summary>Warnings and errors of our own and errors of all since the last start.</summary>
    public IEnumerable<string> Complaints => _complaints.Lines;

    public Uri Address => new(App.Urls.First());

    public static async Task<RunningHub> StartAsync(params string[] settings)
    {
        var hub = new RunningHub(settings);
        await hub.StartAgainAsync();
        using var administrator = await hub.SignedInAsync("administrator");
        await administrator.SendAsync(HttpMethod.Put, $"/api/v1/ports/{DemoPort.Port}", DemoPort.Configuration, CancellationToken.None);
        foreach (var role in new[] { "supervisor", "auditor" })
        {
            await administrator.SendAsync(HttpMethod.Put, $"/api/v1/accounts/{role}", new JsonObject
            {
                ["displayName"] = role, ["password"] = Password, ["roles"] = new JsonArray(role), ["ports"] = new JsonArray(DemoPort.Port.Value),
            }, CancellationToken.None);
        }

        return hub;
    }

    /// <param name="instead">Settings that hold for this start only.</param>
    public async Task StartAgainAsync(params string[] instead)
    {
        _app = OpsHubHost.Create(
            new HostArguments([.. _settings.Where(setting => !instead.Any(other => KeyOf(other) == KeyOf(setting))), .. instead], DataDirectory: Folder, LoopbackOnly: true, AdministratorPassword: Password),
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(_complaints = new ComplaintLog()));
        await _app.StartAsync();
    }

    /// <summary>As SIGTERM does it.</summary>
    public async Task StopAsync()
    {
        if (_app is not { } app)
            return;
        _app = null;
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async Task<OpsHubClient> SignedInAsync(string user)
    {
        var client = new OpsHubClient(Address);
        await client.SignInAsync(user, Password, CancellationToken.None);
        return client;
    }

    /// <summary>Runs a command of <c>opshub</c> against this hub; the exit code.</summary>
    public Task<int> CommandAsync(string user, params string[] arguments) =>
        OpsHubCommandLine.RunAsync([.. arguments, "--server", Address.ToString(), "--user", user, "--password", Password]);

    /// <summary>Waits until everything that was acknowledged is in the log and what follows from it is done.</summary>
    public async Task QuietAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var outboxes = App.Services.GetRequiredService<OutboxRegistry>();
        while (outboxes.OpenCount > 0)
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"{outboxes.OpenCount} outboxes are still open.\n{string.Join('\n', Complaints.Take(10))}");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string KeyOf(string setting) => setting.Split('=')[0];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class ComplaintLog : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new CategoryLog(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class CategoryLog(ComplaintLog log, string category) : ILogger
        {
            private readonly LogLevel _from = category.StartsWith("OpsHub.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Error;

            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= _from;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel))
                    log.Lines.Enqueue($"{category}: {formatter(state, exception)}");
            }
        }
    }
}
