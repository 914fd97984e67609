using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Timers;

namespace OpsHub.Embedded.Runtime;

/// <summary>The services of a grain host.</summary>
internal static class SiloServices
{
    public static void Add(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(EmbeddedSilo)))
            return;
        services.AddLogging();
        services.AddOptions<SiloMessagingOptions>().Validate(
            static options => options.ResponseTimeout > TimeSpan.Zero,
            "SiloMessagingOptions.ResponseTimeout must be positive.");
        services.AddOptions<GrainCollectionOptions>()
            .Validate(static options => options.CollectionQuantum > TimeSpan.Zero, "GrainCollectionOptions.CollectionQuantum must be positive.")
            .Validate(static options => options.CollectionAge > options.CollectionQuantum, "GrainCollectionOptions.CollectionAge must exceed CollectionQuantum.");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TurnDispatcher, ThreadPoolDispatcher>();
        services.AddSingleton(static services => new SiloMeters(services.GetService<IMeterFactory>()));
        services.AddSingleton<EmbeddedSilo>();
        services.AddSingleton<IClusterClient>(static services => services.GetRequiredService<EmbeddedSilo>().Grains);
        services.AddSingleton<IGrainFactory>(static services => services.GetRequiredService<EmbeddedSilo>().Grains);
        services.AddHostedService<SiloHostedService>();
    }

    public static void AddReminders(IServiceCollection services)
    {
        services.AddOptions<ReminderOptions>();
        services.TryAddSingleton<IReminderRegistry>(static services => services.GetRequiredService<EmbeddedSilo>().Reminders);
    }
}

/// <summary>Starts and stops the grain host with the process.</summary>
internal sealed class SiloHostedService(EmbeddedSilo silo) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => silo.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);
}

internal sealed class SiloBuilder(IServiceCollection services, IConfiguration configuration) : ISiloBuilder
{
    public IServiceCollection Services { get; } = services;

    public IConfiguration Configuration { get; } = configuration;
}
