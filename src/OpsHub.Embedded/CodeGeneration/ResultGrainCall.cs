using System.ComponentModel;
using System.Runtime.CompilerServices;
using OpsHub.Embedded.Runtime;

namespace OpsHub.Embedded.CodeGeneration;

/// <summary>A call with a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCall<TResult> : GrainCall
{
    private AsyncTaskMethodBuilder<TResult> _promise = AsyncTaskMethodBuilder<TResult>.Create();
    private Task<TResult>? _running;

    protected GrainCall() => Result = _promise.Task;

    /// <summary>Completes when the callee has answered or the call has failed.</summary>
    public Task<TResult> Result { get; }

    internal override Task WhenAnswered => Result;

    protected abstract Task<TResult> Execute(object target);

    /// <summary>A copy of the result for the caller, so that it cannot reach into the callee; overridden where results can change.</summary>
    protected virtual TResult CopyResult(TResult result) => result;

    internal override bool Start(object target)
    {
        Task<TResult> running;
        try
        {
            running = Execute(target);
        }
        catch (Exception exception)
        {
            TryFail(exception);
            EndCancellation();
            Owner?.Failed(this, exception);
            return true;
        }

        if (running.IsCompleted)
        {
            var failure = Answer(running);
            EndCancellation();
            if (failure is not null)
                Owner?.Failed(this, failure);
            return true;
        }

        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(RunningEnded);
        return false;
    }

    internal override bool TryFail(Exception exception)
    {
        if (!TryClaimAnswer())
            return false;
        if (!HasStarted)
            EndCancellation();
        _promise.SetException(exception);
        return true;
    }

    internal override bool TryCancel(CancellationToken token) => TryFail(new OperationCanceledException(token));

    private void RunningEnded() => Ended(Answer(_running!));

    private Exception? Answer(Task<TResult> running)
    {
        if (running.IsCompletedSuccessfully)
        {
            return Succeed(running.Result);
        }

        var failure = CallFailure.Of(running);
        TryFail(failure);
        return failure;
    }

    private Exception? Succeed(TResult result)
    {
        try
        {
            result = CopyResult(result);
        }
        catch (Exception exception)
        {
            TryFail(exception);
            return exception;
        }

        if (TryClaimAnswer())
            _promise.SetResult(result);
        return null;
    }
}
