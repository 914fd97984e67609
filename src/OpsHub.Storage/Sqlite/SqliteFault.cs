using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace OpsHub.Storage.Sqlite;

/// <summary>Turns the engine's result codes into <see cref="StorageException"/>s whose messages say what to do.</summary>
internal static class SqliteFault
{
    public static StorageException From(sqlite3 database, int code, string? sql)
    {
        var extended = sqlite3_extended_errcode(database);
        return Create(code, extended, sqlite3_errmsg(database).utf8_to_string(), sql, null);
    }

    public static StorageException From(SqliteException error) =>
        Create(error.SqliteErrorCode, error.SqliteExtendedErrorCode, error.Message, null, error);

    /// <summary>
    /// True when the fault lies in the statement or its values, so that only its own write fails; false when the disk
    /// or the database is at fault and the whole group with it.
    /// </summary>
    public static bool IsOwnFault(Exception error) => error is not StorageException { Fault: not StorageFault.Other };

    private static StorageException Create(int code, int extended, string message, string? sql, Exception? inner)
    {
        var fault = Classify(code & 0xff);
        var advice = fault switch
        {
            StorageFault.DiskFull => "Free space on the disk of the database, or raise Storage:Sqlite:MaxDatabaseBytes.",
            StorageFault.ReadOnly => "Check the permissions of the database file and its folder, and how the disk is mounted.",
            StorageFault.Corrupt => "Stop the process, keep a copy of the file, restore the last backup.",
            StorageFault.InputOutput => "Check the disk and the system log.",
            StorageFault.Busy => "Another program holds the database; end its transaction.",
            _ => sql is null ? "" : $"Statement: {(sql.Length > 120 ? sql[..120] : sql)}",
        };
        return new StorageException(fault, $"SQLite error {extended}: {message}. {advice}".TrimEnd(), inner);
    }

    private static StorageFault Classify(int code) => code switch
    {
        SQLITE_FULL => StorageFault.DiskFull,
        SQLITE_READONLY or SQLITE_PERM => StorageFault.ReadOnly,
        SQLITE_CORRUPT or SQLITE_NOTADB => StorageFault.Corrupt,
        SQLITE_IOERR or SQLITE_CANTOPEN or SQLITE_NOMEM or SQLITE_PROTOCOL => StorageFault.InputOutput,
        SQLITE_BUSY or SQLITE_LOCKED => StorageFault.Busy,
        _ => StorageFault.Other,
    };
}
