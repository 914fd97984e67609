using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Live;
using OpsHub.Storage.Projections;

namespace OpsHub.Gateway.Tracking;

/// <summary>What a reader may see of a playback.</summary>
/// <param name="Visibility">How exactly officers may be seen.</param>
/// <param name="Officers">Whose trackers belong to an officer.</param>
/// <param name="OnDuty">When officers were on duty; they are shown only then.</param>
/// <param name="ForgetMs">Silent for longer: no longer on the board.</param>
internal sealed record PlaybackScope(Visibility Visibility, IReadOnlyDictionary<TrackerId, OfficerId> Officers, OnDuty OnDuty, long ForgetMs);

/// <summary>Puts the shards' slices together to the frames of one answer, as the live board would have shown them to this reader.</summary>
internal sealed class PlaybackTape
{
    private readonly PlaybackScope _scope;
    private readonly (PlayedFix Fix, Played Tracker)[] _fixes;
    private readonly List<Played> _told = [];

    public PlaybackTape(IEnumerable<TrackPlaybackSlice> slices, PlaybackScope scope)
    {
        _scope = scope;
        var fixes = new List<(PlayedFix, Played)>();
        foreach (var slice in slices)
        {
            var own = slice.Trackers.Select(tracker => new Played(tracker, OfficerOf(tracker))).ToArray();
            fixes.AddRange(slice.Fixes.Select(fix => (fix, own[fix.Tracker])));
        }

        // Stable: within a bucket the shards follow each other.
        _fixes = [.. fixes.OrderBy(entry => entry.Item1.Bucket)];
    }

    /// <summary>An officer's exact position is among what was answered.</summary>
    public bool ShowsOfficersExactly { get; private set; }

    /// <summary>Those shown, in the order of their indexes; complete once the frames were made.</summary>
    public ImmutableArray<PlaybackTracker> Trackers => [.. _told.Select(tracker => new PlaybackTracker(tracker.Id, tracker.Kind, tracker.Label, tracker.Interval))];

    public ImmutableArray<PlaybackFrame> Frames(long fromUnixMs, int bucketMs, int buckets)
    {
        var frames = ImmutableArray.CreateBuilder<PlaybackFrame>();
        var next = 0;
        for (var bucket = 0; bucket <= buckets; bucket++)
        {
            var frame = new Columns(fromUnixMs + ((long)bucket * bucketMs));
            for (; next < _fixes.Length && _fixes[next].Fix.Bucket == bucket; next++)
                Add(frame, _fixes[next].Tracker, _fixes[next].Fix);
            Leave(frame);
            if (bucket == 0 || frame.HasChanges)
                frames.Add(frame.Close());
        }

        return frames.ToImmutable();
    }

    private OfficerId? OfficerOf(PlayedTracker tracker) => _scope.Officers.TryGetValue(tracker.Tracker, out var officer) ? officer : null;

    private void Add(Columns frame, Played tracker, in PlayedFix fix)
    {
        if (frame.At - fix.AtUnixMs > _scope.ForgetMs || !MayShow(tracker, frame.At) || !MayShow(tracker, fix.AtUnixMs))
            return;
        var (latitude, longitude, speed, course) = (fix.LatitudeDegrees, fix.LongitudeDegrees, fix.SpeedKnots, fix.CourseDegrees);
        if (tracker.IsOfficer && _scope.Visibility == Visibility.Coarse)
            (latitude, longitude, speed, course) = TileGrid.Coarse(latitude, longitude);
        else
            ShowsOfficersExactly |= tracker.IsOfficer;
        if (tracker.Index < 0)
        {
            tracker.Index = _told.Count;
            _told.Add(tracker);
        }

        var (tile, x, y) = TileMath.Locate(latitude, longitude);
        var (worldX, worldY) = ((tile.X << 16) + x, (tile.Y << 16) + y);
        frame.Add(tracker.Index, worldX - tracker.X, worldY - tracker.Y, speed, course, fix.AtUnixMs);
        (tracker.X, tracker.Y, tracker.FixAt, tracker.IsShown) = (worldX, worldY, fix.AtUnixMs, true);
    }

    /// <summary>Takes those off the board who have been silent for long, or went off duty.</summary>
    private void Leave(Columns frame)
    {
        foreach (var tracker in _told)
        {
            if (!tracker.IsShown || (frame.At - tracker.FixAt <= _scope.ForgetMs && MayShow(tracker, frame.At)))
                continue;
            tracker.IsShown = false;
            frame.Leave(tracker.Index);
        }
    }

    private bool MayShow(Played tracker, long unixMs) => tracker.Officer is not { } officer || _scope.OnDuty.At(officer, unixMs);

    private sealed class Played(PlayedTracker tracker, OfficerId? officer)
    {
        public TrackerId Id => tracker.Tracker;
        public TrackKind Kind => tracker.Kind;
        public string Label => tracker.Label;
        public double Interval => tracker.IntervalSeconds;

        /// <summary>Null for what belongs to no officer the log knows.</summary>
        public OfficerId? Officer => officer;

        public bool IsOfficer => officer is not null || Kind == TrackKind.Officer;

        /// <summary>Its index in the answer; -1 as long as it has none.</summary>
        public int Index { get; set; } = -1;

        public int X { get; set; }
        public int Y { get; set; }
        public long FixAt { get; set; }
        public bool IsShown { get; set; }
    }

    private sealed class Columns(long at)
    {
        private readonly List<int> _index = [];
        private readonly List<int> _x = [];
        private readonly List<int> _y = [];
        private readonly List<int> _speed = [];
        private readonly List<int> _course = [];
        private readonly List<int> _age = [];
        private readonly List<int> _gone = [];

        public long At => at;

        public bool HasChanges => _index.Count + _gone.Count > 0;

        public void Add(int index, int x, int y, float speed, float course, long fixAt)
        {
            _index.Add(index);
            _x.Add(x);
            _y.Add(y);
            _speed.Add(float.IsNaN(speed) ? -1 : (int)MathF.Round(speed * 2));
            _course.Add(float.IsNaN(course) ? -1 : (int)MathF.Round(course) % 360);
            _age.Add((int)Math.Max(0, (at - fixAt) / 1000));
        }

        public void Leave(int index) => _gone.Add(index);

        public PlaybackFrame Close() => new(at, [.. _index], [.. _x], [.. _y], [.. _speed], [.. _course], [.. _age], [.. _gone]);
    }
}
