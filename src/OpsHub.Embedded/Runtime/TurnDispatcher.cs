namespace OpsHub.Embedded.Runtime;

/// <summary>Decides which thread runs the next turn of which activation.</summary>
internal abstract class TurnDispatcher
{
    /// <summary>Turns an activation may run before others get their chance.</summary>
    public abstract int TurnsPerQuantum { get; }

    /// <summary>Time is read exactly instead of at each look for expired calls.</summary>
    public virtual bool HasExactClock => false;

    public virtual Guid NextGuid(DateTimeOffset now) => Guid.CreateVersion7(now);

    /// <param name="item">What to run, once.</param>
    /// <param name="preferLocal">It may run next on this thread, ahead of what other threads have queued.</param>
    public abstract void Schedule(IThreadPoolWorkItem item, bool preferLocal);
}

/// <summary>Turns run on the thread pool.</summary>
internal sealed class ThreadPoolDispatcher : TurnDispatcher
{
    // Long enough to spread the cost of a dispatch, short enough that a turn elsewhere waits well under a millisecond.
    public override int TurnsPerQuantum => 64;

    public override void Schedule(IThreadPoolWorkItem item, bool preferLocal) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal);
}
