using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;

namespace OpsHub.Domain.Tracking;

/// <summary>Who of a shard's trackers is in a geofence, and who would be in one that is not set yet.</summary>
public static class TrackOccupancy
{
    /// <summary>So many are named a shard; counts are of all.</summary>
    public const int MaxNames = 20;

    public static ImmutableArray<GeofenceOccupant> Of(TrackTable table, string geofence)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Watched(table, geofence) is not { } fence)
            return [];
        var occupants = ImmutableArray.CreateBuilder<GeofenceOccupant>();
        foreach (var (tracker, state, description, stays) in table.StayingRows())
        {
            if (StayIn(stays, fence.Number) is not { IsInside: true } stay)
                continue;
            occupants.Add(new GeofenceOccupant(
                new TrackerId(tracker), state.Kind, description?.Label, DateTimeOffset.FromUnixTimeMilliseconds(stay.EnteredAtUnixMs),
                state.Latest.LatitudeE7 / 1e7, state.Latest.LongitudeE7 / 1e7, [.. Standing(fence, stay).Select(rule => rule.On)]));
        }

        return occupants.ToImmutable();
    }

    /// <summary>
    /// What geofences would do at once if they were put, and what removing those named does. Officers are counted, not
    /// named: one off duty is nobody's business.
    /// </summary>
    /// <param name="table">The trackers, and the geofences as they are.</param>
    /// <param name="put">Checked, numbered as they would be; at most 20.</param>
    /// <param name="removed">Names; the first 20 are looked at.</param>
    public static ImmutableArray<GeofenceEffect> Try(TrackTable table, GeofenceSet put, ImmutableArray<string> removed)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(put);
        var index = FenceIndexBuilder.Build(put);
        var trials = put.Fences.Select((fence, at) => new Trial(fence.Name, Watched(table, fence.Name), fence, at))
            .Concat(removed.Take(MaxNames).Select(name => new Trial(name, Watched(table, name), null, -1))).ToArray();
        Span<ushort> inside = stackalloc ushort[FenceIndex.MaxInside];
        foreach (var (tracker, state, description, stays) in table.StayingRows())
        {
            if (!state.HasFix)
                continue;
            var (x, y) = (index.Frame.X(state.Latest.LongitudeE7), state.Latest.LatitudeE7);
            var within = inside[..index.Find(x, y, inside)];
            foreach (var trial in trials)
                trial.Look(index, x, y, within, stays, state.Kind == TrackKind.Officer ? null : description?.Label ?? tracker);
        }

        return [.. trials.Select(trial => trial.Effect)];
    }

    private static Geofence? Watched(TrackTable table, string name) => table.Watch?.Index.Set.Fences.FirstOrDefault(fence => fence.Name == name);

    private static FenceStay? StayIn(FenceStay[]? stays, int number)
    {
        foreach (var stay in stays ?? [])
        {
            if (stay.Number == number)
                return stay;
        }

        return null;
    }

    private static IEnumerable<GeofenceRule> Standing(Geofence fence, FenceStay stay) => fence.Rules.Where((_, rule) => stay.Stands(rule));

    /// <summary>A geofence as it is and as it would be.</summary>
    private sealed class Trial(string name, Geofence? before, Geofence? after, int place)
    {
        private readonly List<string> _entering = [];
        private readonly List<string> _leaving = [];
        private int _insideBefore;
        private int _insideAfter;
        private int _alarmsEnding;

        public GeofenceEffect Effect => new(name, _insideBefore, _insideAfter, [.. _entering], [.. _leaving], _alarmsEnding);

        public void Look(FenceIndex index, int x, int y, ReadOnlySpan<ushort> within, FenceStay[]? stays, string? label)
        {
            var stay = before is null ? null : StayIn(stays, before.Number);
            var was = stay is { IsInside: true };
            var keepsNumber = after is not null && after.Number == before?.Number;
            // Who was in it stays in it within the hysteresis; under new rules it is another geofence.
            var isIn = after is not null && (within.Contains((ushort)place) || (was && keepsNumber && !index.IsFarther(place, x, y, after.HysteresisMetres)));
            _insideBefore += was ? 1 : 0;
            _insideAfter += isIn ? 1 : 0;
            var names = isIn == was ? null : isIn ? _entering : _leaving;
            if (label is not null && names?.Count < MaxNames)
                names.Add(label);
            if (stay is { } standing && (!keepsNumber || was != isIn))
                _alarmsEnding += Standing(before!, standing).Count(rule => rule.Alarm is not null);
        }
    }
}
