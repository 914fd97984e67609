using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Simulation.Tests.Simulator;

/// <summary>How an account handles a deposit; the wrong ways are there to be found out.</summary>
public enum DepositWay
{
    /// <summary>Seen before? Then the first answer. Write, then acknowledge; a failed write discards the activation.</summary>
    Right,

    /// <summary>Acknowledges before the write.</summary>
    AcknowledgesFirst,

    /// <summary>Forgets which deposits it has seen.</summary>
    CountsRepeats,
}

[Alias("OpsHub.Simulation.Tests.IAccountGrain")]
public interface ISimAccountGrain : IGrainWithStringKey
{
    /// <summary>Adds an amount once per id; returns the balance.</summary>
    [Alias("Deposit")] Task<long> Deposit(Guid id, long amount, DepositWay way);

    [Alias("Balance")] Task<long> Balance();

    /// <summary>Deposits here and there, one after the other, each repeated until it is acknowledged.</summary>
    [Alias("DepositBoth")] Task DepositBoth(string otherKey, Guid id, long amount);
}

[GenerateSerializer, Alias("OpsHub.Simulation.Tests.AccountState")]
public sealed class SimAccountState
{
    [Id(0)] public long Balance { get; set; }

    [Id(1)] public HashSet<Guid> Seen { get; set; } = [];
}

/// <summary>Key: account name. Durable: the balance and the ids of the deposits in it.</summary>
internal sealed class SimAccountGrain([PersistentState("account", BankScenario.Storage)] IPersistentState<SimAccountState> account) : Grain, ISimAccountGrain
{
    public async Task<long> Deposit(Guid id, long amount, DepositWay way)
    {
        if (way != DepositWay.CountsRepeats && account.State.Seen.Contains(id))
            return account.State.Balance;
        account.State.Seen.Add(id);
        account.State.Balance += amount;
        if (way == DepositWay.AcknowledgesFirst)
        {
            _ = Write();
            return account.State.Balance;
        }

        await Write();
        return account.State.Balance;
    }

    public Task<long> Balance() => Task.FromResult(account.State.Balance);

    public async Task DepositBoth(string otherKey, Guid id, long amount)
    {
        await Deposit(id, amount, DepositWay.Right);
        await GrainFactory.GetGrain<ISimAccountGrain>(otherKey).Deposit(id, amount, DepositWay.Right);
    }

    private async Task Write()
    {
        try
        {
            await account.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

[Alias("OpsHub.Simulation.Tests.IWatchGrain")]
public interface ISimWatchGrain : IGrainWithStringKey
{
    [Alias("Start")] Task Start(TimeSpan period);

    [Alias("Remind")] Task Remind(TimeSpan period);

    [Alias("Ticks")] Task<(int Timer, int Reminder)> Ticks();

    [Alias("Escape")] Task Escape();

    [Alias("Publish")] Task Publish(int count);

    /// <summary>Calls the first key with the rest; with none left it answers.</summary>
    [Alias("Pass")] Task Pass(string[] keys);
}

/// <summary>Key: any. Counts its ticks since it was activated.</summary>
internal sealed class SimWatchGrain : Grain, ISimWatchGrain, IRemindable
{
    private int _ticks;
    private int _reminders;

    public Task Start(TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                _ticks++;
                return Task.CompletedTask;
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task Remind(TimeSpan period) => this.RegisterOrUpdateReminder("watch", period, period);

    public Task<(int Timer, int Reminder)> Ticks() => Task.FromResult((_ticks, _reminders));

    public async Task Escape()
    {
        await Task.Yield();
        await default(AnotherThread);
        await GrainFactory.GetGrain<ISimWatchGrain>("other").Ticks();
    }

    /// <summary>Goes on on a thread of its own while the loop waits for it: an escape that needs no luck with the thread pool.</summary>
    private readonly struct AnotherThread : INotifyCompletion
    {
        public bool IsCompleted => false;

        public AnotherThread GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation)
        {
            var thread = new Thread(() => continuation());
            thread.Start();
            thread.Join();
        }
    }

    public async Task Publish(int count)
    {
        var stream = this.GetStreamProvider("streams").GetStream<int>(StreamId.Create("numbers", this.GetPrimaryKeyString()));
        for (var i = 0; i < count; i++)
            await stream.OnNextAsync(i);
    }

    public Task Pass(string[] keys) =>
        keys.Length == 0 ? Task.CompletedTask : GrainFactory.GetGrain<ISimWatchGrain>(keys[0]).Pass(keys[1..]);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _reminders++;
        return Task.CompletedTask;
    }
}
