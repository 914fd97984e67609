using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.Postgres;
using OpsHub.Storage.Projections;
using OpsHub.Storage.Tests.Postgres;
using OpsHub.Storage.Tests.Sqlite;
using OpsHub.Testing.Storage;

namespace OpsHub.Storage.Tests.Projections;

public sealed class SqliteProjectionTests : ProjectionContract
{
    private readonly SqliteFixture _fixture = new();

    public override Task InitializeAsync()
    {
        Store = new SqliteProjectionStore(_fixture.Database);
        return Task.CompletedTask;
    }

    public override Task DisposeAsync()
    {
        _fixture.Dispose();
        return Task.CompletedTask;
    }
}

[RequiresPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresProjectionTests(PostgresServer server) : ProjectionContract
{
    private PostgresDatabase? _database;

    public override async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
            return;
        _database = await PostgresDatabase.OpenAsync(
            new PostgresStorageOptions { ConnectionString = server.CreateDatabase() }, TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        Store = new PostgresProjectionStore(_database);
    }

    public override async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
