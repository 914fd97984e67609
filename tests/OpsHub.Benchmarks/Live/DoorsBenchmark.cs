using System.Diagnostics;
using System.Globalization;
using OpsHub.Wire.Ais;

namespace OpsHub.Benchmarks.Live;

/// <summary>Positions a second that come in through each door and are durable: AIS over TCP and UDP, phones over HTTP.</summary>
internal static class DoorsBenchmark
{
    private const int Rounds = 3;
    private const int Vessels = 20_000;
    private const int Phones = 256;
    private static readonly TimeSpan s_phoneTime = TimeSpan.FromSeconds(5);

    /// <param name="args">Sentences a round (400,000).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var sentences = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 400_000;
        await using var host = await LiveBenchHost.StartAsync();
        using var taken = new TakenMeter();
        var fleet = new BenchFleet(Vessels);
        Console.WriteLine($"doors: sender and hub share {Environment.ProcessorCount} processors; a fix counts when the journal has it");
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Sentences(fleet, sentences, round);
            await Tcp(host, taken, bytes, sentences);
            await Udp(host, taken, Sentences(fleet, sentences, round + Rounds), sentences);
            await Http(host, taken, round);
        }

        Console.WriteLine($"  process {Environment.WorkingSet / 1048576.0:N0} MB");
        return 0;
    }

    private static byte[] Sentences(BenchFleet fleet, int count, int round)
    {
        var buffer = new byte[count * 64];
        var length = 0;
        for (var i = 0; i < count; i++)
            length += fleet.Write(i % fleet.Count, (round * count + i) / fleet.Count, buffer.AsSpan(length));
        return buffer[..length];
    }

    private static async Task Tcp(LiveBenchHost host, TakenMeter taken, byte[] bytes, int sentences)
    {
        using var door = await host.OpenNmeaAsync();
        taken.Reset();
        var started = Stopwatch.GetTimestamp();
        await door.WriteAsync(bytes);
        await taken.Settled(sentences);
        taken.Print("AIS over TCP", sentences, started);
    }

    /// <summary>Datagrams of a dozen sentences, sent as fast as the socket takes them: what does not fit is dropped and counted.</summary>
    private static async Task Udp(LiveBenchHost host, TakenMeter taken, byte[] bytes, int sentences)
    {
        using var socket = host.OpenUdp();
        taken.Reset();
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < bytes.Length;)
        {
            var until = Math.Min(bytes.Length, at + 600);
            until = bytes.AsSpan(0, until).LastIndexOf((byte)'\n') + 1;
            await socket.SendAsync(bytes.AsMemory(at, until - at));
            at = until;
        }

        await taken.Settled(sentences);
        taken.Print("AIS over UDP, flat out", sentences, started);
    }

    private static async Task Http(LiveBenchHost host, TakenMeter taken, int round)
    {
        if (round == 0)
            await host.RegisterAsync(Enumerable.Range(0, Phones).Select(i => $"bench-{i}"));
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Phones }) { BaseAddress = host.OsmAnd };
        taken.Reset();
        var started = Stopwatch.GetTimestamp();
        var asked = (await Task.WhenAll(Enumerable.Range(0, Phones).Select(async phone =>
        {
            var sent = 0;
            for (; Stopwatch.GetElapsedTime(started) < s_phoneTime; sent++)
            {
                var latitude = 59.44 + (phone * 0.0001) + (sent * 0.000_001);
                using var answer = await client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/?id=bench-{phone}&lat={latitude:F6}&lon=24.76&speed=3"), UriKind.Relative));
                answer.EnsureSuccessStatusCode();
            }

            return sent;
        }))).Sum();
        await taken.Settled(asked);
        taken.Print($"OsmAnd over HTTP, {Phones} phones, each waiting for its answer", asked, started);
    }
}
