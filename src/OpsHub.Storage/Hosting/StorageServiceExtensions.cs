using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsHub.Storage.Evidence;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Postgres;
using OpsHub.Storage.Projections;
using OpsHub.Storage.Sqlite;

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
    /// The projections of shipments, inspections and events with their searches, kept up to date in the background. Needs a
    /// journal, a projection store and the ledger's <see cref="PortLogDecoder"/>.
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
