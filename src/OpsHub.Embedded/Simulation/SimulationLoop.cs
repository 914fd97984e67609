using OpsHub.Embedded.Runtime;

namespace OpsHub.Embedded.Simulation;

/// <summary>
/// The one thread of a simulation. Whatever could run next, of all activations, timers and the scenario, is in one list;
/// the seed draws which does. When the list is empty, time jumps to the next timer.
/// </summary>
internal sealed class SimulationLoop(SeededChance chance, VirtualTime time) : TurnDispatcher
{
    private readonly List<IThreadPoolWorkItem> _ready = [];
    private readonly Lock _foreignGate = new();
    private int _thread;
    private volatile string? _foreign;

    // One turn at a time, so that the seed has a say between any two.
    public override int TurnsPerQuantum => 1;

    public override bool HasExactClock => true;

    public override int Processors => 4;

    /// <summary>Work done so far.</summary>
    public long Steps { get; private set; }

    public override Guid NextGuid(DateTimeOffset now) => chance.NextGuid();

    public override void Schedule(IThreadPoolWorkItem item, bool preferLocal)
    {
        if (Environment.CurrentManagedThreadId == _thread)
            _ready.Add(item);
        else
            Escaped();
    }

    /// <summary>Runs until the scenario has ended.</summary>
    /// <param name="scenario">Started on this thread, with the simulation's synchronization context.</param>
    /// <param name="maxSteps">Gives up after this much work.</param>
    /// <param name="maxTime">Gives up after this much virtual time.</param>
    public void Run(Func<Task> scenario, long maxSteps, TimeSpan maxTime)
    {
        _thread = Environment.CurrentManagedThreadId;
        var context = new Context(this);
        Task? running = null;
        Execute(new Callback(_ => running = scenario(), null), context);
        while (!running!.IsCompleted)
        {
            ThrowIfEscaped();
            if (++Steps > maxSteps || time.Elapsed > maxTime)
                throw new SimulationException($"The scenario had not ended after {Steps} steps and {time.Elapsed} of virtual time.");
            if (_ready.Count == 0 && !Advance())
                throw new SimulationException("Nothing is ready and no timer is set: the scenario waits for something outside of the simulation, or for itself.");
            Execute(Draw(), context);
        }

        running.GetAwaiter().GetResult();
    }

    private IThreadPoolWorkItem Draw()
    {
        var index = chance.Next(_ready.Count);
        var item = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        return item;
    }

    private bool Advance()
    {
        var due = time.AdvanceToNext();
        foreach (var timer in due)
            _ready.Add(new Callback(static state => ((VirtualTimer)state!).Fire(), timer));
        return due.Count > 0;
    }

    private static void Execute(IThreadPoolWorkItem item, Context context)
    {
        // A continuation prefers a synchronization context to a task scheduler, so a grain's turn must not see one.
        SynchronizationContext.SetSynchronizationContext(item is Activation ? null : context);
        item.Execute();
        SynchronizationContext.SetSynchronizationContext(null);
    }

    /// <summary>Looks, when a scenario has failed, whether it did because code left the thread; that code takes real time to show itself.</summary>
    public void ThrowIfItEscapedSoon()
    {
        SpinWait.SpinUntil(() => _foreign is not null, TimeSpan.FromSeconds(1));
        ThrowIfEscaped();
    }

    private void ThrowIfEscaped()
    {
        if (_foreign is { } stack)
            throw new SimulationException($"Code of the simulation ran on another thread (Task.Run, ConfigureAwait(false), real time or real I/O), so it cannot be replayed:\n{stack}");
    }

    private void Escaped()
    {
        lock (_foreignGate)
            _foreign ??= Environment.StackTrace;
    }

    private sealed class Callback(SendOrPostCallback callback, object? state) : IThreadPoolWorkItem
    {
        public void Execute() => callback(state);
    }

    /// <summary>Brings continuations of code outside the grains back to the loop.</summary>
    private sealed class Context(SimulationLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => loop.Schedule(new Callback(d, state), preferLocal: false);

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
