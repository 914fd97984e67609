using Microsoft.Extensions.Options;
using OpsHub.Contracts;
using OpsHub.Grains;
using OpsHub.Storage.Evidence;
using OpsHub.Storage.Hosting;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Sqlite;
using Orleans.Hosting;
#if ORLEANS
using Orleans.Configuration;
#endif

namespace OpsHub.Silo.Hosting;

/// <summary>The grain runtime with its storage. The one place that tells the runtimes apart.</summary>
internal static class GrainHosting
{
#if ORLEANS
    public const string RuntimeName = "Orleans";
#else
    public const string RuntimeName = "Embedded";
#endif

    public static void AddGrains(this WebApplicationBuilder builder)
    {
        builder.AddStorage();
        builder.Services.AddOpsHubGrains();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.AddSqliteGrainStorageAsDefault();
            silo.AddMemoryStreams(PortEventStream.Provider);
            silo.UseSqliteReminders();
#if ORLEANS
            silo.AddMemoryGrainStorage("PubSubStore");
#endif
        });
    }

    private static void AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SqliteStorageOptions>().Bind(builder.Configuration.GetSection("Storage:Sqlite"));
        services.AddOptions<EvidenceOptions>().Bind(builder.Configuration.GetSection("Storage:Evidence"));
        services.AddSingleton(provider => SqliteDatabase.Open(
            provider.GetRequiredService<IOptions<SqliteStorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteDatabase>>()));
        services.AddSingleton<IJournal, SqliteJournal>();
        services.AddSingleton<IEvidenceStore>(provider => new FileEvidenceStore(
            provider.GetRequiredService<IOptions<EvidenceOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
    }
}
