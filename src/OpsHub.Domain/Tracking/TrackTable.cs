using System.Runtime.InteropServices;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;

namespace OpsHub.Domain.Tracking;

/// <summary>
/// The trackers of a shard: rows of one array, found by id; which changed since the last delta. Not thread-safe.
/// </summary>
/// <param name="capacity">Most trackers; further new ones are refused until some were forgotten.</param>
public sealed partial class TrackTable(int capacity)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<int> _changed = [];
    private readonly List<int> _described = [];
    private Row[] _rows = new Row[64];
    private List<string> _stayed = [];

    [Flags]
    private enum Changes : byte
    {
        None = 0,
        Fix = 1,
        Description = 2,
    }

    public int Count { get; private set; }

    /// <summary>Finds what fixes mean at geofences; null where nobody asks.</summary>
    public FenceWatch? Watch { get; init; }

    /// <summary>True when a fix or a description changed since the last <see cref="TakeChanges"/>.</summary>
    public bool HasChanges => _changed.Count > 0 || _described.Count > 0;

    private Span<Row> All => _rows.AsSpan(0, Count);

    /// <summary>Judges and, if it is right, applies a fix.</summary>
    /// <param name="fix">The fix.</param>
    /// <param name="nowUnixMs">Time of receipt.</param>
    /// <param name="point">The fix as it was kept; meaningless when refused.</param>
    public FixRefusal Take(in PositionFix fix, long nowUnixMs, out TrackPoint point)
    {
        point = default;
        if (FixFilter.Judge(fix, nowUnixMs) is not FixRefusal.None and var refusal)
            return refusal;
        var place = Place(fix.Tracker.Value);
        if (place < 0)
            return FixRefusal.ShardFull;
        ref var row = ref _rows[place];
        point = TrackPoint.Of(fix);
        var before = row.Latest;
        var taken = row.State.Take(point, fix.Kind, nowUnixMs);
        if (taken != FixRefusal.None)
            return taken;
        Mark(ref row, place, Changes.Fix, _changed);
        if (Watch is { } watch && !watch.IsIn(row.Room, point))
            Moved(watch, ref row, before, FenceMoment.Of(point), fix.SpeedKnots);
        return taken;
    }

    /// <summary>Merges a description; answers the whole one when it changed anything, else null.</summary>
    public TrackDescription? Describe(TrackDescription said)
    {
        ArgumentNullException.ThrowIfNull(said);
        if (said.Tracker.Value is not { Length: >= 1 and <= 64 } || Place(said.Tracker.Value) is not (>= 0 and var place))
            return null;
        ref var row = ref _rows[place];
        var merged = TrackDescriptions.Merge(row.Description, said);
        if (merged == row.Description)
            return null;
        var isSealNews = merged.Seal is not null && merged.Seal != row.Description?.Seal;
        row.Description = merged;
        row.State.Describe(merged.Kind);
        Mark(ref row, place, Changes.Description, _described);
        if (isSealNews)
            Sealed(ref row, merged.Seal!);
        return merged;
    }

    /// <summary>From storage: judged before, and nothing to tell anybody.</summary>
    public void Restore(string tracker, TrackKind kind, in TrackPoint point, long receivedAtUnixMs)
    {
        if (Place(tracker) is >= 0 and var place)
            _rows[place].State.Restore(point, kind, receivedAtUnixMs);
    }

    /// <inheritdoc cref="Restore(string, TrackKind, in TrackPoint, long)"/>
    public void Restore(TrackDescription description)
    {
        if (Place(description.Tracker.Value) is not (>= 0 and var place))
            return;
        ref var row = ref _rows[place];
        row.Description = TrackDescriptions.Merge(row.Description, description);
        row.State.Describe(description.Kind);
    }

    /// <summary>Null for an unknown tracker.</summary>
    public TrackView? Find(TrackerId tracker) => tracker.Value is { } id && _places.TryGetValue(id, out var place) ? View(_rows[place]) : null;

    /// <summary>Every tracker, in no order that means anything.</summary>
    public IEnumerable<TrackView> Views()
    {
        for (var place = 0; place < Count; place++)
            yield return View(_rows[place]);
    }

    /// <summary>The raw rows, for storage.</summary>
    public IEnumerable<(string Tracker, TrackState State, TrackDescription? Description)> Rows()
    {
        for (var place = 0; place < Count; place++)
            yield return (_rows[place].Id, _rows[place].State, _rows[place].Description);
    }

    /// <summary>Latest fixes and descriptions that changed since this was last called; then nothing has changed.</summary>
    public (PositionFix[] Fixes, TrackDescription[] Descriptions) TakeChanges()
    {
        var fixes = new PositionFix[_changed.Count];
        for (var i = 0; i < fixes.Length; i++)
        {
            fixes[i] = _rows[_changed[i]].Fix!.Value;
            _rows[_changed[i]].Changes = Changes.None;
        }

        var descriptions = new TrackDescription[_described.Count];
        for (var i = 0; i < descriptions.Length; i++)
        {
            descriptions[i] = _rows[_described[i]].Described;
            _rows[_described[i]].Changes = Changes.None;
        }

        _changed.Clear();
        _described.Clear();
        return (fixes, descriptions);
    }

    /// <summary>A table without the trackers that have been silent since before the given time; the same one when there are none.</summary>
    public TrackTable WithoutSilent(long sinceUnixMs)
    {
        var silent = 0;
        foreach (ref readonly var row in All)
            silent += row.IsSilentSince(sinceUnixMs) ? 1 : 0;
        if (silent == 0)
            return this;
        var kept = new TrackTable(capacity) { Watch = Watch, _stayed = _stayed };
        foreach (ref readonly var row in All)
        {
            if (row.IsSilentSince(sinceUnixMs))
                continue;
            var place = kept.Place(row.Id);
            kept._rows[place] = row;
            if (row.Changes.HasFlag(Changes.Fix))
                kept._changed.Add(place);
            if (row.Changes.HasFlag(Changes.Description))
                kept._described.Add(place);
        }

        return kept;
    }

    /// <summary>The tracker's place among the rows, a new one if need be; below 0 when there is none left.</summary>
    private int Place(string tracker)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, tracker, out var exists);
        if (exists)
            return place;
        if (Count >= capacity)
        {
            _places.Remove(tracker);
            return -1;
        }

        place = Count++;
        // By a quarter, not double: the slack of doubling would be up to half of the memory.
        if (place == _rows.Length)
            Array.Resize(ref _rows, place + (place / 4));
        _rows[place].Id = tracker;
        return place;
    }

    private static void Mark(ref Row row, int place, Changes change, List<int> list)
    {
        if ((row.Changes & change) != 0)
            return;
        row.Changes |= change;
        list.Add(place);
    }

    private TrackView View(in Row row) => new(
        new TrackerId(row.Id), row.State.Kind, row.Fix, row.Described, DateTimeOffset.FromUnixTimeMilliseconds(row.State.ReceivedAtUnixMs),
        row.State.ReportIntervalSeconds, Geofences(row.Stays));

    /// <summary>What is kept of a tracker, side by side: 128 bytes.</summary>
    private struct Row
    {
        public TrackState State;

        /// <summary>Where nothing becomes of its stays.</summary>
        public FenceRoom Room;
        public Changes Changes;
        public FenceStay[]? Stays;
        public string Id;
        public TrackDescription? Description;

        /// <summary>False for one that was described and never heard: it may be registered and waiting for its first journey.</summary>
        public readonly bool IsSilentSince(long unixMs) => State.HasFix && State.ReceivedAtUnixMs < unixMs;

        public readonly FenceMoment Latest => State.HasFix ? FenceMoment.Of(State.Latest) : default;

        public readonly PositionFix? Fix => State.HasFix ? State.Latest.ToFix(new TrackerId(Id), State.Kind) : null;

        public readonly TrackDescription Described => Description ?? new TrackDescription(new TrackerId(Id), State.Kind);

        public readonly WatchedTracker Watched => new(Id, State.Kind);
    }
}
