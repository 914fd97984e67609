using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Sqlite;
using Orleans;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime.Hosting;

namespace OpsHub.Storage.Hosting;

/// <summary>Grain state and reminders on the process's SQLite file; needs <c>AddSqliteDatabase</c>.</summary>
public static class SqliteSiloBuilderExtensions
{
    /// <summary>Adds SQLite under the name grains ask for.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name) => builder.ConfigureServices(services =>
    {
        services.TryAddSingleton<StateCodec>();
        services.TryAddSingleton<IEmptyState, EmptyState>();
        services.AddGrainStorage(name, static (provider, _) => new SqliteGrainStorage(
            new SqliteStates(provider.GetRequiredService<SqliteDatabase>()),
            provider.GetRequiredService<StateCodec>(),
            provider.GetRequiredService<IEmptyState>()));
    });

    /// <summary>Adds SQLite for grains that name no storage.</summary>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder builder) =>
        builder.AddSqliteGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

    /// <summary>Turns reminders on and keeps them in SQLite.</summary>
    public static ISiloBuilder UseSqliteReminders(this ISiloBuilder builder) => builder.AddReminders().ConfigureServices(services =>
        services.AddSingleton<IReminderTable, SqliteReminderTable>());
}
