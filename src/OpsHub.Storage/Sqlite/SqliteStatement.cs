using SQLitePCL;
using static SQLitePCL.raw;

namespace OpsHub.Storage.Sqlite;

/// <summary>
/// A prepared statement on the engine's own interface: the writer runs several per grain write, and the ADO.NET layer
/// costs more there than the engine does. Parameters are numbered from 1, columns from 0. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        var code = sqlite3_prepare_v3(database, sql, SQLITE_PREPARE_PERSISTENT, out _statement);
        if (code != SQLITE_OK)
            throw SqliteFault.From(database, code, sql);
    }

    public SqliteStatement Bind(int index, long value) => Check(sqlite3_bind_int64(_statement, index, value));

    public SqliteStatement Bind(int index, double value) => Check(sqlite3_bind_double(_statement, index, value));

    public SqliteStatement Bind(int index, string value) => Check(sqlite3_bind_text(_statement, index, value));

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value) =>
        // A null pointer would bind NULL instead of an empty blob.
        Check(value.IsEmpty ? sqlite3_bind_zeroblob(_statement, index, 0) : sqlite3_bind_blob(_statement, index, value));

    public SqliteStatement BindNull(int index) => Check(sqlite3_bind_null(_statement, index));

    /// <summary>True when a row stands ready; false when the statement has ended (and was reset).</summary>
    public bool Step()
    {
        var code = sqlite3_step(_statement);
        if (code == SQLITE_ROW)
            return true;
        sqlite3_reset(_statement);
        if (code != SQLITE_DONE)
            throw SqliteFault.From(_database, code, sqlite3_sql(_statement).utf8_to_string());
        return false;
    }

    /// <summary>Runs a statement that returns nothing and answers how many rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return sqlite3_changes(_database);
    }

    public long Int64(int column) => sqlite3_column_int64(_statement, column);

    public double Double(int column) => sqlite3_column_double(_statement, column);

    public string Text(int column) => sqlite3_column_text(_statement, column).utf8_to_string();

    public bool IsNull(int column) => sqlite3_column_type(_statement, column) == SQLITE_NULL;

    /// <summary>The column's bytes, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => sqlite3_column_blob(_statement, column);

    public void Reset() => sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();

    private SqliteStatement Check(int code)
    {
        if (code != SQLITE_OK)
            throw SqliteFault.From(_database, code, sqlite3_sql(_statement).utf8_to_string());
        return this;
    }
}
