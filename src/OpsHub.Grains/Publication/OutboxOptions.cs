namespace OpsHub.Grains.Publication;

/// <summary>Settings of publication. Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    /// <summary>
    /// Name of this silo, stable over its restarts: its unpublished outboxes are found again under it
    /// (journal stream <c>outbox/{Silo}</c>). Two silos of one cluster must not share it.
    /// </summary>
    public string Silo { get; set; } = "silo";

    /// <summary>
    /// Most entities with unpublished events (default 8,192). People's and clients' commands beyond it wait, so that the
    /// memory and the time a recovery takes stay bounded; commands of OpsHub itself pass, because they empty outboxes.
    /// </summary>
    public int MaxOpen { get; set; } = 8_192;

    /// <summary>How long a command waits for room before it is refused as Busy, in ms (default 5,000).</summary>
    public int BusyAfterMs { get; set; } = 5_000;

    /// <summary>How often published intents are forgotten and orphaned outboxes are woken, in ms (default 1,000).</summary>
    public int CheckpointMs { get; set; } = 1_000;

    /// <summary>
    /// Age at which an intent that is still open is written again behind the others, in ms (default 2,000). Without it
    /// one entity that cannot publish would keep all later intents from being forgotten.
    /// </summary>
    public int CarryForwardMs { get; set; } = 2_000;

    /// <summary>First wait after a failed publication, in ms (default 100); doubles up to <see cref="MaxRetryMs"/>.</summary>
    public int RetryMs { get; set; } = 100;

    /// <summary>Longest wait between attempts, in ms (default 10,000).</summary>
    public int MaxRetryMs { get; set; } = 10_000;

    /// <summary>
    /// True (default) where the journal and the grain states share one first-in first-out writer, as on SQLite: then an
    /// intent enqueued before a state write is durable no later, and both can be awaited together.
    /// </summary>
    public bool StatesFollowJournal { get; set; } = true;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first key that is out of range.</summary>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Silo))
            throw new ArgumentException("Outbox:Silo is empty; a name that no other host of the cluster has is needed.");
        Check(nameof(MaxOpen), MaxOpen, 1, 1_000_000);
        Check(nameof(BusyAfterMs), BusyAfterMs, 0, 600_000);
        Check(nameof(CheckpointMs), CheckpointMs, 10, 60_000);
        Check(nameof(CarryForwardMs), CarryForwardMs, 10, 600_000);
        Check(nameof(RetryMs), RetryMs, 1, 60_000);
        Check(nameof(MaxRetryMs), MaxRetryMs, RetryMs, 600_000);
    }

    private static void Check(string key, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"Outbox:{key} is {value}; allowed are {least} to {most}.");
    }
}
