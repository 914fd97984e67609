using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;

namespace OpsHub.Gateway.Live;

/// <summary>One event of a topic, with its bytes made once, when the first connection wants them.</summary>
/// <param name="data">The event's JSON as this topic may show it.</param>
/// <param name="visibleTo">Officers whose duty it is; null = nobody is kept from it.</param>
internal sealed class TopicEntry(string topic, long seq, PortEventDraft draft, string data, ImmutableHashSet<OfficerId>? visibleTo)
{
    private const string WithheldType = "withheld";

    private byte[]? _message;
    private byte[]? _withheld;

    public long Seq => seq;

    public DateTimeOffset At => draft.At;

    /// <summary>The whole SignalR message. For a duty it does not concern the event keeps its number and loses its content.</summary>
    public byte[] MessageFor(OfficerId? duty) => Sees(duty)
        ? _message ??= LiveMessages.Event(topic, seq, draft.Type, draft.At, draft.Subject, draft.Actor.User.Value, data)
        : _withheld ??= LiveMessages.Event(topic, seq, WithheldType, draft.At, "", "", """{"type":"withheld"}""");

    public TopicEvent EventFor(OfficerId? duty)
    {
        var message = MessageFor(duty);
        var reader = new Utf8JsonReader(message.AsSpan(0, message.Length - 1));
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetProperty("arguments")[0].Deserialize<TopicEvent>(ContractJson.Options)!;
    }

    private bool Sees(OfficerId? duty) => duty is not { } officer || visibleTo is null || visibleTo.Contains(officer);
}

/// <summary>
/// The newest events of a topic, numbered densely within the epoch. Not thread-safe: the board's lock guards it.
/// </summary>
internal sealed class TopicRing(int capacity, TimeSpan age)
{
    /// <summary>A ring: event n is at n modulo its length, which grows up to the capacity.</summary>
    private TopicEntry?[] _entries = new TopicEntry?[Math.Min(capacity, 16)];

    private int _count;

    /// <summary>Number of the newest event, 0 when none ever was.</summary>
    public long Last { get; private set; }

    /// <summary>Number of the oldest event kept; <see cref="Last"/> + 1 when none is.</summary>
    public long First => Last - _count + 1;

    /// <summary>Continues the numbering of a checkpoint.</summary>
    public void StartAt(long last)
    {
        Array.Clear(_entries);
        _count = 0;
        Last = last;
    }

    public long Next => Last + 1;

    public void Add(TopicEntry entry)
    {
        Last = entry.Seq;
        if (_count == _entries.Length && _count < capacity)
            Grow();
        Place(_entries, entry);
        _count = Math.Min(_count + 1, _entries.Length);
    }

    /// <summary>Forgets what is older than the ring's age.</summary>
    public void Expire(DateTimeOffset now)
    {
        while (_count > 0 && now - At(First).At > age)
        {
            _entries[First % _entries.Length] = null;
            _count--;
        }
    }

    /// <summary>Events from a number on, at most <paramref name="max"/>; false when the first of them is gone, or never was.</summary>
    public bool TryRead(long from, int max, List<TopicEntry> into)
    {
        if (from > Last + 1 || from < First)
            return false;
        var end = Math.Min(from + max, Last + 1);
        for (var seq = from; seq < end; seq++)
            into.Add(At(seq));
        return true;
    }

    private TopicEntry At(long seq) => _entries[seq % _entries.Length]!;

    private void Grow()
    {
        var larger = new TopicEntry?[Math.Min(capacity, _entries.Length * 4)];
        foreach (var entry in _entries)
            Place(larger, entry!);
        _entries = larger;
    }

    private static void Place(TopicEntry?[] entries, TopicEntry entry) => entries[entry.Seq % entries.Length] = entry;
}
