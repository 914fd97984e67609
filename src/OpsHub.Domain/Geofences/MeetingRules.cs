using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Geofences;

/// <summary>A rule on meetings and the geofence it is of.</summary>
public sealed record MeetingRule(ushort Number, string Geofence, GeofenceRule Rule)
{
    /// <summary>What is close stays close until it is this much farther apart, so that swinging at anchor is no coming and going.</summary>
    public const double PartsAt = 1.5;

    /// <summary>What is slow stays slow until it is a tenth faster, for the same reason.</summary>
    public const double FastAt = 1.1;

    /// <summary>
    /// Two are found to be close only when they were seen at the same time: an anchored ship reports every 3 minutes (ITU-R
    /// M.1371), so five of its reports. Who was seen close and then goes dark is still there.
    /// </summary>
    public const long SameTimeMs = 15 * 60_000;

    public bool IsSlow(int centiknots) => !(centiknots > Rule.Knots * 100);

    public bool IsStillSlow(int centiknots) => !(centiknots > Rule.Knots * 100 * FastAt);

    /// <summary>The rules of a set, by the geofence's number.</summary>
    public static Dictionary<ushort, MeetingRule> Of(GeofenceSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var rules = new Dictionary<ushort, MeetingRule>();
        foreach (var fence in set.Fences)
        {
            if (fence.Rules.FirstOrDefault(rule => rule.On == GeofenceCondition.Meeting) is { } rule)
                rules[(ushort)fence.Number] = new MeetingRule((ushort)fence.Number, fence.Name, rule);
        }

        return rules;
    }

    public static double Metres(SlowTrack one, SlowTrack other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return GreatCircle.DistanceMetres(one.LatitudeE7 / 1e7, one.LongitudeE7 / 1e7, other.LatitudeE7 / 1e7, other.LongitudeE7 / 1e7);
    }
}

/// <summary>Two that are close, and since when.</summary>
/// <param name="Rule">The rule, with its geofence: it outlives the set.</param>
/// <param name="First">The one whose id comes first in ordinal order.</param>
/// <param name="SinceUnixMs">Event time.</param>
/// <param name="Stands">True once it is a meeting: it has been long enough.</param>
public sealed record MeetingPair(MeetingRule Rule, MeetingTracker First, MeetingTracker Second, long SinceUnixMs, bool Stands)
{
    [JsonIgnore]
    public MeetingKey Key => new(Rule.Number, First.Tracker, Second.Tracker);
}

/// <summary>One of two, and where it was last seen.</summary>
public sealed record MeetingTracker(string Tracker, TrackKind Kind, int Shard, FenceMoment Seen);

/// <summary>What tells pairs apart.</summary>
public readonly record struct MeetingKey(ushort Number, string First, string Second);

/// <summary>The slow trackers of a shard, as the port's watch for meetings needs them.</summary>
public sealed class SlowTracks
{
    /// <summary>Of one shard; more slow things at once no port has, and a report of them is 1 MB.</summary>
    public const int Max = 10_000;

    private FenceIndex _index = FenceIndex.Empty;
    private Dictionary<ushort, MeetingRule> _rules = [];
    private Dictionary<ushort, string> _kinds = [];

    /// <summary>Who comes under a rule on meetings, by id.</summary>
    /// <param name="table">The shard's trackers, and the geofences they are watched at.</param>
    public Dictionary<string, SlowTrack> Find(TrackTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var found = new Dictionary<string, SlowTrack>(StringComparer.Ordinal);
        if (table.Watch is not { } watch)
            return found;
        Use(watch.Index);
        if (_rules.Count == 0)
            return found;
        foreach (var (id, state, description, stays) in table.StayingRows())
        {
            if (stays is null || !state.HasFix || Under(stays, state) is not { IsEmpty: false } numbers)
                continue;
            var at = state.Latest;
            found[id] = new SlowTrack(new TrackerId(id), state.Kind, description?.Label, at.AtUnixMs, at.LatitudeE7, at.LongitudeE7, at.SpeedCentiknots, numbers);
            if (found.Count == Max)
                break;
        }

        return found;
    }

    private void Use(FenceIndex index)
    {
        if (ReferenceEquals(index, _index))
            return;
        _index = index;
        _rules = MeetingRule.Of(index.Set);
        _kinds = index.Set.Fences.ToDictionary(fence => (ushort)fence.Number, fence => fence.Kind);
    }

    private ImmutableArray<int> Under(FenceStay[] stays, in TrackState state)
    {
        var numbers = ImmutableArray<int>.Empty;
        foreach (var stay in stays)
        {
            if (!stay.IsInside || !_rules.TryGetValue(stay.Number, out var rule) || !rule.IsStillSlow(state.Latest.SpeedCentiknots))
                continue;
            if ((rule.Rule.Kinds.IsEmpty || rule.Rule.Kinds.Contains(state.Kind)) && !IsExcepted(rule.Rule, stays))
                numbers = numbers.Add(stay.Number);
        }

        return numbers;
    }

    private bool IsExcepted(GeofenceRule rule, FenceStay[] stays)
    {
        foreach (var stay in stays)
        {
            if (stay.IsInside && _kinds.TryGetValue(stay.Number, out var kind) && rule.ExceptIn.Contains(kind))
                return true;
        }

        return false;
    }
}
