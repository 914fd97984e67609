using Orleans;
using Orleans.Runtime;

namespace OpsHub.Cluster.Tests;

[Alias("OpsHub.Tests.ITimerGrain")]
public interface ITimerGrain : IGrainWithStringKey
{
    /// <summary>Starts a timer whose ticks are noted; each waits for the gate, if one is named.</summary>
    [Alias("StartTimer")] Task StartTimer(TimeSpan dueTime, TimeSpan period, bool interleave, string? gate);

    [Alias("ChangeTimer")] Task ChangeTimer(TimeSpan dueTime, TimeSpan period);

    [Alias("StopTimer")] Task StopTimer();

    [Alias("FailTicks")] Task FailTicks();

    [Alias("Hold")] Task Hold(string gate);

    [Alias("Leave")] Task Leave();

    [Alias("Remind")] Task Remind(string name, TimeSpan dueTime, TimeSpan period);

    [Alias("Unremind")] Task<bool> Unremind(string name);

    [Alias("ReminderNames")] Task<List<string>> ReminderNames();
}

/// <summary>Key: any. Notes ticks in the log named by its key.</summary>
internal sealed class TimerGrain(Gates gates) : Grain, ITimerGrain, IRemindable
{
    private IGrainTimer? _timer;
    private bool _fail;
    private int _ticks;
    private bool _inCall;

    public Task StartTimer(TimeSpan dueTime, TimeSpan period, bool interleave, string? gate)
    {
        _timer = this.RegisterGrainTimer(Tick, gate, new GrainTimerCreationOptions(dueTime, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task ChangeTimer(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task FailTicks()
    {
        _fail = true;
        return Task.CompletedTask;
    }

    public async Task Hold(string gate)
    {
        _inCall = true;
        await gates.Passed(gate);
        _inCall = false;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Remind(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task<bool> Unremind(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
            return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<List<string>> ReminderNames() => [.. (await this.GetReminders()).Select(static reminder => reminder.ReminderName)];

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        gates.Note(this.GetPrimaryKeyString(), $"reminder {reminderName} {status.Period.TotalSeconds}");
        return Task.CompletedTask;
    }

    private async Task Tick(string? gate, CancellationToken cancellationToken)
    {
        gates.Note(this.GetPrimaryKeyString(), $"tick {++_ticks}{(_inCall ? " during a call" : string.Empty)}");
        if (_fail)
            throw new InvalidOperationException("tick failed");
        if (gate is not null)
            await gates.Passed(gate);
    }
}
