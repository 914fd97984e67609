namespace OpsHub.Storage;

/// <summary>What kept a read or write from happening. Stable names: they are metric tags and appear on /readyz.</summary>
public enum StorageFault
{
    /// <summary>Anything the other names do not cover; the message carries the engine's own words.</summary>
    Other = 0,

    /// <summary>No space left on the disk, or the configured size limit of the database is reached.</summary>
    DiskFull,

    /// <summary>The database, its folder or the file system cannot be written.</summary>
    ReadOnly,

    /// <summary>The stored bytes are not what was written: damaged page, wrong checksum, not a database.</summary>
    Corrupt,

    /// <summary>The operating system or the database server failed to read, write or sync.</summary>
    InputOutput,

    /// <summary>Someone else holds the database longer than the busy timeout.</summary>
    Busy,

    /// <summary>The bounded write queue has no room: the caller produces faster than the disk takes.</summary>
    QueueFull,

    /// <summary>The write waited in the queue longer than its deadline and was not written.</summary>
    DeadlineExceeded,

    /// <summary>The store is closed or closing.</summary>
    Closed,

    /// <summary>The database was written by a newer version of this program.</summary>
    NewerSchema,

    /// <summary>Another process has this database open.</summary>
    AlreadyOpen,
}

/// <summary>
/// An infrastructure fault of the store. A write that ends with this exception was not acknowledged. Except for
/// <see cref="StorageFault.InputOutput"/> and <see cref="StorageFault.Other"/>, where a failing sync leaves it open,
/// it is not in the database either.
/// </summary>
public sealed class StorageException : Exception
{
    /// <summary>Creates the exception with the fault's name and a message that says what to do.</summary>
    public StorageException(StorageFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What went wrong, as a name.</summary>
    public StorageFault Fault { get; }
}
