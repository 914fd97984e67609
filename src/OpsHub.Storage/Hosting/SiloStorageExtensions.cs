using Microsoft.Extensions.Configuration;
using Orleans.Hosting;
#if ORLEANS
using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
#endif

namespace OpsHub.Storage.Hosting;

/// <summary>Clustering, grain state and reminders of the kind chosen by <c>Storage:Kind</c>.</summary>
public static class SiloStorageExtensions
{
    /// <summary>Configures the silo; <see cref="StorageServiceExtensions.AddStorage"/> does the part without grains.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names the key.</exception>
    public static ISiloBuilder UseStorage(this ISiloBuilder builder, IConfiguration configuration)
    {
        var kind = StorageChoice.Of(configuration);
#if ORLEANS
        var cluster = configuration.GetSection("Cluster").Get<ClusterEndpointOptions>() ?? new();
        switch (kind)
        {
            case StorageKind.Postgres:
                return builder.UseCluster(cluster).UsePostgres(configuration);
#if ORLEANS_AZURE
            case StorageKind.Azure:
                return builder.UseCluster(cluster).UseAzureStorage(configuration);
#endif
        }

        // Nobody else connects, so any free port will do and two hubs can run side by side.
        var siloPort = configuration["Cluster:SiloPort"] is null ? FreePort() : cluster.SiloPort;
        builder.UseLocalhostClustering(siloPort, cluster.GatewayPort, null, cluster.ServiceId, cluster.ClusterId);
#else
        _ = kind;
        builder.UseLocalhostClustering();
#endif
        return builder.AddSqliteGrainStorageAsDefault().UseSqliteReminders();
    }

#if ORLEANS
    private static ISiloBuilder UseCluster(this ISiloBuilder builder, ClusterEndpointOptions cluster)
    {
        builder.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = cluster.ClusterId;
            options.ServiceId = cluster.ServiceId;
        });
        if (cluster.AdvertisedAddress is not { } text)
            return builder.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort);
        if (!IPAddress.TryParse(text, out var address))
            throw new ArgumentException($"Cluster:AdvertisedAddress is '{text}'; an IP address such as 10.0.0.5 is needed.");
        // The address others use need not be the machine's own (a container's host); loopback is nobody else's.
        return builder.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
#endif
}
