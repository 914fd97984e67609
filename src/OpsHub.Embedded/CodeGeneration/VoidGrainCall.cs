using System.ComponentModel;
using System.Runtime.CompilerServices;
using OpsHub.Embedded.Runtime;

namespace OpsHub.Embedded.CodeGeneration;

/// <summary>A call without a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VoidGrainCall : GrainCall
{
    private AsyncTaskMethodBuilder _promise = AsyncTaskMethodBuilder.Create();
    private Task? _running;

    protected VoidGrainCall() => Result = _promise.Task;

    /// <summary>Completes when the callee has answered or the call has failed.</summary>
    public Task Result { get; }

    internal override Task WhenAnswered => Result;

    protected abstract Task Execute(object target);

    internal override bool Start(object target)
    {
        Task running;
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
        Settle(exception);
        return true;
    }

    internal override bool TryCancel(CancellationToken token) => TryFail(new OperationCanceledException(token));

    // Nobody looks at a one-way call's task; a fault in it would only surface as an unobserved exception.
    private void Settle(Exception exception)
    {
        if (Method.IsOneWay)
            _promise.SetResult();
        else
            _promise.SetException(exception);
    }

    private void RunningEnded() => Ended(Answer(_running!));

    private Exception? Answer(Task running)
    {
        if (running.IsCompletedSuccessfully)
        {
            if (TryClaimAnswer())
                _promise.SetResult();
            return null;
        }

        var failure = CallFailure.Of(running);
        TryFail(failure);
        return failure;
    }
}
