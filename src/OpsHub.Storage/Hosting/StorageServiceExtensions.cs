using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsHub.Storage.Evidence;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Storage.Postgres;
using OpsHub.Storage.Projections;
using OpsHub.Storage.Sqlite;
using Orleans.Providers;
using Orleans.Storage;

namespace OpsHub.Storage.Hosting;

/// <summary>Registers stores with the services. Settings come from the section <c>Storage</c>.</summary>
public static class StorageServiceExtensions
{
    /// <summary>
    /// The journal and the projections of the kind chosen by <c>Storage:Kind</c>, the SQLite file where it is needed, and
    /// evidence. <see cref="SiloStorageExtensions.UseStorage"/> does the grains' part.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names the key.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        if (StorageChoice.JournalOf(configuration) == JournalKind.GrainStorage)
            services.AddGrainStorageJournal(configuration);
        if (StorageChoice.Of(configuration) == StorageKind.Postgres)
            services.AddPostgresJournal(configuration);
        return services.AddSqliteDatabase(configuration).AddFileEvidence(configuration);
    }

    /// <summary>
    /// The process's SQLite file with the journal and the projections on it. The file is opened when first asked for, and
    /// closed, with everything queued written, when the services are disposed.
    /// </summary>
    public static IServiceCollection AddSqliteDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteDatabase.Open(
            configuration.GetSection("Storage:Sqlite").Get<SqliteStorageOptions>() ?? new(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteDatabase>>()));
        services.TryAddSingleton<IJournal, SqliteJournal>();
        services.TryAddSingleton<IProjectionStore, SqliteProjectionStore>();
        return services;
    }

    /// <summary>Journal and projections on PostgreSQL, whatever keeps the grains' state. Call before <see cref="AddSqliteDatabase"/> where both are used.</summary>
    public static IServiceCollection AddPostgresJournal(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Opening waits for the server once, at start, where nothing else could go on either.
        services.AddSingleton(provider => PostgresDatabase.OpenAsync(
            StorageChoice.Postgres(configuration),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresDatabase>>()).GetAwaiter().GetResult());
        services.TryAddSingleton<IJournal, PostgresJournal>();
        services.TryAddSingleton<IProjectionStore, PostgresProjectionStore>();
        return services;
    }

    /// <summary>
    /// The journal in records of the grains' storage: of the provider <see cref="JournalProvider"/> where there is one,
    /// otherwise of the default one. Call before the journals of the databases. Not to be used before the silo has started.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names the key.</exception>
    public static IServiceCollection AddGrainStorageJournal(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Storage:GrainStorageJournal").Get<GrainStorageJournalOptions>() ?? new();
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(options);
        services.TryAddSingleton<IJournal>(provider => GrainStorageJournalOf(provider, options));
        return services;
    }

    /// <summary>
    /// Keeps a hub from starting on an empty journal beside a full one, when <c>Storage:Journal</c> was changed. Call after
    /// the silo was added and before what uses the journal.
    /// </summary>
    public static IServiceCollection AddJournalCheck(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IHostedService>(provider => new JournalCheck(provider, configuration));

    /// <summary>Name of the grain-storage provider that is for the journal alone.</summary>
    public const string JournalProvider = "Journal";

    internal static GrainStorageJournal GrainStorageJournalOf(IServiceProvider provider, GrainStorageJournalOptions options) => new(
        () => provider.GetKeyedService<IGrainStorage>(JournalProvider)
            ?? provider.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME),
        "grain-storage",
        options,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<GrainStorageJournal>>());

    /// <summary>
    /// The projections of shipments, inspections and events with their searches, kept up to date in the background. Needs a
    /// journal, a projection store and the ledger's <see cref="PortLogDecoder"/>. Call after the silo was added: a journal may need it.
    /// </summary>
    public static IServiceCollection AddProjections(this IServiceCollection services)
    {
        services.AddSingleton<IProjection, ShipmentProjection>();
        services.AddSingleton<IProjection, InspectionProjection>();
        services.AddSingleton<IProjection, EventProjection>();
        services.AddSingleton<Projector>();
        services.AddSingleton<ProjectionService>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ProjectionService>());
        services.AddSingleton<ShipmentSearch>();
        services.AddSingleton<InspectionSearch>();
        services.AddSingleton<EventHistory>();
        services.AddSingleton<DutyHistory>();
        return services;
    }

    /// <summary>Evidence in files. Settings: <c>Storage:Evidence</c>.</summary>
    public static IServiceCollection AddFileEvidence(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IEvidenceStore>(provider => new FileEvidenceStore(
            configuration.GetSection("Storage:Evidence").Get<EvidenceOptions>() ?? new(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
