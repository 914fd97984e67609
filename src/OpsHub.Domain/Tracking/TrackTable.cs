using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;

namespace OpsHub.Domain.Tracking;

/// <summary>
/// The trackers of a shard: states in one array, found by id; which changed since the last delta. Not thread-safe.
/// </summary>
/// <param name="capacity">Most trackers; further new ones are refused until some were forgotten.</param>
public sealed class TrackTable(int capacity)
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];
    private readonly List<TrackDescription?> _descriptions = [];
    private readonly List<int> _changed = [];
    private readonly List<int> _described = [];
    private TrackState[] _states = new TrackState[64];
    private Changes[] _changes = new Changes[64];
    private FenceStay[]?[] _stays = new FenceStay[64][];
    private List<string> _stayed = [];

    [Flags]
    private enum Changes : byte
    {
        None = 0,
        Fix = 1,
        Description = 2,
    }

    public int Count => _ids.Count;

    /// <summary>Finds what fixes mean at geofences; null where nobody asks.</summary>
    public FenceWatch? Watch { get; init; }

    /// <summary>True when a fix or a description changed since the last <see cref="TakeChanges"/>.</summary>
    public bool HasChanges => _changed.Count > 0 || _described.Count > 0;

    /// <summary>Judges and, if it is right, applies a fix.</summary>
    /// <param name="fix">The fix.</param>
    /// <param name="nowUnixMs">Time of receipt.</param>
    /// <param name="point">The fix as it was kept; meaningless when refused.</param>
    public FixRefusal Take(in PositionFix fix, long nowUnixMs, out TrackPoint point)
    {
        point = default;
        if (FixFilter.Judge(fix, nowUnixMs) is not FixRefusal.None and var refusal)
            return refusal;
        if (Row(fix.Tracker.Value) is not { } row)
            return FixRefusal.ShardFull;
        point = TrackPoint.Of(fix);
        var before = LatestOf(row);
        var taken = _states[row].Take(point, fix.Kind, nowUnixMs);
        if (taken != FixRefusal.None)
            return taken;
        Mark(row, Changes.Fix, _changed);
        if (Watch is not null && Watch.Moved(Watched(row), ref _stays[row], before, FenceMoment.Of(point), fix.SpeedKnots))
            _stayed.Add(_ids[row]);
        return taken;
    }

    /// <summary>Merges a description; answers the whole one when it changed anything, else null.</summary>
    public TrackDescription? Describe(TrackDescription said)
    {
        ArgumentNullException.ThrowIfNull(said);
        if (said.Tracker.Value is not { Length: >= 1 and <= 64 } || Row(said.Tracker.Value) is not { } row)
            return null;
        var merged = TrackDescriptions.Merge(_descriptions[row], said);
        if (merged == _descriptions[row])
            return null;
        var isSealNews = merged.Seal is not null && merged.Seal != _descriptions[row]?.Seal;
        _descriptions[row] = merged;
        _states[row].Describe(merged.Kind);
        Mark(row, Changes.Description, _described);
        if (isSealNews && Watch is not null && Watch.Sealed(Watched(row), ref _stays[row], LatestOf(row), merged.Seal!))
            _stayed.Add(_ids[row]);
        return merged;
    }

    /// <summary>From storage: judged before, and nothing to tell anybody.</summary>
    public void Restore(string tracker, TrackKind kind, in TrackPoint point, long receivedAtUnixMs)
    {
        if (Row(tracker) is { } row)
            _states[row].Restore(point, kind, receivedAtUnixMs);
    }

    /// <inheritdoc cref="Restore(string, TrackKind, in TrackPoint, long)"/>
    public void Restore(TrackDescription description)
    {
        if (Row(description.Tracker.Value) is not { } row)
            return;
        _descriptions[row] = TrackDescriptions.Merge(_descriptions[row], description);
        _states[row].Describe(description.Kind);
    }

    /// <summary>Stays from storage.</summary>
    public void RestoreStays(string tracker, FenceStay[]? stays)
    {
        if (Row(tracker) is { } row)
            _stays[row] = stays;
    }

    /// <summary>Every tracker that stays anywhere, and where.</summary>
    public IEnumerable<(string Tracker, FenceStay[] Stays)> Stays()
    {
        for (var row = 0; row < _ids.Count; row++)
        {
            if (_stays[row] is { } stays)
                yield return (_ids[row], stays);
        }
    }

    /// <summary>Trackers whose stays changed since this was last called, and what they are now; a tracker may occur twice.</summary>
    public List<(string Tracker, FenceStay[]? Stays)> TakeStayChanges()
    {
        var changes = _stayed.ConvertAll(id => (id, _stays[_rows[id]]));
        _stayed.Clear();
        return changes;
    }

    /// <summary>Takes the time: dwell and silence come without a fix.</summary>
    public void Elapse(long nowUnixMs) => EachStay((row, stays) =>
    {
        Watch!.Elapsed(Watched(row), ref stays, LatestOf(row), nowUnixMs);
        return stays;
    });

    /// <summary>Ends the stays of those that have been silent since before the given time: they are about to be forgotten.</summary>
    public void EndStaysOfSilent(long sinceUnixMs, long nowUnixMs) => EachStay((row, stays) =>
    {
        if (_states[row].ReceivedAtUnixMs < sinceUnixMs)
            Watch!.Dropped(Watched(row), ref stays, LatestOf(row) with { AtUnixMs = nowUnixMs }, Watch.Index, _ => true);
        return stays;
    });

    /// <summary>Watches other geofences: what stands at those that are gone ends, and everybody is looked at where it is.</summary>
    public void Rewatch(FenceIndex index, long nowUnixMs)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (Watch is not { } watch)
            return;
        var before = watch.Index;
        watch.Index = index;
        var gone = before.Set.Fences.Select(fence => fence.Number).Where(number => index.IndexOf(number) < 0).ToHashSet();
        EachStay((row, stays) =>
        {
            watch.Dropped(Watched(row), ref stays, LatestOf(row) with { AtUnixMs = nowUnixMs }, before, gone.Contains);
            return stays;
        });
        for (var row = 0; row < _ids.Count; row++)
        {
            if (_states[row].HasFix && watch.Moved(Watched(row), ref _stays[row], default, LatestOf(row) with { AtUnixMs = nowUnixMs }, double.NaN))
                _stayed.Add(_ids[row]);
        }
    }

    /// <summary>Null for an unknown tracker.</summary>
    public TrackView? Find(TrackerId tracker) => tracker.Value is { } id && _rows.TryGetValue(id, out var row) ? View(row) : null;

    /// <summary>Every tracker, in no order that means anything.</summary>
    public IEnumerable<TrackView> All()
    {
        for (var row = 0; row < _ids.Count; row++)
            yield return View(row);
    }

    /// <summary>The raw rows, for storage.</summary>
    public IEnumerable<(string Tracker, TrackState State, TrackDescription? Description)> Rows()
    {
        for (var row = 0; row < _ids.Count; row++)
            yield return (_ids[row], _states[row], _descriptions[row]);
    }

    /// <summary>The raw rows with their stays.</summary>
    public IEnumerable<(string Tracker, TrackState State, TrackDescription? Description, FenceStay[]? Stays)> StayingRows()
    {
        for (var row = 0; row < _ids.Count; row++)
            yield return (_ids[row], _states[row], _descriptions[row], _stays[row]);
    }

    /// <summary>Latest fixes and descriptions that changed since this was last called; then nothing has changed.</summary>
    public (PositionFix[] Fixes, TrackDescription[] Descriptions) TakeChanges()
    {
        var fixes = new PositionFix[_changed.Count];
        for (var i = 0; i < fixes.Length; i++)
            fixes[i] = Fix(_changed[i])!.Value;
        var descriptions = new TrackDescription[_described.Count];
        for (var i = 0; i < descriptions.Length; i++)
            descriptions[i] = Described(_described[i]);
        foreach (var row in _changed)
            _changes[row] = Changes.None;
        foreach (var row in _described)
            _changes[row] = Changes.None;
        _changed.Clear();
        _described.Clear();
        return (fixes, descriptions);
    }

    /// <summary>A table without the trackers that have been silent since before the given time.</summary>
    public TrackTable WithoutSilent(long sinceUnixMs)
    {
        var kept = new TrackTable(capacity) { Watch = Watch, _stayed = _stayed };
        for (var row = 0; row < _ids.Count; row++)
        {
            // Described and never heard: it may be registered and waiting for its first journey.
            if (_states[row].HasFix && _states[row].ReceivedAtUnixMs < sinceUnixMs)
                continue;
            var at = kept.Row(_ids[row])!.Value;
            kept._states[at] = _states[row];
            kept._descriptions[at] = _descriptions[row];
            kept._stays[at] = _stays[row];
            if (_changes[row].HasFlag(Changes.Fix))
                kept.Mark(at, Changes.Fix, kept._changed);
            if (_changes[row].HasFlag(Changes.Description))
                kept.Mark(at, Changes.Description, kept._described);
        }

        return kept;
    }

    private int? Row(string tracker)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, tracker, out var exists);
        if (exists)
            return row;
        if (_ids.Count >= capacity)
        {
            _rows.Remove(tracker);
            return null;
        }

        row = _ids.Count;
        var added = row;
        _ids.Add(tracker);
        _descriptions.Add(null);
        if (added == _states.Length)
        {
            // By half, not double: at 100,000 trackers the slack of doubling would be a third of the memory.
            Array.Resize(ref _states, added + (added / 2));
            Array.Resize(ref _changes, _states.Length);
            Array.Resize(ref _stays, _states.Length);
        }

        return added;
    }

    private void Mark(int row, Changes change, List<int> list)
    {
        if (_changes[row].HasFlag(change))
            return;
        _changes[row] |= change;
        list.Add(row);
    }

    private TrackView View(int row)
    {
        ref readonly var state = ref _states[row];
        return new TrackView(
            new TrackerId(_ids[row]), state.Kind, Fix(row), Described(row), DateTimeOffset.FromUnixTimeMilliseconds(state.ReceivedAtUnixMs),
            state.ReportIntervalSeconds, Geofences(row));
    }

    private WatchedTracker Watched(int row) => new(_ids[row], _states[row].Kind);

    private FenceMoment LatestOf(int row) => _states[row].HasFix ? FenceMoment.Of(_states[row].Latest) : default;

    private void EachStay(Func<int, FenceStay[]?, FenceStay[]?> change)
    {
        if (Watch is null)
            return;
        for (var row = 0; row < _ids.Count; row++)
        {
            if (_stays[row] is not { } stays || change(row, stays) is var after && ReferenceEquals(after, stays))
                continue;
            _stays[row] = after;
            _stayed.Add(_ids[row]);
        }
    }

    /// <summary>Names of the geofences it is in, by number.</summary>
    private ImmutableArray<string> Geofences(int row)
    {
        if (_stays[row] is not { } stays || Watch is not { } watch)
            return [];
        var names = ImmutableArray.CreateBuilder<string>(stays.Length);
        foreach (var stay in stays)
        {
            if (stay.IsInside && watch.Index.IndexOf(stay.Number) is >= 0 and var index)
                names.Add(watch.Index.Set.Fences[index].Name);
        }

        return names.ToImmutable();
    }

    private PositionFix? Fix(int row) =>
        _states[row].HasFix ? _states[row].Latest.ToFix(new TrackerId(_ids[row]), _states[row].Kind) : null;

    private TrackDescription Described(int row) => _descriptions[row] ?? new TrackDescription(new TrackerId(_ids[row]), _states[row].Kind);
}
