using OpsHub.Embedded.CodeGeneration;

namespace OpsHub.Embedded.Runtime;

/// <summary>Carries a caller's cancellation to the callee: the callee's token is cancelled in a turn of its own activation.</summary>
internal sealed class CallCancellation
{
    private readonly GrainCall _call;
    private readonly CancellationTokenSource _callee = new();
    private readonly CancellationTokenRegistration _registration;

    public CallCancellation(GrainCall call, CancellationToken callerToken)
    {
        _call = call;
        CalleeToken = _callee.Token;
        _registration = callerToken.UnsafeRegister(static state => ((CallCancellation)state!).CallerCancelled(), this);
    }

    public CancellationToken CalleeToken { get; }

    // The source is left to the garbage collector: without a timer or a wait handle there is nothing to free, and
    // disposing it here would race with a cancellation that is on its way to the activation.
    public void End() => _registration.Unregister();

    private void CallerCancelled()
    {
        if (_call.Owner is { } owner)
            owner.Post(_callee.Cancel);
        else
            _callee.Cancel();
        _call.TryCancel(_call.CallerToken);
    }
}
