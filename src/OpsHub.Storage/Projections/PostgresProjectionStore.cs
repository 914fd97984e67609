using System.Collections.Concurrent;
using Npgsql;
using OpsHub.Storage.Postgres;

namespace OpsHub.Storage.Projections;

/// <summary>Projections in PostgreSQL, for a cluster. Each batch of changes is one transaction and one round trip.</summary>
public sealed class PostgresProjectionStore(PostgresDatabase database) : IProjectionStore
{
    private static readonly ConcurrentDictionary<string, string> s_dialect = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(IProjection projection, CancellationToken cancellationToken = default) =>
        await MakeAsync(projection, always: false, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RebuildAsync(IProjection projection, CancellationToken cancellationToken = default) =>
        await MakeAsync(projection, always: true, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> PositionAsync(IProjection projection, string stream, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.Source.CreateCommand("SELECT position FROM projection_positions WHERE projection = $1 AND stream = $2");
            command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = projection.Name }, new() { Value = stream }]);
            return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.From(error, database.Options.DisplayName);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ApplyAsync(
        IProjection projection, string stream, long from, long to, ProjectionChanges changes, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var move = from == 0
                ? "INSERT INTO projection_positions(projection, stream, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
                : "UPDATE projection_positions SET position = $3 WHERE projection = $1 AND stream = $2 AND position = $4";
            await using var position = Command(new NpgsqlCommand(move, connection), from == 0 ? [projection.Name, stream, to] : [projection.Name, stream, to, from]);
            if (await position.ExecuteNonQueryAsync(cancellationToken) == 0)
                return false;
            if (changes.Statements.Count > 0)
            {
                await using var batch = new NpgsqlBatch(connection);
                foreach (var (sql, values) in changes.Statements)
                    batch.BatchCommands.Add(Command(new NpgsqlBatchCommand(Dialect(sql)), values));
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.From(error, database.Options.DisplayName);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<T>> QueryAsync<T>(
        string sql, IReadOnlyList<object?> values, Func<IProjectionRow, T> map, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = Command(database.Source.CreateCommand(Dialect(sql)), values);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var row = new Row(reader);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(map(row));
            return rows;
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.From(error, database.Options.DisplayName);
        }
    }

    private async Task MakeAsync(IProjection projection, bool always, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Silos of a cluster prepare at the same time; the table is small and this is rare.
            await ExecuteAsync(connection, "LOCK TABLE projections IN EXCLUSIVE MODE", [], cancellationToken);
            await using var read = Command(new NpgsqlCommand("SELECT version FROM projections WHERE name = $1", connection), [projection.Name]);
            if ((int?)await read.ExecuteScalarAsync(cancellationToken) == projection.Version && !always)
                return;
            foreach (var table in projection.Tables)
                await ExecuteAsync(connection, $"DROP TABLE IF EXISTS {table}", [], cancellationToken);
            foreach (var statement in projection.Schema)
                await ExecuteAsync(connection, Dialect(statement), [], cancellationToken);
            await ExecuteAsync(connection, "DELETE FROM projection_positions WHERE projection = $1", [projection.Name], cancellationToken);
            await ExecuteAsync(
                connection, "INSERT INTO projections(name, version) VALUES ($1, $2) ON CONFLICT(name) DO UPDATE SET version = excluded.version",
                [projection.Name, projection.Version], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.From(error, database.Options.DisplayName);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        await using var command = Command(new NpgsqlCommand(sql, connection), values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Dialect(string sql) =>
        s_dialect.GetOrAdd(sql, static s => s.Replace("{key}", "text COLLATE \"C\"", StringComparison.Ordinal));

    private static NpgsqlCommand Command(NpgsqlCommand command, IReadOnlyList<object?> values)
    {
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        return command;
    }

    private static NpgsqlBatchCommand Command(NpgsqlBatchCommand command, IReadOnlyList<object?> values)
    {
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        return command;
    }

    // Null has no type of its own; PostgreSQL infers it from the column.
    private static NpgsqlParameter Parameter(object? value) => new()
    {
        Value = value switch
        {
            null => DBNull.Value,
            int number => (long)number,
            bool flag => flag ? 1L : 0L,
            _ => value,
        },
    };

    private sealed class Row(NpgsqlDataReader reader) : IProjectionRow
    {
        public string Text(int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);

        public long Int64(int column) => reader.IsDBNull(column) ? 0 : reader.GetInt64(column);

        public double Double(int column) => reader.IsDBNull(column) ? 0 : reader.GetDouble(column);

        public bool IsNull(int column) => reader.IsDBNull(column);
    }
}
