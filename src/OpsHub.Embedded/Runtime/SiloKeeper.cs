using Orleans;

namespace OpsHub.Embedded.Runtime;

/// <summary>Looks after the activations on a timer: fails calls that waited too long, collects what is idle; at the end deactivates all.</summary>
internal sealed class SiloKeeper(EmbeddedSilo silo)
{
    // An activation deactivated during the stop may have called one that had already gone and so brought it back.
    private const int MaxStopRounds = 20;

    private ITimer? _timer;
    private long _nextCollection;

    /// <summary>How often expired calls are looked for: a tenth of the timeout, but at least every second and at most every 10 ms.</summary>
    public TimeSpan LookEvery { get; } = TimeSpan.FromTicks(Math.Clamp(silo.Messaging.ResponseTimeout.Ticks / 10, TimeSpan.FromMilliseconds(10).Ticks, TimeSpan.FromSeconds(1).Ticks));

    public void Start()
    {
        _nextCollection = silo.ReadClock() + silo.Collection.CollectionQuantum.Ticks;
        var every = LookEvery < silo.Collection.CollectionQuantum ? LookEvery : silo.Collection.CollectionQuantum;
        _timer = silo.Time.CreateTimer(static state => ((SiloKeeper)state!).Look(), this, every, every);
    }

    public void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>Deactivates everything and waits for it, up to the deactivation timeout per round.</summary>
    public async Task DeactivateAllAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxStopRounds; round++)
        {
            var activations = Activations().ToArray();
            if (activations.Length == 0)
                return;
            foreach (var activation in activations)
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host is stopping."));
            try
            {
                await Task.WhenAll(activations.Select(Gone))
                    .WaitAsync(silo.Collection.DeactivationTimeout, silo.Time, cancellationToken);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                silo.Log.StopIncomplete(exception, Activations().Count());
                return;
            }
        }
    }

    /// <summary>
    /// Completes where it is awaited. <see cref="Activation.WhenGone"/> itself hands what waits for all of them to the thread
    /// pool, and a simulation has only its own thread.
    /// </summary>
    private static async Task Gone(Activation activation) => await activation.WhenGone;

    private IEnumerable<Activation> Activations() => silo.Directory.Targets.SelectMany(static target => target switch
    {
        Activation activation => [activation],
        WorkerPool pool => pool.Workers,
        _ => Enumerable.Empty<Activation>(),
    });

    private void Look()
    {
        var now = silo.ReadClock();
        var collect = now >= _nextCollection;
        if (collect)
            _nextCollection = now + silo.Collection.CollectionQuantum.Ticks;
        foreach (var target in silo.Directory.Targets)
        {
            target.FailExpired(now);
            if (collect)
                target.CollectIfIdle(now);
        }
    }
}
