namespace OpsHub.Storage.Sqlite;

/// <summary>Settings of the one SQLite database of a process. Section <c>Storage:Sqlite</c>.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The database file; its folder is created. <c>-wal</c>, <c>-shm</c> and <c>.lock</c> files stand next to it.</summary>
    public string DatabasePath { get; set; } = "data/opshub.db";

    /// <summary>
    /// A group is committed when its payload reaches this many bytes, 4 KiB to 16 MiB (default 64 KiB). Larger groups
    /// raised throughput by less than they raised the latency of each write.
    /// </summary>
    public int MaxGroupBytes { get; set; } = 64 * 1024;

    /// <summary>A group is committed at the latest after this long, in ms (default 50), and at once when nothing else waits.</summary>
    public int MaxGroupMs { get; set; } = 50;

    /// <summary>Most writes waiting (default 65,536); one more is refused with <see cref="StorageFault.QueueFull"/>.</summary>
    public int MaxQueuedWrites { get; set; } = 65_536;

    /// <summary>Most payload bytes waiting (default 128 MiB); beyond it writes are refused with <see cref="StorageFault.QueueFull"/>.</summary>
    public long MaxQueuedBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>A write that waited longer than this many ms (default 10,000) is not written; it fails with <see cref="StorageFault.DeadlineExceeded"/>.</summary>
    public int WriteDeadlineMs { get; set; } = 10_000;

    /// <summary>How long to wait for a lock held by another program (a backup, a shell) in ms (default 5,000).</summary>
    public int BusyTimeoutMs { get; set; } = 5_000;

    /// <summary>Read-only connections open at the same time (default 4), 1 to 64.</summary>
    public int ReaderConnections { get; set; } = 4;

    /// <summary>
    /// Pages of 4 KiB in the write-ahead log after which it is copied into the database (default 4,000, 16 MiB): often
    /// enough to keep the log small, seldom enough that a page changed many times is copied once.
    /// </summary>
    public int CheckpointPages { get; set; } = 4_000;

    /// <summary>Largest size of the database in bytes; null (default) means the disk decides.</summary>
    public long? MaxDatabaseBytes { get; set; }

    /// <summary>Throws <see cref="ArgumentException"/> naming the first key that is out of range.</summary>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DatabasePath);
        Check(nameof(MaxGroupBytes), MaxGroupBytes, 4 * 1024, 16 * 1024 * 1024);
        Check(nameof(MaxGroupMs), MaxGroupMs, 1, 10_000);
        Check(nameof(MaxQueuedWrites), MaxQueuedWrites, 1, 10_000_000);
        Check(nameof(MaxQueuedBytes), MaxQueuedBytes, 64 * 1024, 16L * 1024 * 1024 * 1024);
        Check(nameof(WriteDeadlineMs), WriteDeadlineMs, 1, 3_600_000);
        Check(nameof(BusyTimeoutMs), BusyTimeoutMs, 0, 600_000);
        Check(nameof(ReaderConnections), ReaderConnections, 1, 64);
        Check(nameof(CheckpointPages), CheckpointPages, 16, 1_000_000);
        if (MaxDatabaseBytes is { } bytes)
            Check(nameof(MaxDatabaseBytes), bytes, 64 * 1024, long.MaxValue);
    }

    private static void Check(string key, long value, long least, long most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"Storage:Sqlite:{key} is {value}; allowed are {least} to {most}.");
    }
}
