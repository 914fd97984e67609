using System.Diagnostics;
using System.Globalization;

namespace OpsHub.Benchmarks.Live;

/// <summary>
/// A hundred boards on one port while positions come in as fast as the AIS door takes them: how many a second, and whether
/// every board shows the newest of every vessel afterwards. Sender, hub and boards share the processors.
/// </summary>
internal static class BoardsBenchmark
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);

    /// <param name="args">Boards (100), vessels (5,000), seconds (15).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var boards = Number(args, 0, 100);
        var vessels = Number(args, 1, 5_000);
        var seconds = Number(args, 2, 15);
        Console.WriteLine($"boards: {boards} boards that see all of {vessels} vessels, reports flat out over AIS/TCP for {seconds} s, {Environment.ProcessorCount} processors for all; goal 260,000 fixes/s");
        await using var host = await LiveBenchHost.StartAsync("Logging:LogLevel:Default=Warning");
        using var taken = new TakenMeter();
        var fleet = new BenchFleet(vessels);
        var mirrors = Enumerable.Range(0, boards).Select(_ => new BoardMirror()).ToList();
        var clients = new List<FanClient>();
        foreach (var mirror in mirrors)
            clients.Add(await FanClient.WatchAsync(host, fleet.Tiles, take: mirror.Take));
        using var door = await host.OpenNmeaAsync();
        var (rounds, _, _) = await SendAsync(door, fleet, 0, taken, s_warmUp);
        var frames = clients.Sum(client => client.Frames);
        var (last, sent, perSecond) = await SendAsync(door, fleet, rounds, taken, TimeSpan.FromSeconds(seconds));
        Console.WriteLine($"  {perSecond,9:N0} fixes/s taken and durable ({taken.Taken:N0} of {sent:N0}), {(clients.Sum(client => client.Frames) - frames) / (double)seconds / boards:F1} frames/s a board");
        var ended = Stopwatch.GetTimestamp();
        while (mirrors.Any(mirror => !mirror.ShowsAll(fleet, last - 1)) && Stopwatch.GetElapsedTime(ended) < TimeSpan.FromSeconds(10))
            await Task.Delay(50);
        var converged = mirrors.Count(mirror => mirror.ShowsAll(fleet, last - 1));
        Console.WriteLine($"  {converged} of {boards} boards show the newest position of all {vessels} vessels {Stopwatch.GetElapsedTime(ended).TotalMilliseconds:F0} ms after the last was durable; process {Environment.WorkingSet / 1048576.0:N0} MB");
        foreach (var client in clients)
            await client.DisposeAsync();
        return converged == boards ? 0 : 1;
    }

    /// <summary>Whole rounds of the fleet until the time is up, and then until all is durable.</summary>
    private static async Task<(int Rounds, long Sent, double PerSecond)> SendAsync(Stream door, BenchFleet fleet, int round, TakenMeter taken, TimeSpan time)
    {
        var buffer = new byte[fleet.Count * 64];
        taken.Reset();
        var (sent, started) = (0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var length = 0;
            for (var vessel = 0; vessel < fleet.Count; vessel++)
                length += fleet.Write(vessel, round, buffer.AsSpan(length));
            await door.WriteAsync(buffer.AsMemory(0, length));
            sent += fleet.Count;
            round++;
        }

        await taken.Settled(sent);
        return (round, sent, taken.Taken / taken.Elapsed(started).TotalSeconds);
    }

    private static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
}
