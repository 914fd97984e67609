using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;

namespace OpsHub.Domain.Workload;

/// <summary>
/// What a port's dispatcher knows: the newest view of every open case and officer. News may come late, twice or out of
/// order; by version only newer ones count. A value.
/// </summary>
public sealed record WorkloadBook
{
    /// <summary>Ended cases remembered, so that late news does not bring one back. Late means minutes (default).</summary>
    private const int EndedKept = 4_000;

    private ImmutableDictionary<InspectionId, (long Version, long Order)> Ended { get; init; } =
        ImmutableDictionary<InspectionId, (long, long)>.Empty;

    public static WorkloadBook Empty { get; } = new();

    /// <summary>Grows with every change, also over restarts, as long as the clock does: the later of one more and the Unix time in ms.</summary>
    public long Version { get; init; }

    public ImmutableDictionary<InspectionId, InspectionView> Cases { get; init; } = ImmutableDictionary<InspectionId, InspectionView>.Empty;

    /// <summary>Also those who left for another port: their version must not be forgotten.</summary>
    public ImmutableDictionary<OfficerId, OfficerView> Officers { get; init; } = ImmutableDictionary<OfficerId, OfficerView>.Empty;

    /// <summary>The book with the news, or this very one when they are not newer.</summary>
    public WorkloadBook Take(InspectionView @case, DateTimeOffset now)
    {
        var known = Cases.TryGetValue(@case.Id, out var open) ? open.Version : Ended.GetValueOrDefault(@case.Id).Version;
        if (@case.Version <= known)
            return this;
        var next = this with { Version = After(now) };
        return @case.Status is InspectionStatus.Closed or InspectionStatus.Cancelled
            ? next with { Cases = Cases.Remove(@case.Id), Ended = WithEnded(@case, next.Version) }
            : next with { Cases = Cases.SetItem(@case.Id, @case) };
    }

    /// <inheritdoc cref="Take(InspectionView, DateTimeOffset)"/>
    public WorkloadBook Take(OfficerView officer, DateTimeOffset now)
    {
        var id = officer.Profile.Officer;
        return Officers.TryGetValue(id, out var known) && officer.Version <= known.Version
            ? this
            : this with { Version = After(now), Officers = Officers.SetItem(id, officer) };
    }

    /// <summary>Officers whose home is the port, by id.</summary>
    public ImmutableArray<OfficerView> OfficersOf(PortId port) =>
    [
        .. Officers.Values.Where(officer => officer.Profile.HomePort == port).OrderBy(officer => officer.Profile.Officer.Value, StringComparer.Ordinal),
    ];

    private long After(DateTimeOffset now) => Math.Max(Version + 1, now.ToUnixTimeMilliseconds());

    private ImmutableDictionary<InspectionId, (long Version, long Order)> WithEnded(InspectionView @case, long order)
    {
        var ended = Ended.SetItem(@case.Id, (@case.Version, order));
        // Half at once, so that the sorting is paid once in thousands of cases.
        return ended.Count <= EndedKept
            ? ended
            : ended.RemoveRange(ended.OrderBy(pair => pair.Value.Order).Take(EndedKept / 2).Select(pair => pair.Key).ToArray());
    }
}
