using System.Threading.Tasks.Sources;

namespace OpsHub.Gateway.Live;

/// <summary>Wakes one waiter; signals while nobody waits are remembered as one. Setting it never blocks.</summary>
internal sealed class PumpSignal : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _core;
    private bool _set;
    private bool _waiting;

    /// <summary>The waiter goes on by itself, on a thread of the pool.</summary>
    public void Set() => Set(asynchronously: true);

    /// <summary>The waiter goes on at once, on this thread, until it has to wait for something: for callers that hold no lock.</summary>
    public void SetInline() => Set(asynchronously: false);

    private void Set(bool asynchronously)
    {
        lock (_lock)
        {
            if (_set)
                return;
            _set = true;
            if (!_waiting)
                return;
            _waiting = false;
        }

        _core.RunContinuationsAsynchronously = asynchronously;
        _core.SetResult(true);
    }

    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_set)
            {
                _set = false;
                return ValueTask.CompletedTask;
            }

            _core.Reset();
            _waiting = true;
            return new ValueTask(this, _core.Version);
        }
    }

    public void GetResult(short token)
    {
        lock (_lock)
            _set = false;
        _core.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
