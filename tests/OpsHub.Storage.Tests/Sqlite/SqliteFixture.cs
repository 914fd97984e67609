using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Storage.Tests.Sqlite;

/// <summary>A database in a folder of its own that can be closed and opened again.</summary>
internal sealed class SqliteFixture : IDisposable
{
    private static int s_count;
    private readonly TemporaryFolder _folder = new();

    public SqliteFixture(Action<SqliteStorageOptions>? configure = null, TimeProvider? time = null)
    {
        Options = new SqliteStorageOptions { DatabasePath = _folder.File($"opshub{Interlocked.Increment(ref s_count)}.db") };
        configure?.Invoke(Options);
        Time = time ?? TimeProvider.System;
        Database = Open();
    }

    public SqliteStorageOptions Options { get; }

    public TimeProvider Time { get; }

    public SqliteDatabase Database { get; private set; }

    public SqliteJournal Journal => new(Database);

    public SqliteDatabase Open() => SqliteDatabase.Open(Options, Time, NullLogger<SqliteDatabase>.Instance);

    public void Reopen(Action? whileClosed = null)
    {
        Database.Dispose();
        whileClosed?.Invoke();
        Database = Open();
    }

    public void Dispose()
    {
        Database.Dispose();
        _folder.Dispose();
    }
}
