using OpsHub.Contracts;
using OpsHub.Domain.Ledger;
using OpsHub.Grains;
using OpsHub.Grains.Publication;
using OpsHub.Grains.Tracking;
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

    /// <summary>Sections read here; their faults are told with the key in front.</summary>
    private static readonly string[] s_sections = ["Storage:", "Cluster:", "Outbox:", "Tracking:"];

    /// <exception cref="SettingException">The configured storage cannot be had in this build, or a setting is wrong.</exception>
    public static void AddGrains(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        try
        {
            services.AddStorage(builder.Configuration);
            services.AddSingleton<PortLogDecoder>(LedgerEntryCodec.Decode);
            builder.ConfigureOutboxes();
            builder.ConfigureTracking();
            builder.UseOrleans(silo =>
            {
                silo.UseStorage(builder.Configuration);
                AddStream(silo);
            });
            // After the silo, because services start in this order: the journal may be on the silo's storage, and what
            // looks after the outboxes calls grains at once.
            services.AddJournalCheck(builder.Configuration);
            services.AddProjections();
            services.AddOpsHubGrains();
        }
        catch (ArgumentException e) when (s_sections.Any(section => e.Message.StartsWith(section, StringComparison.Ordinal)))
        {
            throw new SettingException(e.Message);
        }
    }

    /// <summary>The storage decides what the outboxes can rely on; the section <c>Outbox</c> the rest.</summary>
    private static void ConfigureOutboxes(this WebApplicationBuilder builder)
    {
        // Tried at once, so that a wrong setting is told before anything starts.
        var tried = new OutboxOptions();
        Set(tried);
        tried.Validate();
        builder.Services.Configure<OutboxOptions>(Set);

        void Set(OutboxOptions options)
        {
            options.Silo = StorageChoice.HostName(builder.Configuration);
            builder.Configuration.GetSection("Outbox").Bind(options);
            options.StatesFollowJournal &= StorageChoice.StatesFollowJournal(builder.Configuration);
        }
    }

    private static void ConfigureTracking(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Tracking");
        var tried = new TrackingOptions();
        section.Bind(tried);
        tried.Validate();
        builder.Services.Configure<TrackingOptions>(section.Bind);
    }

#if ORLEANS
    /// <summary>How often the stream's queue is looked at: an alarm may spend this long on its way to the boards.</summary>
    private static readonly TimeSpan s_streamPoll = TimeSpan.FromMilliseconds(20);

    private static void AddStream(ISiloBuilder silo)
    {
        silo.AddActivityPropagation();
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(PortEventStream.Provider, stream =>
        {
            // A host has one port or a few, each with one stream: more queues would only be looked at more often.
            stream.ConfigurePartitioning(1);
            stream.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = s_streamPoll));
        });
    }
#else
    private static void AddStream(ISiloBuilder silo) => silo.AddMemoryStreams(PortEventStream.Provider);
#endif
}
