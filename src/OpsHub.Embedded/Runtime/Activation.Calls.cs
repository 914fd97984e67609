using System.Diagnostics;
using OpsHub.Embedded.CodeGeneration;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Embedded.Runtime;

// Which call may start when, and what happens when it ends.
internal sealed partial class Activation
{
    /// <summary>A running call has ended, in a turn of this activation.</summary>
    public void CallEnded(GrainCall call, Exception? failure)
    {
        lock (_gate)
        {
            Unlink(call);
            CountRunning(call, -1);
        }

        call.CalleeActivity?.Dispose();
        Silo.Seams?.Record("end", GrainId, call.Description);
        if (failure is not null)
            Failed(call, failure);
    }

    /// <summary>The grain's code let an exception out of a call.</summary>
    public void Failed(GrainCall call, Exception failure)
    {
        Silo.Seams?.Record("fail", GrainId, $"{call.Description} {failure.GetType().Name}");
        if (failure is InconsistentStateException { IsAtSource: true } inconsistent)
        {
            inconsistent.IsAtSource = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, inconsistent, "A write found that the stored state had changed."));
        }

        if (call.Method.IsOneWay)
            Silo.Log.OneWayCallFailed(failure, call.Description, GrainId.ToString());
    }

    public void FailExpired(long nowTicks)
    {
        List<GrainCall>? expired = null;
        lock (_gate)
        {
            for (var i = 0; i < _waiting.Count; i++)
                AddIfExpired(_waiting[i], nowTicks, ref expired);
            for (var i = 0; i < _ready.Count; i++)
                AddIfExpired(_ready[i] as GrainCall, nowTicks, ref expired);
            AddIfExpired(_starting, nowTicks, ref expired);
            for (var call = _running; call is not null; call = call.Next)
                AddIfExpired(call, nowTicks, ref expired);
            while (_waiting.PeekOrDefault() is { IsAnswered: true })
                RemoveWaiting(0);
        }

        if (expired is not null)
            Silo.FailExpired(this, expired);
    }

    /// <summary>The call this activation runs or starts on behalf of others, for explaining a timeout.</summary>
    public GrainCall? FirstRunning
    {
        get
        {
            lock (_gate)
                return _starting ?? _running;
        }
    }

    /// <summary>Who waits here, for explaining a timeout.</summary>
    public List<Activation> WaitingCallers()
    {
        var callers = new List<Activation>();
        lock (_gate)
        {
            for (var i = 0; i < _waiting.Count; i++)
            {
                if (_waiting[i].Caller is { } caller && !callers.Contains(caller))
                    callers.Add(caller);
            }
        }

        return callers;
    }

    private static void AddIfExpired(GrainCall? call, long nowTicks, ref List<GrainCall>? expired)
    {
        if (call is { IsAnswered: false } && call.Deadline <= nowTicks)
            (expired ??= []).Add(call);
    }

    private void ReceiveCall(GrainCall call)
    {
        if (call.IsAnswered)
            return;
        lock (_gate)
        {
            // A plain call never overtakes one that waits; one that may interleave has no reason to wait.
            if (_state != ActivationState.Active || _deactivation is not null || !MayStart(call) || (_waiting.Count > 0 && IsExclusive(call)))
            {
                AddWaiting(call);
                return;
            }
        }

        StartCall(call);
    }

    private bool IsExclusive(GrainCall call) => !Class.Declaration.Reentrant && !call.Method.AlwaysInterleaves && !call.Method.IsReadOnly;

    private bool MayStart(GrainCall call)
    {
        if (Class.Declaration.Reentrant || call.Method.AlwaysInterleaves)
            return true;
        return _exclusiveRunning == 0 && (call.Method.IsReadOnly || _readOnlyRunning == 0);
    }

    /// <summary>The first waiting call that may start, or null. The caller holds the gate.</summary>
    private GrainCall? TakeAdmissible()
    {
        if (_deactivation is not null || !AnyMayStart())
            return null;
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (MayStart(_waiting[i]))
                return RemoveWaiting(i);
        }

        return null;
    }

    // Spares searching a long queue while what runs excludes everything in it.
    private bool AnyMayStart() =>
        Class.Declaration.Reentrant
        || _waitingInterleaved > 0
        || (_exclusiveRunning == 0 && (_readOnlyRunning == 0 || _waitingReadOnly > 0));

    private void AddWaiting(GrainCall call)
    {
        _waiting.Enqueue(call);
        CountWaiting(call, 1);
    }

    private GrainCall RemoveWaiting(int index)
    {
        var call = _waiting.RemoveAt(index);
        CountWaiting(call, -1);
        return call;
    }

    private void CountWaiting(GrainCall call, int change)
    {
        if (call.Method.AlwaysInterleaves)
            _waitingInterleaved += change;
        else if (call.Method.IsReadOnly)
            _waitingReadOnly += change;
    }

    private void StartCall(GrainCall call)
    {
        if (call.IsAnswered)
            return;
        if (call.CountsAsUse)
            _lastUseTicks = Silo.NowTicks;
        lock (_gate)
        {
            _starting = call;
            call.HasStarted = true;
            CountRunning(call, 1);
        }

        Silo.Seams?.Record("start", GrainId, call.Description);
        EnterContext(call);
        var ended = call.Start(_grain!);
        lock (_gate)
        {
            _starting = null;
            if (ended)
                CountRunning(call, -1);
            else
                Link(call);
        }

        if (ended)
            call.CalleeActivity?.Dispose();
    }

    private void EnterContext(GrainCall call)
    {
        if (call.Values is not null)
            RequestContext.Current = call.Values;
        if (Silo.Trace.HasListeners())
            call.CalleeActivity = Silo.Trace.StartActivity(call.Method.FullName, ActivityKind.Server, call.CallerActivity?.Context ?? default);
        else if (call.CallerActivity is { } caller)
            Activity.Current = caller;
        Silo.Meters.CallStarted();
    }

    private void CountRunning(GrainCall call, int change)
    {
        if (Class.Declaration.Reentrant || call.Method.AlwaysInterleaves)
            _interleavedRunning += change;
        else if (call.Method.IsReadOnly)
            _readOnlyRunning += change;
        else
            _exclusiveRunning += change;
    }

    private int RunningCalls => _interleavedRunning + _readOnlyRunning + _exclusiveRunning;

    private void Link(GrainCall call)
    {
        call.Next = _running;
        if (_running is not null)
            _running.Previous = call;
        _running = call;
    }

    private void Unlink(GrainCall call)
    {
        if (call.Previous is not null)
            call.Previous.Next = call.Next;
        else
            _running = call.Next;
        if (call.Next is not null)
            call.Next.Previous = call.Previous;
        call.Next = call.Previous = null;
    }
}
