using Microsoft.Extensions.Configuration;
using Orleans.Hosting;
#if ORLEANS
using System.Net;
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

        builder.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, null, cluster.ServiceId, cluster.ClusterId);
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
        return cluster.AdvertisedAddress is { } address
            ? builder.ConfigureEndpoints(IPAddress.Parse(address), cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true)
            : builder.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort);
    }
#endif
}
