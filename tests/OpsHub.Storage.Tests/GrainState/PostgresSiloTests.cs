#if ORLEANS
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsHub.Storage.Hosting;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Tests.Postgres;
using OpsHub.Testing.Runtime;
using OpsHub.Testing.Storage;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Storage.Tests.GrainState;

/// <summary>Orleans' own PostgreSQL providers on our tables and statements.</summary>
[RequiresPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresSiloTests(PostgresServer server)
{
    [ContractFact]
    public async Task Grain_AfterARestart_HasItsStateAndItsRemindersInOurStoredForm()
    {
        var connection = server.CreateDatabase();
        await using var host = await StartAsync(connection);
        var grain = host.Grains.GetGrain<IStoredSampleGrain>("a");
        Assert.Equal(1, await grain.Increment());
        Assert.Equal(2, await grain.Increment());
        await grain.Remind("wake");
        await grain.Remind("wake");
        await grain.Remind("again");
        await host.RestartAsync();

        grain = host.Grains.GetGrain<IStoredSampleGrain>("a");
        Assert.Equal(3, await grain.Increment());
        Assert.Equal(["again", "wake"], await grain.Reminders());
        Assert.Equal(
            """{"schema":1,"state":{"officer":"officer7","count":3}}""",
            await ReadAsync(connection, "SELECT convert_from(payload, 'UTF8') FROM opshub.grain_states"));
        await grain.Clear();
        Assert.Equal(1, await grain.Increment());
    }

    [ContractFact]
    public async Task Grain_WhenSomebodyElseHasWritten_IsRefusedAndStartsFromWhatIsStored()
    {
        var connection = server.CreateDatabase();
        await using var host = await StartAsync(connection);
        var grain = host.Grains.GetGrain<IStoredSampleGrain>("a");
        await grain.Increment();
        await ReadAsync(connection, "UPDATE opshub.grain_states SET version = version + 1 RETURNING 'done'");

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => grain.Increment());
        Assert.Equal(2, await grain.Increment());
    }

    [ContractFact]
    public async Task Reminders_AreUpsertedReadByRangeAndRemovedByETag()
    {
        await using var host = await StartAsync(server.CreateDatabase());
        var table = host.Services.GetRequiredService<IReminderTable>();
        var grain = GrainId.Create("shipment", "EETLL-1");
        var startAt = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);
        var entry = new ReminderEntry { GrainId = grain, ReminderName = "wake", StartAt = startAt, Period = TimeSpan.FromMinutes(5) };
        var first = await table.UpsertRow(entry);
        var second = await table.UpsertRow(entry);

        Assert.NotEqual(first, second);
        var row = await table.ReadRow(grain, "wake");
        Assert.Equal((startAt, TimeSpan.FromMinutes(5), second), (row!.StartAt, row.Period, row.ETag));
        var hash = grain.GetUniformHashCode();
        Assert.Single((await table.ReadRows(hash - 1, hash)).Reminders);
        Assert.Empty((await table.ReadRows(hash, hash - 1)).Reminders);
        Assert.Single((await table.ReadRows(0, 0)).Reminders);
        Assert.False(await table.RemoveRow(grain, "wake", first!));
        Assert.True(await table.RemoveRow(grain, "wake", second!));
        Assert.Null(await table.ReadRow(grain, "wake"));
    }

    [ContractFact]
    public async Task TwoSilos_OnOneDatabase_AreOneClusterAndShareTheJournal()
    {
        var connection = server.CreateDatabase();
        await using var first = await StartAsync(connection);
        await using var second = await StartAsync(connection);
        var management = second.Grains.GetGrain<IManagementGrain>(0);
        Assert.Equal(2, (await management.GetHosts(onlyActive: true)).Count);

        // Whichever silo the grains are on, both see the same counts.
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1, await first.Grains.GetGrain<IStoredSampleGrain>($"g{i}").Increment());
            Assert.Equal(2, await second.Grains.GetGrain<IStoredSampleGrain>($"g{i}").Increment());
        }

        var journals = new[] { first, second }.Select(h => h.Services.GetRequiredService<IJournal>()).ToArray();
        Assert.Equal(1, await journals[0].AppendAsync("s", "a"u8.ToArray()));
        Assert.Equal(2, await journals[1].AppendAsync("s", "b"u8.ToArray()));
    }

    private static Task<GrainHost> StartAsync(string connection)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:Postgres:ConnectionString"] = connection })
            .Build();
        return GrainHost.StartAsync(silo => silo.UsePostgres(configuration).ConfigureServices(services => services.AddPostgresJournal(configuration)));
    }

    private static async Task<string?> ReadAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        return (string?)await command.ExecuteScalarAsync();
    }
}
#endif
