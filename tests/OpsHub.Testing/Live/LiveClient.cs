using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;

namespace OpsHub.Testing.Live;

/// <summary>A message the hub sent: an invocation of a client method.</summary>
/// <param name="Argument">The one argument.</param>
/// <param name="ReceivedAt">Timestamp of the system clock when its last byte was read.</param>
public sealed record LiveMessage(string Target, JsonElement Argument, long ReceivedAt)
{
    public T As<T>() => Argument.Deserialize<T>(ContractJson.Options)!;
}

/// <summary>The hub refused an invocation.</summary>
public sealed class LiveRefusedException(string message) : Exception(message);

/// <summary>
/// A client of the live protocol on a plain WebSocket: SignalR's JSON protocol by hand, so that tests see the very bytes.
/// Reading can be stopped, to play a frozen browser.
/// </summary>
public sealed class LiveClient : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement?>> _calls = new(StringComparer.Ordinal);
    private readonly List<LiveMessage> _received = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<(Func<LiveMessage, bool> Wanted, TaskCompletionSource<LiveMessage> Found)> _waiting = [];
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _reading = Completed();
    private Task _loop = Task.CompletedTask;
    private int _lastCall;

    private LiveClient(ClientWebSocket socket) => _socket = socket;

    /// <summary>Completes when the server has closed or cut the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Bytes received so far.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>True: acknowledge every lossy frame at once, as a browser in step does.</summary>
    public bool AcknowledgeFrames { get; set; } = true;

    /// <summary>False: what nobody waits for is only counted, for a client that listens for long.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>Messages received so far, by target.</summary>
    public IReadOnlyDictionary<string, int> Counts
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, int>(_counts, StringComparer.Ordinal);
        }
    }

    public IReadOnlyList<LiveMessage> Received
    {
        get
        {
            lock (_lock)
                return [.. _received];
        }
    }

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="hub">Base address of the host, http or https.</param>
    /// <exception cref="WebSocketException">The server refused the token.</exception>
    /// <param name="socketBufferBytes">Receive buffer of the socket; a small one makes a frozen client felt sooner.</param>
    public static async Task<LiveClient> ConnectAsync(Uri hub, string? token, int? socketBufferBytes = null)
    {
        var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (context, cancel) => OpenAsync(context, socketBufferBytes, cancel) });
        var scheme = hub.Scheme == "https" ? "wss" : "ws";
        var address = new Uri($"{scheme}://{hub.Authority}/hubs/operations" + (token is null ? "" : $"?access_token={Uri.EscapeDataString(token)}"));
        using var patience = new CancellationTokenSource(s_patience);
        await socket.ConnectAsync(address, invoker, patience.Token);
        var client = new LiveClient(socket);
        await client.SendRawAsync("""{"protocol":"json","version":1}""");
        client._loop = client.ReadAsync();
        return client;
    }

    public Task<Welcome> HelloAsync(PortId port, string? lastEpoch = null, params TopicPosition[] topics) =>
        InvokeAsync<Welcome>("Hello", new HelloRequest(LiveProtocol.Version, port, lastEpoch, [.. topics]));

    public async Task<T> InvokeAsync<T>(string method, object argument)
    {
        var id = Interlocked.Increment(ref _lastCall).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<JsonElement?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        await SendRawAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments = new[] { argument } }, ContractJson.Options));
        var result = await answer.Task.WaitAsync(s_patience);
        return result is { } value ? value.Deserialize<T>(ContractJson.Options)! : default!;
    }

    /// <summary>Sends without waiting for an answer.</summary>
    public Task SendAsync(string method, object argument) =>
        SendRawAsync(JsonSerializer.Serialize(new { type = 1, target = method, arguments = new[] { argument } }, ContractJson.Options));

    /// <summary>The first message that fits, received already or still to come.</summary>
    public Task<LiveMessage> FirstAsync(Func<LiveMessage, bool> wanted)
    {
        var found = new TaskCompletionSource<LiveMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_received.FirstOrDefault(wanted) is { } already)
                return Task.FromResult(already);
            _waiting.Add((wanted, found));
        }

        return found.Task.WaitAsync(s_patience);
    }

    /// <summary>The next message that fits and comes after this call: arm, act, await.</summary>
    public Task<LiveMessage> NextAsync(Func<LiveMessage, bool> wanted)
    {
        var found = new TaskCompletionSource<LiveMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiting.Add((wanted, found));
        return found.Task.WaitAsync(s_patience);
    }

    public Task<LiveMessage> NextAsync(string target) => NextAsync(message => message.Target == target);

    /// <summary>Stops reading from the socket, like a frozen browser.</summary>
    public void Freeze() => _reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => _reading.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Thaw();
        _socket.Abort();
        await _loop;
        _socket.Dispose();
    }

    private static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, int? bufferBytes, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (bufferBytes is { } bytes)
            socket.ReceiveBufferSize = bytes;
        await socket.ConnectAsync(context.DnsEndPoint, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task SendRawAsync(string json)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(json) + 1];
        Encoding.UTF8.GetBytes(json, bytes);
        bytes[^1] = RecordSeparator;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        try
        {
            while (true)
            {
                await _reading.Task;
                var result = await _socket.ReceiveAsync(buffer.GetMemory(16 * 1024), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                buffer.Advance(result.Count);
                BytesReceived += result.Count;
                if (!result.EndOfMessage)
                    continue;
                await TakeAsync(buffer.WrittenMemory);
                buffer.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut: told through Closed.
        }

        _closed.TrySetResult();
        foreach (var call in _calls.Values)
            call.TrySetException(new LiveRefusedException("The connection was closed."));
        lock (_lock)
        {
            foreach (var (_, found) in _waiting)
                found.TrySetException(new LiveRefusedException("The connection was closed."));
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        var at = TimeProvider.System.GetTimestamp();
        while (!bytes.IsEmpty)
        {
            var end = bytes.Span.IndexOf(RecordSeparator);
            var json = bytes[..(end < 0 ? bytes.Length : end)];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            using var document = JsonDocument.Parse(json);
            await TakeAsync(document.RootElement, at);
        }
    }

    private async Task TakeAsync(JsonElement message, long at)
    {
        // The handshake's answer has no type; 6 is a ping, 7 a close.
        var type = message.TryGetProperty("type", out var value) ? value.GetInt32() : 0;
        if (type == 3 && _calls.TryRemove(message.GetProperty("invocationId").GetString()!, out var call))
        {
            if (message.TryGetProperty("error", out var error))
                call.TrySetException(new LiveRefusedException(error.GetString()!));
            else
                call.TrySetResult(message.TryGetProperty("result", out var result) ? result.Clone() : null);
        }

        if (type != 1)
            return;
        var taken = new LiveMessage(message.GetProperty("target").GetString()!, message.GetProperty("arguments")[0].Clone(), at);
        Keep(taken);
        if (taken.Target == "Tiles" && AcknowledgeFrames)
            await SendAsync("AckFrame", new FrameAck(taken.Argument.GetProperty("frame").GetInt64()));
    }

    private void Keep(LiveMessage message)
    {
        lock (_lock)
        {
            _counts[message.Target] = _counts.GetValueOrDefault(message.Target) + 1;
            if (Keeps)
                _received.Add(message);
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (!_waiting[i].Wanted(message))
                    continue;
                _waiting[i].Found.TrySetResult(message);
                _waiting.RemoveAt(i);
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
