using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
#if ORLEANS
using Orleans.Configuration;
#endif

namespace OpsHub.Testing.Runtime;

/// <summary>
/// A grain host in this process, on whichever runtime the tests were built with. It can be stopped and started again;
/// what must outlive that is given to <c>configure</c> as instances that live outside (a <see cref="DurableGrainStorage"/>,
/// a <see cref="DurableReminderTable"/>).
/// </summary>
public sealed class GrainHost : IAsyncDisposable
{
    private readonly Action<ISiloBuilder>? _configure;
    private IHost? _host;

    private GrainHost(Action<ISiloBuilder>? configure) => _configure = configure;

    /// <summary>Name of the grain runtime: Orleans or Embedded.</summary>
    public static string RuntimeName =>
#if ORLEANS
        "Orleans";
#else
        "Embedded";
#endif

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => (_host ?? throw new InvalidOperationException("The host is stopped.")).Services;

    /// <param name="configure">Storage, streams, options and services; run again at each start.</param>
    public static async Task<GrainHost> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var host = new GrainHost(configure);
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>Starts a stopped host: new services, no activations.</summary>
    public async Task StartAgainAsync()
    {
        if (_host is not null)
            throw new InvalidOperationException("The host is running.");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo =>
        {
#if ORLEANS
            // No gateway: clients are in the process.
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
            silo.Configure<ClusterMembershipOptions>(static options => options.ProbeTimeout = TimeSpan.FromSeconds(30));
#else
            silo.UseLocalhostClustering();
#endif
            _configure?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        _host = host;
    }

    /// <summary>Stops gracefully: every activation is deactivated.</summary>
    public async Task StopAsync()
    {
        if (_host is not { } host)
            return;
        _host = null;
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

#if ORLEANS
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
#endif
}
