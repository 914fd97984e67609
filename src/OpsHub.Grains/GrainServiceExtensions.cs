using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsHub.Domain.Common;
using OpsHub.Domain.Ledger;
using OpsHub.Grains.Ledger;
using OpsHub.Grains.Ports;
using OpsHub.Grains.Publication;
using OpsHub.Grains.Selectivity;
using OpsHub.Grains.Tracking;
using OpsHub.Storage.Journals;

namespace OpsHub.Grains;

public static class GrainServiceExtensions
{
    /// <summary>
    /// What the grains need besides a runtime, a default grain storage, a stream provider <c>port-events</c> and an
    /// <see cref="Storage.Journals.IJournal"/>.
    /// </summary>
    public static IServiceCollection AddOpsHubGrains(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>();
        services.AddOptions<TrackingOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomSource, CryptographicRandom>();
        services.TryAddSingleton<PortLogDecoder>(LedgerEntryCodec.Decode);
        services.TryAddSingleton<LedgerMeters>();
        services.TryAddSingleton<TrackMeters>();
        services.TryAddSingleton<GeofenceIndexes>();
        services.TryAddSingleton<PublicationMeters>();
        services.TryAddSingleton<OutboxRegistry>();
        services.TryAddSingleton<TrialSlots>();
        services.TryAddSingleton<PublicationServices>();
        services.AddHostedService<OutboxCheckpoints>();
        return services;
    }
}
