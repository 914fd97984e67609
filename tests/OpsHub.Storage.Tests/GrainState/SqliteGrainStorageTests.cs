using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Contracts;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Hosting;
using OpsHub.Storage.Sqlite;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace OpsHub.Storage.Tests.GrainState;

public sealed class Sample
{
    public OfficerId Officer { get; set; }

    public int Count { get; set; }
}

/// <summary>A grain with state and reminders. Key: any text. Called by the tests.</summary>
[Alias("IStoredSampleGrain")]
public interface IStoredSampleGrain : IGrainWithStringKey
{
    [Alias("Increment")] Task<int> Increment();

    [Alias("Clear")] Task Clear();

    [Alias("Remind")] Task Remind(string name);

    [Alias("Reminders")] Task<List<string>> Reminders();

    [Alias("WriteBehindItsBack")] Task WriteBehindItsBack();
}

internal sealed class StoredSampleGrain([PersistentState("sample")] IPersistentState<Sample> stored, IServiceProvider services)
    : Grain, IStoredSampleGrain, IRemindable
{
    public async Task<int> Increment()
    {
        stored.State.Officer = new OfficerId("officer7");
        stored.State.Count++;
        await stored.WriteStateAsync();
        return stored.State.Count;
    }

    public Task Clear() => stored.ClearStateAsync();

    public Task Remind(string name) => this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public async Task<List<string>> Reminders() => [.. (await this.GetReminders()).Select(r => r.ReminderName).Order(StringComparer.Ordinal)];

    public async Task WriteBehindItsBack()
    {
        var states = new SqliteStates(services.GetRequiredService<SqliteDatabase>());
        var record = await states.ReadAsync(this.GetGrainId().ToString(), "sample");
        await states.WriteAsync(this.GetGrainId().ToString(), "sample", record?.Version, record?.Payload);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}

public sealed class SqliteGrainStorageTests : IDisposable
{
    private static readonly GrainId s_grain = GrainId.Create("shipment", "EETLL-1");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Grain_AfterARestart_HasItsStateAndItsReminders()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<IStoredSampleGrain>("a");
        Assert.Equal(1, await grain.Increment());
        Assert.Equal(2, await grain.Increment());
        await grain.Remind("wake");
        await grain.Remind("again");
        await host.RestartAsync();

        grain = host.Grains.GetGrain<IStoredSampleGrain>("a");
        Assert.Equal(3, await grain.Increment());
        Assert.Equal(["again", "wake"], await grain.Reminders());
        Assert.Empty(await host.Grains.GetGrain<IStoredSampleGrain>("b").Reminders());
    }

    [Fact]
    public async Task Grain_AfterAClear_StartsAnewAlsoAfterARestart()
    {
        await using var host = await StartAsync();
        await host.Grains.GetGrain<IStoredSampleGrain>("a").Increment();
        await host.Grains.GetGrain<IStoredSampleGrain>("a").Clear();
        Assert.Equal(1, await host.Grains.GetGrain<IStoredSampleGrain>("a").Increment());
        await host.Grains.GetGrain<IStoredSampleGrain>("a").Clear();
        await host.RestartAsync();

        Assert.Equal(1, await host.Grains.GetGrain<IStoredSampleGrain>("a").Increment());
        await host.Grains.GetGrain<IStoredSampleGrain>("never written").Clear();
        Assert.Equal(1, await host.Grains.GetGrain<IStoredSampleGrain>("never written").Increment());
    }

    [Fact]
    public async Task Grain_WhenSomebodyElseHasWritten_IsRefusedAndStartsFromWhatIsStored()
    {
        await using var host = await StartAsync();
        var grain = host.Grains.GetGrain<IStoredSampleGrain>("a");
        await grain.Increment();
        await grain.WriteBehindItsBack();

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => grain.Increment());
        Assert.Equal(2, await grain.Increment());
    }

    [Fact]
    public async Task Storage_ReadWriteClear_KeepsETagsAndTheStoredForm()
    {
        using var database = OpenDatabase();
        var states = new SqliteStates(database);
        var storage = new SqliteGrainStorage(states, new StateCodec(), new NewSample());
        var first = new GrainState<Sample>();
        await storage.ReadStateAsync("sample", s_grain, first);
        Assert.Equal((null, false), (first.ETag, first.RecordExists));

        first.State = new Sample { Officer = new("officer7"), Count = 5 };
        await storage.WriteStateAsync("sample", s_grain, first);
        Assert.Equal(("1", true), (first.ETag, first.RecordExists));
        Assert.Equal(
            """{"schema":1,"state":{"officer":"officer7","count":5}}""",
            System.Text.Encoding.UTF8.GetString((await states.ReadAsync("shipment/EETLL-1", "sample"))!.Value.Payload!.Value.Span));

        var second = new GrainState<Sample>();
        await storage.ReadStateAsync("sample", s_grain, second);
        Assert.Equal((5, "1", true), (second.State.Count, second.ETag, second.RecordExists));
        await storage.WriteStateAsync("sample", s_grain, second);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("sample", s_grain, first));
        Assert.Equal(("2", "1"), (conflict.StoredEtag, conflict.CurrentEtag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("sample", s_grain, first));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.WriteStateAsync("sample", s_grain, new GrainState<Sample>(new Sample()) { ETag = "from elsewhere" }));

        await storage.ClearStateAsync("sample", s_grain, second);
        Assert.Equal(("3", false, 0), (second.ETag, second.RecordExists, second.State.Count));
        await storage.ReadStateAsync("sample", s_grain, second);
        Assert.Equal(("3", false), (second.ETag, second.RecordExists));
    }

    [Fact]
    public async Task Reminders_AreUpsertedAndRemovedByETag()
    {
        using var database = OpenDatabase();
        var table = new SqliteReminderTable(database);
        var startAt = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);
        var first = await table.UpsertRow(new ReminderEntry { GrainId = s_grain, ReminderName = "wake", StartAt = startAt, Period = TimeSpan.FromMinutes(5) });
        var second = await table.UpsertRow(new ReminderEntry { GrainId = s_grain, ReminderName = "wake", StartAt = startAt, Period = TimeSpan.FromMinutes(7) });

        Assert.NotEqual(first, second);
        var row = await table.ReadRow(s_grain, "wake");
        Assert.Equal((s_grain, startAt, TimeSpan.FromMinutes(7), second), (row!.GrainId, row.StartAt, row.Period, row.ETag));
        Assert.Equal(DateTimeKind.Utc, row.StartAt.Kind);
        Assert.False(await table.RemoveRow(s_grain, "wake", first!));
        Assert.True(await table.RemoveRow(s_grain, "wake", second!));
        Assert.Null(await table.ReadRow(s_grain, "wake"));
        var third = await table.UpsertRow(new ReminderEntry { GrainId = s_grain, ReminderName = "wake", StartAt = startAt, Period = TimeSpan.FromMinutes(7) });
        Assert.NotEqual(second, third);
    }

    [Fact]
    public async Task Reminders_OfPartsOfTheRing_AreTogetherAllOfThemOnce()
    {
        using var database = OpenDatabase();
        var table = new SqliteReminderTable(database);
        for (var i = 0; i < 50; i++)
            await table.UpsertRow(new ReminderEntry { GrainId = GrainId.Create("officer", $"o{i}"), ReminderName = "r", StartAt = DateTime.UnixEpoch, Period = TimeSpan.FromHours(1) });

        uint[] cuts = [17, 1u << 30, 3_000_000_000];
        var seen = new List<string>();
        for (var i = 0; i < cuts.Length; i++)
            seen.AddRange((await table.ReadRows(cuts[i], cuts[(i + 1) % cuts.Length])).Reminders.Select(r => r.GrainId.ToString()));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"officer/o{i}").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(50, (await table.ReadRows(0, 0)).Reminders.Count);
        await table.TestOnlyClearTable();
        Assert.Empty((await table.ReadRows(0, 0)).Reminders);
    }

    private Task<GrainHost> StartAsync() => GrainHost.StartAsync(silo => silo
        .AddSqliteGrainStorageAsDefault()
        .UseSqliteReminders()
        .ConfigureServices(services => services.AddSingleton(_ => OpenDatabase())));

    private SqliteDatabase OpenDatabase() => SqliteDatabase.Open(
        new SqliteStorageOptions { DatabasePath = _folder.File("opshub.db") }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);

    private sealed class NewSample : IEmptyState
    {
        public T Create<T>() => Activator.CreateInstance<T>();
    }
}
