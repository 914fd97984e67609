using OpsHub.Embedded.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>
/// An object outside the grains that grains can call. It is held weakly; calls reach it one after the other on the
/// dispatcher's threads, and fail at once when it has gone.
/// </summary>
internal sealed class ObserverTarget(EmbeddedSilo silo, GrainId id, IGrainObserver observer) : ICallTarget, IThreadPoolWorkItem
{
    public static readonly GrainType Type = GrainType.Create("sys.observer");

    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private readonly Lock _gate = new();
    private WorkQueue<GrainCall> _queue;
    private GrainCall? _running;
    private bool _scheduled;
    private bool _deleted;

    public int WaitingCalls
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    public bool TryPost(GrainCall call)
    {
        bool schedule;
        lock (_gate)
        {
            if (_deleted)
                return false;
            if (_queue.Count >= silo.Messaging.MaxEnqueuedRequestsHardLimit && silo.Messaging.MaxEnqueuedRequestsHardLimit > 0)
            {
                call.TryFail(new LimitExceededException($"The observer {id} is overloaded: {_queue.Count} calls are waiting."));
                return true;
            }

            _queue.Enqueue(call);
            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
            silo.Dispatcher.Schedule(this, preferLocal: false);
        return true;
    }

    public void FailExpired(long nowTicks)
    {
        List<GrainCall>? expired = null;
        lock (_gate)
        {
            for (var i = 0; i < _queue.Count; i++)
            {
                if (!_queue[i].IsAnswered && _queue[i].Deadline <= nowTicks)
                    (expired ??= []).Add(_queue[i]);
            }

            if (_running is { IsAnswered: false } running && running.Deadline <= nowTicks)
                (expired ??= []).Add(running);
        }

        if (expired is not null)
            silo.FailExpired(target: null, expired);
    }

    /// <summary>An observer whose object was collected is forgotten.</summary>
    public void CollectIfIdle(long nowTicks)
    {
        if (!_observer.TryGetTarget(out _))
            Delete();
    }

    public void Delete()
    {
        List<GrainCall> left = [];
        lock (_gate)
        {
            _deleted = true;
            while (_queue.TryDequeue(out var call))
                left.Add(call);
            silo.Directory.Remove(id, this);
        }

        foreach (var call in left)
            call.TryFail(Gone());
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private OrleansMessageRejectionException Gone() => new($"The observer {id} has gone: its reference was deleted or its object collected.");

    private async Task RunAsync()
    {
        while (true)
        {
            GrainCall call;
            lock (_gate)
            {
                if (!_queue.TryDequeue(out call))
                {
                    _scheduled = false;
                    _running = null;
                    return;
                }

                _running = call;
            }

            if (!_observer.TryGetTarget(out var target))
            {
                Delete();
                call.TryFail(Gone());
                continue;
            }

            RequestContext.Current = call.Values;
            if (!call.Start(target))
                await call.WhenAnswered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
