using Npgsql;

namespace OpsHub.Storage.Postgres;

/// <summary>Turns the driver's exceptions into <see cref="StorageException"/>s.</summary>
internal static class PostgresFault
{
    public static StorageException From(Exception error, string where) => error switch
    {
        StorageException storage => storage,
        PostgresException postgres => new StorageException(
            Classify(postgres.SqlState), $"PostgreSQL at {where}: {postgres.SqlState} {postgres.MessageText}. {Advice(postgres.SqlState)}".TrimEnd(), error),
        NpgsqlException or IOException or TimeoutException => new StorageException(
            StorageFault.InputOutput, $"PostgreSQL at {where} cannot be reached: {error.Message}. Check the server and the network.", error),
        _ => new StorageException(StorageFault.Other, $"PostgreSQL at {where}: {error.Message}", error),
    };

    // Classes and codes: PostgreSQL manual, appendix A.
    private static StorageFault Classify(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => StorageFault.DiskFull,
        PostgresErrorCodes.ReadOnlySqlTransaction => StorageFault.ReadOnly,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StorageFault.Corrupt,
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.TooManyConnections => StorageFault.Busy,
        PostgresErrorCodes.IoError => StorageFault.InputOutput,
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) => StorageFault.InputOutput,
        _ => StorageFault.Other,
    };

    private static string Advice(string state) => Classify(state) switch
    {
        StorageFault.DiskFull => "Free space on the server's disk.",
        StorageFault.ReadOnly => "The server is a standby or read-only; point the connection string to the primary.",
        StorageFault.Corrupt => "Stop writing and restore the last backup.",
        _ => "",
    };
}
