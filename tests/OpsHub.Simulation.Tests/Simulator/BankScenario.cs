using OpsHub.Embedded.Simulation;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;

namespace OpsHub.Simulation.Tests.Simulator;

/// <summary>
/// Clients deposit into a few accounts while calls are lost, delayed and repeated, writes fail, and the host crashes. Each
/// client repeats a deposit until it is acknowledged. In the end every account holds each acknowledged deposit once.
/// </summary>
internal static class BankScenario
{
    public const string Storage = "disk";

    private const int Clients = 4;
    private const int DepositsPerClient = 12;
    private const int Accounts = 3;

    public static void Configure(ISiloBuilder silo, SimulatedHost host)
    {
        silo.Services.AddGrainStorage(Storage, (_, _) => host.Disk);
        silo.AddMemoryStreams("streams");
    }

    /// <returns>The hash of the trace.</returns>
    public static string Run(ulong seed, DepositWay way = DepositWay.Right, Action<string>? listener = null) => SimulatedHost.Run(
        seed,
        Configure,
        async host =>
        {
            host.Listener = listener;
            SetFaults(host.Faults);
            var expected = new long[Accounts];
            var clients = Enumerable.Range(0, Clients).Select(_ => Client(host, way, expected)).ToList();
            for (var crashes = host.Chance.Next(3); crashes > 0; crashes--)
                await CrashSometime(host);
            await Task.WhenAll(clients);
            await Check(host, expected);
        },
        test: nameof(BankTests));

    private static void SetFaults(SimulatedFaults faults)
    {
        faults.DelayCall = 0.1;
        faults.LoseRequest = 0.02;
        faults.LoseAnswer = 0.03;
        faults.DuplicateCall = 0.05;
        faults.FailWrite = 0.05;
        faults.FailAfterStoring = 0.05;
        faults.FailRead = 0.02;
    }

    private static async Task Client(SimulatedHost host, DepositWay way, long[] expected)
    {
        for (var i = 0; i < DepositsPerClient; i++)
        {
            var account = host.Chance.Next(Accounts);
            var amount = 1 + host.Chance.Next(100);
            var id = host.Chance.NextGuid();
            await host.Delay(host.Chance.Next(TimeSpan.FromSeconds(5)));
            if (host.Chance.Happens(0.2) && way == DepositWay.Right)
            {
                var other = (account + 1) % Accounts;
                await Repeat(host, () => host.Grains.GetGrain<ISimAccountGrain>($"{account}").DepositBoth($"{other}", id, amount));
                expected[other] += amount;
            }
            else
            {
                await Repeat(host, () => host.Grains.GetGrain<ISimAccountGrain>($"{account}").Deposit(id, amount, way));
            }

            expected[account] += amount;
        }
    }

    /// <summary>Repeats a call until it is acknowledged.</summary>
    private static async Task Repeat(SimulatedHost host, Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception exception)
            {
                host.Note($"again after {exception.GetType().Name}");
                await host.Delay(TimeSpan.FromMilliseconds(500));
            }
        }
    }

    private static async Task CrashSometime(SimulatedHost host)
    {
        await host.Delay(host.Chance.Next(TimeSpan.FromSeconds(30)));
        host.Crash();
        await host.Delay(host.Chance.Next(TimeSpan.FromSeconds(3)));
        await host.StartAsync();
    }

    private static async Task Check(SimulatedHost host, long[] expected)
    {
        host.Faults.Stop();

        // Memory has to agree with storage, so it is read from there.
        host.Crash();
        await host.StartAsync();
        for (var account = 0; account < Accounts; account++)
        {
            var balance = await host.Grains.GetGrain<ISimAccountGrain>($"{account}").Balance();
            if (balance != expected[account])
                throw new InvalidOperationException($"Account {account} holds {balance}; acknowledged were {expected[account]}.");
        }
    }
}
