using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace OpsHub.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => Connection = connection;

    /// <summary>For code that is better off with ADO.NET (projections); the hot paths use <see cref="Prepare"/>.</summary>
    public SqliteConnection Connection { get; }

    public sqlite3 Handle => Connection.Handle!;

    /// <summary>True between BEGIN and COMMIT or ROLLBACK; some faults end the transaction by themselves.</summary>
    public bool InTransaction => sqlite3_get_autocommit(Handle) == 0;

    /// <param name="options">Where and how.</param>
    /// <param name="create">False when reopening after a fault: a file that has gone must not be replaced by an empty one.</param>
    public static SqliteSession OpenWriter(SqliteStorageOptions options, bool create)
    {
        var session = Open(options, create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite);
        try
        {
            session.Execute("PRAGMA journal_mode=WAL");
            // FULL: the log is synced on every commit, so what is acknowledged survives a power cut.
            session.Execute("PRAGMA synchronous=FULL");
            session.Execute($"PRAGMA wal_autocheckpoint={options.CheckpointPages}");
            session.Execute("PRAGMA foreign_keys=ON");
            // 64 MiB: the inner pages of the indexes of a port's state stay in memory.
            session.Execute("PRAGMA cache_size=-65536");
            session.LimitSize(options.MaxDatabaseBytes);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static SqliteSession OpenReader(SqliteStorageOptions options)
    {
        var session = Open(options, SqliteOpenMode.ReadOnly);
        session.Execute("PRAGMA cache_size=-16384");
        return session;
    }

    public void LimitSize(long? bytes)
    {
        var pageSize = Scalar("PRAGMA page_size");
        // 0xfffffffe pages is the engine's own largest value.
        Execute($"PRAGMA max_page_count={(bytes is { } b ? b / pageSize : 0xfffffffeL)}");
    }

    /// <summary>The statement for this text, prepared once per connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        statement = new SqliteStatement(Handle, sql);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Runs statements that are not worth keeping prepared.</summary>
    public void Execute(string sql)
    {
        var code = sqlite3_exec(Handle, sql);
        if (code != SQLITE_OK)
            throw SqliteFault.From(Handle, code, sql);
    }

    public long Scalar(string sql)
    {
        using var statement = new SqliteStatement(Handle, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        Connection.Dispose();
    }

    private static SqliteSession Open(SqliteStorageOptions options, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.DatabasePath,
            Mode = mode,
            // Sessions are pooled here, with their statements.
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw SqliteFault.From(error);
        }

        sqlite3_busy_timeout(connection.Handle!, options.BusyTimeoutMs);
        return new SqliteSession(connection);
    }
}
