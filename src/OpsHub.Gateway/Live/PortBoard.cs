using System.Collections.Immutable;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Inspections;
using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Live;

/// <summary>
/// One port's live board on this host: the state derived from the port's log, and per topic the newest events with dense
/// numbers. A number is the count of the topic's events since the log began, so every host and every restart agree on it.
/// </summary>
/// <remarks>One writer (the log feed); readers are many. Everything is behind one lock that is only held for memory work.</remarks>
internal sealed class PortBoard(PortId port, TrackBoard tracks, LiveOptions options, TimeProvider time, GatewayMeters meters)
{
    /// <summary>Changes when what a number means changes, so that a client of an older version starts over.</summary>
    private const string NumberingVersion = "1";

    private const string NoEpoch = "empty";
    private const string AssignmentsPrefix = "assignments/";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TopicRing> _rings = new(StringComparer.Ordinal);
    private readonly ConnectionSet _connections = new();
    private BoardState _state = new();
    private long _events;
    private long _sequence;
    private string _hash = "";

    public PortId Port => port;

    public TrackBoard Tracks => tracks;

    public ConnectionSet Connections => _connections;

    /// <summary>Sequences of another epoch mean nothing. Named after the log's first entry.</summary>
    public string Epoch { get; private set; } = NoEpoch;

    /// <summary>Changes whenever a topic may have something new to read. Free of locks.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Last log entry applied.</summary>
    public long Sequence
    {
        get
        {
            lock (_lock)
                return _sequence;
        }
    }

    /// <summary>Applies entries in the order of the log; the first follows the last applied.</summary>
    public void Apply(ImmutableArray<PortEvent> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                if (entry.Sequence == 1)
                    Epoch = EpochOf(entry);
                _sequence = entry.Sequence;
                _hash = entry.Hash;
                ApplyDraft(entry.Draft);
            }

            tracks.OfficersChanged(_state.Officers);
            Volatile.Write(ref _events, _events + 1);
        }

        _connections.SignalAll();
    }

    public static string EpochOf(PortEvent first) => $"{NumberingVersion}-{first.Hash[..Math.Min(16, first.Hash.Length)]}";

    private void ApplyDraft(PortEventDraft draft)
    {
        var concerned = _state.Apply(draft, out var inspection);
        if (draft.Topic == Topics.Audit)
            return;
        var ring = Ring(draft.Topic);
        ring.Add(new TopicEntry(draft.Topic, ring.Next, draft, draft.Data, draft.Topic == Topics.Alarms ? VisibleTo(draft) : null));
        if (_connections.Count > 0)
            meters.EventLatency.Record((time.GetUtcNow() - draft.At).TotalMilliseconds);
        if (concerned.IsEmpty || inspection is null)
            return;
        var own = JsonSerializer.Serialize(inspection with { After = inspection.After?.ForHolder() }, ContractJson.Options);
        foreach (var (officer, hasIt) in concerned)
        {
            var assignments = Ring(Topics.Assignments(officer));
            assignments.Add(new TopicEntry(Topics.Assignments(officer), assignments.Next, draft, own, hasIt ? null : []));
        }
    }

    /// <summary>Assignments are not refilled: who held a case then is not known any more; those clients take a snapshot.</summary>
    private void Refill(PortEventDraft draft)
    {
        if (draft.Topic == Topics.Audit)
            return;
        var ring = Ring(draft.Topic);
        ring.Add(new TopicEntry(draft.Topic, ring.Next, draft, draft.Data, draft.Topic == Topics.Alarms ? [] : null));
    }

    private ImmutableHashSet<OfficerId>? VisibleTo(PortEventDraft draft) =>
        _state.LastAlarm is { } alarm && alarm.Id.Value == draft.Subject ? _state.DutyOf(alarm) : [];

    private TopicRing Ring(string topic)
    {
        if (!_rings.TryGetValue(topic, out var ring))
            _rings[topic] = ring = new TopicRing(options.RingEvents, TimeSpan.FromMinutes(options.RingMinutes));
        return ring;
    }

    /// <summary>Newest number per granted topic.</summary>
    public ImmutableArray<TopicPosition> Positions(TopicGrant grant)
    {
        lock (_lock)
            return PositionsLocked(grant);
    }

    private ImmutableArray<TopicPosition> PositionsLocked(TopicGrant grant) =>
        [.. grant.Topics.Select(topic => new TopicPosition(topic, _rings.TryGetValue(topic, out var ring) ? ring.Last : 0))];

    /// <summary>Null for an officer the log does not know.</summary>
    public OfficerStatus? StatusOf(OfficerId officer)
    {
        lock (_lock)
            return _state.Officers.GetValueOrDefault(officer.Value)?.Status;
    }

    /// <summary>What happened lately at a geofence, newest first.</summary>
    public ImmutableArray<GeofenceEventRow> EventsAt(string geofence)
    {
        lock (_lock)
            return _state.Geofences.TryGetValue(geofence, out var events) ? [.. events.Reverse()] : [];
    }

    /// <summary>Whose trackers are whose, of the officers the log knows.</summary>
    public Dictionary<TrackerId, OfficerId> OfficersByTracker()
    {
        lock (_lock)
        {
            var officers = new Dictionary<TrackerId, OfficerId>();
            foreach (var officer in _state.Officers.Values)
                officers[TrackBoard.TrackerOf(officer)] = officer.Profile.Officer;
            return officers;
        }
    }

    /// <summary>Events from a number on; false when they are no longer (or not yet) here.</summary>
    public bool TryRead(string topic, long from, int max, List<TopicEntry> into)
    {
        lock (_lock)
        {
            if (_rings.TryGetValue(topic, out var ring))
                return ring.TryRead(from, max, into);
            return from == 1;
        }
    }

    /// <summary>Where a connection can go on from what its client has: the next number per topic, or null when it must start over.</summary>
    public (ImmutableArray<TopicPosition> Newest, Dictionary<string, long>? Next) Resume(TopicGrant grant, HelloRequest hello)
    {
        lock (_lock)
        {
            var newest = PositionsLocked(grant);
            if (hello.LastEpoch != Epoch)
                return (newest, null);
            var next = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (topic, last) in newest)
            {
                var known = hello.Topics.IsDefault ? null : hello.Topics.FirstOrDefault(position => position.T == topic);
                if (known is null || known.Seq > last || (known.Seq < last && _rings[topic].First > known.Seq + 1))
                    return (newest, null);
                next[topic] = known.Seq + 1;
            }

            return (newest, next);
        }
    }

    public SnapshotTicket SnapshotFor(Caller caller)
    {
        var grant = TopicGrant.Of(caller);
        lock (_lock)
            return new SnapshotTicket($"{Epoch}.{_sequence}.{tracks.Version}.{grant.Key}", () => Snapshot(grant));
    }

    private PortSnapshot Snapshot(TopicGrant grant)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return BoardSnapshots.Take(_state, grant, port, Epoch, PositionsLocked(grant), tracks.Rows(grant.Visibility), options, now);
        }
    }

    /// <summary>Officers whose id or name contains a text, at most <paramref name="max"/>; none for who may not see officers.</summary>
    public ImmutableArray<Found> Search(string text, TopicGrant grant, int max)
    {
        lock (_lock)
        {
            return grant.Sees(Topics.Officers) ? [.. BoardSearch.Officers(_state, text).Take(max)] : [];
        }
    }

    public LiveHeartbeat Heartbeat(TopicGrant grant)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var ring in _rings.Values)
                ring.Expire(now);
            return new LiveHeartbeat(now, Epoch, PositionsLocked(grant), tracks.NewestFixAgeMs(now), BoardSnapshots.KpisFor(_state, grant, options, now));
        }
    }

    /// <summary>Sends the counts per cell to the boards that are zoomed out.</summary>
    public void SendCounts(DateTimeOffset now)
    {
        byte[]?[] byVisibility = new byte[]?[2];
        foreach (var connection in _connections.Members)
        {
            if (connection.WantsCounts)
                connection.Count(byVisibility[(int)connection.Grant.Visibility] ??= Counts(connection.Grant.Visibility, now));
        }
    }

    private byte[] Counts(Visibility visibility, DateTimeOffset now) =>
        LiveMessages.Aggregates(new AggregatesChanged(now.ToUnixTimeMilliseconds(), tracks.Grid(visibility).Cells()));

    /// <summary>Takes over a checkpoint, or forgets everything when there is none: the log is read from the start.</summary>
    /// <param name="tail">The entries up to the checkpoint, for clients that resume; their numbers are counted back from it.</param>
    public void Restore(BoardCheckpoint? checkpoint, ImmutableArray<PortEvent> tail)
    {
        lock (_lock)
        {
            _rings.Clear();
            _state = checkpoint?.State ?? new BoardState();
            _sequence = checkpoint?.Sequence ?? 0;
            _hash = checkpoint?.Hash ?? "";
            Epoch = checkpoint?.Epoch ?? NoEpoch;
            foreach (var (topic, last) in checkpoint?.Topics ?? [])
                Ring(topic).StartAt(last - tail.Count(entry => entry.Draft.Topic == topic));
            foreach (var entry in tail)
                Refill(entry.Draft);
            tracks.OfficersChanged(_state.Officers);
            Volatile.Write(ref _events, _events + 1);
        }

        _connections.ResetAll("the board starts over");
    }

    /// <summary>JSON of everything, consistent; made under the lock because the state is not immutable.</summary>
    public byte[] Checkpoint()
    {
        lock (_lock)
        {
            var topics = _rings.ToDictionary(ring => ring.Key, ring => ring.Value.Last, StringComparer.Ordinal);
            return JsonSerializer.SerializeToUtf8Bytes(new BoardCheckpoint(port, Epoch, _sequence, _hash, topics, _state), ContractJson.Options);
        }
    }

    public static bool IsAssignments(string topic) => topic.StartsWith(AssignmentsPrefix, StringComparison.Ordinal);
}

/// <summary>A snapshot that need not be made when the client has it already.</summary>
internal readonly record struct SnapshotTicket(string Tag, Func<PortSnapshot> Take);

/// <summary>A board at one entry of the log. A cache: when it does not fit the log it is thrown away.</summary>
internal sealed record BoardCheckpoint(
    PortId Port, string Epoch, long Sequence, string Hash, Dictionary<string, long> Topics, BoardState State);
