using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Geofences;

// What follows from being in, coming and going.
public sealed partial class FenceWatch
{
    /// <summary>Too fast ends a tenth below the limit, so that a speed at the limit is no coming and going.</summary>
    private const double SpeedReturnsAt = 0.9;

    private void Enter(FenceStay? left, int index, in FenceMoment at)
    {
        var fence = Index.Set.Fences[index];
        if (left is { } outside)
            End(outside, fence, at);
        var stay = new FenceStay((ushort)fence.Number, Seals(left?.Standing ?? 0, fence), 0, 0, 0, 0, at.AtUnixMs);
        for (var rule = 0; rule < fence.Rules.Length; rule++)
        {
            if (fence.Rules[rule].On == GeofenceCondition.Enter && IsFor(fence.Rules[rule]))
                stay = Begin(stay, fence, rule, at, stands: fence.Rules[rule].Alarm is not null);
        }

        _next.Add(Live(stay, index, default));
    }

    private void Leave(FenceStay stay, int index, in FenceMoment at)
    {
        var fence = Index.Set.Fences[index];
        stay = Dwelt(stay, index, at.AtUnixMs);
        End(stay, fence, at);
        stay = stay with { Standing = (ushort)(FenceStay.Outside | Seals(stay.Standing, fence)) };
        for (var rule = 0; rule < fence.Rules.Length; rule++)
        {
            if (!IsFor(fence.Rules[rule]))
                continue;
            if (fence.Rules[rule].On == GeofenceCondition.Leave || (fence.Rules[rule].On == GeofenceCondition.Deviation && IsBeside(fence)))
                stay = Begin(stay, fence, rule, at, stands: fence.Rules[rule].Alarm is not null);
        }

        if (stay.Standing != FenceStay.Outside)
            _next.Add(stay);
    }

    /// <summary>What a fix inside, or still within the hysteresis, says.</summary>
    private FenceStay Live(FenceStay stay, int index, in FenceMoment before)
    {
        if (!Index.IsTimed(index))
            return stay;
        var fence = Index.Set.Fences[index];
        stay = Dwelt(stay, index, _now.AtUnixMs);
        if (before.AtUnixMs != 0)
            stay = Silent(stay, index, before.AtUnixMs, _now.AtUnixMs);
        for (var rule = 0; rule < fence.Rules.Length; rule++)
        {
            if (!IsFor(fence.Rules[rule]))
                continue;
            stay = fence.Rules[rule].On switch
            {
                GeofenceCondition.Silence when stay.Stands(rule) => Finish(stay, fence, rule, _now),
                GeofenceCondition.Speed => Fast(stay, fence, rule),
                GeofenceCondition.Loitering => Slow(stay, fence, rule),
                _ => stay,
            };
        }

        return stay;
    }

    private FenceStay Dwelt(FenceStay stay, int index, long nowUnixMs)
    {
        var fence = Index.Set.Fences[index];
        for (var rule = 0; rule < fence.Rules.Length; rule++)
        {
            var due = stay.EnteredAtUnixMs + (fence.Rules[rule].Seconds * 1000L);
            if (fence.Rules[rule].On == GeofenceCondition.Dwell && !stay.Stands(rule) && nowUnixMs >= due && IsFor(fence.Rules[rule]))
                stay = Begin(stay, fence, rule, _now with { AtUnixMs = due }, stands: true);
        }

        return stay;
    }

    private FenceStay Silent(FenceStay stay, int index, long heardAtUnixMs, long nowUnixMs)
    {
        var fence = Index.Set.Fences[index];
        for (var rule = 0; rule < fence.Rules.Length; rule++)
        {
            var due = Math.Max(heardAtUnixMs, stay.EnteredAtUnixMs) + (fence.Rules[rule].Seconds * 1000L);
            if (fence.Rules[rule].On == GeofenceCondition.Silence && !stay.Stands(rule) && nowUnixMs >= due && IsFor(fence.Rules[rule]))
                stay = Begin(stay, fence, rule, _now with { AtUnixMs = due }, stands: true);
        }

        return stay;
    }

    private FenceStay Fast(FenceStay stay, Geofence fence, int rule)
    {
        var limit = fence.Rules[rule].Knots;
        if (_speedKnots <= limit * SpeedReturnsAt)
        {
            stay = stay with { FastSince = 0 };
            return stay.Stands(rule) ? Finish(stay, fence, rule, _now) : stay;
        }

        if (!(_speedKnots > limit) || stay.Stands(rule))
            return stay;
        if (stay.FastSince == 0)
            stay = stay with { FastSince = Since(stay) };
        return Since(stay) - stay.FastSince >= fence.Rules[rule].Seconds * 1000L ? Begin(stay, fence, rule, _now, stands: true) : stay;
    }

    private FenceStay Slow(FenceStay stay, Geofence fence, int rule)
    {
        var limits = fence.Rules[rule];
        var isSlow = !(_speedKnots > limits.Knots);
        var isNear = stay.SlowSince != 0 && GreatCircle.DistanceMetres(
            stay.AnchorLatitudeE7 / 1e7, stay.AnchorLongitudeE7 / 1e7, _now.LatitudeE7 / 1e7, _now.LongitudeE7 / 1e7) <= limits.RadiusMetres;
        if (isSlow && isNear)
        {
            var isLong = Since(stay) - stay.SlowSince >= limits.Seconds * 1000L;
            return isLong && !stay.Stands(rule) ? Begin(stay, fence, rule, _now, stands: true) : stay;
        }

        // It may shift about within the radius: only going on, or away, ends it.
        stay = stay with
        {
            SlowSince = isSlow ? Since(stay) : 0, AnchorLatitudeE7 = isSlow ? _now.LatitudeE7 : 0, AnchorLongitudeE7 = isSlow ? _now.LongitudeE7 : 0,
        };
        return stay.Stands(rule) ? Finish(stay, fence, rule, _now) : stay;
    }

    private FenceStay Begin(FenceStay stay, Geofence fence, int rule, in FenceMoment at, bool stands)
    {
        var speed = fence.Rules[rule].On == GeofenceCondition.Speed ? _speedKnots : 0;
        _transitions.Add(new FenceTransition(_tracker.Id, _tracker.Kind, fence.Name, fence.Rules[rule], HasEnded: false, at, stay.EnteredAtUnixMs, speed));
        return stands ? stay.With(rule, stands: true) : stay;
    }

    private FenceStay Finish(FenceStay stay, Geofence fence, int rule, in FenceMoment at)
    {
        _transitions.Add(new FenceTransition(_tracker.Id, _tracker.Kind, fence.Name, fence.Rules[rule], HasEnded: true, at, stay.EnteredAtUnixMs, 0));
        return stay.With(rule, stands: false);
    }

    /// <summary>Ends what stands and does not outlast coming and going, or with everything all of it.</summary>
    private void End(FenceStay stay, Geofence fence, in FenceMoment at, bool everything = false)
    {
        for (var rule = 0; rule < fence.Rules.Length; rule++)
        {
            if (stay.Stands(rule) && (everything || fence.Rules[rule].On != GeofenceCondition.Seal))
                stay = Finish(stay, fence, rule, at);
        }
    }

    private void EndStay(FenceStay stay, Geofence fence, in FenceMoment at)
    {
        End(stay, fence, at, everything: true);
        for (var rule = 0; stay.IsInside && rule < fence.Rules.Length; rule++)
        {
            if (fence.Rules[rule].On == GeofenceCondition.Leave && IsFor(fence.Rules[rule]))
                Begin(stay, fence, rule, at, stands: false);
        }
    }

    private bool IsFor(GeofenceRule rule) => rule.Kinds.IsEmpty || rule.Kinds.Contains(_tracker.Kind);

    /// <summary>Now, as a stay counts it; after 49 days it stays there.</summary>
    private uint Since(in FenceStay stay) => (uint)Math.Clamp(_now.AtUnixMs - stay.EnteredAtUnixMs + 1, 1, uint.MaxValue);

    /// <summary>True when it is beside the corridor's line, and not before its beginning or behind its end.</summary>
    private bool IsBeside(Geofence fence)
    {
        if (fence.Shape != GeofenceShape.Corridor)
            return false;
        var line = FenceOutline.Positions(fence.Lines[0], Index.Frame);
        var (x, y) = (Index.Frame.X(_now.LongitudeE7), _now.LatitudeE7);
        var metresPerX = FenceFrame.MetresPerX(y);
        double Squared(FenceEdge edge) => edge.SquaredMetres(x, y, metresPerX, FenceFrame.MetresPerUnit);
        var nearest = double.PositiveInfinity;
        for (var i = 1; i < line.Length; i++)
            nearest = Math.Min(nearest, Squared(new FenceEdge(line[i - 1].X, line[i - 1].Y, line[i].X, line[i].Y)));
        // An end is nearest: it went on, or turned back, over that end.
        return nearest < Squared(new FenceEdge(line[0].X, line[0].Y, line[0].X, line[0].Y))
            && nearest < Squared(new FenceEdge(line[^1].X, line[^1].Y, line[^1].X, line[^1].Y));
    }
}
