using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// Finds who meets whom: pure in the reports of the shards, by event time. Two come close when both are slow and within the
/// rule's radius; they meet when they were close for the rule's time, as the newer of their fixes tells; they part when they
/// are half as far again apart, one is a tenth too fast, or one is gone. Who stands still is not looked at again. Not
/// thread-safe.
/// </summary>
public sealed partial class MeetingWatch
{
    /// <summary>Pairs followed at once: two hundred ships, each close to a hundred others. Further ones are overlooked and counted.</summary>
    public const int MaxPairs = 20_000;

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<MeetingKey, MeetingPair> _pairs = [];
    private readonly Dictionary<string, List<MeetingKey>> _pairsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<MeetingKey, MeetingPair?> _changes = [];
    private Dictionary<ushort, MeetingRule> _rules = [];
    private FenceFrame _frame;

    /// <summary>What happened since it was last emptied.</summary>
    public List<FenceTransition> Transitions { get; } = [];

    /// <summary>All pairs, in no order that means anything.</summary>
    public IReadOnlyCollection<MeetingPair> Pairs => _pairs.Values;

    /// <summary>Pairs not followed because there were too many.</summary>
    public long Overlooked { get; private set; }

    /// <summary>What people call a tracker; its id when it is not known.</summary>
    public string NameOf(string tracker) => _places.TryGetValue(tracker, out var place) && place.Track.Label is { Length: > 0 } label ? label : tracker;

    /// <summary>Watches by the rules of a set. Pairs keep the rule they began under until they part.</summary>
    public void Use(GeofenceSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        (_rules, _frame) = (MeetingRule.Of(set), FenceFrame.Of(set.PortLongitudeDegrees));
    }

    /// <summary>A pair from storage. It is judged once both were reported.</summary>
    public void Restore(MeetingPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        Keep(pair);
    }

    /// <summary>Takes what a shard reports.</summary>
    public void Take(SlowTracksReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.IsWhole)
            ForgetAllBut(report.Shard, report.Tracks.Select(track => track.Tracker.Value).ToHashSet(StringComparer.Ordinal));
        foreach (var gone in report.Gone)
            Forget(gone.Value);
        var moved = new List<Place>(report.Tracks.Length);
        foreach (var track in report.Tracks)
        {
            var place = new Place(track, report.Shard, _frame.X(track.LongitudeE7));
            _places[track.Tracker.Value] = place;
            moved.Add(place);
        }

        foreach (var place in moved)
            Judge(place);
        FindNew(moved);
    }

    /// <summary>Pairs that changed since this was last called; null for one that is none any more.</summary>
    public List<(MeetingKey Key, MeetingPair? Pair)> TakeChanges()
    {
        var changes = _changes.Select(change => (change.Key, change.Value)).ToList();
        _changes.Clear();
        return changes;
    }

    /// <summary>Looks at the pairs of one that moved.</summary>
    private void Judge(Place place)
    {
        if (!_pairsOf.TryGetValue(place.Id, out var keys))
            return;
        foreach (var key in keys.ToArray())
        {
            var pair = _pairs[key];
            var otherId = key.First == place.Id ? key.Second : key.First;
            if (!_places.TryGetValue(otherId, out var other))
            {
                // Its shard has not reported since a restart. But the one that moved may have gone by itself.
                if (!IsStillUnder(place, pair.Rule))
                    Part(pair, Seen(place).AtUnixMs);
                continue;
            }

            var metres = MeetingRule.Metres(place.Track, other.Track);
            var now = Math.Max(place.Track.AtUnixMs, other.Track.AtUnixMs);
            var (first, second) = key.First == place.Id ? (place, other) : (other, place);
            pair = pair with { First = Of(first), Second = Of(second) };
            if (!IsStillUnder(place, pair.Rule) || !IsStillUnder(other, pair.Rule) || metres > pair.Rule.Rule.RadiusMetres * MeetingRule.PartsAt)
                Part(pair, now);
            else
                Last(pair, now, metres);
        }
    }

    /// <summary>They are still close: where they are is kept in memory, that they meet is a change.</summary>
    private void Last(MeetingPair pair, long nowUnixMs, double metres)
    {
        var due = pair.SinceUnixMs + (pair.Rule.Rule.Seconds * 1000L);
        _pairs[pair.Key] = pair;
        if (pair.Stands || nowUnixMs < due)
            return;
        pair = pair with { Stands = true };
        (_pairs[pair.Key], _changes[pair.Key]) = (pair, pair);
        Transitions.Add(TransitionOf(pair, hasEnded: false, due, metres));
    }

    private void Part(MeetingPair pair, long atUnixMs)
    {
        _pairs.Remove(pair.Key);
        foreach (var id in (string[])[pair.First.Tracker, pair.Second.Tracker])
        {
            if (_pairsOf[id].Remove(pair.Key) && _pairsOf[id].Count == 0)
                _pairsOf.Remove(id);
        }

        _changes[pair.Key] = null;
        if (pair.Stands)
            Transitions.Add(TransitionOf(pair, hasEnded: true, atUnixMs, 0));
    }

    private void Keep(MeetingPair pair)
    {
        _pairs[pair.Key] = pair;
        foreach (var id in (string[])[pair.First.Tracker, pair.Second.Tracker])
        {
            if (!_pairsOf.TryGetValue(id, out var keys))
                _pairsOf[id] = keys = [];
            keys.Add(pair.Key);
        }
    }

    private void ForgetAllBut(int shard, HashSet<string> kept)
    {
        foreach (var gone in _places.Values.Where(place => place.Shard == shard && !kept.Contains(place.Id)).Select(place => place.Id).ToArray())
            Forget(gone);
        // Those of before a restart, who did not report any more.
        foreach (var pair in _pairs.Values.Where(pair => IsGone(pair.First, shard, kept) || IsGone(pair.Second, shard, kept)).ToArray())
            Part(pair, Math.Max(pair.First.Seen.AtUnixMs, pair.Second.Seen.AtUnixMs));
    }

    private static bool IsGone(MeetingTracker tracker, int shard, HashSet<string> kept) => tracker.Shard == shard && !kept.Contains(tracker.Tracker);

    private void Forget(string id)
    {
        _places.Remove(id);
        if (!_pairsOf.TryGetValue(id, out var keys))
            return;
        foreach (var pair in keys.ConvertAll(key => _pairs[key]))
            Part(pair, Math.Max(pair.First.Seen.AtUnixMs, pair.Second.Seen.AtUnixMs));
    }

    private static bool IsStillUnder(Place place, MeetingRule rule) =>
        place.Track.Geofences.Contains(rule.Number) && rule.IsStillSlow(place.Track.SpeedCentiknots);

    private static FenceTransition TransitionOf(MeetingPair pair, bool hasEnded, long atUnixMs, double metres) => new(
        pair.First.Tracker, pair.First.Kind, pair.Rule.Geofence, pair.Rule.Rule, hasEnded, pair.First.Seen with { AtUnixMs = atUnixMs }, pair.SinceUnixMs, 0,
        new MeetingPartner(pair.Second.Tracker, pair.Second.Kind, metres));

    private static MeetingTracker Of(Place place) => new(place.Id, place.Track.Kind, place.Shard, Seen(place));

    private static FenceMoment Seen(Place place) => new(place.Track.AtUnixMs, place.Track.LatitudeE7, place.Track.LongitudeE7);

    /// <summary>A slow tracker where it is.</summary>
    private sealed class Place(SlowTrack track, int shard, int x)
    {
        public SlowTrack Track { get; } = track;

        public string Id => Track.Tracker.Value;

        public int Shard { get; } = shard;

        /// <summary>In the port's frame: the antimeridian is nowhere.</summary>
        public int X { get; } = x;

        public int Y => Track.LatitudeE7;

        /// <summary>The next in the same cell.</summary>
        public Place? Next { get; set; }

        /// <summary>Its turn among those that moved, from 1; 0 for one that did not.</summary>
        public int Turn { get; set; }
    }
}
