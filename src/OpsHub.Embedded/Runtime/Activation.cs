using OpsHub.Embedded.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

internal enum ActivationState
{
    Created,
    Activating,
    Active,
    Deactivating,
    Gone,
}

/// <summary>
/// A grain in memory: its queue, its task scheduler and its life. Every continuation of the grain's code is a task on
/// this scheduler, so turns of one activation never overlap; which thread runs them is the dispatcher's business.
/// </summary>
/// <remarks>
/// The gate guards the queues, the state and the list of running calls. It is never held while grain code runs. Calls and
/// continuations arrive in <c>_ready</c>; a call that may not start yet moves to <c>_waiting</c> and keeps its place there.
/// </remarks>
internal sealed partial class Activation : TaskScheduler, ICallTarget, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static Activation? t_underConstruction;

    private static readonly Action<object?> s_runTurns = static state => ((Activation)state!).RunTurns();

    private readonly Lock _gate = new();
    private readonly WorkerPool? _pool;

    private WorkQueue<object> _ready;
    private WorkQueue<GrainCall> _waiting;
    private GrainCall? _starting;
    private GrainCall? _running;
    private int _exclusiveRunning;
    private int _readOnlyRunning;
    private int _interleavedRunning;
    private int _waitingReadOnly;
    private int _waitingInterleaved;
    private bool _scheduled;
    private ActivationState _state;
    private Grain? _grain;

    public Activation(EmbeddedSilo silo, GrainClass grainClass, GrainId id, WorkerPool? pool)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = id;
        _pool = pool;
        _lastUseTicks = silo.NowTicks;
    }

    /// <summary>The activation whose grain is being constructed on this thread.</summary>
    public static Activation? UnderConstruction => t_underConstruction;

    /// <summary>The activation whose code runs here, if any.</summary>
    public static Activation? Running => Current as Activation;

    public EmbeddedSilo Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public override int MaximumConcurrencyLevel => 1;

    public int WaitingCalls
    {
        get
        {
            lock (_gate)
                return _waiting.Count + _ready.Count;
        }
    }

    /// <summary>True when a call would start at once.</summary>
    public bool IsFree
    {
        get
        {
            lock (_gate)
                return _state != ActivationState.Gone && _ready.Count == 0 && _waiting.Count == 0 && _running is null && _starting is null;
        }
    }

    public bool TryPost(GrainCall call)
    {
        var schedule = false;
        bool accepted;
        lock (_gate)
        {
            if (_state == ActivationState.Gone)
                return false;
            accepted = _waiting.Count + _ready.Count < Class.QueueLimit;
            if (accepted)
            {
                call.Owner = this;
                _ready.Enqueue(call);
                schedule = !_scheduled;
                _scheduled = true;
            }
        }

        // Outside of the gate: what awaits the call may run here.
        if (!accepted)
            call.TryFail(Overloaded());
        else if (schedule)
            Silo.Dispatcher.Schedule(this, preferLocal: true);
        return true;
    }

    /// <summary>Runs an action as a turn, whatever calls are running.</summary>
    public void Post(Action turn) => Enqueue(turn);

    /// <summary>Queues a tick of a timer of this activation; ignored when the activation has gone.</summary>
    public void PostTick(GrainCall tick)
    {
        tick.Owner = this;
        Enqueue(tick);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (Silo.Seams is not { HasCrashed: true })
            RunOnThisScheduler();
    }

    private void RunOnThisScheduler() =>
        new Task(s_runTurns, this, CancellationToken.None, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);

    protected override void QueueTask(Task task) => Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (taskWasPreviouslyQueued)
            return false;

        // Either this thread is already running a turn of this activation, or the task is the one that starts its turns.
        return (ReferenceEquals(Current, this) || ReferenceEquals(task.AsyncState, this)) && TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Enqueue(object work)
    {
        bool schedule;
        lock (_gate)
        {
            _ready.Enqueue(work);
            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
            Silo.Dispatcher.Schedule(this, preferLocal: true);
    }

    private void RunTurns()
    {
        var clean = ExecutionContext.Capture();
        for (var turn = Silo.Dispatcher.TurnsPerQuantum; turn > 0; turn--)
        {
            object? work;
            GrainCall? admitted = null;
            lock (_gate)
            {
                if (_state is ActivationState.Active && _waiting.Count > 0)
                    admitted = TakeAdmissible();
                if (!_ready.TryDequeue(out work) && admitted is null && !HasLifecycleStep)
                {
                    _scheduled = false;
                    return;
                }
            }

            if (admitted is not null)
                StartCall(admitted);
            if (work is not null)
                Run(work);

            // Last, because it may hand the waiting calls on, and what was dequeued above has to be among them.
            RunLifecycleStep();

            // A method that is not async leaves what it set in its ambient context; the next turn must not see it.
            if (clean is not null && ExecutionContext.Capture() != clean)
                ExecutionContext.Restore(clean);
        }

        Silo.Dispatcher.Schedule(this, preferLocal: false);
    }

    private void Run(object work)
    {
        Silo.Seams?.Record("turn", GrainId, work is GrainCall arrived ? $"call {arrived.Description}" : "continuation");
        switch (work)
        {
            case GrainCall call:
                ReceiveCall(call);
                break;
            case Task task:
                TryExecuteTask(task);
                break;
            case Action action:
                RunAction(action);
                break;
            default:
                throw new InvalidOperationException($"Unknown work item {work}.");
        }
    }

    private void RunAction(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            // Only callbacks registered on a call's cancellation token can get here.
            Silo.Log.TurnFailed(exception, GrainId.ToString());
        }
    }

    private LimitExceededException Overloaded() => new(
        $"{GrainId} is overloaded: {Class.QueueLimit} calls are waiting, the limit of SiloMessagingOptions.{(Class.IsStatelessWorker ? "MaxEnqueuedRequestsHardLimit_StatelessWorker" : "MaxEnqueuedRequestsHardLimit")}.");
}
