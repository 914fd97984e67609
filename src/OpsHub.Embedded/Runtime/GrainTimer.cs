using OpsHub.Embedded.CodeGeneration;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>A timer of an activation. A tick is a call to the activation itself; the next is due when it has ended.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private static readonly GrainMethod s_tick = new("Timer", "Tick", CallOptions.None);
    private static readonly GrainMethod s_interleavingTick = new("Timer", "Tick", CallOptions.AlwaysInterleave);

    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly ITimer _clock;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changedWhileTicking;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        _dueTime = Checked(options.DueTime, nameof(options.DueTime));
        _period = Checked(options.Period, nameof(options.Period));

        // The clock's callback must not carry the context of whoever registered the timer.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            _clock = activation.Silo.Time.CreateTimer(static state => ((GrainTimer)state!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start() => Arm(_dueTime);

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Checked(dueTime, nameof(dueTime));
        Checked(period, nameof(period));
        lock (_gate)
        {
            if (_ended.IsCancellationRequested)
                return;
            _dueTime = dueTime;
            _period = period;
            if (_ticking)
            {
                _changedWhileTicking = true;
                return;
            }
        }

        Arm(dueTime);
    }

    public void Dispose()
    {
        if (_ended.IsCancellationRequested)
            return;
        _ended.Cancel();
        _clock.Dispose();
        _activation.Forget(this);
    }

    private static TimeSpan Checked(TimeSpan time, string name) => time >= TimeSpan.Zero || time == Timeout.InfiniteTimeSpan
        ? time
        : throw new ArgumentOutOfRangeException(name, time, "Expected a time that is not negative, or Timeout.InfiniteTimeSpan.");

    private void Arm(TimeSpan time) => _clock.Change(time, Timeout.InfiniteTimeSpan);

    private void Due()
    {
        lock (_gate)
        {
            if (_ticking || _ended.IsCancellationRequested)
                return;
            _ticking = true;
        }

        _activation.PostTick(new Tick(this));
    }

    private async Task TickAsync()
    {
        try
        {
            if (!_ended.IsCancellationRequested)
                await _callback(_ended.Token);
        }
        catch (Exception exception)
        {
            _activation.Silo.Log.TimerFailed(exception, _activation.GrainId.ToString());
        }

        TimeSpan next;
        lock (_gate)
        {
            _ticking = false;
            next = _changedWhileTicking ? _dueTime : _period;
            _changedWhileTicking = false;
            if (_ended.IsCancellationRequested)
                return;
        }

        if (next != Timeout.InfiniteTimeSpan)
            Arm(next);
    }

    private sealed class Tick(GrainTimer timer) : VoidGrainCall
    {
        public override GrainMethod Method => timer._options.Interleave ? s_interleavingTick : s_tick;

        internal override bool CountsAsUse => timer._options.KeepAlive;

        internal override bool EndsWithActivation => true;

        public override GrainCall Duplicate() => this;

        protected override Task Execute(object target) => timer.TickAsync();
    }
}
