namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>Settings of the journal on grain storage. Section <c>Storage:GrainStorageJournal</c>.</summary>
public sealed class GrainStorageJournalOptions
{
    /// <summary>A group is written when its payload reaches this many bytes, 4 KiB to 1 MiB (default 64 KiB); an append larger than that is a group of its own.</summary>
    public int MaxGroupBytes { get; set; } = 64 * 1024;

    /// <summary>Most appends waiting (default 65,536); one more is refused with <see cref="StorageFault.QueueFull"/>.</summary>
    public int MaxQueuedWrites { get; set; } = 65_536;

    /// <summary>Most payload bytes waiting (default 128 MiB).</summary>
    public long MaxQueuedBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>An append that waited longer than this many ms (default 10,000) fails with <see cref="StorageFault.DeadlineExceeded"/>.</summary>
    public int WriteDeadlineMs { get; set; } = 10_000;

    /// <summary>
    /// How long truncated groups stay before they are cleared, in ms (default 60,000). A writer that has not looked for
    /// longer than half of it looks again before it writes, so that it never takes a cleared group's place for the end.
    /// </summary>
    public int ClearAfterMs { get; set; } = 60_000;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first key that is out of range.</summary>
    public void Validate()
    {
        Check(nameof(MaxGroupBytes), MaxGroupBytes, 4 * 1024, 1024 * 1024);
        Check(nameof(MaxQueuedWrites), MaxQueuedWrites, 1, 10_000_000);
        Check(nameof(MaxQueuedBytes), MaxQueuedBytes, 64 * 1024, 16L * 1024 * 1024 * 1024);
        Check(nameof(WriteDeadlineMs), WriteDeadlineMs, 1, 3_600_000);
        Check(nameof(ClearAfterMs), ClearAfterMs, 1_000, 86_400_000);
    }

    private static void Check(string key, long value, long least, long most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"Storage:GrainStorageJournal:{key} is {value}; allowed are {least} to {most}.");
    }
}
