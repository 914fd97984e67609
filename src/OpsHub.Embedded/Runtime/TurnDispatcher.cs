namespace OpsHub.Embedded.Runtime;

/// <summary>Decides which thread runs the next turn of which activation.</summary>
internal abstract class TurnDispatcher
{
    /// <summary>Turns an activation may run before others get their chance.</summary>
    public abstract int TurnsPerQuantum { get; }

    /// <summary>Time is read exactly instead of at each look for expired calls.</summary>
    public virtual bool HasExactClock => false;

    /// <summary>How many stateless workers an id gets unless its class says.</summary>
    public virtual int Processors => Environment.ProcessorCount;

    public virtual Guid NextGuid(DateTimeOffset now) => Guid.CreateVersion7(now);

    /// <param name="item">What to run, once.</param>
    /// <param name="preferLocal">It may run next on this thread, ahead of what other threads have queued.</param>
    public abstract void Schedule(IThreadPoolWorkItem item, bool preferLocal);
}

/// <summary>Turns run on the thread pool.</summary>
internal sealed class ThreadPoolDispatcher : TurnDispatcher
{
    // What is queued locally runs next on this thread, while its data is in the cache, and ahead of everything older.
    // Two activations that keep calling each other would hold up all others for as long as they do, here and in the
    // rest of the process; so after a while the work goes to the end of the common queue. The clock is read rarely: it
    // costs a tenth of a call.
    private const int LocalBetweenLooks = 16;
    private static readonly long s_localTicks = TimeProvider.System.TimestampFrequency / 5_000;

    [ThreadStatic]
    private static int t_localInARow;

    [ThreadStatic]
    private static long t_localSince;

    // Long enough to spread the cost of a dispatch, short enough that a turn elsewhere waits well under a millisecond.
    public override int TurnsPerQuantum => 64;

    public override void Schedule(IThreadPoolWorkItem item, bool preferLocal)
    {
        if (preferLocal && ++t_localInARow >= LocalBetweenLooks)
        {
            t_localInARow = 0;
            var now = TimeProvider.System.GetTimestamp();
            if (now - t_localSince >= s_localTicks)
            {
                t_localSince = now;
                preferLocal = false;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal);
    }
}
