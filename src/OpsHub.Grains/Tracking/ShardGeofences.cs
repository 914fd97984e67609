using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;
using Orleans;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// What a shard keeps of geofences: which it watches, where its trackers stay, and what it has still to tell. A change is
/// handed to the journal before the fixes it follows from, so that no fix is durable without it; when only the change
/// became durable, the fix comes again and changes nothing. What happened is numbered, kept until it is told, and told by
/// <see cref="GeofencePublication"/>; so a restart neither repeats a coming in nor loses a going out.
/// </summary>
internal sealed class ShardGeofences(IJournal journal, IGrainFactory grains, GeofenceIndexes indexes, GeofencePublication publication, string shard)
{
    /// <summary>Records after which everything is stored as a whole: a restart reads at most about as many.</summary>
    private const int SnapshotEvery = 4_096;

    /// <summary>Trackers in one entry of a snapshot, some 100 KB.</summary>
    private const int TrackersPerEntry = 500;

    /// <summary>Transitions that may wait for the port's log; beyond it fixes are not taken until it moves.</summary>
    private const int MaxWaiting = 65_536;

    private readonly string _stream = StreamOf(shard);
    private readonly PortId _port = new(shard.Split('/')[0]);
    private long _next = 1;
    private long _recordsSinceSnapshot;
    private bool _isFetching;

    public FenceWatch Watch { get; } = new();

    public bool IsFull => publication.Count >= MaxWaiting;

    public static string StreamOf(string shard) => $"track/{shard}/geofences";

    /// <summary>Reads what was stored.</summary>
    public async Task Restore(TrackTable table, CancellationToken cancellationToken)
    {
        var stays = new Dictionary<string, FenceStay[]>(StringComparer.Ordinal);
        var waiting = new SortedDictionary<long, FenceTransition>();
        GeofenceSet? set = null;
        await foreach (var entry in journal.ReadAsync(_stream, 1, int.MaxValue, cancellationToken))
        {
            var record = GeofenceRecord.Decode(entry.Bytes.Span);
            if (record.IsSnapshot)
            {
                stays.Clear();
                waiting.Clear();
                _recordsSinceSnapshot = 0;
            }

            _recordsSinceSnapshot++;
            set = record.Set ?? set;
            foreach (var (tracker, its) in record.Stays)
                _ = its is null ? stays.Remove(tracker) : (stays[tracker] = its).Length > 0;
            foreach (var (number, transition) in record.Transitions)
                waiting[number] = transition;
            publication.PublishedUpTo = Math.Max(publication.PublishedUpTo, record.PublishedUpTo ?? 0);
            _next = Math.Max(_next, record.NextNumber ?? (record.Transitions.IsEmpty ? 0 : record.Transitions[^1].Number + 1));
        }

        if (set is not null)
            Watch.Index = indexes.Of(_port, set);
        foreach (var (tracker, its) in stays)
            table.RestoreStays(tracker, its);
        foreach (var (number, transition) in waiting.Where(t => t.Key > publication.PublishedUpTo))
            publication.Enqueue(new NumberedTransition(number, transition), Task.CompletedTask);
    }

    /// <summary>Hands to the journal what happened since it was last called; null when nothing did.</summary>
    /// <param name="table">The shard's trackers.</param>
    /// <param name="set">The geofences, when they are others than before.</param>
    public Task? Write(TrackTable table, GeofenceSet? set = null)
    {
        if (!table.HasStayChanges && Watch.Transitions.Count == 0 && set is null)
            return null;
        var changes = table.TakeStayChanges();
        var transitions = Watch.Transitions.ConvertAll(transition => new NumberedTransition(_next++, transition));
        Watch.Transitions.Clear();
        var record = new GeofenceRecord
        {
            Set = set, Stays = [.. changes.Select(change => new TrackerStays(change.Tracker, change.Stays))], Transitions = [.. transitions],
        };
        _recordsSinceSnapshot++;
        var durable = journal.AppendAsync(_stream, record.Encode()).AsTask();
        foreach (var transition in transitions)
            publication.Enqueue(transition, durable);
        return durable;
    }

    /// <summary>Asks the port for newer geofences; null when there are none.</summary>
    public async Task<FenceIndex?> Fetch()
    {
        if (_isFetching)
            return null;
        _isFetching = true;
        try
        {
            return await grains.Port(_port).Geofences(Watch.Index.Set.Version) is { } set ? indexes.Of(_port, set) : null;
        }
        finally
        {
            _isFetching = false;
        }
    }

    /// <summary>Stores everything as a whole when much was stored since.</summary>
    public async Task SnapshotIfDue(TrackTable table)
    {
        if (_recordsSinceSnapshot < SnapshotEvery)
            return;
        _recordsSinceSnapshot = 0;
        // Made and handed over in one step: what is written later comes later.
        var entries = new List<ReadOnlyMemory<byte>>
        {
            new GeofenceRecord { IsSnapshot = true, Set = Watch.Index.Set, NextNumber = _next, PublishedUpTo = publication.PublishedUpTo, Transitions = [.. publication.Waiting] }.Encode(),
        };
        foreach (var chunk in table.Stays().Chunk(TrackersPerEntry))
            entries.Add(new GeofenceRecord { Stays = [.. chunk.Select(c => new TrackerStays(c.Tracker, c.Stays))] }.Encode());
        var first = await journal.AppendAsync(_stream, entries);
        await journal.TruncateAsync(_stream, first - 1);
    }
}
