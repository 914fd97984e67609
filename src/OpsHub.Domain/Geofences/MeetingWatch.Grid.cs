using System.Runtime.InteropServices;

namespace OpsHub.Domain.Geofences;

// Who came close: a grid whose cells are as wide as the rule's radius, so that only neighbouring cells matter.
public sealed partial class MeetingWatch
{
    private readonly Dictionary<long, Place> _cells = [];

    private void FindNew(List<Place> moved)
    {
        for (var i = 0; i < moved.Count; i++)
            moved[i].Turn = i + 1;
        foreach (var rule in _rules.Values)
        {
            var candidates = moved.FindAll(place => IsCandidate(place, rule));
            if (candidates.Count > 0 && _pairs.Count < MaxPairs)
                FindNew(rule, candidates);
        }

        foreach (var place in moved)
            place.Turn = 0;
    }

    private void FindNew(MeetingRule rule, List<Place> moved)
    {
        // Of the latitude farthest from the equator, where a degree is shortest: there a cell is as wide as the radius, elsewhere wider.
        var farthest = moved.Max(place => Math.Abs(place.Y)) + (rule.Rule.RadiusMetres / FenceFrame.MetresPerUnit);
        var height = (rule.Rule.RadiusMetres / FenceFrame.MetresPerUnit) + 1;
        var width = (rule.Rule.RadiusMetres / FenceFrame.MetresPerX((int)Math.Min(farthest, 890_000_000))) + 1;
        _cells.Clear();
        foreach (var place in _places.Values)
        {
            if (!IsCandidate(place, rule))
                continue;
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, Cell(Column(place), Row(place)), out _);
            (place.Next, head) = (head, place);
        }

        foreach (var place in moved)
        {
            for (var cell = 0; cell < 9; cell++)
            {
                if (_cells.TryGetValue(Cell(Column(place) + (cell % 3) - 1, Row(place) + (cell / 3) - 1), out var head))
                    Meet(rule, place, head);
            }
        }

        int Column(Place place) => (int)Math.Floor(place.X / width);
        int Row(Place place) => (int)Math.Floor(place.Y / height);
        static long Cell(int column, int row) => ((long)column << 32) | (uint)row;
    }

    private void Meet(MeetingRule rule, Place place, Place? others)
    {
        for (var other = others; other is not null; other = other.Next)
        {
            // Two that both moved find each other once.
            if (ReferenceEquals(other, place) || other.Turn > place.Turn || Math.Abs(place.Track.AtUnixMs - other.Track.AtUnixMs) > MeetingRule.SameTimeMs)
                continue;
            if (Math.Abs((long)place.Y - other.Y) * FenceFrame.MetresPerUnit > rule.Rule.RadiusMetres + 1 || MeetingRule.Metres(place.Track, other.Track) is var metres && metres > rule.Rule.RadiusMetres)
                continue;
            var (first, second) = string.CompareOrdinal(place.Id, other.Id) < 0 ? (place, other) : (other, place);
            if (_pairs.ContainsKey(new MeetingKey(rule.Number, first.Id, second.Id)))
                continue;
            if (_pairs.Count >= MaxPairs)
            {
                Overlooked++;
                return;
            }

            var pair = new MeetingPair(rule, Of(first), Of(second), Math.Max(place.Track.AtUnixMs, other.Track.AtUnixMs), Stands: false);
            Keep(pair);
            _changes[pair.Key] = pair;
        }
    }

    private static bool IsCandidate(Place place, MeetingRule rule) => place.Track.Geofences.Contains(rule.Number) && rule.IsSlow(place.Track.SpeedCentiknots);
}
