using Microsoft.Extensions.Logging;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Grains.Tracking;

/// <summary>The hosts that want a shard's deltas. One that froze or went costs the others and the ingest nothing.</summary>
internal sealed class TrackObservers(TimeProvider time, TrackMeters meters, ILogger log)
{
    /// <summary>A host renews every 30 s at the latest; twice that long without means it is gone.</summary>
    private static readonly TimeSpan s_expireAfter = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Deltas on their way to one host. A host that has not taken as many, 6 s at ten a second, is dropped: it will see the
    /// gap and subscribe anew, and the memory they would need stays free.
    /// </summary>
    private const int MaxUnanswered = 64;

    private readonly Dictionary<ITrackObserver, Subscription> _subscriptions = [];

    public int Count => _subscriptions.Count;

    public void Add(ITrackObserver observer)
    {
        _subscriptions[observer] = new Subscription(time.GetTimestamp());
    }

    /// <summary>A host that was dropped and renews is not taken back: it must subscribe, to get a snapshot.</summary>
    public void Renew(ITrackObserver observer)
    {
        if (_subscriptions.TryGetValue(observer, out var subscription))
            subscription.RenewedAt = time.GetTimestamp();
    }

    public void Remove(ITrackObserver observer) => _subscriptions.Remove(observer);

    public void Tell(TrackDelta delta)
    {
        List<ITrackObserver>? gone = null;
        foreach (var (observer, subscription) in _subscriptions)
        {
            if (time.GetElapsedTime(subscription.RenewedAt) > s_expireAfter || subscription.Unanswered >= MaxUnanswered)
                (gone ??= []).Add(observer);
            else
                _ = Send(observer, subscription, delta);
        }

        foreach (var observer in gone ?? [])
        {
            log.LogInformation("A host stopped taking deltas of {Shard} and is dropped.", delta.Shard);
            meters.ObserverDropped();
            _subscriptions.Remove(observer);
        }
    }

    private async Task Send(ITrackObserver observer, Subscription subscription, TrackDelta delta)
    {
        subscription.Unanswered++;
        try
        {
            await observer.TracksChanged(delta);
            subscription.Unanswered--;
        }
        catch (Exception error)
        {
            log.LogInformation(error, "A host could not be told of changes of {Shard} and is dropped.", delta.Shard);
            meters.ObserverDropped();
            _subscriptions.Remove(observer);
        }
    }

    private sealed class Subscription(long renewedAt)
    {
        public long RenewedAt { get; set; } = renewedAt;

        public int Unanswered { get; set; }
    }
}
