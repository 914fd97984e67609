using OpsHub.Contracts;
using OpsHub.Domain.Ledger;
using OpsHub.Grains;
using OpsHub.Storage.Hosting;
using OpsHub.Storage.Journals;
using Orleans.Hosting;

namespace OpsHub.Silo.Hosting;

/// <summary>The grain runtime with its storage. The one place that tells the runtimes apart.</summary>
internal static class GrainHosting
{
#if ORLEANS
    public const string RuntimeName = "Orleans";
#else
    public const string RuntimeName = "Embedded";
#endif

    /// <exception cref="SettingException">The configured storage cannot be had in this build.</exception>
    public static void AddGrains(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        try
        {
            services.AddStorage(builder.Configuration);
            services.AddProjections();
            services.AddSingleton<PortLogDecoder>(LedgerEntryCodec.Decode);
            services.AddOpsHubGrains();
            builder.UseOrleans(silo =>
            {
                silo.UseStorage(builder.Configuration);
                AddStream(silo);
            });
        }
        catch (ArgumentException e) when (e.Message.StartsWith("Storage:", StringComparison.Ordinal))
        {
            throw new SettingException(e.Message);
        }
    }

#if ORLEANS
    /// <summary>How often the stream's queue is looked at: an alarm may spend this long on its way to the boards.</summary>
    private static readonly TimeSpan s_streamPoll = TimeSpan.FromMilliseconds(20);

    private static void AddStream(ISiloBuilder silo)
    {
        silo.AddActivityPropagation();
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(PortEventStream.Provider, stream =>
            stream.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = s_streamPoll)));
    }
#else
    private static void AddStream(ISiloBuilder silo) => silo.AddMemoryStreams(PortEventStream.Provider);
#endif
}
