using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpsHub.Embedded.Runtime;

namespace OpsHub.Embedded.CodeGeneration;

/// <summary>
/// One call on its way to an activation or observer: the arguments, what flows with them, and the promise of an answer.
/// The generator derives a class per method; the call object itself waits in the activation's queue, so a call costs this
/// object and its task and nothing else.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCall
{
    private const int Pending = 0;
    private const int Answered = 1;

    private int _answered;
    private CallCancellation? _cancellation;

    public abstract GrainMethod Method { get; }

    /// <summary>Token handed to the callee; cancelled when the caller's token is.</summary>
    protected CancellationToken CancellationToken => _cancellation?.CalleeToken ?? CancellationToken.None;

    /// <summary>Token the caller passed.</summary>
    public CancellationToken CallerToken { get; set; }

    internal Activation? Caller { get; set; }

    internal Activation? Owner { get; set; }

    internal RequestValues? Values { get; set; }

    internal Activity? CallerActivity { get; set; }

    internal Activity? CalleeActivity { get; set; }

    /// <summary>Clock reading (<see cref="EmbeddedSilo.NowTicks"/>) after which the caller has given up; <see cref="long.MaxValue"/> means never.</summary>
    internal long Deadline { get; set; } = long.MaxValue;

    // Neighbours in the activation's list of running calls.
    internal GrainCall? Next { get; set; }

    internal GrainCall? Previous { get; set; }

    internal bool IsAnswered => Volatile.Read(ref _answered) == Answered;

    /// <summary>False for what must not keep an activation from being collected as idle.</summary>
    internal virtual bool CountsAsUse => true;

    /// <summary>True when the call concerns one activation and is void once that has gone.</summary>
    internal virtual bool EndsWithActivation => false;

    internal virtual string Description => Method.FullName;

    /// <summary>A call with the same arguments, for delivering it twice in a simulation.</summary>
    public abstract GrainCall Duplicate();

    /// <summary>Calls the method on <paramref name="target"/>.</summary>
    /// <returns>True when it ended at once; otherwise <see cref="Ended"/> is called when it does.</returns>
    internal abstract bool Start(object target);

    /// <summary>Ends the call for the caller, unless it has ended.</summary>
    /// <returns>True when this call ended it.</returns>
    internal abstract bool TryFail(Exception exception);

    internal abstract bool TryCancel(CancellationToken token);

    /// <summary>Completes when the caller has its answer.</summary>
    internal abstract Task WhenAnswered { get; }

    private protected bool TryClaimAnswer() => Interlocked.CompareExchange(ref _answered, Answered, Pending) == Pending;

    internal void FlowCancellation()
    {
        if (CallerToken.CanBeCanceled)
            _cancellation = new CallCancellation(this, CallerToken);
    }

    private protected void EndCancellation() => _cancellation?.End();

    /// <summary>The callee has ended: tells the activation, on its own scheduler.</summary>
    private protected void Ended(Exception? failure)
    {
        EndCancellation();
        Owner?.CallEnded(this, failure);
    }
}

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
