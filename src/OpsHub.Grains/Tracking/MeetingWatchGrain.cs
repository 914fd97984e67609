using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;
using OpsHub.Storage.Journals;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// Finds who meets whom in a port. Key: <see cref="PortId"/>. Durable on <c>meetings/{port}</c>: the pairs that are close, and
/// what is still to be told; where trackers are is told anew by the shards after a restart. Called by the port's track
/// shards, every two seconds at most. Not reentrant. A failed append discards the activation.
/// </summary>
internal sealed class MeetingWatchGrain(IJournal journal, TimeProvider time, TrackMeters meters, ILogger<MeetingWatchGrain> log) : Grain, IMeetingWatchGrain
{
    /// <summary>Records after which everything is stored as a whole: a restart reads at most about as many.</summary>
    private const int SnapshotEvery = 2_048;

    /// <summary>Pairs in one entry of a snapshot, some 200 KB.</summary>
    private const int PairsPerEntry = 500;

    /// <summary>Transitions that may wait for the port's log; beyond it reports are not taken until it moves.</summary>
    private const int MaxWaiting = 16_384;

    private readonly MeetingWatch _watch = new();
    private readonly Dictionary<int, (long Epoch, long Sequence)> _shards = [];
    private GeofencePublication _publication = null!;
    private PortId _port;
    private string _stream = "";
    private long _setVersion;
    private long _next = 1;
    private long _recordsSinceSnapshot;
    private long _overlooked;
    private Exception? _fault;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _port = new PortId(this.GetPrimaryKeyString());
        _stream = $"meetings/{_port}";
        _publication = new GeofencePublication(journal, GrainFactory, time, log, _port, _stream, $"{this.GetGrainId()}") { NameOf = _watch.NameOf };
        var pairs = new Dictionary<MeetingKey, MeetingPair>();
        var waiting = new SortedDictionary<long, FenceTransition>();
        await foreach (var entry in journal.ReadAsync(_stream, 1, int.MaxValue, cancellationToken))
            Read(GeofenceRecord.Decode(entry.Bytes.Span), pairs, waiting);
        foreach (var pair in pairs.Values)
            _watch.Restore(pair);
        foreach (var (number, transition) in waiting.Where(t => t.Key > _publication.PublishedUpTo))
            _publication.Enqueue(new NumberedTransition(number, transition), Task.CompletedTask);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _publication.Stop();
        return Task.CompletedTask;
    }

    public async Task<bool> Report(SlowTracksReport report)
    {
        if (_fault is not null)
            throw new InvalidOperationException($"An append to {_stream} failed; this activation takes no more.", _fault);
        if (_publication.Count >= MaxWaiting)
            throw new InvalidOperationException($"Too many meetings of {_port} wait for the port's log.");
        if (!report.IsWhole && (!_shards.TryGetValue(report.Shard, out var known) || known != (report.Epoch, report.Sequence - 1)))
            return false;
        // Before anything is changed: a port that does not answer costs the report, which comes again.
        if (report.SetVersion > _setVersion && await GrainFactory.Port(_port).Geofences(_setVersion) is { } set)
        {
            _watch.Use(set);
            _setVersion = set.Version;
        }

        _shards[report.Shard] = (report.Epoch, report.Sequence);
        _watch.Take(report);
        Count();
        try
        {
            await Write();
            await SnapshotIfDue();
        }
        catch (Exception error)
        {
            _fault = error;
            log.LogError(error, "An append to {Stream} failed; the activation is discarded.", _stream);
            DeactivateOnIdle();
            throw;
        }

        return true;
    }

    private void Read(GeofenceRecord record, Dictionary<MeetingKey, MeetingPair> pairs, SortedDictionary<long, FenceTransition> waiting)
    {
        if (record.IsSnapshot)
        {
            pairs.Clear();
            waiting.Clear();
            _recordsSinceSnapshot = 0;
        }

        _recordsSinceSnapshot++;
        foreach (var (key, pair) in record.Pairs)
            _ = pair is null ? pairs.Remove(key) : (pairs[key] = pair).Stands;
        foreach (var (number, transition) in record.Transitions)
            waiting[number] = transition;
        _publication.PublishedUpTo = Math.Max(_publication.PublishedUpTo, record.PublishedUpTo ?? 0);
        _next = Math.Max(_next, record.NextNumber ?? (record.Transitions.IsEmpty ? 0 : record.Transitions[^1].Number + 1));
    }

    private async Task Write()
    {
        var changes = _watch.TakeChanges();
        if (changes.Count == 0)
            return;
        var transitions = _watch.Transitions.ConvertAll(transition => new NumberedTransition(_next++, transition));
        _watch.Transitions.Clear();
        _recordsSinceSnapshot++;
        var record = new GeofenceRecord { Pairs = [.. changes.Select(change => new PairChange(change.Key, change.Pair))], Transitions = [.. transitions] };
        var durable = journal.AppendAsync(_stream, record.Encode()).AsTask();
        foreach (var transition in transitions)
            _publication.Enqueue(transition, durable);
        await durable;
    }

    private async Task SnapshotIfDue()
    {
        if (_recordsSinceSnapshot < SnapshotEvery)
            return;
        _recordsSinceSnapshot = 0;
        var entries = new List<ReadOnlyMemory<byte>>
        {
            new GeofenceRecord { IsSnapshot = true, NextNumber = _next, PublishedUpTo = _publication.PublishedUpTo, Transitions = [.. _publication.Waiting] }.Encode(),
        };
        foreach (var chunk in _watch.Pairs.Chunk(PairsPerEntry))
            entries.Add(new GeofenceRecord { Pairs = [.. chunk.Select(pair => new PairChange(pair.Key, pair))] }.Encode());
        var first = await journal.AppendAsync(_stream, entries);
        await journal.TruncateAsync(_stream, first - 1);
    }

    private void Count()
    {
        if (_watch.Overlooked == _overlooked)
            return;
        meters.PairsOverlooked(_watch.Overlooked - _overlooked);
        if (_overlooked == 0)
            log.LogWarning("{Port}: more than {Most} pairs are close to each other; further ones are not watched for meetings.", _port, MeetingWatch.MaxPairs);
        _overlooked = _watch.Overlooked;
    }
}
