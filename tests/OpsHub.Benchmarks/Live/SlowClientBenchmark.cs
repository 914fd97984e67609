using System.Diagnostics;
using System.Globalization;
using OpsHub.Testing.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>
/// Fifty boards on one busy port, then the same with one that has stopped reading and one that reads 0.3 MB/s: what the
/// others notice of it, and what the server keeps for the two.
/// </summary>
internal static class SlowClientBenchmark
{
    private const int Boards = 50;
    private const int Decoding = 4;
    private const int SlowBytesPerSecond = 300_000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(6);

    /// <param name="args">Vessels, each reporting twice a second (15,000); seconds (10).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var vessels = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15_000;
        var seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10;
        Console.WriteLine($"slow clients: {Boards} boards, {2 * vessels} fixes/s, {seconds} s, {Environment.ProcessorCount} processors for server and clients");
        for (var round = 1; round <= 2; round++)
        {
            await Measure($"round {round}, all well      ", vessels, seconds, frozen: 0, slow: 0);
            await Measure($"round {round}, 1 frozen, 1 slow", vessels, seconds, frozen: 1, slow: 1);
        }

        return 0;
    }

    private static async Task Measure(string name, int vessels, int seconds, int frozen, int slow)
    {
        await using var host = await LiveBenchHost.StartAsync("Logging:LogLevel:Default=Warning");
        var fleet = new BenchFleet(vessels);
        var sender = new PacedSender(host, fleet, 2, (int)s_warmUp.TotalSeconds + seconds);
        var decoding = new List<LiveClient>();
        for (var i = 0; i < Decoding; i++)
            decoding.Add(await host.ConnectAsync(fleet.Tiles));
        var others = new List<FanClient>();
        for (var i = 0; i < Boards - Decoding; i++)
        {
            int? bytesPerSecond = i < frozen ? 0 : i < frozen + slow ? SlowBytesPerSecond : null;
            others.Add(await FanClient.WatchAsync(host, fleet.Tiles, bytesPerSecond: bytesPerSecond));
        }

        var sending = sender.RunAsync();
        await Task.Delay(s_warmUp);
        var (memory, frames, started) = (GC.GetTotalMemory(forceFullCollection: true), others.Skip(2).Sum(client => client.Frames), Stopwatch.GetTimestamp());
        await sending;
        var (rate, growth) = ((others.Skip(2).Sum(client => client.Frames) - frames) / Stopwatch.GetElapsedTime(started).TotalSeconds / (others.Count - 2), 0.0);
        await Task.Delay(500);
        var from = sender.StartedAt + (long)(s_warmUp.TotalSeconds * Stopwatch.Frequency);
        var all = new List<double>();
        foreach (var client in decoding)
            all.AddRange(ShownFixes.Read(fleet, sender, client.Received, from).LatenciesMs);
        foreach (var client in decoding)
            await client.DisposeAsync();
        decoding.Clear();
        growth = (GC.GetTotalMemory(forceFullCollection: true) - memory) / 1048576.0;
        Console.WriteLine($"  {name}: others {rate:F1} frames/s each, {ShownFixes.Percentiles(all)}, managed memory {growth:+0.0;-0.0} MiB");
        foreach (var client in others)
            await client.DisposeAsync();
    }
}
