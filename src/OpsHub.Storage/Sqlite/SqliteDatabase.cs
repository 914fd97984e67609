using Microsoft.Extensions.Logging;

namespace OpsHub.Storage.Sqlite;

/// <summary>
/// The one SQLite file of a process: write-ahead log, a sync on every commit, one writer that groups the writes of
/// everybody, readers beside it. Journal, grain state, reminders and projections are views on it.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly InstanceLock _lock;

    private SqliteDatabase(SqliteStorageOptions options, InstanceLock instanceLock, SqliteWriter writer, TimeProvider time)
    {
        Options = options;
        Time = time;
        Writer = writer;
        Readers = new SqliteReaders(options);
        _lock = instanceLock;
    }

    /// <summary>The settings it was opened with.</summary>
    public SqliteStorageOptions Options { get; }

    /// <summary>The fault of the last group of writes, or null when it was committed. For readiness.</summary>
    public StorageFault? LastFault => Writer.LastFault;

    internal TimeProvider Time { get; }

    internal SqliteWriter Writer { get; }

    internal SqliteReaders Readers { get; }

    /// <summary>Opens the database, creating or migrating it, and takes the instance lock.</summary>
    /// <exception cref="StorageException">
    /// <see cref="StorageFault.AlreadyOpen"/>, <see cref="StorageFault.NewerSchema"/>, or what the disk says.
    /// </exception>
    public static SqliteDatabase Open(SqliteStorageOptions options, TimeProvider time, ILogger<SqliteDatabase> log)
    {
        options.Validate();
        var folder = Path.GetDirectoryName(Path.GetFullPath(options.DatabasePath))!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.ReadOnly, $"The folder '{folder}' of the database cannot be created: {error.Message}", error);
        }

        var instanceLock = InstanceLock.Take(options.DatabasePath, time);
        SqliteSession? session = null;
        try
        {
            session = SqliteSession.OpenWriter(options, create: true);
            SqliteSchema.Migrate(session, options.DatabasePath, time);
            return new SqliteDatabase(options, instanceLock, new SqliteWriter(options, session, time, log), time);
        }
        catch
        {
            session?.Dispose();
            instanceLock.Dispose();
            throw;
        }
    }

    /// <summary>Writes what is queued, closes the connections and releases the lock.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        Readers.Dispose();
        _lock.Dispose();
    }
}
