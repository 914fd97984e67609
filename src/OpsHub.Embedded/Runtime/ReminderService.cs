using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Timers;

namespace OpsHub.Embedded.Runtime;

/// <summary>Keeps reminders: the table says what there is, a clock per reminder wakes its grain.</summary>
internal sealed class ReminderService(EmbeddedSilo silo, IReminderTable? table, IServiceProvider services) : IReminderRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderClock> _clocks = [];

    private IReminderTable Table => table
        ?? throw new InvalidOperationException("Reminders need a table: add UseInMemoryReminderService, or AddReminders and an IReminderTable.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (table is null)
            return;
        await table.StartAsync(cancellationToken);

        // begin == end is the whole ring.
        var rows = await table.ReadRows(0, 0);
        foreach (var row in rows.Reminders)
            Keep(row);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Forget();
        if (table is not null)
            await table.StopAsync(cancellationToken);
    }

    /// <summary>Stops all clocks, as a crash would.</summary>
    public void Forget()
    {
        ReminderClock[] clocks;
        lock (_gate)
        {
            clocks = [.. _clocks.Values];
            _clocks.Clear();
        }

        foreach (var clock in clocks)
            clock.Dispose();
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        var minimum = services.GetService<IOptions<ReminderOptions>>()?.Value.MinimumReminderPeriod ?? TimeSpan.FromMinutes(1);
        if (period < minimum)
            throw new ArgumentException($"Reminder '{reminderName}' asks for a period of {period}; the minimum is {minimum} (ReminderOptions.MinimumReminderPeriod).", nameof(period));
        var row = new ReminderEntry
        {
            GrainId = callingGrainId,
            ReminderName = reminderName,
            StartAt = silo.Time.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        row.ETag = await Table.UpsertRow(row);
        if (row.ETag is null)
            throw new ReminderException($"Reminder '{reminderName}' of {callingGrainId} could not be stored.");
        Keep(row);
        return new Reminder(row.GrainId, row.ReminderName, row.ETag);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        if (reminder is not Reminder own)
            throw new ArgumentException("Expected a reminder that this runtime returned.", nameof(reminder));
        if (!await Table.RemoveRow(own.GrainId, own.ReminderName, own.ETag))
            throw new ReminderException($"Reminder '{own.ReminderName}' of {own.GrainId} could not be removed: it was changed or removed before.");
        lock (_gate)
        {
            if (_clocks.Remove((own.GrainId, own.ReminderName), out var clock))
                clock.Dispose();
        }
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        await Table.ReadRow(callingGrainId, reminderName) is { } row ? new Reminder(row.GrainId, row.ReminderName, row.ETag!) : null;

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId)
    {
        var rows = await Table.ReadRows(callingGrainId);
        return [.. rows.Reminders.Select(static row => (IGrainReminder)new Reminder(row.GrainId, row.ReminderName, row.ETag!))];
    }

    private void Keep(ReminderEntry row)
    {
        var clock = new ReminderClock(silo, row);
        lock (_gate)
        {
            if (_clocks.Remove((row.GrainId, row.ReminderName), out var before))
                before.Dispose();
            _clocks.Add((row.GrainId, row.ReminderName), clock);
        }

        clock.Start();
    }

    private sealed record Reminder(GrainId GrainId, string ReminderName, string ETag) : IGrainReminder;
}

/// <summary>The clock of one reminder. It ticks at start plus whole periods; ticks missed while the host was down are not made up.</summary>
internal sealed class ReminderClock : IDisposable
{
    // Clocks take at most about 49 days, so a longer wait is taken in steps; and one may fire a little before the time it shows.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);

    private readonly EmbeddedSilo _silo;
    private readonly ReminderEntry _row;
    private readonly IRemindable _grain;
    private readonly ITimer _timer;
    private DateTime _nextAt;
    private volatile bool _ended;

    public ReminderClock(EmbeddedSilo silo, ReminderEntry row)
    {
        _silo = silo;
        _row = row;
        _grain = silo.Grains.Reference<IRemindable>(row.GrainId);
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            _timer = silo.Time.CreateTimer(static state => _ = ((ReminderClock)state!).TickAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        var now = _silo.Time.GetUtcNow().UtcDateTime;
        _nextAt = now <= _row.StartAt ? _row.StartAt : NextAfter(now);
        Arm();
    }

    public void Dispose()
    {
        _ended = true;
        _timer.Dispose();
    }

    private void Arm()
    {
        var wait = _nextAt - _silo.Time.GetUtcNow().UtcDateTime;
        if (wait < s_shortestWait)
            wait = s_shortestWait;
        _timer.Change(wait < s_longestWait ? wait : s_longestWait, Timeout.InfiniteTimeSpan);
    }

    private DateTime NextAfter(DateTime now)
    {
        if (now < _row.StartAt)
            return _row.StartAt;
        var periods = (now - _row.StartAt).Ticks / _row.Period.Ticks;
        return _row.StartAt + TimeSpan.FromTicks((periods + 1) * _row.Period.Ticks);
    }

    private async Task TickAsync()
    {
        var now = _silo.Time.GetUtcNow().UtcDateTime;
        if (_ended)
            return;
        if (now >= _nextAt)
        {
            try
            {
                await _grain.ReceiveReminder(_row.ReminderName, new TickStatus(_row.StartAt, _row.Period, now));
            }
            catch (Exception exception)
            {
                _silo.Log.ReminderFailed(exception, _row.ReminderName, _row.GrainId.ToString());
            }

            _nextAt = NextAfter(_silo.Time.GetUtcNow().UtcDateTime);
        }

        if (!_ended)
            Arm();
    }
}
