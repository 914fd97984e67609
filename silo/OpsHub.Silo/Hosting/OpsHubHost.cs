using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ingest;
using OpsHub.Gateway.Tls;

namespace OpsHub.Silo.Hosting;

/// <summary>The composition root: grains, storage, gateway and dashboard in one process.</summary>
public static class OpsHubHost
{
    private const string EnvironmentPrefix = "OPSHUB__";

    /// <summary>Longest wait for requests and writes under way when the hub is stopped.</summary>
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(20);

    public static string Version { get; } = typeof(OpsHubHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <param name="arguments">From the command line.</param>
    /// <param name="adjust">For tests: replaces services after everything was added.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static WebApplication Create(HostArguments arguments, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "opshub" });
        Configure(builder, arguments);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new RuntimeName(GrainHosting.RuntimeName, Version));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = s_shutdown);
        builder.Services.AddOptions<DoorOptions>().Bind(builder.Configuration.GetSection(DoorOptions.Section)).ValidateKeys(DoorOptions.Section);
        builder.AddGrains();
        builder.Services.AddOpsHubGateway(builder.Configuration);
        builder.Services.AddSingleton(arguments);
        builder.Services.AddHostedService<FirstAdministrator>();
        builder.AddTelemetry();
        Listen(builder, arguments);
        adjust?.Invoke(builder);
        var app = builder.Build();
        app.UseOpsHubGateway();
        app.MapOpsHubGateway();
        app.Lifetime.ApplicationStarted.Register(() => Announcement.Print(app));
        return app;
    }

    private static void Configure(WebApplicationBuilder builder, HostArguments arguments)
    {
        builder.Configuration.AddEnvironmentVariables(EnvironmentPrefix);
        builder.Configuration.AddInMemoryCollection(Settings(arguments));
        var data = Path.GetFullPath(arguments.DataDirectory ?? builder.Configuration["Data"] ?? "data");
        var defaults = new Dictionary<string, string?>
        {
            ["Data"] = data,
            ["Storage:Sqlite:DatabasePath"] = Path.Combine(data, "opshub.db"),
            ["Storage:Evidence:FolderPath"] = Path.Combine(data, "evidence"),
            ["Gateway:CacheDirectory"] = Path.Combine(data, "cache"),
            ["Tls:Directory"] = Path.Combine(data, "tls"),
            ["Gateway:DashboardDirectory"] = DashboardDirectory(),
        };
        if (arguments.LoopbackOnly)
            builder.Configuration.AddInMemoryCollection([new("Ingest:Nmea:Address", "127.0.0.1"), new("Cluster:AdvertisedAddress", "127.0.0.1")]);
        builder.Configuration.AddInMemoryCollection(defaults.Where(entry => entry.Key == "Data" || builder.Configuration[entry.Key] is null).ToList());
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
    }

    private static Dictionary<string, string?> Settings(HostArguments arguments)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in arguments.Settings.Select(Setting))
        {
            if (!settings.TryAdd(key, value) && settings[key] != value)
                throw new SettingException($"{key} is given twice, as '{settings[key]}' and as '{value}'. Give it once.");
        }

        return settings;
    }

    private static KeyValuePair<string, string?> Setting(string text)
    {
        var parts = text.TrimStart('-').Split('=', 2);
        return parts.Length == 2 && parts[0].Length > 0
            ? new(parts[0].Replace("__", ":", StringComparison.Ordinal), parts[1])
            : throw new SettingException($"'{text}' is not a setting. Write Key:Name=value, such as Doors:Http:Port=8081.");
    }

    private static void Listen(WebApplicationBuilder builder, HostArguments arguments) =>
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel((_, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimits.Command;
            var doors = kestrel.ApplicationServices.GetRequiredService<IOptions<DoorOptions>>().Value;
            Open(kestrel, arguments, doors.Http, null);
            Open(kestrel, arguments, doors.Https, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                var certificates = kestrel.ApplicationServices.GetRequiredService<ServerCertificates>();
                listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificates.Current);
            });
            Open(kestrel, arguments, doors.OsmAnd, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection =>
                {
                    connection.Features.Set(new DoorFeature(PhoneEndpoints.OsmAnd));
                    return next(connection);
                });
            });
        });

    private static void Open(KestrelServerOptions kestrel, HostArguments arguments, Door door, Action<ListenOptions>? configure)
    {
        if (!door.Enabled)
            return;
        var address = arguments.LoopbackOnly ? IPAddress.Loopback : IPAddress.Parse(door.Address);
        kestrel.Listen(address, door.Port, listen => configure?.Invoke(listen));
    }

    /// <summary>Next to the executable when published; in the repository when run from a build.</summary>
    private static string? DashboardDirectory()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var built = Path.Combine(directory.FullName, "dashboard", "dist");
            if (File.Exists(Path.Combine(built, "index.html")))
                return built;
        }

        return null;
    }
}
