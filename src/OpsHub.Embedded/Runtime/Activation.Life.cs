using Microsoft.Extensions.DependencyInjection;
using OpsHub.Embedded.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

// Activation, idle collection and deactivation.
internal sealed partial class Activation
{
    private AsyncServiceScope? _scope;
    private List<IStateRecord>? _records;
    private List<GrainTimer>? _timers;
    private DeactivationReason? _deactivation;
    private TaskCompletionSource? _gone;
    private long _lastUseTicks;
    private long _keepUntilTicks;

    /// <summary>Services of this activation; the scope is made when first asked for.</summary>
    public IServiceProvider Services
    {
        get
        {
            _scope ??= Silo.Services.CreateAsyncScope();
            return _scope.Value.ServiceProvider;
        }
    }

    /// <summary>Completes when the activation has gone.</summary>
    public Task WhenGone
    {
        get
        {
            lock (_gate)
            {
                if (_state == ActivationState.Gone)
                    return Task.CompletedTask;
                _gone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _gone.Task;
            }
        }
    }

    private bool HasLifecycleStep =>
        _state == ActivationState.Created || (_deactivation is not null && _state == ActivationState.Active && RunningCalls == 0);

    /// <summary>Asks for deactivation once the calls that run have ended; the first reason counts.</summary>
    public void Deactivate(DeactivationReason reason)
    {
        lock (_gate)
        {
            if (_state is ActivationState.Deactivating or ActivationState.Gone || _deactivation is not null)
                return;
            _deactivation = reason;
        }

        Post(static () => { });
    }

    public void CollectIfIdle(long nowTicks)
    {
        if (Class.CollectionAge == Timeout.InfiniteTimeSpan)
            return;
        lock (_gate)
        {
            if (_state != ActivationState.Active || RunningCalls > 0 || _ready.Count > 0 || _waiting.Count > 0)
                return;
            if (nowTicks - _lastUseTicks < Class.CollectionAge.Ticks || nowTicks < _keepUntilTicks)
                return;
        }

        Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Idle for {Class.CollectionAge}."));
    }

    /// <summary>Keeps the activation from being collected as idle; not positive takes that back.</summary>
    public void DelayCollection(TimeSpan time) =>
        _keepUntilTicks = time <= TimeSpan.Zero ? 0 : time >= TimeSpan.MaxValue - TimeSpan.FromDays(1) ? long.MaxValue : Silo.NowTicks + time.Ticks;

    public void AddRecord(IStateRecord record) => (_records ??= []).Add(record);

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_state == ActivationState.Gone, this);
            (_timers ??= []).Add(timer);
        }

        timer.Start();
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_gate)
            _timers?.Remove(timer);
    }

    private void RunLifecycleStep()
    {
        if (_state == ActivationState.Created)
            _ = ActivateAsync();
        else if (_deactivation is not null && HasLifecycleStep)
            _ = DeactivateAsync();
    }

    private async Task ActivateAsync()
    {
        _state = ActivationState.Activating;
        try
        {
            using var timeout = new CancellationTokenSource(Silo.Collection.ActivationTimeout, Silo.Time);
            var grain = Construct();
            if (_records is not null)
            {
                foreach (var record in _records)
                    await record.ReadAsync(timeout.Token);
            }

            _grain = grain;
            var activating = grain.OnActivateAsync(timeout.Token);
            if (!activating.IsCompletedSuccessfully)
                await activating;
            lock (_gate)
                _state = ActivationState.Active;
            Silo.Seams?.Record("activated", GrainId, string.Empty);
            Silo.Meters.Activated();
        }
        catch (Exception exception)
        {
            Silo.Log.ActivationFailed(exception, GrainId.ToString());
            await EndAsync(exception);
        }
    }

    private Grain Construct()
    {
        t_underConstruction = this;
        try
        {
            return Class.Declaration.Create(new Construction(this));
        }
        finally
        {
            t_underConstruction = null;
        }
    }

    private async Task DeactivateAsync()
    {
        var reason = _deactivation!.Value;
        lock (_gate)
            _state = ActivationState.Deactivating;
        StopTimers();
        try
        {
            using var timeout = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.Time);
            var deactivating = _grain!.OnDeactivateAsync(reason, timeout.Token);
            if (!deactivating.IsCompletedSuccessfully)
                await deactivating.WaitAsync(Silo.Collection.DeactivationTimeout, Silo.Time);
        }
        catch (Exception exception)
        {
            Silo.Log.DeactivationFailed(exception, GrainId.ToString());
        }

        Silo.Seams?.Record("deactivated", GrainId, reason.ReasonCode.ToString());
        Silo.Meters.Deactivated(reason.ReasonCode);
        await EndAsync(failure: null);
    }

    /// <summary>Disposes what belongs to the activation and hands its waiting calls on, or fails them.</summary>
    private async Task EndAsync(Exception? failure)
    {
        StopTimers();
        var grain = _grain;
        try
        {
            if (grain is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (grain is IDisposable disposable)
                disposable.Dispose();
            if (_scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Silo.Log.DeactivationFailed(exception, GrainId.ToString());
        }

        var left = Leave(handOn: failure is null);
        foreach (var call in left)
            call.TryFail(failure!);
        _gone?.TrySetResult();
    }

    /// <summary>Takes the activation out of the directory. In the same step its waiting calls go to a successor, ahead of any that come later.</summary>
    /// <returns>The waiting calls, when they are not handed on.</returns>
    private List<GrainCall> Leave(bool handOn)
    {
        var calls = new List<GrainCall>();
        lock (_gate)
        {
            while (_waiting.Count > 0)
                calls.Add(RemoveWaiting(0));
            for (var i = _ready.Count; i > 0 && _ready.TryDequeue(out var work); i--)
            {
                if (work is GrainCall call)
                    calls.Add(call);
                else
                    _ready.Enqueue(work);
            }

            calls.RemoveAll(static call => call.EndsWithActivation || call.IsAnswered);
            if (_pool is not null)
                _pool.Replace(this, handOn ? calls : []);
            else
                Silo.Directory.Replace(this, handOn ? calls : []);
            _state = ActivationState.Gone;
            _grain = null;
            _records = null;
        }

        if (handOn)
            calls.Clear();
        return calls;
    }

    private void StopTimers()
    {
        GrainTimer[] timers;
        lock (_gate)
        {
            timers = _timers?.ToArray() ?? [];
            _timers = null;
        }

        foreach (var timer in timers)
            timer.Dispose();
    }

    /// <summary>
    /// A successor with the calls its predecessor had not started. It runs nothing before <see cref="Begin"/>: whoever makes
    /// it first puts it where calls find it, for an activation can be gone again at once.
    /// </summary>
    public static Activation Successor(Activation gone, List<GrainCall> calls)
    {
        var successor = new Activation(gone.Silo, gone.Class, gone.GrainId, gone._pool) { _scheduled = true };
        foreach (var call in calls)
        {
            call.Owner = successor;
            successor._ready.Enqueue(call);
        }

        return successor;
    }

    /// <summary>Lets a successor run; once.</summary>
    public void Begin() => Silo.Dispatcher.Schedule(this, preferLocal: true);

    private sealed class Construction(Activation activation) : GrainConstruction
    {
        public override IServiceProvider Services => activation.Services;

        public override IPersistentState<TState> PersistentState<TState>(string stateName, string? storageName, Func<TState> createState)
        {
            var record = new StateRecord<TState>(activation.Silo.FindStorage(storageName), stateName, activation.GrainId, createState);
            activation.AddRecord(record);
            return record;
        }
    }
}
