namespace OpsHub.Embedded.Simulation;

/// <summary>A clock that stands still while anything can run and then jumps to the next timer.</summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long DueTicks, long Order)> _timers = new();
    private long _order;

    /// <summary>Virtual time since the start, in 100 ns.</summary>
    public long ElapsedTicks { get; private set; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(ElapsedTicks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => ElapsedTicks;

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next timer and takes all that are due then.</summary>
    /// <returns>Empty when no timer is set.</returns>
    public List<VirtualTimer> AdvanceToNext()
    {
        var due = new List<VirtualTimer>();
        while (_timers.TryPeek(out var next, out var at) && (due.Count == 0 || at.DueTicks <= ElapsedTicks))
        {
            _timers.Dequeue();
            if (!next.Timer.IsSet(next.Version))
                continue;
            ElapsedTicks = Math.Max(ElapsedTicks, at.DueTicks);
            next.Timer.Rearm();
            due.Add(next.Timer);
        }

        return due;
    }

    internal void Set(VirtualTimer timer, long version, TimeSpan after) => _timers.Enqueue((timer, version), (ElapsedTicks + after.Ticks, _order++));
}

/// <summary>A timer on the virtual clock.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private long _version;
    private bool _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
            return false;
        _version++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan)
            time.Set(this, _version, dueTime);
        return true;
    }

    public void Dispose()
    {
        _disposed = true;
        _version++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the setting made by that change still holds.</summary>
    public bool IsSet(long version) => version == _version && !_disposed;

    public void Rearm()
    {
        _version++;
        if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
            time.Set(this, _version, _period);
    }

    /// <summary>Runs the callback, unless the timer was disposed after it had become due.</summary>
    public void Fire()
    {
        if (!_disposed)
            callback(state);
    }
}

/// <summary>The virtual clock as one incarnation of a host sees it: its timers end when it crashes.</summary>
internal sealed class IncarnationTime(VirtualTime time) : TimeProvider
{
    private readonly HashSet<OwnedTimer> _timers = [];
    private bool _stopped;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new OwnedTimer(this, time.CreateTimer(callback, state, dueTime, period));
        if (_stopped)
            timer.Dispose();
        else
            _timers.Add(timer);
        return timer;
    }

    /// <summary>Ends all timers; new ones never fire.</summary>
    public void StopAll()
    {
        _stopped = true;
        foreach (var timer in _timers.ToArray())
            timer.Dispose();
    }

    private sealed class OwnedTimer(IncarnationTime owner, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            owner._timers.Remove(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
