using System.Collections.Immutable;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity;

/// <summary>How far a port's log was counted into its profiles, and what is still to be told to them.</summary>
public sealed record ProfileTallyState
{
    /// <summary>Counted up to this sequence.</summary>
    public long ReadUpTo { get; init; }

    /// <summary>Shipments under examination and the profile versions that led there, by shipment id; at most <see cref="ProfileTally.MaxOpen"/>.</summary>
    public ImmutableDictionary<string, ImmutableArray<ProfileVersion>> Open { get; init; } = ImmutableDictionary<string, ImmutableArray<ProfileVersion>>.Empty;

    /// <summary>Counts that were written before they were told: after a crash they are told again, with the same sequence.</summary>
    public ImmutableArray<ProfileCounts> Untold { get; init; } = [];
}

/// <summary>A version of a profile.</summary>
public sealed record ProfileVersion(string Profile, int Version);

/// <summary>What a stretch of the log says of a profile's version.</summary>
public sealed record ProfileCounts(string Profile, int Version, int Hits, int Confirmed, int FalseAlerts);

/// <summary>Counts events of shipments by profile. Mutable while one stretch is read.</summary>
public sealed class ProfileTally
{
    /// <summary>Far above the cases a port has open; beyond it, new ones are not followed and do not count as examined.</summary>
    public const int MaxOpen = 20_000;

    private readonly ImmutableDictionary<string, ImmutableArray<ProfileVersion>>.Builder _open;
    private readonly Dictionary<ProfileVersion, ProfileCounts> _counts = [];

    public ProfileTally(ProfileTallyState state) => _open = state.Open.ToBuilder();

    /// <summary>Counts one event, in the order of the log.</summary>
    public void Count(ShipmentEvent happened)
    {
        switch (happened)
        {
            case LaneAssigned e:
                foreach (var hit in e.Decision.Hits)
                    Add(new ProfileVersion(hit.Profile.Value, hit.Version), hits: 1);
                Follow(e);
                break;
            case InspectionOutcomeRecorded e:
                Settle(e);
                break;
        }
    }

    /// <summary>The state after the stretch.</summary>
    public ProfileTallyState Finish(long readUpTo) => new()
    {
        ReadUpTo = readUpTo, Open = _open.ToImmutable(), Untold = [.. _counts.Values.OrderBy(c => c.Profile, StringComparer.Ordinal)],
    };

    private void Follow(LaneAssigned assigned)
    {
        if (assigned.Decision.Hits.IsEmpty || assigned.Decision.Lane is Lane.Green or Lane.Blue || _open.Count >= MaxOpen)
            return;
        _open[assigned.Shipment.Value] = [.. assigned.Decision.Hits.Select(h => new ProfileVersion(h.Profile.Value, h.Version))];
    }

    /// <summary>An examination that released found nothing; a query is no finding yet and stays open.</summary>
    private void Settle(InspectionOutcomeRecorded recorded)
    {
        if (recorded.Outcome == InspectionOutcome.Query || !_open.TryGetValue(recorded.Shipment.Value, out var profiles))
            return;
        _open.Remove(recorded.Shipment.Value);
        var isConfirmed = recorded.Outcome is InspectionOutcome.Detained or InspectionOutcome.Seized;
        foreach (var profile in profiles)
            Add(profile, confirmed: isConfirmed ? 1 : 0, falseAlerts: isConfirmed ? 0 : 1);
    }

    private void Add(ProfileVersion profile, int hits = 0, int confirmed = 0, int falseAlerts = 0)
    {
        var known = _counts.GetValueOrDefault(profile) ?? new ProfileCounts(profile.Profile, profile.Version, 0, 0, 0);
        _counts[profile] = known with { Hits = known.Hits + hits, Confirmed = known.Confirmed + confirmed, FalseAlerts = known.FalseAlerts + falseAlerts };
    }
}
