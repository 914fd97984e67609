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
    private readonly Queue<TopicEntry> _entries = new();

    /// <summary>Number of the newest event, 0 when none ever was.</summary>
    public long Last { get; private set; }

    /// <summary>Number of the oldest event kept; <see cref="Last"/> + 1 when none is.</summary>
    public long First => Last - _entries.Count + 1;

    /// <summary>Continues the numbering of a checkpoint.</summary>
    public void StartAt(long last)
    {
        _entries.Clear();
        Last = last;
    }

    public long Next => Last + 1;

    public void Add(TopicEntry entry)
    {
        Last = entry.Seq;
        _entries.Enqueue(entry);
        if (_entries.Count > capacity)
            _entries.Dequeue();
    }

    /// <summary>Forgets what is older than the ring's age.</summary>
    public void Expire(DateTimeOffset now)
    {
        while (_entries.TryPeek(out var oldest) && now - oldest.At > age)
            _entries.Dequeue();
    }

    /// <summary>Events from a number on, at most <paramref name="max"/>; false when the first of them is gone, or never was.</summary>
    public bool TryRead(long from, int max, List<TopicEntry> into)
    {
        if (from > Last + 1 || from < First)
            return false;
        var skip = from - First;
        foreach (var entry in _entries)
        {
            if (skip-- > 0)
                continue;
            if (max-- <= 0)
                break;
            into.Add(entry);
        }

        return true;
    }
}
