using System.Diagnostics;
using System.Globalization;
using OpsHub.Contracts.Live;
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
        var sender = new PacedSender(host, fleet, rate, (int)s_warmUp.TotalSeconds + seconds + 1);
        var watchers = new List<LiveClient>();
        for (var i = 0; i < clients; i++)
            watchers.Add(await host.ConnectAsync(fleet.Tiles));
        await sender.RunAsync();
        await Task.Delay(2 * TickMs);
        var from = sender.StartedAt + (long)(s_warmUp.TotalSeconds * Stopwatch.Frequency);
        var all = new List<double>();
        foreach (var watcher in watchers)
        {
            var read = Read(fleet, sender, watcher.Received, from);
            all.AddRange(read.LatenciesMs);
            Console.WriteLine($"  client: {read.LatenciesMs.Count,7} of {read.Sent} fixes shown, {read.Frames} frames, {Percentiles(read.LatenciesMs)}");
            await watcher.DisposeAsync();
        }

        Console.WriteLine($"  all:    {Percentiles(all)}; goal p99 {TickMs + 50} ms");
        return 0;
    }

    private static (List<double> LatenciesMs, int Sent, int Frames) Read(BenchFleet fleet, PacedSender sender, IReadOnlyList<LiveMessage> messages, long from)
    {
        var vessels = Enumerable.Range(0, fleet.Count).ToDictionary(fleet.Tracker, vessel => vessel, StringComparer.Ordinal);
        var slots = new Dictionary<(string Tile, int Slot), int>();
        var shown = Enumerable.Repeat(-1, fleet.Count).ToArray();
        var (latencies, frames) = (new List<double>(), 0);
        foreach (var message in messages)
        {
            if (message.Target == "Roster")
            {
                foreach (var entry in message.As<RosterChanged>().Entries)
                    slots[(entry.Tile, entry.Slot)] = vessels[entry.Id.Value];
            }
            else if (message.Target == "Tiles")
            {
                frames++;
                foreach (var tile in message.As<TilesChanged>().Tiles)
                {
                    foreach (var record in TileReader.Read(tile))
                    {
                        var vessel = slots[(tile.Tile, record.Slot)];
                        var fix = fleet.FixAt(vessel, record.LatitudeDegrees);
                        if (fix <= shown[vessel])
                            continue;
                        shown[vessel] = fix;
                        if (sender.SentAt(vessel, fix) is var sentAt && sentAt >= from)
                            latencies.Add(Stopwatch.GetElapsedTime(sentAt, message.ReceivedAt).TotalMilliseconds);
                    }
                }
            }
        }

        return (latencies, sender.SentSince(from), frames);
    }

    private static string Percentiles(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? "nothing" : $"p50 {At(0.5):F0} ms, p95 {At(0.95):F0} ms, p99 {At(0.99):F0} ms, worst {values[^1]:F0} ms";

        double At(double share) => values[(int)(share * (values.Count - 1))];
    }

    private static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>Each vessel reports once a second, evenly spread over the second, from a thread of its own: it sends on time when the pool is busy.</summary>
internal sealed class PacedSender(LiveBenchHost host, BenchFleet fleet, int rate, int seconds)
{
    private const int StepsPerSecond = 100;

    private readonly long[] _sentAt = new long[fleet.Count * (seconds + 1)];

    public long StartedAt { get; private set; }

    public long SentAt(int vessel, int fix) => _sentAt[(vessel * (seconds + 1)) + fix];

    public int SentSince(long from) => _sentAt.Count(at => at >= from);

    public async Task RunAsync()
    {
        using var door = await host.OpenNmeaAsync();
        var thread = new Thread(() => Send(door));
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Start();
        _ = Task.Run(() =>
        {
            thread.Join();
            done.SetResult();
        });
        await done.Task;
    }

    private void Send(Stream door)
    {
        var buffer = new byte[OpsHub.Wire.Ais.AisWriter.MaxLength * (rate / StepsPerSecond + 1)];
        StartedAt = Stopwatch.GetTimestamp();
        for (var step = 0; step < seconds * StepsPerSecond; step++)
        {
            var due = StartedAt + (step * Stopwatch.Frequency / StepsPerSecond);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var early && early > TimeSpan.Zero)
                Thread.Sleep(early);
            var (first, last) = ((long)(step % StepsPerSecond) * fleet.Count / StepsPerSecond, ((long)(step % StepsPerSecond) + 1) * fleet.Count / StepsPerSecond);
            var (fix, length, now) = (step / StepsPerSecond, 0, Stopwatch.GetTimestamp());
            for (var vessel = (int)first; vessel < last; vessel++)
            {
                length += fleet.Write(vessel, fix, buffer.AsSpan(length));
                _sentAt[(vessel * (seconds + 1)) + fix] = now;
            }

            door.Write(buffer, 0, length);
        }
    }
}
