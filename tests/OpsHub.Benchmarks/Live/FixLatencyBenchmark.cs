using System.Diagnostics;
using System.Globalization;
using OpsHub.Testing.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>
/// From a sentence handed to the AIS door to the frame that shows it being read by a client, everything between being real:
/// TCP, decoding, shard, journal, tile, SignalR, WebSocket. The clients sit in the same process and on the same processors.
/// </summary>
internal static class FixLatencyBenchmark
{
    private const int TickMs = 250;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);

    /// <param name="args">Fixes a second (1,000), seconds (20), clients (4).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var rate = Number(args, 0, 1_000);
        var seconds = Number(args, 1, 20);
        var clients = Number(args, 2, 4);
        Console.WriteLine($"fix-to-client: {rate} fixes/s through the AIS door, {clients} clients that see them all, {seconds} s, tick at most {TickMs} ms, {Environment.ProcessorCount} processors");
        await using var host = await LiveBenchHost.StartAsync($"Live:TickMs={TickMs}");
        var fleet = new BenchFleet(rate);
        var sender = new PacedSender(host, fleet, 1, (int)s_warmUp.TotalSeconds + seconds + 1);
        var watchers = new List<LiveClient>();
        for (var i = 0; i < clients; i++)
            watchers.Add(await host.ConnectAsync(fleet.Tiles));
        await sender.RunAsync();
        await Task.Delay(2 * TickMs);
        var from = sender.StartedAt + (long)(s_warmUp.TotalSeconds * Stopwatch.Frequency);
        var all = new List<double>();
        foreach (var watcher in watchers)
        {
            var read = ShownFixes.Read(fleet, sender, watcher.Received, from);
            all.AddRange(read.LatenciesMs);
            Console.WriteLine($"  client: {read.LatenciesMs.Count,7} of {read.Sent} fixes shown, {read.Frames} frames, {ShownFixes.Percentiles(read.LatenciesMs)}");
            await watcher.DisposeAsync();
        }

        Console.WriteLine($"  all:    {ShownFixes.Percentiles(all)}; goal p99 {TickMs + 50} ms");
        return 0;
    }

    private static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
}
