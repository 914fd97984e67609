using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpsHub.Embedded.Simulation;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Simulation.Tests.Simulator;

public sealed class SimulatedHostTests
{
    [Fact]
    public void Time_WhenNothingRuns_JumpsToTheNextTimer() => Run(async host =>
    {
        var began = host.Time.GetUtcNow();
        var real = Stopwatch.StartNew();
        var watch = host.Grains.GetGrain<ISimWatchGrain>("w");
        await watch.Start(TimeSpan.FromSeconds(10));
        await host.Delay(TimeSpan.FromSeconds(601));
        Assert.Equal(60, (await watch.Ticks()).Timer);
        Assert.Equal(TimeSpan.FromSeconds(601), host.Time.GetUtcNow() - began);
        Assert.True(real.Elapsed < TimeSpan.FromMinutes(1));
    });

    [Fact]
    public void Grain_WhenIdle_IsCollectedInVirtualTime() => Run(async host =>
    {
        var watch = host.Grains.GetGrain<ISimWatchGrain>("w");
        await watch.Start(TimeSpan.FromMinutes(1));
        await host.Delay(TimeSpan.FromMinutes(10));
        Assert.InRange((await watch.Ticks()).Timer, 9, 10);
        await host.Delay(TimeSpan.FromMinutes(20));
        Assert.Equal(0, (await watch.Ticks()).Timer);
    });

    [Fact]
    public void Reminder_WhenTheHostCrashes_IsKept() => Run(async host =>
    {
        var watch = host.Grains.GetGrain<ISimWatchGrain>("w");
        await watch.Remind(TimeSpan.FromMinutes(5));
        await host.Delay(TimeSpan.FromMinutes(11));
        Assert.Equal(2, (await watch.Ticks()).Reminder);
        host.Crash();
        await host.StartAsync();
        await host.Delay(TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await host.Grains.GetGrain<ISimWatchGrain>("w").Ticks()).Reminder);
    });

    [Fact]
    public void Request_WhenLost_TimesOutInVirtualTimeAndIsNotCarriedOut() => Run(async host =>
    {
        host.Faults.OnCall = static (_, call) => call == "ISimAccountGrain/Deposit" ? CallFault.LoseRequest : null;
        var began = host.Time.GetUtcNow();
        await Assert.ThrowsAsync<TimeoutException>(() => Account(host).Deposit(host.Chance.NextGuid(), 5, DepositWay.Right));
        Assert.Equal(TimeSpan.FromSeconds(30), host.Time.GetUtcNow() - began);
        Assert.Equal(0, await Account(host).Balance());
    });

    [Fact]
    public void Answer_WhenLost_TimesOutAndTheCallIsCarriedOut() => Run(async host =>
    {
        host.Faults.OnCall = static (_, call) => call == "ISimAccountGrain/Deposit" ? CallFault.LoseAnswer : null;
        await Assert.ThrowsAsync<TimeoutException>(() => Account(host).Deposit(host.Chance.NextGuid(), 5, DepositWay.Right));
        Assert.Equal(5, await Account(host).Balance());
    });

    [Fact]
    public void Call_WhenDuplicated_IsCarriedOutTwice() => Run(async host =>
    {
        host.Faults.OnCall = static (_, call) => call == "ISimAccountGrain/Deposit" ? CallFault.Duplicate : null;
        Assert.Equal(5, await Account(host).Deposit(host.Chance.NextGuid(), 5, DepositWay.CountsRepeats));
        await host.Delay(TimeSpan.FromMinutes(1));
        Assert.Equal(10, await Account(host).Balance());
    });

    [Theory]
    [InlineData(WriteFault.Fail, 0)]
    [InlineData(WriteFault.FailAfterStoring, 5)]
    public void Write_WhenItFails_IsStoredOrNotAsSaid(WriteFault fault, long stored) => Run(async host =>
    {
        host.Faults.OnWrite = (_, _) => fault;
        await Assert.ThrowsAnyAsync<Exception>(() => Account(host).Deposit(host.Chance.NextGuid(), 5, DepositWay.Right));
        host.Faults.Stop();
        Assert.Equal(stored, await Account(host).Balance());
    });

    [Fact]
    public void Crash_WhenCallsAreUnderWay_FailsThemAndKeepsWhatWasAcknowledged() => Run(async host =>
    {
        await Account(host).Deposit(host.Chance.NextGuid(), 5, DepositWay.Right);
        host.Faults.StorageTime = TimeSpan.FromSeconds(10);
        var underWay = Account(host).Deposit(host.Chance.NextGuid(), 100, DepositWay.Right);
        await host.Delay(TimeSpan.FromTicks(1));
        host.Crash();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => underWay);
        await host.StartAsync();
        Assert.Equal(5, await Account(host).Balance());
    });

    [Fact]
    public void Stream_WhenItemsArePublished_ArriveInOrder() => Run(async host =>
    {
        var heard = new List<int>();
        var stream = host.Client.GetStreamProvider("streams").GetStream<int>(StreamId.Create("numbers", "w"));
        await stream.SubscribeAsync((number, _) =>
        {
            heard.Add(number);
            return Task.CompletedTask;
        });
        await host.Grains.GetGrain<ISimWatchGrain>("w").Publish(50);
        await host.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(Enumerable.Range(0, 50), heard);
    });

    [Fact]
    public void Order_WhenTheSeedIsAnother_IsAnother()
    {
        string Order(ulong seed)
        {
            var order = new List<string>();
            SimulatedHost.Run(seed, BankScenario.Configure, host => Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
            {
                await host.Grains.GetGrain<ISimAccountGrain>($"{number}").Balance();
                order.Add($"{number}");
            })));
            return string.Concat(order);
        }

        Assert.True(Enumerable.Range(1, 20).Select(static seed => (ulong)seed).Select(Order).Distinct().Count() > 10);
    }

    [Fact]
    public void Grain_WhenItLeavesTheThread_IsFoundOut()
    {
        var failure = Assert.Throws<SimulationException>(() => Run(host => host.Grains.GetGrain<ISimWatchGrain>("w").Escape()));
        Assert.Contains("another thread", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scenario_WhenItNeverEnds_Fails()
    {
        var failure = Assert.Throws<SimulationException>(() => SimulatedHost.Run(
            1, BankScenario.Configure, static _ => new TaskCompletionSource().Task, maxVirtualTime: TimeSpan.FromHours(1)));
        Assert.Contains("had not ended", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "simwatch/a -> simwatch/a")]
    [InlineData("b,a", "simwatch/a -> simwatch/b -> simwatch/a")]
    [InlineData("b,c,a", "simwatch/a -> simwatch/b -> simwatch/c -> simwatch/a")]
    public void CallCycle_WhenItTimesOut_IsNamed(string keys, string cycle) => Run(async host =>
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<ISimWatchGrain>("a").Pass(keys.Split(',')));
        Assert.Contains(cycle, failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Stop_WhenGraceful_LetsTheHostStartAgain() => Run(async host =>
    {
        await Account(host).Deposit(host.Chance.NextGuid(), 5, DepositWay.Right);
        await host.StopAsync();
        await host.StartAsync();
        Assert.Equal(5, await Account(host).Balance());
    });

    private static ISimAccountGrain Account(SimulatedHost host) => host.Grains.GetGrain<ISimAccountGrain>("a");

    private static void Run(Func<SimulatedHost, Task> scenario, [CallerMemberName] string test = "") => SimulatedHost.Run(1, BankScenario.Configure, scenario, test: test);
}
