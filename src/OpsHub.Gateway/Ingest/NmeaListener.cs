using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Ports;
using OpsHub.Wire.Ais;

namespace OpsHub.Gateway.Ingest;

/// <summary>
/// NMEA 0183 from AIS receivers. UDP: several sentences a datagram, multipart messages over several datagrams, dropped
/// and counted when a shard cannot keep up. TCP: the sender is slowed down instead. Access: <see cref="AccessTable.IngestNmea"/>.
/// </summary>
public sealed partial class NmeaListener(
    TrackIngest ingest, PortDirectory ports, IOptions<IngestOptions> options, TimeProvider time, GatewayMeters meters, ILogger<NmeaListener> log) : BackgroundService
{
    private const string UdpDoor = "nmea-udp";
    private const string TcpDoor = "nmea-tcp";

    /// <summary>Largest UDP payload.</summary>
    private const int MaxDatagram = 65_535;

    /// <summary>Kernel buffer: a second of a very busy receiver while this process is elsewhere.</summary>
    private const int ReceiveBufferBytes = 4 * 1024 * 1024;

    private const int TcpBufferBytes = 16 * 1024;

    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SourceCounters _sources = new(meters);
    private int _connections;

    /// <summary>Completes when both sockets are open.</summary>
    public Task Listening => _listening.Task;

    public IPEndPoint? UdpEndPoint { get; private set; }

    public IPEndPoint? TcpEndPoint { get; private set; }

    private NmeaOptions Nmea => options.Value.Nmea;

    private PortId Port => Nmea.Port is { } port ? new PortId(port) : ports.Default;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Nmea.Enabled)
        {
            _listening.TrySetResult();
            return;
        }

        try
        {
            var address = IPAddress.Parse(Nmea.Address);
            using var udp = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBufferBytes };
            udp.Bind(new IPEndPoint(address, Nmea.UdpPort));
            using var tcp = new TcpListener(address, Nmea.TcpPort);
            tcp.Start();
            (UdpEndPoint, TcpEndPoint) = ((IPEndPoint)udp.LocalEndPoint!, (IPEndPoint)tcp.LocalEndpoint);
            _listening.TrySetResult();
            await Task.WhenAll(ReceiveAsync(udp, stoppingToken), AcceptAsync(tcp, stoppingToken));
        }
        catch (SocketException e)
        {
            _listening.TrySetException(e);
            throw new InvalidOperationException($"Ingest:Nmea {Nmea.Address} UDP {Nmea.UdpPort}, TCP {Nmea.TcpPort} cannot be opened: {e.Message}", e);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task ReceiveAsync(Socket socket, CancellationToken stopping)
    {
        var door = new AisDoor(meters, time);
        var lines = new NmeaLineReader();
        var buffer = new byte[MaxDatagram];
        var anyone = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!stopping.IsCancellationRequested)
        {
            var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, stopping);
            var source = ((IPEndPoint)received.RemoteEndPoint).Address;
            if (!Nmea.Allows(source))
            {
                _sources.Refused(source);
                continue;
            }

            _sources.Received(source);
            if (await ingest.PortAsync(Port) is { } port)
                Take(door, lines, port, FeedOf(source), buffer.AsSpan(0, received.ReceivedBytes));
        }
    }

    private void Take(AisDoor door, NmeaLineReader lines, PortConfiguration port, ulong feed, ReadOnlySpan<byte> datagram)
    {
        foreach (var line in lines.Read(datagram))
            Post(line);

        // A datagram ends its last sentence, with or without a line end.
        var rest = lines.Flush();
        if (!rest.IsEmpty)
            Post(rest);

        void Post(ReadOnlySpan<byte> line)
        {
            if (door.TryRead(line, feed, out var fix, out var description))
                ingest.TryPost(port, fix, description, UdpDoor);
        }
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stopping);
            var source = ((IPEndPoint)client.Client.RemoteEndPoint!).Address;
            if (!Nmea.Allows(source) || Volatile.Read(ref _connections) >= Nmea.MaxConnections)
            {
                _sources.Refused(source);
                client.Dispose();
                continue;
            }

            Interlocked.Increment(ref _connections);
            _sources.Received(source);

            // Runs until the sender or the host ends it; it handles its own faults.
            _ = ServeAsync(client, source, stopping);
        }
    }

    private async Task ServeAsync(TcpClient client, IPAddress source, CancellationToken stopping)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(TcpBufferBytes);
        using var idle = new CancellationTokenSource(TimeSpan.FromSeconds(Nmea.IdleSeconds), time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, idle.Token);
        try
        {
            using (client)
            {
                var door = new AisDoor(meters, time);
                var lines = new NmeaLineReader();
                var waiting = new List<(Contracts.Tracking.PositionFix? Fix, Contracts.Tracking.TrackDescription? Description)>();
                int read;
                while ((read = await client.Client.ReceiveAsync(buffer, SocketFlags.None, ending.Token)) > 0)
                {
                    idle.CancelAfter(TimeSpan.FromSeconds(Nmea.IdleSeconds));
                    Collect(door, lines, FeedOf(source), buffer.AsSpan(0, read), waiting);
                    if (await ingest.PortAsync(Port) is not { } port)
                        continue;
                    foreach (var (fix, description) in waiting)
                        await ingest.PostAsync(port, fix, description, TcpDoor, stopping);
                    waiting.Clear();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or System.Threading.Channels.ChannelClosedException)
        {
            Ended(log, source, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Collect(
        AisDoor door, NmeaLineReader lines, ulong feed, ReadOnlySpan<byte> chunk,
        List<(Contracts.Tracking.PositionFix? Fix, Contracts.Tracking.TrackDescription? Description)> into)
    {
        foreach (var line in lines.Read(chunk))
        {
            if (door.TryRead(line, feed, out var fix, out var description))
                into.Add((fix, description));
        }
    }

    /// <summary>A number that tells senders apart within this process.</summary>
    private static ulong FeedOf(IPAddress source)
    {
        Span<byte> bytes = stackalloc byte[16];
        source.TryWriteBytes(bytes, out var length);
        ulong feed = 14_695_981_039_346_656_037;
        foreach (var b in bytes[..length])
            feed = unchecked((feed ^ b) * 1_099_511_628_211);
        return feed;
    }

    [LoggerMessage(LogLevel.Information, "AIS connection of {Source} ended: {Reason}")]
    private static partial void Ended(ILogger log, IPAddress source, string reason);
}
