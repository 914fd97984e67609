#if ORLEANS
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Postgres;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime;

namespace OpsHub.Storage.Hosting;

/// <summary>
/// A cluster on PostgreSQL through Orleans' own providers: membership, grain state, reminders. State names must be unique
/// among the grain classes, for the provider does not store a grain's type.
/// </summary>
public static class PostgresSiloBuilderExtensions
{
    private const string Invariant = "Npgsql";

    /// <summary>
    /// Uses the database of <c>Storage:Postgres</c> for membership, default grain state and reminders. Needs
    /// <c>AddPostgresJournal</c>, which opens it and makes the tables.
    /// </summary>
    public static ISiloBuilder UsePostgres(this ISiloBuilder builder, IConfiguration configuration)
    {
        var connection = PostgresDatabase.ConnectionStringOf(StorageChoice.Postgres(configuration));
        builder.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.ConnectionString = connection;
        });
        builder.UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = Invariant;
            reminders.ConnectionString = connection;
        });
        builder.AddAdoNetGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (OptionsBuilder<AdoNetGrainStorageOptions> storage) =>
            storage.Configure<StateCodec>((state, codec) =>
            {
                state.Invariant = Invariant;
                state.ConnectionString = connection;
                state.GrainStorageSerializer = new StateCodecSerializer(codec);
            }));
        return builder.ConfigureServices(services =>
        {
            services.TryAddSingleton<StateCodec>();
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, TablesFirst>();
        });
    }

    /// <summary>The providers read their statements from the database when the silo starts; the tables must be there before.</summary>
    private sealed class TablesFirst(IServiceProvider services) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) =>
            lifecycle.Subscribe(nameof(TablesFirst), ServiceLifecycleStage.First, _ =>
            {
                services.GetRequiredService<PostgresDatabase>();
                return Task.CompletedTask;
            });
    }
}
#endif
