using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Postgres;
using OpsHub.Storage.Tests.Postgres;
using OpsHub.Testing.Storage;

namespace OpsHub.Storage.Tests.Journals;

[RequiresPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalTests(PostgresServer server) : JournalContract
{
    private readonly PostgresStorageOptions _options = new();
    private PostgresDatabase _database = null!;

    public override async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
            return;
        _options.ConnectionString = server.CreateDatabase();
        await OpenAsync();
    }

    public override Task DisposeAsync() => CloseAsync();

    protected override async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    [ContractFact]
    public async Task Append_ByTwoProcessesToTheSameStreams_IsDenseAndNeverDeadlocks()
    {
        await using var other = new PostgresJournal(_database);
        var appends = Enumerable.Range(0, 600).Select(async i =>
        {
            // Opposite orders of the streams: what would deadlock if rows were locked in the order of arrival.
            var journal = i % 2 == 0 ? Journal : other;
            var stream = i % 2 == 0 ? $"s{i % 5}" : $"s{4 - (i % 5)}";
            return (stream, number: await journal.AppendAsync(stream, Bytes($"{i}")));
        });

        foreach (var stream in (await Task.WhenAll(appends)).GroupBy(a => a.stream))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Select(a => a.number).Order());
            Assert.Equal(stream.Count(), (await ReadAsync(stream.Key)).Length);
        }
    }

    [ContractFact]
    public async Task Append_WhenTheConnectionIsCut_FailsByNameAndRecovers()
    {
        await Journal.AppendAsync("s", Bytes("a"));
        await ExecuteAsync("ALTER TABLE opshub.journal_segments ADD CONSTRAINT refuse CHECK (stream < 0) NOT VALID");
        var refused = await Assert.ThrowsAsync<StorageException>(async () => await Journal.AppendAsync("s", Bytes("b")));
        Assert.Contains("23514", refused.Message, StringComparison.Ordinal);
        await ExecuteAsync("ALTER TABLE opshub.journal_segments DROP CONSTRAINT refuse");

        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'opshub' AND pid <> pg_backend_pid()");
        try
        {
            await Journal.AppendAsync("s", Bytes("c"));
        }
        catch (StorageException error)
        {
            // The pool may hand out the dead connection once.
            Assert.Equal(StorageFault.InputOutput, error.Fault);
        }

        var next = await Journal.LastAsync("s") + 1;
        Assert.Equal(next, await Journal.AppendAsync("s", Bytes("d")));
    }

    [ContractFact]
    public async Task Append_WhenTheDatabaseIsReadOnly_FailsByNameAndRecovers()
    {
        await ExecuteAsync($"ALTER DATABASE {Database} SET default_transaction_read_only = on");
        _database.Source.Clear();
        var refused = await Assert.ThrowsAsync<StorageException>(async () => await Journal.AppendAsync("s", Bytes("a")));
        Assert.Equal(StorageFault.ReadOnly, refused.Fault);
        await ExecuteAsync($"ALTER DATABASE {Database} RESET default_transaction_read_only");
        _database.Source.Clear();

        Assert.Equal(1, await Journal.AppendAsync("s", Bytes("a")));
    }

    [ContractFact]
    public async Task Open_OfANewerSchema_IsRefused()
    {
        await ExecuteAsync("INSERT INTO opshub.schema_versions(version) VALUES (999)");

        Assert.Equal(StorageFault.NewerSchema, (await Assert.ThrowsAsync<StorageException>(OpenAsync)).Fault);
    }

    [ContractFact]
    public async Task Open_WhenCommitsAreNotSynced_IsRefused()
    {
        await ExecuteAsync($"ALTER DATABASE {Database} SET synchronous_commit = off");

        Assert.Contains("synchronous_commit", (await Assert.ThrowsAsync<StorageException>(OpenAsync)).Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Open_OfAServerThatIsNotThere_SaysWhichOne()
    {
        _options.ConnectionString = "Host=/nonexistent;Username=opshub;Database=nowhere;Timeout=2";

        var refused = await Assert.ThrowsAsync<StorageException>(OpenAsync);
        Assert.Equal(StorageFault.InputOutput, refused.Fault);
        Assert.Contains("/nonexistent/nowhere", refused.Message, StringComparison.Ordinal);
    }

    private string? Database => new NpgsqlConnectionStringBuilder(_options.ConnectionString).Database;

    private async Task OpenAsync()
    {
        _database = await PostgresDatabase.OpenAsync(_options, TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        Journal = new PostgresJournal(_database);
    }

    private async Task CloseAsync()
    {
        if (Journal is PostgresJournal journal)
            await journal.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_options.ConnectionString + ";Pooling=false;Application Name=test;Options=-c default_transaction_read_only=off");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
