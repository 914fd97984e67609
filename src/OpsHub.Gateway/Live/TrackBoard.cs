using System.Buffers;
using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Live;

/// <summary>
/// The latest position of every tracker of a port, as tiles for each visibility. An officer is on the map on duty only,
/// for everybody.
/// </summary>
internal sealed class TrackBoard(LiveOptions options, TimeProvider time, GatewayMeters meters)
{
    /// <summary>The goal for a port, some 40 MB; beyond it new trackers are not shown until others are forgotten, which the meter tells.</summary>
    private const int MaxTracks = 100_000;

    /// <summary>The newest of them in a snapshot; the tiles have them all.</summary>
    private const int MaxRows = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<TrackerId, Track> _tracks = [];
    private readonly TileGrid _full = new(Visibility.Full, meters);
    private readonly TileGrid _coarse = new(Visibility.Coarse, meters);

    /// <summary>Trackers of officers who are not on duty.</summary>
    private HashSet<TrackerId> _offDuty = [];

    private long _newestFixMs;
    private long _version;

    /// <summary>Grows with every tick that changed something.</summary>
    public long Version => Volatile.Read(ref _version);

    public int Count
    {
        get
        {
            lock (_lock)
                return _tracks.Count;
        }
    }

    /// <summary>Records waiting for the next tick.</summary>
    public int Waiting => Math.Max(_full.DirtyRecords, _coarse.DirtyRecords);

    public TileGrid Grid(Visibility visibility) => visibility == Visibility.Full ? _full : _coarse;

    public bool TryCompose(Visibility visibility, TileWindow window, long frame, DateTimeOffset now, ArrayBufferWriter<byte> buffer) =>
        Grid(visibility).Compose(window, frame, now, buffer);

    /// <summary>Everything a shard knows; trackers it no longer has leave the map.</summary>
    public void Load(TrackShardSnapshot snapshot, ISet<TrackerId> previous)
    {
        var nowMs = NowMs;
        lock (_lock)
        {
            foreach (var view in snapshot.Tracks)
            {
                previous.Remove(view.Tracker);
                if (Find(view.Tracker) is not { } track)
                    continue;
                track.Describe(view.Description with { Kind = view.Kind });
                track.Measured(view.ReportIntervalSeconds);
                if (view.Fix is { } fix)
                    Move(track, fix, nowMs);
            }

            foreach (var gone in previous)
                Remove(gone, nowMs);
        }
    }

    public void Apply(TrackDelta delta)
    {
        var nowMs = NowMs;
        lock (_lock)
        {
            foreach (var description in delta.Descriptions)
            {
                if (Find(description.Tracker) is not { } track)
                    continue;
                track.Describe(description);
                if (track.IsDescriptionChanged)
                    Show(track, nowMs);
            }

            foreach (var fix in delta.Fixes)
            {
                if (Find(fix.Tracker) is { } track)
                    Move(track, fix, nowMs);
            }
        }
    }

    /// <summary>Encodes what changed since the last tick; true when something did.</summary>
    public bool Tick()
    {
        var nowMs = NowMs;
        lock (_lock)
        {
            var changed = _full.Tick(nowMs) | _coarse.Tick(nowMs);
            if (changed)
                Volatile.Write(ref _version, _version + 1);
            return changed;
        }
    }

    /// <summary>Forgets trackers that have been silent for long, and tiles without any.</summary>
    public void Sweep()
    {
        var nowMs = NowMs;
        var oldest = nowMs - (options.ForgetTrackMinutes * 60_000L);
        lock (_lock)
        {
            foreach (var track in _tracks.Values.Where(track => track.Fix is { } fix && fix.AtUnixMs < oldest).ToList())
                Remove(track.Id, nowMs);
            _full.Sweep(nowMs);
            _coarse.Sweep(nowMs);
        }
    }

    /// <summary>Takes officers off the map who went off duty, and back on who came.</summary>
    public void OfficersChanged(IReadOnlyDictionary<string, OfficerView> officers)
    {
        var offDuty = officers.Values.Where(officer => officer.Status == OfficerStatus.OffShift).Select(TrackerOf).ToHashSet();
        lock (_lock)
        {
            if (offDuty.SetEquals(_offDuty))
                return;
            var changed = _offDuty.ToHashSet();
            changed.SymmetricExceptWith(offDuty);
            _offDuty = offDuty;
            foreach (var id in changed)
            {
                if (_tracks.TryGetValue(id, out var track))
                    Show(track, NowMs);
            }
        }
    }

    public static TrackerId TrackerOf(OfficerView officer) => officer.Profile.Tracker ?? TrackerId.OfDevice(officer.Profile.Officer.Value);

    public bool IsOffDuty(TrackerId tracker)
    {
        lock (_lock)
            return _offDuty.Contains(tracker);
    }

    /// <summary>What people call a tracker; null for one that is not on the map.</summary>
    public string? LabelOf(TrackerId tracker)
    {
        lock (_lock)
            return _tracks.GetValueOrDefault(tracker)?.Label;
    }

    /// <summary>Live trackers as a visibility may see them, newest fix first.</summary>
    public ImmutableArray<TrackRow> Rows(Visibility visibility)
    {
        var grid = Grid(visibility);
        lock (_lock)
        {
            return
            [
                .. _tracks.Values.Where(track => track.Fix is not null && !_offDuty.Contains(track.Id))
                    .OrderByDescending(track => track.Fix!.Value.AtUnixMs).Take(MaxRows).Select(track => Row(grid, track)),
            ];
        }
    }

    /// <summary>Age of the newest fix, ms; null when there is none.</summary>
    public double? NewestFixAgeMs(DateTimeOffset now) =>
        Volatile.Read(ref _newestFixMs) is not 0 and var newest ? Math.Max(0, now.ToUnixTimeMilliseconds() - newest) : null;

    /// <summary>Trackers whose id or label contains a text, at most <paramref name="max"/>.</summary>
    public ImmutableArray<TrackRow> Search(string text, Visibility visibility, int max)
    {
        lock (_lock)
        {
            return
            [
                .. _tracks.Values
                    .Where(track => track.Fix is not null && !_offDuty.Contains(track.Id)
                        && (track.Label.Contains(text, StringComparison.OrdinalIgnoreCase) || track.Id.Value.Contains(text, StringComparison.OrdinalIgnoreCase)))
                    .OrderBy(track => track.Label, StringComparer.OrdinalIgnoreCase).Take(max).Select(track => Row(Grid(visibility), track)),
            ];
        }
    }

    /// <summary>Trackers registered to carry a shipment; officers' never.</summary>
    public ImmutableArray<TrackRow> Carrying(ShipmentId shipment)
    {
        lock (_lock)
        {
            return
            [
                .. _tracks.Values.Where(track => track.Carries == shipment && track.Fix is not null && track.Kind != TrackKind.Officer)
                    .Select(track => Row(_full, track)),
            ];
        }
    }

    private static TrackRow Row(TileGrid grid, Track track)
    {
        var fix = track.Fix!.Value;
        var (latitude, longitude, speed, course) = grid.Seen(track, fix);
        return new TrackRow(
            track.Id, track.Kind, track.Label, Math.Round(latitude, 6), Math.Round(longitude, 6), Known(speed), Known(course),
            DateTimeOffset.FromUnixTimeMilliseconds(fix.AtUnixMs), Math.Round(track.IntervalSeconds, 1), track.Carries);
    }

    private static float? Known(float value) => float.IsNaN(value) ? null : MathF.Round(value, 1);

    private void Move(Track track, PositionFix fix, long nowMs)
    {
        if (!track.Move(fix))
            return;
        _newestFixMs = Math.Max(_newestFixMs, fix.AtUnixMs);
        Show(track, nowMs);
    }

    private void Show(Track track, long nowMs)
    {
        if (_offDuty.Contains(track.Id))
        {
            _full.Remove(track, nowMs);
            _coarse.Remove(track, nowMs);
            return;
        }

        _full.Place(track, nowMs);
        _coarse.Place(track, nowMs);
        track.IsDescriptionChanged = false;
    }

    private Track? Find(TrackerId id)
    {
        if (_tracks.TryGetValue(id, out var track))
            return track;
        if (_tracks.Count >= MaxTracks)
        {
            meters.TracksNotShown.Add(1);
            return null;
        }

        return _tracks[id] = new Track(id);
    }

    private void Remove(TrackerId id, long nowMs)
    {
        if (!_tracks.Remove(id, out var track))
            return;
        _full.Remove(track, nowMs);
        _coarse.Remove(track, nowMs);
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}
