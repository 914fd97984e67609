using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;

namespace OpsHub.Benchmarks.Live;

/// <summary>
/// A browser's end that costs next to nothing, for hundreds in the measured process: a WebSocket by hand that counts frames
/// and acknowledges them without parsing JSON. It can read slowly, or not at all.
/// </summary>
internal sealed class FanClient : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;
    private const int ReceiveBufferBytes = 64 * 1024;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[512 * 1024];
    private readonly ArrayBufferWriter<byte> _message = new(16 * 1024);
    private readonly CancellationTokenSource _ending = new();
    private readonly bool _keep;
    private readonly SemaphoreSlim _sending = new(1);
    private Task _loop = Task.CompletedTask;
    private Task _pings = Task.CompletedTask;
    private Timer? _later;
    private int _isLaterSet;
    private long _newest;
    private long _told;
    private long _frames;
    private long _bytes;

    private readonly Taker? _take;

    private FanClient(Socket socket, bool keep, Taker? take) => (_socket, _keep, _take) = (socket, keep, take);

    /// <summary>Gets every message, without its end.</summary>
    public delegate void Taker(ReadOnlySpan<byte> message);

    /// <summary>Frames read so far.</summary>
    public long Frames => Volatile.Read(ref _frames);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Bytes read a second at most; 0 reads nothing.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>Roster and tile messages as they came, when they are kept.</summary>
    public List<(long ReceivedAt, byte[] Message)> Kept { get; } = [];

    /// <summary>Length of the first frame's message, bytes.</summary>
    public int FirstFrameBytes { get; private set; }

    /// <param name="path">Path and query of the hub.</param>
    /// <param name="first">Invocations sent at once.</param>
    /// <param name="take">Gets every message as it comes.</param>
    public static async Task<FanClient> ConnectAsync(Uri server, string path, bool keep, int? bytesPerSecond, Taker? take = null, params string[] first)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBufferBytes };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var client = new FanClient(socket, keep, take) { BytesPerSecond = bytesPerSecond };
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"));
        await client.ReadHeadAsync();
        await client.SendAsync("""{"protocol":"json","version":1}""");
        foreach (var message in first)
            await client.SendAsync(message);
        client._pings = client.PingAsync();
        client._loop = client.BytesPerSecond == 0 ? Task.CompletedTask : Task.Run(client.ReadAsync);
        return client;
    }

    /// <summary>A client of the hub's own live protocol that looks at the given tiles.</summary>
    public static Task<FanClient> WatchAsync(LiveBenchHost host, string[] tiles, bool keep = false, int? bytesPerSecond = null, Taker? take = null) => ConnectAsync(
        host.Address, $"/hubs/operations?access_token={Uri.EscapeDataString(host.Token)}", keep, bytesPerSecond, take,
        Invocation("Hello", new HelloRequest(LiveProtocol.Version, LiveBenchHost.Port, null, [])), Invocation("View", new ViewRequest(12, [.. tiles])));

    public static string Invocation(string target, object argument) =>
        JsonSerializer.Serialize(new { type = 1, target, arguments = new[] { argument } }, ContractJson.Options);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _socket.Dispose();
        await Task.WhenAll(_loop, _pings).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_later is not null)
            await _later.DisposeAsync();
        _sending.Dispose();
        _ending.Dispose();
    }

    private async Task ReadHeadAsync()
    {
        var length = 0;
        while (!_buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            // Byte by byte, once: what follows the head belongs to the first frame.
            if (await _socket.ReceiveAsync(_buffer.AsMemory(length, 1)) == 0)
                throw new InvalidOperationException("The hub refused the connection.");
            length++;
        }

        var head = Encoding.ASCII.GetString(_buffer, 0, length);
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new InvalidOperationException(head);
    }

    /// <summary>One masked text frame; the mask is zero, which is one.</summary>
    private async Task SendAsync(string json)
    {
        var payload = Encoding.UTF8.GetBytes(json + (char)RecordSeparator);
        var frame = new byte[payload.Length + 14];
        frame[0] = 0x81;
        var at = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            frame[2] = (byte)(payload.Length >> 8);
            frame[3] = (byte)payload.Length;
            at = 4;
        }

        payload.CopyTo(frame, at + 4);
        await SendAsync(frame.AsMemory(0, at + 4 + payload.Length));
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame)
    {
        await _sending.WaitAsync(_ending.Token);
        try
        {
            await _socket.SendAsync(frame);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>A client that says nothing is gone to SignalR; also a frozen page's browser answers for some time.</summary>
    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        while (await timer.WaitForNextTickAsync(_ending.Token))
            await SendAsync("""{"type":6}""");
    }

    private async Task ReadAsync()
    {
        var (have, started) = (0, Stopwatch.GetTimestamp());
        try
        {
            while (true)
            {
                var room = _buffer.AsMemory(have, BytesPerSecond is { } slow ? Math.Min(_buffer.Length - have, slow / 20) : _buffer.Length - have);
                var read = await _socket.ReceiveAsync(room, SocketFlags.None, _ending.Token);
                if (read == 0)
                    return;
                _bytes += read;
                have += read;
                var used = Take(_buffer.AsSpan(0, have), out var frame);
                _buffer.AsSpan(used, have - used).CopyTo(_buffer);
                have -= used;
                if (frame > 0)
                    await TakenAsync(frame);
                if (BytesPerSecond is { } rate && TimeSpan.FromSeconds((double)_bytes / rate) - Stopwatch.GetElapsedTime(started) is var early && early > TimeSpan.Zero)
                    await Task.Delay(early, _ending.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed, by one side or the other.
        }
    }

    /// <summary>Takes the whole WebSocket frames at the front; the newest lossy frame's number, 0 for none.</summary>
    private int Take(ReadOnlySpan<byte> bytes, out long frame)
    {
        frame = 0;
        var used = 0;
        while (Payload(bytes[used..]) is (var from, var length))
        {
            // A message may come in several frames of the protocol below.
            _message.Write(bytes.Slice(used + from, length));
            used += from + length;
            var rest = _message.WrittenSpan;
            while (rest.IndexOf(RecordSeparator) is >= 0 and var end)
            {
                Count(rest[..end], ref frame);
                rest = rest[(end + 1)..];
            }

            if (rest.Length == _message.WrittenCount)
                continue;
            var begun = rest.ToArray();
            _message.ResetWrittenCount();
            _message.Write(begun);
        }

        return used;
    }

    private void Count(ReadOnlySpan<byte> message, ref long frame)
    {
        _take?.Invoke(message);
        var isTiles = message.StartsWith("{\"type\":1,\"target\":\"Tiles\""u8);
        if (isTiles)
        {
            if (Utf8Parser.TryParse(message[(message.IndexOf("\"frame\":"u8) + 8)..], out long number, out _))
                frame = number;
            if (FirstFrameBytes == 0)
                FirstFrameBytes = message.Length;
            Volatile.Write(ref _frames, _frames + 1);
        }

        if (_keep && (isTiles || message.StartsWith("{\"type\":1,\"target\":\"Roster\""u8)))
            Kept.Add((Stopwatch.GetTimestamp(), message.ToArray()));
    }

    private static (int From, int Length)? Payload(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
            return null;
        var (from, length) = (2, bytes[1] & 0x7f);
        if (length == 126)
        {
            if (bytes.Length < 4)
                return null;
            (from, length) = (4, (bytes[2] << 8) | bytes[3]);
        }
        else if (length == 127)
        {
            if (bytes.Length < 10)
                return null;
            (from, length) = (10, (int)System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes[2..]));
        }

        return bytes.Length < from + length ? null : (from, length);
    }

    /// <summary>As the dashboard does it: at once when the server would wait, else a moment later.</summary>
    private async ValueTask TakenAsync(long frame)
    {
        Volatile.Write(ref _newest, frame);
        if (frame - Volatile.Read(ref _told) >= 2)
        {
            await AcknowledgeAsync(frame);
            return;
        }

        _later ??= new Timer(static client => ((FanClient)client!).AcknowledgeLate(), this, Timeout.Infinite, Timeout.Infinite);
        if (Interlocked.Exchange(ref _isLaterSet, 1) == 0)
            _later.Change(50, Timeout.Infinite);
    }

    private async void AcknowledgeLate()
    {
        try
        {
            Volatile.Write(ref _isLaterSet, 0);
            var newest = Volatile.Read(ref _newest);
            if (newest > Volatile.Read(ref _told))
                await AcknowledgeAsync(newest);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed meanwhile.
        }
    }

    private async Task AcknowledgeAsync(long frame)
    {
        Volatile.Write(ref _told, frame);
        // Shorter than 126 bytes, so its length has one.
        var send = new byte[80];
        Utf8.TryWrite(send.AsSpan(6), $$"""{"type":1,"target":"AckFrame","arguments":[{"frame":{{frame}}}]}""", out var payload);
        (send[0], send[1]) = (0x81, (byte)(0x80 | (payload + 1)));
        send[6 + payload] = RecordSeparator;
        await SendAsync(send.AsMemory(0, 7 + payload));
    }
}
