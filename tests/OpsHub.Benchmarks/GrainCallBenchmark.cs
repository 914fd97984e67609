using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpsHub.Testing.Runtime;
using Orleans;

namespace OpsHub.Benchmarks;

[Alias("OpsHub.Benchmarks.IEchoGrain")]
public interface IEchoGrain : IGrainWithStringKey
{
    [Alias("Echo")] Task<int> Echo(int value);

    /// <summary>Calls another grain this many times, one call after the other.</summary>
    [Alias("CallMany")] Task CallMany(string otherKey, int calls);
}

internal sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> Echo(int value) => Task.FromResult(value);

    public async Task CallMany(string otherKey, int calls)
    {
        var other = GrainFactory.GetGrain<IEchoGrain>(otherKey);
        for (var i = 0; i < calls; i++)
            await other.Echo(i);
    }
}

/// <summary>One measurement: the line a comparison reads, and a person too.</summary>
/// <param name="Runtime">Grain runtime the process was built with.</param>
/// <param name="Case">What was measured.</param>
/// <param name="CallsPerSecond">All callers together.</param>
/// <param name="P50Us">Median time of a call, in us, as its caller sees it.</param>
/// <param name="P99Us">99th percentile, in us.</param>
/// <param name="BytesPerCall">Allocated per call, caller and callee together.</param>
internal sealed record CallFigures(string Runtime, string Case, double CallsPerSecond, double P50Us, double P99Us, double BytesPerCall);

/// <summary>What a grain call within the process costs on the runtime this process was built with.</summary>
internal static class GrainCallBenchmark
{
    private const int Activations = 100_000;

    // A caller that never pauses can keep a thread of the pool to itself, and on Orleans 256 of them on two threads leave
    // some without an answer until they time out. So each goes to the end of the queue after this many calls.
    private const int CallsPerBreath = 64;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync()
    {
        await using var host = await GrainHost.StartAsync();
        foreach (var callers in new[] { 1, 256 })
        {
            Print(await MeasureClients(host, callers));
            Print(await MeasureGrains(host, callers));
        }

        var bytes = await BytesPerActivation(host);
        Console.WriteLine(JsonSerializer.Serialize(new { Runtime = GrainHost.RuntimeName, Case = "empty activation", Bytes = bytes }));
        return 0;
    }

    private static void Print(CallFigures figures) => Console.WriteLine(JsonSerializer.Serialize(figures));

    /// <summary>Callers outside the grains; each has a grain of its own.</summary>
    private static async Task<CallFigures> MeasureClients(GrainHost host, int callers)
    {
        await Clients(host, callers, s_warmUp, []);
        var latencies = Enumerable.Range(0, callers).Select(static _ => new List<long>(1 << 16)).ToArray();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        var calls = await Clients(host, callers, s_measured, latencies);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var perCall = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)calls;
        var all = latencies.SelectMany(static list => list).Order().ToArray();
        return new CallFigures(GrainHost.RuntimeName, $"client to grain, {callers} callers", Round(calls / elapsed.TotalSeconds), Us(all[all.Length / 2]), Us(all[(int)(all.Length * 0.99)]), Round(perCall));
    }

    private static async Task<long> Clients(GrainHost host, int callers, TimeSpan time, List<long>[] latencies)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(number => Task.Run(() => Client(
            host.Grains.GetGrain<IEchoGrain>($"client-{number}"), time, latencies.Length == 0 ? null : latencies[number]))));
        return counts.Sum();
    }

    private static async Task<long> Client(IEchoGrain grain, TimeSpan time, List<long>? latencies)
    {
        var calls = 0L;
        var now = Stopwatch.GetTimestamp();
        for (var end = now + (long)(time.TotalSeconds * Stopwatch.Frequency); now < end; calls++)
        {
            if (calls % CallsPerBreath == 0)
            {
                await Task.Yield();
                now = Stopwatch.GetTimestamp();
            }

            await grain.Echo(1);
            var after = Stopwatch.GetTimestamp();
            latencies?.Add(after - now);
            now = after;
        }

        return calls;
    }

    /// <summary>Grains that call other grains. The time of a call is the mean over a round of 100.</summary>
    private static async Task<CallFigures> MeasureGrains(GrainHost host, int callers)
    {
        const int round = 100;
        await Rounds(host, callers, round, s_warmUp);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        var rounds = await Rounds(host, callers, round, s_measured);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var calls = (double)rounds.Count * round;
        var perCall = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / calls;
        rounds.Sort();
        return new CallFigures(GrainHost.RuntimeName, $"grain to grain, {callers} callers", Round(calls / elapsed.TotalSeconds), Us(rounds[rounds.Count / 2]) / round, Us(rounds[(int)(rounds.Count * 0.99)]) / round, Round(perCall));
    }

    private static async Task<List<long>> Rounds(GrainHost host, int callers, int round, TimeSpan time)
    {
        var rounds = await Task.WhenAll(Enumerable.Range(0, callers).Select(number => Task.Run(async () =>
        {
            var grain = host.Grains.GetGrain<IEchoGrain>($"caller-{number}");
            var times = new List<long>();
            var now = Stopwatch.GetTimestamp();
            for (var end = now + (long)(time.TotalSeconds * Stopwatch.Frequency); now < end;)
            {
                await Task.Yield();
                await grain.CallMany($"called-{number}", round);
                var after = Stopwatch.GetTimestamp();
                times.Add(after - now);
                now = after;
            }

            return times;
        })));
        return [.. rounds.SelectMany(static list => list)];
    }

    private static async Task<long> BytesPerActivation(GrainHost host)
    {
        await host.Grains.GetGrain<IEchoGrain>("first").Echo(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Activations; i++)
            await host.Grains.GetGrain<IEchoGrain>(i.ToString("d6", CultureInfo.InvariantCulture)).Echo(0);
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / Activations;
    }

    private static double Us(long ticks) => Round(ticks * 1e6 / Stopwatch.Frequency);

    private static double Round(double value) => Math.Round(value, 2);
}
