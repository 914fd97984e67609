namespace OpsHub.Grains.Tracking;

/// <summary>Settings of the track shards. Section <c>Tracking</c>.</summary>
public sealed class TrackingOptions
{
    /// <summary>
    /// Days the track history is kept, 1 to 3,650 (default 7; 40 bytes a report, so 500 reports a second are 1.7 GB a day).
    /// What is older is not answered from that moment on, and forgotten with the next keyframe.
    /// </summary>
    public int RetentionDays { get; set; } = 7;

    /// <summary>Shortest time between keyframes of a shard, seconds, 10 to 3,600 (default 300): how far a playback reads ahead of its start.</summary>
    public int KeyframeSeconds { get; set; } = 300;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first key that is out of range.</summary>
    public void Validate()
    {
        Check(nameof(RetentionDays), RetentionDays, 1, 3_650);
        Check(nameof(KeyframeSeconds), KeyframeSeconds, 10, 3_600);
    }

    internal TimeSpan Retention => TimeSpan.FromDays(RetentionDays);

    private static void Check(string key, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"Tracking:{key} is {value}; allowed are {least} to {most}.");
    }
}
