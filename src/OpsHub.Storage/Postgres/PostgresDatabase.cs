using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OpsHub.Storage.Postgres;

/// <summary>
/// Journal and projections of a cluster in one PostgreSQL database, and the tables in which Orleans' own providers keep
/// grain state, reminders and membership.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>Two processes that start together must not both migrate; any number of our own will do.</summary>
    private const long MigrationLock = 0x4F70734875624A31;

    /// <summary>For grain state, reminders and membership: with <see cref="OwnConnections"/>, three hosts fit a server's default of 100.</summary>
    private const int GrainConnections = 24;

    /// <summary>For the journal's one writer, reads of it and the projections.</summary>
    private const int OwnConnections = 8;

    private static readonly string[] s_steps =
    [
        """
        CREATE TABLE journal_streams(
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL UNIQUE,
            last bigint NOT NULL DEFAULT 0,
            truncated bigint NOT NULL DEFAULT 0);
        CREATE TABLE journal_segments(
            stream bigint NOT NULL,
            first bigint NOT NULL,
            last bigint NOT NULL,
            checksum bigint NOT NULL,
            data bytea NOT NULL,
            PRIMARY KEY(stream, last));
        CREATE TABLE projections(name text PRIMARY KEY, version integer NOT NULL);
        CREATE TABLE projection_positions(
            projection text NOT NULL, stream text NOT NULL, position bigint NOT NULL, PRIMARY KEY(projection, stream));
        """,
        OrleansTables.Script,
    ];

    private PostgresDatabase(PostgresStorageOptions options, NpgsqlDataSource source, TimeProvider time, ILogger log)
    {
        Options = options;
        Source = source;
        Time = time;
        Log = log;
    }

    /// <summary>The settings it was opened with.</summary>
    public PostgresStorageOptions Options { get; }

    internal NpgsqlDataSource Source { get; }

    /// <summary>
    /// For drivers that open their own connections: they must find our tables without naming the schema, and leave the server
    /// some. A burst waits for a connection of the pool; Npgsql's own limit is all the 100 that a server has by default.
    /// </summary>
    internal static string ConnectionStringOf(PostgresStorageOptions options, int maxConnections = GrainConnections)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = options.Schema, ApplicationName = "opshub" };
        if (!builder.ShouldSerialize("Maximum Pool Size"))
            builder.MaxPoolSize = maxConnections;
        return builder.ConnectionString;
    }

    internal TimeProvider Time { get; }

    internal ILogger Log { get; }

    /// <summary>Connects, checks that commits are durable, and creates or migrates our tables.</summary>
    /// <exception cref="StorageException">The server cannot be reached, is newer than this program, or does not sync commits.</exception>
    public static async Task<PostgresDatabase> OpenAsync(
        PostgresStorageOptions options, TimeProvider time, ILogger<PostgresDatabase> log, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var connection = new NpgsqlConnectionStringBuilder(ConnectionStringOf(options, OwnConnections))
        {
            // Statements are a few constants; parsing them for every group would cost more than running them.
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
        };
        var source = new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
        try
        {
            await using var open = await source.OpenConnectionAsync(cancellationToken);
            await CheckDurabilityAsync(open, options, log, cancellationToken);
            await MigrateAsync(open, options, cancellationToken);
            return new PostgresDatabase(options, source, time, log);
        }
        catch (Exception error) when (error is NpgsqlException or StorageException)
        {
            await source.DisposeAsync();
            throw PostgresFault.From(error, options.DisplayName);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static async Task CheckDurabilityAsync(
        NpgsqlConnection connection, PostgresStorageOptions options, ILogger log, CancellationToken cancellationToken)
    {
        if (await ShowAsync(connection, "synchronous_commit", cancellationToken) == "off")
        {
            throw new StorageException(
                StorageFault.Other,
                $"PostgreSQL at {options.DisplayName} has synchronous_commit = off: what is acknowledged could be lost. Set it to on for this database.");
        }

        if (await ShowAsync(connection, "fsync", cancellationToken) == "off")
            log.LogWarning("PostgreSQL at {Server} has fsync = off: a power cut there loses and damages data.", options.DisplayName);
    }

    private static async Task<string?> ShowAsync(NpgsqlConnection connection, string setting, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SHOW {setting}", connection);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task MigrateAsync(NpgsqlConnection connection, PostgresStorageOptions options, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken);
        await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {options.Schema}", cancellationToken);
        await ExecuteAsync(
            connection, "CREATE TABLE IF NOT EXISTS schema_versions(version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", cancellationToken);
        await using var read = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_versions", connection);
        var version = (int)(await read.ExecuteScalarAsync(cancellationToken))!;
        if (version > s_steps.Length)
        {
            throw new StorageException(
                StorageFault.NewerSchema,
                $"The database {options.DisplayName} has schema version {version}; this program knows versions up to {s_steps.Length}. Start the newer program again.");
        }

        for (; version < s_steps.Length; version++)
        {
            await ExecuteAsync(connection, s_steps[version], cancellationToken);
            await ExecuteAsync(
                connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_versions(version) VALUES ({version + 1})"), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
