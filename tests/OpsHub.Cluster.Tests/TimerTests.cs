using Microsoft.Extensions.DependencyInjection;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Hosting;

namespace OpsHub.Cluster.Tests;

[Collection(nameof(ConformanceHost))]
public sealed class TimerTests(ConformanceHost fixture)
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(30);

    private readonly string _key = ConformanceHost.NewKey();

    private Gates Gates => fixture.Host.Services.GetRequiredService<Gates>();

    private ITimerGrain Grain => fixture.Grains.GetGrain<ITimerGrain>(_key);

    [Fact]
    public async Task Timer_WhenPeriodic_TicksUntilDisposed()
    {
        await Grain.StartTimer(s_short, s_short, interleave: false, gate: null);
        Assert.Equal(["tick 1", "tick 2", "tick 3"], await Gates.NextNotes(_key, 3));
        await Grain.StopTimer();
        while (Gates.HasNote(_key))
            await Gates.NextNote(_key);
        await Task.Delay(s_short * 5);
        Assert.False(Gates.HasNote(_key));
    }

    [Fact]
    public async Task Timer_WhenATickFails_GoesOn()
    {
        await Grain.FailTicks();
        await Grain.StartTimer(s_short, s_short, interleave: false, gate: null);
        Assert.Equal(["tick 1", "tick 2"], await Gates.NextNotes(_key, 2));
        await Grain.StopTimer();
    }

    [Fact]
    public async Task Timer_WhenPeriodIsInfinite_TicksOnceUntilChanged()
    {
        await Grain.StartTimer(s_short, Timeout.InfiniteTimeSpan, interleave: false, gate: null);
        Assert.Equal("tick 1", await Gates.NextNote(_key));
        await Task.Delay(s_short * 4);
        Assert.False(Gates.HasNote(_key));
        await Grain.ChangeTimer(s_short, Timeout.InfiniteTimeSpan);
        Assert.Equal("tick 2", await Gates.NextNote(_key));
    }

    [Fact]
    public async Task Tick_WhenACallRuns_WaitsForItsTurn()
    {
        await Grain.StartTimer(s_short, s_short, interleave: false, gate: null);
        Assert.Equal("tick 1", await Gates.NextNote(_key));
        var held = Grain.Hold(_key);
        await Task.Delay(s_short * 4);
        Gates.Open(_key);
        await held.WaitAsync(ConformanceHost.Soon);
        for (var i = 0; i < 3; i++)
            Assert.DoesNotContain("during", await Gates.NextNote(_key), StringComparison.Ordinal);
        await Grain.StopTimer();
    }

    [Fact]
    public async Task Tick_WhenItInterleaves_DoesNotWaitForACall()
    {
        await Grain.StartTimer(s_short, s_short, interleave: true, gate: null);
        Assert.Equal("tick 1", await Gates.NextNote(_key));
        var held = Grain.Hold(_key);
        string note;
        do
            note = await Gates.NextNote(_key);
        while (!note.EndsWith("during a call", StringComparison.Ordinal));
        Gates.Open(_key);
        await held.WaitAsync(ConformanceHost.Soon);
        await Grain.StopTimer();
    }

    [Fact]
    public async Task Tick_WhenItTakesLong_IsNotOvertakenByTheNext()
    {
        await Grain.StartTimer(s_short, s_short, interleave: true, gate: _key);
        Assert.Equal("tick 1", await Gates.NextNote(_key));
        await Task.Delay(s_short * 5);
        Assert.False(Gates.HasNote(_key));
        Gates.Open(_key);
        Assert.Equal("tick 2", await Gates.NextNote(_key));
        await Grain.StopTimer();
    }

    [Fact]
    public async Task Timer_WhenTheActivationLeaves_EndsWithIt()
    {
        await Grain.StartTimer(s_short, s_short, interleave: false, gate: null);
        Assert.Equal("tick 1", await Gates.NextNote(_key));
        await Grain.Leave();
        await Grain.ReminderNames();
        while (Gates.HasNote(_key))
            await Gates.NextNote(_key);
        await Task.Delay(s_short * 5);
        Assert.False(Gates.HasNote(_key));
    }

    [Fact]
    public async Task Reminder_WhenThePeriodIsUnderAMinute_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Remind("often", TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Reminder_WhenRegistered_IsListedAndCanBeRemoved()
    {
        await Grain.Remind("a", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await Grain.Remind("b", TimeSpan.FromHours(1), TimeSpan.FromHours(2));
        await Grain.Remind("a", TimeSpan.FromHours(1), TimeSpan.FromHours(3));
        Assert.Equal(["a", "b"], (await Grain.ReminderNames()).Order());
        Assert.True(await Grain.Unremind("a"));
        Assert.False(await Grain.Unremind("a"));
        Assert.Equal(["b"], await Grain.ReminderNames());
        Assert.True(await Grain.Unremind("b"));
    }

    [Fact]
    public async Task Reminder_WhenDue_WakesTheGrainAlsoAfterARestart()
    {
        await using var host = await GrainHost.StartAsync(silo =>
        {
            fixture.Configure(silo);
            silo.Configure<ReminderOptions>(static options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
        });
        await host.Grains.GetGrain<ITimerGrain>(_key).Remind("wake", TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
        Assert.Equal("reminder wake 1", await host.Services.GetRequiredService<Gates>().NextNote(_key));
        await host.Grains.GetGrain<ITimerGrain>(_key).Leave();
        Assert.Equal("reminder wake 1", await host.Services.GetRequiredService<Gates>().NextNote(_key));
        await host.RestartAsync();
        Assert.Equal("reminder wake 1", await host.Services.GetRequiredService<Gates>().NextNote(_key));
        Assert.True(await host.Grains.GetGrain<ITimerGrain>(_key).Unremind("wake"));
    }
}
