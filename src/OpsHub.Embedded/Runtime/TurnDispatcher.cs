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
    // rest of the process; so every so often the work goes to the end of the common queue.
    private const int LocalInARow = 16;

    [ThreadStatic]
    private static int t_localInARow;

    // Long enough to spread the cost of a dispatch, short enough that a turn elsewhere waits well under a millisecond.
    public override int TurnsPerQuantum => 64;

    public override void Schedule(IThreadPoolWorkItem item, bool preferLocal)
    {
        if (preferLocal && ++t_localInARow > LocalInARow)
        {
            t_localInARow = 0;
            preferLocal = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal);
    }
}
