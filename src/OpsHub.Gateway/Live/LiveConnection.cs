using System.Buffers;
using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using OpsHub.Contracts.Live;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Live;

/// <summary>
/// One browser's connection and the only task that writes to it. Others leave a mark and go on; the pump looks what is
/// new since it last wrote: events after its position in each topic's ring, the newest heartbeat, and the tiles that
/// changed. So a slow client holds no queue: it gets fewer, newer frames, and when the ring has moved past its position
/// it is told to start over.
/// </summary>
internal sealed class LiveConnection(HubConnectionContext hub, Caller caller, TimeProvider time, GatewayMeters meters)
{
    private const string JsonProtocol = "json";

    /// <summary>Unacknowledged lossy frames: one being drawn, one on its way.</summary>
    private const int MaxUnacknowledged = 2;

    /// <summary>Events in one write: enough for a burst, small enough that a heartbeat is never far behind.</summary>
    private const int MaxEventsPerWrite = 500;

    private readonly PumpSignal _signal = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly List<TopicEntry> _events = [];
    private readonly TileWindow _window = new();
    private readonly Lock _lock = new();
    private PortBoard? _board;
    private Dictionary<string, long> _next = [];
    private byte[]? _heartbeat;
    private byte[]? _counts;
    private byte[]? _reset;
    private long _frame;
    private long _acknowledged;
    private long _eventsRead = -1;
    private bool _tick;
    private bool _closed;
    private long _writeStarted;

    public string Id => hub.ConnectionId;

    public Caller Caller => caller;

    public TopicGrant Grant { get; } = TopicGrant.Of(caller);

    public PortBoard? Board => _board;

    public bool IsWaitingForAck => Volatile.Read(ref _frame) - Volatile.Read(ref _acknowledged) >= MaxUnacknowledged;

    /// <summary>Lossy frames so far.</summary>
    public long FramesSent => Volatile.Read(ref _frame);

    /// <summary>Starts delivering: from the client's positions when the board still has what follows, else from now.</summary>
    public (ImmutableArray<TopicPosition> Topics, bool Resumed) Join(PortBoard board, HelloRequest hello)
    {
        Leave();
        var (newest, next) = board.Resume(Grant, hello);
        lock (_lock)
        {
            _next = next ?? newest.ToDictionary(position => position.T, position => position.Seq + 1, StringComparer.Ordinal);
            _reset = null;
            _board = board;
            _eventsRead = -1;
        }

        board.Connections.Add(this);
        Signal();
        return (newest, next is not null);
    }

    public void Leave() => _board?.Connections.Remove(this);

    public void View(ViewRequest view)
    {
        lock (_lock)
            _window.Show(view, time.GetUtcNow());
        Tick();
    }

    public void Acknowledge(long frame)
    {
        // A client cannot acknowledge what was not sent, and an old acknowledgement takes nothing back.
        var newest = Math.Min(frame, Volatile.Read(ref _frame));
        if (newest <= Volatile.Read(ref _acknowledged))
            return;
        Volatile.Write(ref _acknowledged, newest);

        // Either this sees the tick, or the tick sees the acknowledgement.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _tick))
            _signal.SetInline();
    }

    public void Signal() => _signal.Set();

    /// <summary>As <see cref="Signal"/>, and what can be written at once is written by this thread, which holds no lock.</summary>
    public void SignalInline() => _signal.SetInline();

    public void Tick()
    {
        Volatile.Write(ref _tick, true);
        _signal.Set();
    }

    /// <summary>As <see cref="Tick"/>, on this thread, which holds no lock; who waits for an acknowledgement is left to wait.</summary>
    public void TickInline()
    {
        Volatile.Write(ref _tick, true);
        Interlocked.MemoryBarrier();
        if (!IsWaitingForAck)
            _signal.SetInline();
    }

    public void Beat(byte[] heartbeat)
    {
        Volatile.Write(ref _heartbeat, heartbeat);
        _signal.Set();
    }

    /// <summary>True while the board is zoomed out.</summary>
    public bool WantsCounts
    {
        get
        {
            lock (_lock)
                return _window.WantsCounts;
        }
    }

    public void Count(byte[] counts)
    {
        Volatile.Write(ref _counts, counts);
        _signal.Set();
    }

    public void Reset(string reason)
    {
        meters.Resets.Add(1);
        Volatile.Write(ref _reset, LiveMessages.Reset(reason));
        _signal.Set();
    }

    /// <summary>How long the present write has been waiting for the socket; null when none is.</summary>
    public TimeSpan? StuckFor() => Volatile.Read(ref _writeStarted) is not 0 and var started ? time.GetElapsedTime(started) : null;

    public void Abort() => hub.Abort();

    /// <summary>The connection is gone: the pump ends.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        Leave();
        _signal.Set();
    }

    /// <summary>Writes until the connection is closed. Started once, when the connection opens.</summary>
    public async Task PumpAsync()
    {
        while (true)
        {
            await _signal.WaitAsync();
            if (Volatile.Read(ref _closed))
                return;
            if (Compose())
                _signal.Set();
            if (_buffer.WrittenCount > 0)
                await WriteAsync();
        }
    }

    private async ValueTask WriteAsync()
    {
        Volatile.Write(ref _writeStarted, time.GetTimestamp());
        meters.BytesSent.Add(_buffer.WrittenCount);
        await hub.WriteAsync(new SerializedHubMessage([new SerializedMessage(JsonProtocol, _buffer.WrittenMemory)]));
        Volatile.Write(ref _writeStarted, 0);
        if (_buffer.Capacity > 1024 * 1024)
            _buffer.Clear();
        else
            _buffer.ResetWrittenCount();
    }

    /// <summary>Puts everything new into the buffer; true when there is more than fits one write.</summary>
    private bool Compose()
    {
        lock (_lock)
        {
            if (_board is not { } board)
                return false;
            if (Interlocked.Exchange(ref _reset, null) is { } reset)
            {
                _buffer.Write(reset);
                foreach (var (topic, seq) in board.Positions(Grant))
                    _next[topic] = seq + 1;
            }

            var more = AddEvents(board);
            if (Interlocked.Exchange(ref _heartbeat, null) is { } heartbeat)
                _buffer.Write(heartbeat);
            if (Interlocked.Exchange(ref _counts, null) is { } counts)
                _buffer.Write(counts);
            AddFrame(board);
            return more;
        }
    }

    private bool AddEvents(PortBoard board)
    {
        // Most wakes are for the lossy lane: then the board's lock, which all connections share, is left alone.
        var events = board.Events;
        if (events == _eventsRead)
            return false;
        var room = MaxEventsPerWrite;
        foreach (var topic in Grant.Topics)
        {
            _events.Clear();
            if (!board.TryRead(topic, _next[topic], room, _events))
            {
                // The ring has moved on: this client was too slow for the lossless lane, or the log began anew.
                Reset("too far behind");
                return true;
            }

            foreach (var entry in _events)
                _buffer.Write(entry.MessageFor(Grant.Duty));
            _next[topic] += _events.Count;
            room -= _events.Count;
            meters.EventsSent.Add(_events.Count);
            if (room == 0)
                return true;
        }

        _eventsRead = events;
        return false;
    }

    private void AddFrame(PortBoard board)
    {
        if (!Volatile.Read(ref _tick) || IsWaitingForAck || !_window.IsOpen)
            return;
        Volatile.Write(ref _tick, false);
        var now = time.GetUtcNow();
        if (!board.Tracks.TryCompose(Grant.Visibility, _window, _frame + 1, now, _buffer))
            return;
        Volatile.Write(ref _frame, _frame + 1);
        meters.FramesSent.Add(1);
    }
}
