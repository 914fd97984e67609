using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Gateway.Live;

/// <summary>
/// This host's observer of one track shard. A gap in the numbers, or another epoch (the shard was activated anew), makes
/// it subscribe again and load the shard's snapshot.
/// </summary>
internal sealed class ShardFollower(TrackFeed feed, TrackBoard tracks, IClusterClient grains, PortId port, int shard, TimeProvider time) : ITrackObserver
{
    private readonly Lock _lock = new();
    /// <summary>Deltas kept while the snapshot they follow is on its way: some seconds of them.</summary>
    private const int MaxEarly = 256;

    private readonly HashSet<TrackerId> _known = [];
    private readonly Queue<TrackDelta> _early = new();
    private ITrackObserver? _reference;
    private long _epoch;
    private long _sequence;
    private long _renewedAt;
    private bool _isFollowing;

    public Task TracksChanged(TrackDelta delta)
    {
        feed.Take(this, delta);
        return Task.CompletedTask;
    }

    public void MarkGap()
    {
        lock (_lock)
            _isFollowing = false;
    }

    /// <summary>True when the delta follows what the board has.</summary>
    public bool Accepts(TrackDelta delta)
    {
        lock (_lock)
        {
            if (!_isFollowing)
            {
                // It may follow the snapshot that is being fetched; without it nobody would see the gap before the next.
                if (_early.Count == MaxEarly)
                    _early.Dequeue();
                _early.Enqueue(delta);
                return false;
            }

            if (delta.Epoch == _epoch && delta.Sequence <= _sequence)
                return false;
            if (delta.Epoch != _epoch || delta.Sequence != _sequence + 1)
            {
                _isFollowing = false;
                return false;
            }

            Count(delta);
            return true;
        }
    }

    private void Count(TrackDelta delta)
    {
        _sequence = delta.Sequence;
        foreach (var fix in delta.Fixes)
            _known.Add(fix.Tracker);
    }

    /// <summary>Subscribes when it does not follow; renews when the subscription is older than <paramref name="renewAfter"/>.</summary>
    public async Task KeepAsync(TimeSpan renewAfter)
    {
        _reference ??= grains.CreateObjectReference<ITrackObserver>(this);
        var grain = grains.TrackShard(port, shard);
        bool following;
        lock (_lock)
            following = _isFollowing;
        if (!following)
        {
            Load(await grain.Subscribe(_reference));
            _renewedAt = time.GetTimestamp();
        }
        else if (time.GetElapsedTime(_renewedAt) >= renewAfter)
        {
            await grain.Renew(_reference);
            _renewedAt = time.GetTimestamp();
        }
    }

    public async Task StopAsync()
    {
        if (_reference is null)
            return;
        try
        {
            await grains.TrackShard(port, shard).Unsubscribe(_reference);
        }
        catch (Exception)
        {
            // The shard forgets an observer that is not renewed; the host is stopping.
        }

        grains.DeleteObjectReference<ITrackObserver>(_reference);
    }

    private void Load(TrackShardSnapshot snapshot)
    {
        lock (_lock)
        {
            // Deltas that arrived before the snapshot carry numbers it already contains and are skipped by number.
            tracks.Load(snapshot, new HashSet<TrackerId>(_known));
            _known.Clear();
            foreach (var track in snapshot.Tracks)
                _known.Add(track.Tracker);
            (_epoch, _sequence, _isFollowing) = (snapshot.Epoch, snapshot.Sequence, true);
            while (_isFollowing && _early.TryDequeue(out var delta))
            {
                if (delta.Epoch != _epoch || delta.Sequence <= _sequence)
                    continue;
                if (delta.Sequence != _sequence + 1)
                {
                    _isFollowing = false;
                    continue;
                }

                Count(delta);
                tracks.Apply(delta);
            }

            _early.Clear();
        }
    }
}
