using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>
/// Frames to many sockets, flat out: SignalR's own group send of a string, and the hub's board with its shared encoding and
/// acknowledged frames, of the same size, in turn. Server and clients share the processors, the same clients for both.
/// </summary>
internal static class FanOutBenchmark
{
    private const int Vessels = 330;

    /// <summary>Messages that may be under way to a client: as many as the hub allows unacknowledged.</summary>
    private const int Ahead = 2;

    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(4);

    /// <param name="args">Sockets (500), rounds (5).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var sockets = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 500;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        await using var host = await LiveBenchHost.StartAsync("Logging:LogLevel:Default=Warning");
        await using var raw = await RawHost.StartAsync();
        var board = new DrivenBoard(host, Vessels);
        board.Move();
        var watching = new List<FanClient>();
        for (var i = 0; i < sockets; i++)
            watching.Add(await FanClient.WatchAsync(host, board.Tiles));
        await board.UntilShownAsync(watching);
        var frameBytes = await board.FrameBytesAsync(watching[0]);
        // A string of letters costs SignalR's JSON as many bytes as it has characters.
        var payload = new string('x', frameBytes - """{"type":1,"target":"Tiles","arguments":[""]}""".Length - 12);
        var listening = await raw.ConnectAsync(sockets);
        Console.WriteLine($"fan-out: {sockets} sockets, {Vessels} positions a frame, {frameBytes} bytes, {Environment.ProcessorCount} processors for server and clients");
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var sent = 0L;
            var before = listening.Sum(client => client.Frames);
            var rawRate = await Measure(listening, () =>
            {
                sent++;
                return raw.Hub.Clients.Group(RawHub.Group).SendAsync("Tiles", payload);
            }, () => listening.Sum(client => client.Frames) - before >= (sent - Ahead) * sockets);
            var hubRate = await Measure(watching, board.MoveAndTickAsync, () => board.MostAreReady);
            var ratio = hubRate.PerSecond / rawRate.PerSecond;
            ratios.Add(ratio);
            Console.WriteLine(
                $"  round {round}: raw group send {rawRate.PerSecond,9:N0} messages/s ({rawRate.ProcessorMicroseconds:F0} us each), hub {hubRate.PerSecond,9:N0} frames/s ({hubRate.ProcessorMicroseconds:F0} us each), ratio {ratio:P0}");
        }

        ratios.Sort();
        Console.WriteLine($"  median ratio {ratios[ratios.Count / 2]:P0}; goal 80 %");
        foreach (var client in watching.Concat(listening))
            await client.DisposeAsync();
        return 0;
    }

    /// <summary>
    /// Messages read a second by all clients together. No more than a few are under way to each, on both sides: beyond
    /// that it would be memory that is measured. The hub leaves out frames for who is behind, so it says itself who is.
    /// </summary>
    private static async Task<Rate> Measure(IReadOnlyCollection<FanClient> clients, Func<Task> send, Func<bool> mayGoOn)
    {
        var (before, cpu, started) = (clients.Sum(client => client.Frames), Processor, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < s_measured)
        {
            await send();
            while (!mayGoOn() && Stopwatch.GetElapsedTime(started) < s_measured)
                await Task.Delay(1);
        }

        var read = clients.Sum(client => client.Frames) - before;
        var measured = new Rate(read / Stopwatch.GetElapsedTime(started).TotalSeconds, (Processor - cpu).TotalMicroseconds / read);
        await Task.Delay(300);
        return measured;
    }

    private static TimeSpan Processor => Process.GetCurrentProcess().TotalProcessorTime;

    /// <param name="PerSecond">Messages read.</param>
    /// <param name="ProcessorMicroseconds">Processor time of server and clients for one.</param>
    private readonly record struct Rate(double PerSecond, double ProcessorMicroseconds);
}

/// <summary>The host's own board, moved and ticked by hand as fast as its clients take it.</summary>
internal sealed class DrivenBoard(LiveBenchHost host, int vessels)
{
    private readonly BenchFleet _fleet = new(vessels);
    private readonly PortBoard _board = host.App.Services.GetRequiredService<Boards>().Find(LiveBenchHost.Port)!;
    private readonly long _startedAtMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private int _fix;
    private long _sentBefore;

    public string[] Tiles => _fleet.Tiles;

    /// <summary>Nine of ten connections were sent the last tick's frame and may be sent another: the hub does not wait for the slowest.</summary>
    public bool MostAreReady
    {
        get
        {
            var (members, waiting, sent) = (0, 0, 0L);
            foreach (var member in _board.Connections.Members)
            {
                members++;
                waiting += member.IsWaitingForAck ? 1 : 0;
                sent += member.FramesSent;
            }

            return waiting * 10 <= members && (sent - _sentBefore) * 10 >= members * 9;
        }
    }

    public void Move()
    {
        // A report a second by their own clocks, however fast they are ticked: a report interval that changes would be news.
        var at = _startedAtMs + (++_fix * 1_000L);
        var fix = _fix % 1_000;
        var fixes = Enumerable.Range(0, vessels).Select(vessel =>
        {
            var (latitude, longitude) = _fleet.Place(vessel, fix);
            return new PositionFix(new TrackerId(_fleet.Tracker(vessel)), TrackKind.Vessel, at, latitude, longitude, 8, 0, 0);
        });
        _board.Tracks.Apply(new TrackDelta("bench", 1, _fix, [.. fixes], []));
    }

    public Task MoveAndTickAsync()
    {
        Move();
        _sentBefore = _board.Connections.Members.Sum(member => member.FramesSent);
        if (_board.Tracks.Tick())
            _board.Connections.TickAll();
        return Task.CompletedTask;
    }

    /// <summary>Ticks until every client has drawn something and is in step.</summary>
    public async Task UntilShownAsync(IReadOnlyCollection<FanClient> clients)
    {
        while (clients.Any(client => client.Frames < 3))
        {
            await MoveAndTickAsync();
            await Task.Delay(100);
        }
    }

    /// <summary>Length of one change frame on the wire.</summary>
    public async Task<int> FrameBytesAsync(FanClient client)
    {
        var (frames, bytes) = (client.Frames, client.Bytes);
        while (client.Frames < frames + 10)
        {
            await MoveAndTickAsync();
            await Task.Delay(50);
        }

        return (int)((client.Bytes - bytes) / (client.Frames - frames));
    }
}
