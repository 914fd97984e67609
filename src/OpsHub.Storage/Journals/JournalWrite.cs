using OpsHub.Storage.Writing;

namespace OpsHub.Storage.Journals;

/// <summary>An append or, without entries, a truncation on its way into a group.</summary>
internal sealed class JournalWrite(
    string stream,
    IReadOnlyList<ReadOnlyMemory<byte>> entries,
    int sizeBytes,
    long? expectedLast,
    long truncateUpTo,
    long enqueuedAt,
    CancellationToken cancellationToken) : IQueuedWrite
{
    private readonly TaskCompletionSource<long> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _result;
    private JournalConflictException? _conflict;

    public string Stream { get; } = stream;

    public IReadOnlyList<ReadOnlyMemory<byte>> Entries { get; } = entries;

    public int SizeBytes { get; } = sizeBytes;

    public long? ExpectedLast { get; } = expectedLast;

    public long TruncateUpTo { get; } = truncateUpTo;

    public long EnqueuedAt { get; } = enqueuedAt;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public Task<long> Task => _completion.Task;

    /// <summary>Also after it was refused: a group may be tried again behind what somebody else has written.</summary>
    public void Succeed(long result) => (_result, _conflict) = (result, null);

    public void Refuse(JournalConflictException conflict) => _conflict = conflict;

    /// <summary>The group is durable.</summary>
    public void Complete()
    {
        if (_conflict is null)
            _completion.TrySetResult(_result);
        else
            _completion.TrySetException(_conflict);
    }

    public void Fail(Exception fault)
    {
        if (fault is OperationCanceledException)
            _completion.TrySetCanceled(CancellationToken);
        else
            _completion.TrySetException(fault);
    }
}
