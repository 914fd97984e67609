using System.ComponentModel;
using System.Diagnostics;
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

    /// <summary>Set when the callee gets the call; until then its end is the end of everything about it.</summary>
    internal bool HasStarted { get; set; }

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
