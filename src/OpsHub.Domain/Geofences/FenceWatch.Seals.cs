using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Domain.Geofences;

// Seals: where they may be opened, and what follows when they are opened elsewhere.
public sealed partial class FenceWatch
{
    /// <summary>Takes what a tracker says of its seal.</summary>
    /// <param name="tracker">Whose.</param>
    /// <param name="stays">Its stays, replaced when they change.</param>
    /// <param name="latest">Its latest fix: where the seal is; none when it has none, then nothing is said of an opening.</param>
    /// <param name="seal">Its seal, as it is now and was not before.</param>
    /// <returns>True when the stays changed.</returns>
    public bool Sealed(in WatchedTracker tracker, ref FenceStay[]? stays, in FenceMoment latest, SealReport seal)
    {
        ArgumentNullException.ThrowIfNull(seal);
        (_tracker, _now, _speedKnots) = (tracker, latest with { AtUnixMs = seal.At.ToUnixTimeMilliseconds() }, double.NaN);
        _next.Clear();
        _next.AddRange(stays ?? []);
        if (seal.State == SealState.Closed)
            Close();
        else if (latest.AtUnixMs != 0)
            Open(seal.State);
        return Replace(ref stays);
    }

    /// <summary>Takes a move of a tracker whose seal is not closed: where it may be open can be left with it.</summary>
    /// <param name="tracker">Whose.</param>
    /// <param name="was">Its stays before the move.</param>
    /// <param name="stays">Its stays after it, replaced when they change.</param>
    /// <param name="now">The fix it moved to.</param>
    /// <param name="state">Its seal.</param>
    /// <returns>True when the stays changed.</returns>
    public bool MovedUnsealed(in WatchedTracker tracker, FenceStay[]? was, ref FenceStay[]? stays, in FenceMoment now, SealState state)
    {
        (_tracker, _now, _speedKnots) = (tracker, now, double.NaN);
        if (!MayBeOpen(was) || MayBeOpen(stays))
            return false;
        _next.Clear();
        _next.AddRange(stays ?? []);
        Open(state);
        return Replace(ref stays);
    }

    private bool MayBeOpen(FenceStay[]? stays)
    {
        foreach (var stay in stays ?? [])
        {
            if (stay.IsInside && Index.IndexOf(stay.Number) is >= 0 and var index
                && Index.Set.Fences[index] is var fence && SealRule(fence) is >= 0 and var rule && IsFor(fence.Rules[rule]))
                return true;
        }

        return false;
    }

    private void Close()
    {
        for (var i = _next.Count - 1; i >= 0; i--)
        {
            if (Index.IndexOf(_next[i].Number) is not (>= 0 and var index))
                continue;
            var fence = Index.Set.Fences[index];
            if (SealRule(fence) is >= 0 and var rule && _next[i].Stands(rule))
                _next[i] = Finish(_next[i], fence, rule, _now);
            if (_next[i].Standing == FenceStay.Outside)
                _next.RemoveAt(i);
        }
    }

    private void Open(SealState state)
    {
        (Geofence Fence, int Rule)? broken = null;
        foreach (var fence in Index.Set.Fences)
        {
            if (SealRule(fence) is not (>= 0 and var rule) || !IsFor(fence.Rules[rule]))
                continue;
            var known = _next.FindIndex(stay => stay.Number == fence.Number);
            if (known >= 0 && _next[known].IsInside)
                return;
            // Of several where it may be opened the one whose alarm is the most urgent speaks; of equals the oldest.
            if (broken is not { } chosen || Urgency(fence.Rules[rule]) < Urgency(chosen.Fence.Rules[chosen.Rule]))
                broken = (fence, rule);
        }

        if (broken is { } its)
            Break(its.Fence, its.Rule, state);
    }

    private void Break(Geofence fence, int rule, SealState state)
    {
        var known = _next.FindIndex(stay => stay.Number == fence.Number);
        var stay = known >= 0 ? _next[known] : new FenceStay((ushort)fence.Number, FenceStay.Outside, 0, 0, 0, 0, _now.AtUnixMs);
        // Told already, and not worse: the report came again after a restart.
        if (stay.Stands(rule) && state == SealState.Open)
            return;
        _transitions.Add(new FenceTransition(
            _tracker.Id, _tracker.Kind, fence.Name, fence.Rules[rule], HasEnded: false, _now, stay.EnteredAtUnixMs, 0, Seal: state));
        if (fence.Rules[rule].Alarm is null)
            return;
        stay = stay.With(rule, stands: true);
        if (known >= 0)
            _next[known] = stay;
        else
            _next.Add(stay);
    }

    private static int Urgency(GeofenceRule rule) => rule.Alarm is { } alarm ? (int)alarm.Priority : int.MaxValue;

    private static int SealRule(Geofence fence)
    {
        for (var rule = 0; rule < fence.Rules.Length; rule++)
        {
            if (fence.Rules[rule].On == GeofenceCondition.Seal)
                return rule;
        }

        return -1;
    }

    /// <summary>What stands of a seal: it outlasts coming and going, for only closing it ends it.</summary>
    private static ushort Seals(ushort standing, Geofence fence) => SealRule(fence) is >= 0 and var rule ? (ushort)(standing & (1 << rule)) : (ushort)0;
}
