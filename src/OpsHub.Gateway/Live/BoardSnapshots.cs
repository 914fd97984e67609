using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Gateway.Inspections;
using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Live;

/// <summary>
/// What a client starts from. It holds what the caller's topics would have told it, and an officer's own record; what a
/// caller may not follow, it may not learn by asking for a snapshot either.
/// </summary>
internal static class BoardSnapshots
{
    private static readonly KpiValue s_notTold = new(null, null, null, []);
    private static readonly Kpis s_noKpis = new(
        s_notTold, s_notTold, s_notTold, s_notTold, s_notTold, s_notTold, s_notTold, new LaneMix(0, 0, 0, 0));

    /// <param name="epoch">Of the positions.</param>
    /// <param name="topics">Positions of the state, of the granted topics.</param>
    public static PortSnapshot Take(
        BoardState state, TopicGrant grant, PortId port, string epoch, ImmutableArray<TopicPosition> topics, ImmutableArray<TrackRow> tracks,
        LiveOptions options, DateTimeOffset now)
    {
        var seesShipments = grant.Sees(Topics.Shipments);
        var configuration = (state.Port ?? new PortConfiguration { Port = port, Name = port.Value }) with { PlanGeoJson = "" };
        return new PortSnapshot
        {
            Epoch = epoch,
            ServerTime = now,
            Topics = topics,
            Port = seesShipments ? configuration : configuration.WithoutTargeting(),
            Kpis = KpisFor(state, grant, options, now) ?? s_noKpis,
            Alarms = Alarms(state, grant),
            Inspections = Inspections(state, grant),
            Officers = Officers(state, grant),
            Movements = seesShipments ? [.. state.Movements.Reverse()] : [],
            RecentShipments = seesShipments ? [.. Enumerable.Reverse(state.Shipments)] : [],
            Tracks = tracks,
        };
    }

    /// <summary>Counts of the whole port, for those who follow its shipments; null for others.</summary>
    public static Kpis? KpisFor(BoardState state, TopicGrant grant, LiveOptions options, DateTimeOffset now) =>
        grant.Sees(Topics.Shipments) ? state.Kpis.Read(now, state, options) : null;

    private static ImmutableArray<AlarmView> Alarms(BoardState state, TopicGrant grant) => !grant.Sees(Topics.Alarms) ? [] :
    [
        .. state.Alarms.Values
            .Where(alarm => grant.Duty is not { } officer || (state.DutyOf(alarm)?.Contains(officer) ?? true))
            .OrderBy(alarm => alarm.Priority).ThenBy(alarm => alarm.RaisedAt),
    ];

    private static ImmutableArray<InspectionView> Inspections(BoardState state, TopicGrant grant)
    {
        if (grant.Sees(Topics.Inspections))
            return [.. state.Inspections.Values.OrderBy(inspection => inspection.Priority).ThenBy(inspection => inspection.DueAt)];
        return grant.Duty is { } own
            ? [.. state.Inspections.Values.Where(inspection => inspection.Officer == own).Select(inspection => inspection.ForHolder())]
            : [];
    }

    private static ImmutableArray<OfficerView> Officers(BoardState state, TopicGrant grant)
    {
        if (grant.Sees(Topics.Officers))
            return [.. state.Officers.Values.OrderBy(officer => officer.Profile.Officer.Value, StringComparer.Ordinal)];
        return grant.Duty is { } me && state.Officers.TryGetValue(me.Value, out var own) ? [own] : [];
    }
}
