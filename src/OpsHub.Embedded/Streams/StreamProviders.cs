using Microsoft.Extensions.DependencyInjection;
using OpsHub.Embedded.Runtime;
using Orleans.Streams;

namespace OpsHub.Embedded.Streams;

/// <summary>The stream providers of a host, by name.</summary>
internal static class StreamProviders
{
    public static void Add(IServiceCollection services, string name) =>
        services.AddKeyedSingleton<IStreamProvider>(name, (provider, _) => new MemoryStreamProvider(provider.GetRequiredService<EmbeddedSilo>(), name));

    public static IStreamProvider Find(IServiceProvider services, string name) =>
        services.GetKeyedService<IStreamProvider>(name) ?? throw new KeyNotFoundException($"No stream provider named '{name}' was added.");
}
