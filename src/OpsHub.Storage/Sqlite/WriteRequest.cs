using OpsHub.Storage.Writing;

namespace OpsHub.Storage.Sqlite;

/// <summary>
/// One write on its way to the writer thread. It is applied inside the group's transaction and completed when the
/// group is durable. A refusal (a conflict, a version mismatch) concerns this write only and is handed out after the
/// commit too, because it may rest on what others wrote in the same group.
/// </summary>
internal abstract class WriteRequest(string kind, int sizeBytes, CancellationToken cancellationToken) : IQueuedWrite
{
    /// <summary>Metric tag: <c>journal</c>, <c>state</c>, <c>reminder</c>, <c>projection</c>.</summary>
    public string Kind { get; } = kind;

    public int SizeBytes { get; } = sizeBytes;

    public long EnqueuedAt { get; set; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>True when applying runs several statements that must not stay half done if one of them fails.</summary>
    public virtual bool NeedsSavepoint => false;

    public abstract void Apply(WriteSession session);

    /// <summary>Marks this write as refused; it must not have changed anything.</summary>
    public abstract void Refuse(Exception refusal);

    /// <summary>The group is durable: answers the caller with the result or the refusal.</summary>
    public abstract void Complete();

    /// <summary>The write did not happen: answers the caller with the fault.</summary>
    public abstract void Fail(Exception fault);
}

/// <summary>A write that answers a <typeparamref name="T"/>.</summary>
internal abstract class WriteRequest<T>(string kind, int sizeBytes, CancellationToken cancellationToken)
    : WriteRequest(kind, sizeBytes, cancellationToken)
{
    // Callers must not run on the writer thread: one slow continuation would hold up everybody's commit.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _refusal;

    public Task<T> Task => _completion.Task;

    public sealed override void Apply(WriteSession session) => _result = Execute(session);

    public sealed override void Refuse(Exception refusal) => _refusal = refusal;

    public sealed override void Complete()
    {
        if (_refusal is null)
            _completion.TrySetResult(_result!);
        else
            _completion.TrySetException(_refusal);
    }

    public sealed override void Fail(Exception fault)
    {
        if (fault is OperationCanceledException)
            _completion.TrySetCanceled(CancellationToken);
        else
            _completion.TrySetException(fault);
    }

    protected abstract T Execute(WriteSession session);
}

/// <summary>Thrown inside <see cref="WriteRequest.Apply"/> to refuse only this write; never seen by callers.</summary>
internal sealed class WriteRefusedException(Exception refusal) : Exception(refusal.Message, refusal);
