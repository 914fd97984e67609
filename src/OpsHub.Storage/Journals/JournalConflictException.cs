namespace OpsHub.Storage.Journals;

/// <summary>
/// The optimistic append was refused: the stream's last number is not the one its writer expected, so somebody else
/// has written to it. Nothing was appended. The owner gives up, or reads from <see cref="ExpectedLast"/> + 1 and decides anew.
/// </summary>
public sealed class JournalConflictException(string stream, long expectedLast, long actualLast)
    : Exception($"Stream '{stream}' ends at {actualLast}, its writer expected {expectedLast}; somebody else has appended.")
{
    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>The last number the caller expected.</summary>
    public long ExpectedLast { get; } = expectedLast;

    /// <summary>The last number the stream has.</summary>
    public long ActualLast { get; } = actualLast;
}
