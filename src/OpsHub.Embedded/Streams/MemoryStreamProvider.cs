using System.Collections.Concurrent;
using OpsHub.Embedded.CodeGeneration;
using OpsHub.Embedded.Runtime;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Embedded.Streams;

/// <summary>Streams in memory. A producer's wait ends when its item is queued for every subscription, not when it is consumed.</summary>
internal sealed class MemoryStreamProvider(EmbeddedSilo silo, string name) : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, StreamTopic> _topics = new();

    public string Name => name;

    public bool IsRewindable => false;

    public EmbeddedSilo Silo => silo;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    public StreamTopic Topic(StreamId id) => _topics.GetOrAdd(id, static (id, provider) => new StreamTopic(provider.Silo, id), this);

    /// <summary>Forgets all items and subscriptions, as a crash would.</summary>
    public void Forget() => _topics.Clear();
}

/// <summary>The subscriptions of one stream.</summary>
internal sealed class StreamTopic(EmbeddedSilo silo, StreamId id)
{
    private readonly Lock _gate = new();
    private StreamSubscription[] _subscriptions = [];
    private long _lastSequence;

    public StreamId Id => id;

    public void Publish<T>(IEnumerable<T> items)
    {
        lock (_gate)
        {
            var sequence = ++_lastSequence;
            var index = 0;
            foreach (var item in items)
            {
                var token = new MemoryStreamToken(sequence, index++);
                foreach (var subscription in _subscriptions)
                    subscription.Enqueue(Copier.Copy(item), token);
            }
        }
    }

    public StreamSubscription Subscribe(GrainId? consumer)
    {
        var subscription = new StreamSubscription(silo, this, consumer, silo.NextGuid());
        lock (_gate)
            _subscriptions = [.. _subscriptions, subscription];
        return subscription;
    }

    public void Unsubscribe(StreamSubscription subscription)
    {
        subscription.End();
        lock (_gate)
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
    }

    public IEnumerable<StreamSubscription> SubscriptionsOf(GrainId? consumer) => Volatile.Read(ref _subscriptions).Where(subscription => subscription.Consumer == consumer);
}

/// <summary>Position of an item in a stream of this process.</summary>
internal sealed class MemoryStreamToken(long sequenceNumber, int eventIndex) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = sequenceNumber;

    public override int EventIndex { get; protected set; } = eventIndex;

    public override bool Equals(StreamSequenceToken? other) =>
        other is not null && other.SequenceNumber == SequenceNumber && other.EventIndex == EventIndex;

    public override int CompareTo(StreamSequenceToken? other)
    {
        if (other is null)
            return 1;
        var bySequence = SequenceNumber.CompareTo(other.SequenceNumber);
        return bySequence != 0 ? bySequence : EventIndex.CompareTo(other.EventIndex);
    }

    public override string ToString() => $"{SequenceNumber}:{EventIndex}";
}
