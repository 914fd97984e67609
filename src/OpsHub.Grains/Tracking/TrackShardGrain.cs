using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// A share of a port's tracked things. Key <c>{port}/{shard}</c>. Durable: the history on <c>track/{port}/{shard}</c>, one
/// entry per batch, the latest fixes on <c>track/{port}/{shard}/latest</c> now and then, a time index with keyframes
/// (<see cref="TrackIndex"/>) for <see cref="TrackHistoryGrain"/>, and what happens at geofences on
/// <c>track/{port}/{shard}/geofences</c> (<see cref="ShardGeofences"/>). Tells the port's <see cref="MeetingWatchGrain"/> who is slow. Called by listeners (batches)
/// and gateways (deltas). Batches interleave: each is judged and applied in one synchronous step, handed to the journal in
/// that step, and then waits for its group commit beside the others. A failed append discards the activation.
/// </summary>
internal sealed class TrackShardGrain(
    IJournal journal, TimeProvider time, IOptions<TrackingOptions> options, GeofenceIndexes indexes, TrackMeters meters, ILogger<TrackShardGrain> log)
    : Grain, ITrackShardGrain
{
    internal const int MaxBatch = 512;

    /// <summary>Half of the goal of 100,000 trackers a port, so that even two shards are enough; 15 MB of state.</summary>
    private const int MaxTrackers = 50_000;

    /// <summary>Changes are told at most this long after they were taken; together with the hub's tick it is what a board lags.</summary>
    private static readonly TimeSpan s_deltaEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Fixes after which the latest are stored as a whole, or four for each tracker when that is more: a restart judges at most as many.</summary>
    private const int CheckpointFixes = 131_072;

    /// <summary>And batches: a restart reads at most as many.</summary>
    private const int CheckpointBatches = 32_768;

    /// <summary>How late new geofences are watched, and dwell and silence noticed; their event time is exact all the same.</summary>
    private static readonly TimeSpan s_geofencesEvery = TimeSpan.FromSeconds(2);

    /// <summary>How late a silent device is noticed beyond its limit, and that it is heard again (default).</summary>
    private static readonly TimeSpan s_silenceEvery = TimeSpan.FromSeconds(5);

    private readonly TrackObservers _observers = new(time, meters, log);
    private readonly long[] _refused = new long[Enum.GetValues<FixRefusal>().Length];
    private TrackTable _table = null!;
    private TrackIndex _index = null!;
    private TrackHistory _history = null!;
    private ShardGeofences _geofences = null!;
    private GeofencePublication _publication = null!;
    private SilenceWatch _silence = null!;
    private SlowTrackReports _slow = null!;
    private IGrainTimer _timer = null!;
    private string _shard = "";
    private long _epoch;
    private long _sequence;
    private long _accepted;
    private long _acceptedAtCheckpoint;
    private bool _isCheckpointing;
    private bool _timerArmed;
    private Exception? _fault;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = this.GetPrimaryKeyString();
        _index = new TrackIndex(journal, _shard, time, options.Value, meters);
        _history = new TrackHistory(journal, _shard, _index);
        _publication = new GeofencePublication(journal, GrainFactory, time, log, new PortId(_shard.Split('/')[0]), ShardGeofences.StreamOf(_shard), $"{this.GetGrainId()}") { NameOf = NameOf };
        _geofences = new ShardGeofences(journal, GrainFactory, indexes, _publication, _shard);
        _table = new TrackTable(MaxTrackers) { Watch = _geofences.Watch };
        await _history.Restore(_table, cancellationToken);
        await _geofences.Restore(_table, cancellationToken);
        _slow = new SlowTrackReports(GrainFactory, time, log, _shard);
        _silence = new SilenceWatch(GrainFactory, time, log, _shard, $"{this.GetGrainId()}");
        // Later activations have later epochs as long as the clock does not run backwards by more than a restart takes.
        _epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
        _timer = this.RegisterGrainTimer(_ => Tell(), new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        this.RegisterGrainTimer(_ => _fault is null ? _silence.Look(_table) : Task.CompletedTask, new GrainTimerCreationOptions(s_silenceEvery, s_silenceEvery) { Interleave = true });
        this.RegisterGrainTimer(_ => _fault is null ? _slow.Tell(_table) : Task.CompletedTask, new GrainTimerCreationOptions(s_geofencesEvery, s_geofencesEvery) { Interleave = true });
        this.RegisterGrainTimer(_ => WatchGeofences(), new GrainTimerCreationOptions(TimeSpan.Zero, s_geofencesEvery) { Interleave = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _publication.Stop();
        return Task.CompletedTask;
    }

    public Task<IngestReceipt> Ingest(PositionBatch batch)
    {
        if (_fault is not null)
            throw new InvalidOperationException($"An append to the history of {_shard} failed; this activation takes no more.", _fault);
        if (_geofences.IsFull)
            throw new InvalidOperationException($"Too many transitions at geofences of {_shard} wait for the port's log.");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var receipt = Apply(batch, now, out var isNews);
        if (!isNews)
            return receipt;
        var noted = _geofences.Write(_table);
        var appended = _history.Append();
        ArmTimer();
        if (noted is not null || !appended.IsCompletedSuccessfully)
            return Acknowledge(receipt, noted, appended, now);
        var number = appended.Result;
        return IsCheckpointDue(number) || _index.IsDueBehind(number, now)
            ? Acknowledge(receipt, noted, new ValueTask<long>(number), now)
            : receipt;
    }

    public Task<TrackView?> Get(TrackerId tracker) => Task.FromResult(_table.Find(tracker));

    public Task<TrackShardSnapshot> Subscribe(ITrackObserver observer)
    {
        _observers.Add(observer);
        return Task.FromResult(new TrackShardSnapshot(_shard, _epoch, _sequence, [.. _table.Views()]));
    }

    public Task Renew(ITrackObserver observer)
    {
        _observers.Renew(observer);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(ITrackObserver observer)
    {
        _observers.Remove(observer);
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<GeofenceOccupant>> Occupants(string geofence) => Task.FromResult(TrackOccupancy.Of(_table, geofence));

    public Task<ImmutableArray<GeofenceEffect>> TryGeofences(GeofenceSet put, ImmutableArray<string> removed) =>
        Task.FromResult(TrackOccupancy.Try(_table, put, removed));

    public Task<TrackShardCounters> Counters() => Task.FromResult(new TrackShardCounters(_table.Count, _accepted, [.. _refused]));

    /// <summary>Judges and applies, and writes what is new into the history's next entry. What follows must happen in the same step: taking the place in the journal's order.</summary>
    private Task<IngestReceipt> Apply(PositionBatch batch, long now, out bool isNews)
    {
        if (batch.Fixes.Length > MaxBatch || batch.Descriptions.Length > MaxBatch)
            throw new ArgumentException($"{batch.Fixes.Length} fixes and {batch.Descriptions.Length} descriptions; a batch has at most {MaxBatch} of each.", nameof(batch));
        var entry = _history.Begin(now);
        FixRefusal[]? reasons = null;
        for (var i = 0; i < batch.Fixes.Length; i++)
        {
            ref readonly var fix = ref batch.Fixes.ItemRef(i);
            var refusal = _table.Take(fix, now, out var point);
            if (refusal == FixRefusal.None)
            {
                entry.Add(fix.Tracker.Value, fix.Kind, point);
                continue;
            }

            (reasons ??= new FixRefusal[batch.Fixes.Length])[i] = refusal;
            _refused[(int)refusal]++;
        }

        foreach (var said in batch.Descriptions)
        {
            if (_table.Describe(said) is { } description)
                entry.Add(description);
        }

        _accepted += entry.Fixes;
        meters.Ingested(entry.Fixes, reasons);
        isNews = entry.Fixes + entry.Descriptions > 0;
        return IngestReceipts.Of(entry.Fixes, reasons);
    }

    /// <summary>Answers when everything is durable, and sees to what is due then.</summary>
    private async Task<IngestReceipt> Acknowledge(Task<IngestReceipt> receipt, Task? noted, ValueTask<long> appended, long now)
    {
        try
        {
            if (noted is not null)
                await noted;
            var number = await appended;
            if (IsCheckpointDue(number))
                await Checkpoint(number);
            if (_index.IsDueBehind(number, now))
                await LayIndex(number);
            return await receipt;
        }
        catch (Exception error)
        {
            Discard(error);
            throw;
        }
    }

    private void ArmTimer()
    {
        if (_timerArmed)
            return;
        _timerArmed = true;
        _timer.Change(s_deltaEvery, Timeout.InfiniteTimeSpan);
    }

    private Task Tell()
    {
        _timerArmed = false;
        if (_fault is not null || !_table.HasChanges)
            return Task.CompletedTask;
        var (fixes, descriptions) = _table.TakeChanges();
        _sequence++;
        _observers.Tell(new TrackDelta(
            _shard, _epoch, _sequence, ImmutableCollectionsMarshal.AsImmutableArray(fixes), ImmutableCollectionsMarshal.AsImmutableArray(descriptions)));
        return Task.CompletedTask;
    }

    /// <summary>Watches newer geofences if there are, and sees what is due without a fix.</summary>
    private async Task WatchGeofences()
    {
        if (_fault is not null)
            return;
        FenceIndex? newer = null;
        try
        {
            newer = await _geofences.Fetch();
        }
        catch (Exception error)
        {
            log.LogWarning(error, "{Shard}: the port could not be asked for its geofences; asked again in {Seconds} s.", _shard, s_geofencesEvery.TotalSeconds);
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (newer is not null)
            _table.Rewatch(newer, now);
        _table.Elapse(now);
        await Note(_geofences.Write(_table, newer?.Set));
    }

    /// <summary>Waits until what happened at geofences is durable, and stores the whole when it is time.</summary>
    private async Task Note(Task? durable)
    {
        try
        {
            await (durable ?? Task.CompletedTask);
            await _geofences.SnapshotIfDue(_table);
        }
        catch (Exception error)
        {
            Discard(error);
        }
    }

    private string NameOf(string tracker) => _table.Find(new TrackerId(tracker))?.Description.Label ?? tracker;

    private bool IsCheckpointDue(long number) => !_isCheckpointing
        && (_accepted - _acceptedAtCheckpoint >= Math.Max(CheckpointFixes, 4L * _table.Count) || number - _history.CheckpointedUpTo >= CheckpointBatches);

    private Task LayIndex(long number) =>
        _index.LayIfDue(_table, number, needed => _history.CheckpointedUpTo < needed ? Checkpoint(number) : Task.CompletedTask);

    /// <summary>Stores the latest fixes, and forgets who has been silent for a day.</summary>
    private async Task Checkpoint(long upTo)
    {
        _isCheckpointing = true;
        _acceptedAtCheckpoint = _accepted;
        var silentSince = (time.GetUtcNow() - FixFilter.MaxAge).ToUnixTimeMilliseconds();
        _table.EndStaysOfSilent(silentSince, time.GetUtcNow().ToUnixTimeMilliseconds());
        await Note(_geofences.Write(_table));
        _table = _table.WithoutSilent(silentSince);
        await _history.Checkpoint(_table, upTo);
        _isCheckpointing = false;
    }

    private void Discard(Exception error)
    {
        if (_fault is not null)
            return;
        _fault = error;
        log.LogError(error, "An append to the history of {Shard} failed; the activation is discarded.", _shard);
        DeactivateOnIdle();
    }
}
