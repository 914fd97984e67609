using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;

namespace OpsHub.Domain.Tests.Geofences;

/// <summary>Looks at all pairs of all trackers under every rule after every report: what a watch for meetings must find.</summary>
internal sealed class MeetingOracle(GeofenceSet set)
{
    private readonly Dictionary<ushort, MeetingRule> _rules = MeetingRule.Of(set);
    private readonly Dictionary<string, (SlowTrack Track, int Shard)> _tracks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (long Since, bool Stands)> _pairs = new(StringComparer.Ordinal);

    public List<string> Told { get; } = [];

    /// <summary>Every pair as one line.</summary>
    public IEnumerable<string> Pairs => _pairs.Select(pair => $"{pair.Key} {pair.Value.Since} {pair.Value.Stands}");

    public static string Name(MeetingKey key) => $"{key.Number}/{key.First}/{key.Second}";

    public void Take(SlowTracksReport report)
    {
        if (report.IsWhole)
        {
            foreach (var id in _tracks.Where(t => t.Value.Shard == report.Shard && report.Tracks.All(track => track.Tracker.Value != t.Key)).Select(t => t.Key).ToArray())
                _tracks.Remove(id);
        }

        foreach (var gone in report.Gone)
            _tracks.Remove(gone.Value);
        foreach (var track in report.Tracks)
            _tracks[track.Tracker.Value] = (track, report.Shard);
        var moved = report.Tracks.Select(track => track.Tracker.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in _rules.Values)
        {
            foreach (var a in _tracks.Keys)
            {
                foreach (var b in _tracks.Keys.Where(b => string.CompareOrdinal(a, b) < 0))
                    Look(rule, _tracks[a].Track, _tracks[b].Track, moved.Contains(a) || moved.Contains(b));
            }
        }

        foreach (var key in _pairs.Keys.Where(key => !_tracks.ContainsKey(key.Split('/')[1]) || !_tracks.ContainsKey(key.Split('/')[2])).ToArray())
            End(key);
    }

    private void Look(MeetingRule rule, SlowTrack a, SlowTrack b, bool isNews)
    {
        if (!isNews)
            return;
        var key = $"{rule.Number}/{a.Tracker}/{b.Tracker}";
        var metres = MeetingRule.Metres(a, b);
        var under = a.Geofences.Contains(rule.Number) && b.Geofences.Contains(rule.Number);
        var now = Math.Max(a.AtUnixMs, b.AtUnixMs);
        bool Slow(double factor) => a.SpeedCentiknots <= rule.Rule.Knots * 100 * factor && b.SpeedCentiknots <= rule.Rule.Knots * 100 * factor;
        if (_pairs.TryGetValue(key, out var pair))
        {
            if (!under || !Slow(1.1) || metres > 1.5 * rule.Rule.RadiusMetres)
            {
                End(key);
            }
            else if (!pair.Stands && now - pair.Since >= rule.Rule.Seconds * 1000L)
            {
                _pairs[key] = pair with { Stands = true };
                Told.Add($"{key} {pair.Since + (rule.Rule.Seconds * 1000L)}");
                return;
            }
            else
            {
                return;
            }
        }

        if (under && Slow(1) && metres <= rule.Rule.RadiusMetres && Math.Abs(a.AtUnixMs - b.AtUnixMs) <= 900_000)
            _pairs[key] = (now, false);
    }

    private void End(string key)
    {
        if (_pairs.Remove(key, out var pair) && pair.Stands)
            Told.Add($"{key} ended");
    }
}
