using System.Collections.Immutable;
using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// Turns what a shard received into what its board showed: the latest fix of every tracker at the beginning, then at the end
/// of each bucket the latest of those that were heard in it.
/// </summary>
internal sealed class TrackTape(TrackPlaybackQuery query)
{
    private const int MaxIdBytes = byte.MaxValue;

    private readonly Dictionary<string, Tracker> _byId = new(StringComparer.Ordinal);
    private readonly List<Tracker> _trackers = [];
    private readonly List<PlayedFix> _fixes = [];
    private int _bucket;
    private bool _hasBegun;

    /// <summary>There are more rows than were asked for.</summary>
    public bool IsTooMuch => _fixes.Count > query.MaxRows;

    /// <summary>A tracker of the keyframe from which reading starts.</summary>
    public void Begin(KeyframeRow row)
    {
        var tracker = Find(row.Tracker);
        tracker.Hear(row.Kind, row.Point);
        tracker.Label = row.Label ?? tracker.Label;
    }

    /// <summary>An entry of the history, in order; false when it, and so every later one, lies behind the end.</summary>
    public bool Add(ReadOnlySpan<byte> entry)
    {
        var reader = new TrackRecordReader(entry);
        if (reader.ReceivedAtUnixMs > query.ToUnixMs || IsTooMuch)
            return false;
        if (reader.ReceivedAtUnixMs > query.FromUnixMs)
        {
            Keyframe();
            var bucket = (int)((reader.ReceivedAtUnixMs - query.FromUnixMs + query.BucketMs - 1) / query.BucketMs);
            // A clock that was set back does not play backwards.
            _bucket = Math.Max(_bucket, bucket);
        }

        while (reader.NextFix(out var id, out var kind, out var point))
        {
            var tracker = Find(id);
            if (tracker.Hear(kind, point) && _hasBegun)
                Show(tracker);
        }

        while (reader.NextDescription(out var said))
        {
            var tracker = Find(said!.Tracker.Value);
            tracker.Label = said.Label is { Length: > 0 } label ? label : tracker.Label;
            tracker.Kind = said.Kind == TrackKind.Unknown ? tracker.Kind : said.Kind;
        }

        return true;
    }

    /// <summary>Everything was added.</summary>
    public void End() => Keyframe();

    public ImmutableArray<PlayedTracker> Trackers() =>
        [.. _trackers.Select(tracker => new PlayedTracker(new TrackerId(tracker.Id), tracker.Kind, tracker.Label ?? tracker.Id, tracker.IntervalSeconds))];

    public ImmutableArray<PlayedFix> Fixes() => [.. _fixes];

    private void Keyframe()
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        foreach (var tracker in _byId.Values)
        {
            if (tracker.HasFix)
                Show(tracker);
        }
    }

    private void Show(Tracker tracker)
    {
        if (tracker.Index < 0)
        {
            tracker.Index = _trackers.Count;
            _trackers.Add(tracker);
        }

        var point = tracker.Latest;
        var fix = point.ToFix(default, tracker.Kind);
        var played = new PlayedFix(
            _bucket, tracker.Index, point.AtUnixMs, fix.LatitudeDegrees, fix.LongitudeDegrees, fix.SpeedKnots,
            float.IsNaN(fix.CourseDegrees) ? fix.HeadingDegrees : fix.CourseDegrees);
        if (tracker.Bucket == _bucket)
        {
            _fixes[tracker.Row] = played;
            return;
        }

        (tracker.Bucket, tracker.Row) = (_bucket, _fixes.Count);
        _fixes.Add(played);
    }

    private Tracker Find(ReadOnlySpan<byte> id)
    {
        Span<char> text = stackalloc char[MaxIdBytes];
        var length = Encoding.UTF8.GetChars(id, text);
        return _byId.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var known) ? known : Find(new string(text[..length]));
    }

    private Tracker Find(string id)
    {
        if (!_byId.TryGetValue(id, out var tracker))
            _byId[id] = tracker = new Tracker(id);
        return tracker;
    }

    private sealed class Tracker(string id)
    {
        private long _firstUnixMs;
        private int _count;

        public string Id => id;

        public TrackKind Kind { get; set; }

        public string? Label { get; set; }

        public TrackPoint Latest { get; private set; }

        public bool HasFix => _count > 0;

        /// <summary>Its place in the answer; -1 as long as it has none.</summary>
        public int Index { get; set; } = -1;

        public int Bucket { get; set; } = -1;

        public int Row { get; set; }

        public double IntervalSeconds => _count < 2 ? 0 : Math.Round((Latest.AtUnixMs - _firstUnixMs) / 1000.0 / (_count - 1), 1);

        /// <summary>False for a fix that is not newer: a keyframe may be a little ahead of what follows it.</summary>
        public bool Hear(TrackKind kind, in TrackPoint point)
        {
            if (_count > 0 && point.AtUnixMs <= Latest.AtUnixMs)
                return false;
            Kind = kind == TrackKind.Unknown ? Kind : kind;
            Latest = point;
            if (_count++ == 0)
                _firstUnixMs = point.AtUnixMs;
            return true;
        }
    }
}
