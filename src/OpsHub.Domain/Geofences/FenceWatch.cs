using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// Finds what trackers do at geofences: pure in (stays, fix before, fix, index), by event time. A tracker comes in with the
/// first fix inside or on the edge, or where its way crosses the edge; it leaves when it is farther outside than the
/// geofence's hysteresis, so that scatter at the edge is no coming and going. A geofence crossed wholly between two fixes
/// is entered and left. Not thread-safe.
/// </summary>
public sealed partial class FenceWatch
{
    private readonly List<FenceStay> _next = [];
    private readonly List<int> _cells = [];
    private readonly List<ushort> _candidates = [];
    private readonly List<FenceTransition> _transitions = [];
    private WatchedTracker _tracker;
    private FenceMoment _now;
    private double _speedKnots;

    /// <summary>The geofences watched. After a change every tracker is to be given to <see cref="Moved"/> where it is, and to <see cref="Dropped"/> first.</summary>
    public FenceIndex Index { get; set; } = FenceIndex.Empty;

    /// <summary>What happened since it was last emptied, per tracker in order of event time.</summary>
    public List<FenceTransition> Transitions => _transitions;

    /// <summary>True when a fix says nothing, because it is in the room that the fix before it left.</summary>
    public bool IsIn(in FenceRoom room, in TrackPoint point) => room.Holds(Index.Frame.X(point.LongitudeE7), point.LatitudeE7);

    /// <summary>Takes a fix.</summary>
    /// <param name="tracker">Whose.</param>
    /// <param name="stays">Its stays, replaced when they change; never written into.</param>
    /// <param name="room">
    /// Set to where no fix after this one says anything (<see cref="IsIn"/>), as long as neither the stays nor the geofences change otherwise; empty when there is no such place.
    /// </param>
    /// <param name="before">Its fix before; none for the first.</param>
    /// <param name="now">The fix.</param>
    /// <param name="speedKnots">Over ground; NaN when not known.</param>
    /// <returns>True when the stays changed.</returns>
    public bool Moved(in WatchedTracker tracker, ref FenceStay[]? stays, out FenceRoom room, in FenceMoment before, in FenceMoment now, double speedKnots)
    {
        room = default;
        if (Index.Count == 0)
            return false;
        var path = new FencePath(Index.Frame, before, now);
        Span<ushort> inside = stackalloc ushort[FenceIndex.MaxInside];
        inside = inside[..Index.Find(path.QX, path.QY, inside)];
        _candidates.Clear();
        if (path.IsStraight)
            FindCandidates(path);
        var hasChanged = (_candidates.Count > 0 || !IsAsBefore(inside, stays)) && Look(tracker, ref stays, path, inside, before, now, speedKnots);
        if (IsAsBefore(inside, stays))
            room = Index.RoomAround(path.QX, path.QY);
        return hasChanged;
    }

    /// <summary>Takes the time: what is due without a fix.</summary>
    /// <param name="tracker">Whose.</param>
    /// <param name="stays">Its stays, replaced when they change.</param>
    /// <param name="latest">Its latest fix.</param>
    /// <param name="nowUnixMs">The time.</param>
    /// <returns>True when the stays changed.</returns>
    public bool Elapsed(in WatchedTracker tracker, ref FenceStay[]? stays, in FenceMoment latest, long nowUnixMs)
    {
        if (stays is null)
            return false;
        (_tracker, _now, _speedKnots) = (tracker, latest, double.NaN);
        var first = _transitions.Count;
        _next.Clear();
        foreach (var stay in stays)
        {
            var index = Index.IndexOf(stay.Number);
            _next.Add(index >= 0 && stay.IsInside ? Silent(Dwelt(stay, index, nowUnixMs), index, latest.AtUnixMs, nowUnixMs) : stay);
        }

        SortByTime(first);
        return Replace(ref stays);
    }

    /// <summary>Ends stays, with what stands of them: the tracker is forgotten, or the geofence is gone. It counts as having left.</summary>
    /// <param name="tracker">Whose.</param>
    /// <param name="stays">Its stays, replaced when they change.</param>
    /// <param name="at">Its latest fix, with the time of this.</param>
    /// <param name="fences">The geofences the stays are of, as they were.</param>
    /// <param name="isDropped">Which stays end, by number.</param>
    /// <returns>True when the stays changed.</returns>
    public bool Dropped(in WatchedTracker tracker, ref FenceStay[]? stays, in FenceMoment at, FenceIndex fences, Predicate<int> isDropped)
    {
        ArgumentNullException.ThrowIfNull(fences);
        ArgumentNullException.ThrowIfNull(isDropped);
        if (stays is null)
            return false;
        (_tracker, _now, _speedKnots) = (tracker, at, double.NaN);
        _next.Clear();
        foreach (var stay in stays)
        {
            if (!isDropped(stay.Number))
                _next.Add(stay);
            else if (fences.IndexOf(stay.Number) is >= 0 and var index)
                EndStay(stay, fences.Set.Fences[index], at);
        }

        return Replace(ref stays);
    }

    private bool Look(
        in WatchedTracker tracker, ref FenceStay[]? stays, in FencePath path, ReadOnlySpan<ushort> inside, in FenceMoment before, in FenceMoment now, double speedKnots)
    {
        (_tracker, _now, _speedKnots) = (tracker, now, speedKnots);
        var first = _transitions.Count;
        _next.Clear();
        Merge(path, inside, stays ?? [], before);
        foreach (var candidate in _candidates)
            PassThrough(path, candidate, inside, stays ?? []);
        SortByTime(first);
        return Replace(ref stays);
    }

    /// <summary>The geofences whose edge the way meets.</summary>
    private void FindCandidates(in FencePath path)
    {
        if (Index.CellOf(path.PX, path.PY) is var cell && cell == Index.CellOf(path.QX, path.QY))
        {
            // Both outside of the grid: a way around it can still cross it, but only a long one.
            if (cell >= 0)
                Index.FencesMet(cell, path.PX, path.PY, path.QX, path.QY, _candidates);
            if (cell >= 0 || (Math.Abs(path.QX - path.PX) < 20_000 && Math.Abs(path.QY - path.PY) < 20_000))
                return;
        }

        _cells.Clear();
        Index.CellsAlong(path.PX, path.PY, path.QX, path.QY, _cells);
        foreach (var along in _cells)
            Index.FencesMet(along, path.PX, path.PY, path.QX, path.QY, _candidates);
        _candidates.Sort();
        var kept = 0;
        for (var i = 0; i < _candidates.Count; i++)
        {
            if (i == 0 || _candidates[i] != _candidates[i - 1])
                _candidates[kept++] = _candidates[i];
        }

        _candidates.RemoveRange(kept, _candidates.Count - kept);
    }

    /// <summary>True, as of most fixes, when it is where it stayed and nothing but going changes that.</summary>
    private bool IsAsBefore(ReadOnlySpan<ushort> inside, ReadOnlySpan<FenceStay> stays)
    {
        if (inside.Length != stays.Length)
            return false;
        for (var i = 0; i < inside.Length; i++)
        {
            if (!stays[i].IsInside || stays[i].Number != Index.NumberOf(inside[i]) || Index.IsTimed(inside[i]))
                return false;
        }

        return true;
    }

    /// <summary>Where it was and where it is, both ascending by number.</summary>
    private void Merge(in FencePath path, ReadOnlySpan<ushort> inside, ReadOnlySpan<FenceStay> stays, in FenceMoment before)
    {
        while (!inside.IsEmpty || !stays.IsEmpty)
        {
            var isOld = inside.IsEmpty || (!stays.IsEmpty && stays[0].Number < Index.NumberOf(inside[0]));
            if (isOld)
            {
                Absent(path, stays[0], before);
                stays = stays[1..];
            }
            else if (!stays.IsEmpty && stays[0].Number == Index.NumberOf(inside[0]))
            {
                if (stays[0].IsInside)
                    _next.Add(Live(stays[0], inside[0], before));
                else
                    Enter(stays[0], inside[0], FirstMoment(path, inside[0]));
                inside = inside[1..];
                stays = stays[1..];
            }
            else
            {
                Enter(null, inside[0], FirstMoment(path, inside[0]));
                inside = inside[1..];
            }
        }
    }

    /// <summary>It has a stay in a geofence it is not in.</summary>
    private void Absent(in FencePath path, in FenceStay stay, in FenceMoment before)
    {
        var index = Index.IndexOf(stay.Number);
        if (index < 0 || !stay.IsInside)
            _next.Add(stay);
        else if (!Index.IsFarther(index, path.QX, path.QY, Index.Set.Fences[index].HysteresisMetres))
            _next.Add(Live(stay, index, before));
        else
            Leave(stay, index, path.IsStraight && Index.Meets(index, path.PX, path.PY, path.QX, path.QY, out _, out var last) ? path.At(last) : _now);
    }

    /// <summary>A geofence it was not in and is not in, and whose edge its way may have met.</summary>
    private void PassThrough(in FencePath path, ushort index, ReadOnlySpan<ushort> inside, ReadOnlySpan<FenceStay> stays)
    {
        if (inside.Contains(index) || !Index.Meets(index, path.PX, path.PY, path.QX, path.QY, out var first, out var last) || first >= last)
            return;
        var number = Index.NumberOf(index);
        FenceStay? known = null;
        foreach (var stay in stays)
        {
            if (stay.Number == number)
                known = stay;
        }

        if (known is { IsInside: true })
            return;
        if (known is not null)
            _next.RemoveAll(stay => stay.Number == number);
        Enter(known, index, path.At(first));
        if (!Index.IsFarther(index, path.QX, path.QY, Index.Set.Fences[index].HysteresisMetres))
            return;
        var entered = _next[^1];
        _next.RemoveAt(_next.Count - 1);
        Leave(entered, index, path.At(last));
    }

    private FenceMoment FirstMoment(in FencePath path, int index) =>
        path.IsStraight && Index.Meets(index, path.PX, path.PY, path.QX, path.QY, out var first, out _) ? path.At(first) : _now;

    private void SortByTime(int first)
    {
        // Few and nearly sorted: insertion keeps those of one moment in order.
        for (var i = first + 1; i < _transitions.Count; i++)
        {
            for (var j = i; j > first && _transitions[j].At.AtUnixMs < _transitions[j - 1].At.AtUnixMs; j--)
                (_transitions[j], _transitions[j - 1]) = (_transitions[j - 1], _transitions[j]);
        }
    }

    private bool Replace(ref FenceStay[]? stays)
    {
        if (_next.Count > 1)
            _next.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        if (System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_next).SequenceEqual(stays ?? []))
            return false;
        stays = _next.Count == 0 ? null : [.. _next];
        return true;
    }
}
