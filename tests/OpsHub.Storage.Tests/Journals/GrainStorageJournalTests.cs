using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Storage.Tests.Sqlite;
using OpsHub.Testing.Runtime;
using Orleans.Storage;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>On a provider that forgets a cleared record with its ETag, as blobs are.</summary>
public sealed class GrainStorageJournalTests : JournalContract
{
    private readonly DurableGrainStorage _records = new();

    public override async Task InitializeAsync() => await ReopenAsync();

    public override async Task DisposeAsync() => await ((GrainStorageJournal)Journal).DisposeAsync();

    protected override Task ReopenAsync()
    {
        Journal = Open(_records);
        return Task.CompletedTask;
    }

    internal static GrainStorageJournal Open(IGrainStorage storage, TimeProvider? time = null, GrainStorageJournalOptions? options = null) => new(
        () => storage, "test", options ?? new(), time ?? TimeProvider.System, NullLogger<GrainStorageJournal>.Instance);
}

/// <summary>On our own SQLite grain storage.</summary>
public sealed class SqliteGrainStorageJournalTests : JournalContract
{
    private readonly SqliteFixture _fixture = new();

    public override Task InitializeAsync()
    {
        Journal = Open();
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        await ((GrainStorageJournal)Journal).DisposeAsync();
        _fixture.Dispose();
    }

    [ContractFact]
    public async Task OpenReadOnly_BesideTheRunningServer_ReadsTheSameAndRefusesToWrite()
    {
        await Journal.AppendAsync("port/EETLL/log", [Bytes("a"), Bytes("b")]);
        using var storage = SqliteGrainStorage.OpenReadOnly(_fixture.Options.DatabasePath);
        await using var reader = GrainStorageJournalTests.Open(storage);

        Assert.Equal([new("port/EETLL/log", 1, 2)], await reader.StreamsAsync("port/").ToArrayAsync());
        Assert.Equal(2, (await reader.ReadAsync("port/EETLL/log", 1, 9).ToArrayAsync()).Length);
        var refused = await Assert.ThrowsAsync<StorageException>(async () => await reader.AppendAsync("port/EETLL/log", Bytes("c")));
        Assert.Equal(StorageFault.ReadOnly, refused.Fault);
    }

    protected override async Task ReopenAsync()
    {
        await ((GrainStorageJournal)Journal).DisposeAsync();
        _fixture.Reopen();
        Journal = Open();
    }

    private GrainStorageJournal Open() =>
        GrainStorageJournalTests.Open(new SqliteGrainStorage(new SqliteStates(_fixture.Database), new StateCodec(), new NoState()));
}
