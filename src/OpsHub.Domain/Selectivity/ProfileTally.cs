using System.Collections.Immutable;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity;

/// <summary>How far a port's log was counted, what came of it, and what is still to be told to the profiles.</summary>
public sealed record ProfileTallyState
{
    /// <summary>Counted up to this sequence.</summary>
    public long ReadUpTo { get; init; }

    /// <summary>Shipments to be examined and what led there, by shipment id; at most <see cref="ProfileTally.MaxOpen"/>.</summary>
    public ImmutableDictionary<string, OpenExamination> Examinations { get; init; } = ImmutableDictionary<string, OpenExamination>.Empty;

    /// <summary>The newest <see cref="ProfileTally.KeptDays"/> days, oldest first.</summary>
    public ImmutableArray<SelectivityDay> Days { get; init; } = [];

    /// <summary>Completed examinations of drawn declarations, ever.</summary>
    public long RandomExamined { get; init; }

    /// <summary>Of those, with a finding.</summary>
    public long RandomConfirmed { get; init; }

    /// <summary>Counts that were written before they were told: after a crash they are told again, with the same sequence.</summary>
    public ImmutableArray<ProfileCounts> Untold { get; init; } = [];

    public PortSelectivity ToView() => new(Days, RandomExamined, RandomConfirmed, ReadUpTo);
}

/// <summary>What led to an examination that is not over.</summary>
/// <param name="Profiles">The versions that hit.</param>
/// <param name="Drawn">The random draw selected it, whatever else did.</param>
public sealed record OpenExamination(ImmutableArray<ProfileVersion> Profiles, bool Drawn);

/// <summary>A version of a profile.</summary>
public sealed record ProfileVersion(string Profile, int Version);

/// <summary>What a stretch of the log says of a profile's version, by day.</summary>
public sealed record ProfileCounts(string Profile, int Version, ImmutableArray<ProfileDay> Days);

/// <summary>Counts events of shipments by profile and by day. Mutable while one stretch is read.</summary>
public sealed class ProfileTally
{
    /// <summary>Far above the cases a port has open; beyond it, new ones are not followed and do not count as examined.</summary>
    public const int MaxOpen = 20_000;

    /// <summary>Days that are kept for a trend.</summary>
    public const int KeptDays = 60;

    private readonly ProfileTallyState _state;
    private readonly ImmutableDictionary<string, OpenExamination>.Builder _open;
    private readonly Dictionary<ProfileVersion, SortedDictionary<DateOnly, ProfileDay>> _counts = [];
    private readonly SortedDictionary<DateOnly, SelectivityDay> _days;
    private long _randomExamined;
    private long _randomConfirmed;

    public ProfileTally(ProfileTallyState state)
    {
        _state = state;
        _open = state.Examinations.ToBuilder();
        _days = new SortedDictionary<DateOnly, SelectivityDay>(state.Days.ToDictionary(d => d.Date));
    }

    /// <summary>Whether an examination that ended so found what profiles look for.</summary>
    public static bool IsConfirmed(InspectionOutcome outcome) => outcome is InspectionOutcome.Detained or InspectionOutcome.Seized;

    /// <summary>Counts one event, in the order of the log.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">When it was entered in the log.</param>
    public void Count(ShipmentEvent happened, DateTimeOffset at)
    {
        var date = DateOnly.FromDateTime(at.UtcDateTime);
        switch (happened)
        {
            case LaneAssigned e:
                Count(e, date);
                break;
            case InspectionOutcomeRecorded e:
                Settle(e, date);
                break;
        }
    }

    /// <summary>The state after the stretch.</summary>
    public ProfileTallyState Finish(long readUpTo) => new()
    {
        ReadUpTo = readUpTo,
        Examinations = _open.ToImmutable(),
        Days = [.. _days.Values.TakeLast(KeptDays)],
        RandomExamined = _state.RandomExamined + _randomExamined,
        RandomConfirmed = _state.RandomConfirmed + _randomConfirmed,
        Untold = [.. _counts
            .OrderBy(c => c.Key.Profile, StringComparer.Ordinal).ThenBy(c => c.Key.Version)
            .Select(c => new ProfileCounts(c.Key.Profile, c.Key.Version, [.. c.Value.Values]))],
    };

    private void Count(LaneAssigned assigned, DateOnly date)
    {
        var decision = assigned.Decision;
        var drawn = decision.Draw is { Drawn: true };
        foreach (var hit in decision.Hits)
            Add(new ProfileVersion(hit.Profile.Value, hit.Version), date, d => d with { Hits = d.Hits + 1 });
        var day = _days.GetValueOrDefault(date) ?? new SelectivityDay(date);
        day = decision.Lane switch
        {
            Lane.Red => day with { Red = day.Red + 1 },
            Lane.Yellow => day with { Yellow = day.Yellow + 1 },
            Lane.Blue => day with { Blue = day.Blue + 1 },
            _ => day with { Green = day.Green + 1 },
        };
        _days[date] = drawn ? day with { Drawn = day.Drawn + 1 } : day;
        if (decision.Lane is Lane.Red or Lane.Yellow && _open.Count < MaxOpen)
            _open[assigned.Shipment.Value] = new OpenExamination([.. decision.Hits.Select(h => new ProfileVersion(h.Profile.Value, h.Version))], drawn);
    }

    /// <summary>An examination that released found nothing; a query is no finding yet and stays open.</summary>
    private void Settle(InspectionOutcomeRecorded recorded, DateOnly date)
    {
        if (recorded.Outcome == InspectionOutcome.Query || !_open.TryGetValue(recorded.Shipment.Value, out var examination))
            return;
        _open.Remove(recorded.Shipment.Value);
        var found = IsConfirmed(recorded.Outcome) ? 1 : 0;
        foreach (var profile in examination.Profiles)
            Add(profile, date, d => d with { Confirmed = d.Confirmed + found, FalseAlerts = d.FalseAlerts + 1 - found });
        var random = examination.Drawn ? 1 : 0;
        var day = _days.GetValueOrDefault(date) ?? new SelectivityDay(date);
        _days[date] = day with
        {
            Examined = day.Examined + 1, Confirmed = day.Confirmed + found,
            RandomExamined = day.RandomExamined + random, RandomConfirmed = day.RandomConfirmed + (random * found),
        };
        _randomExamined += random;
        _randomConfirmed += random * found;
    }

    private void Add(ProfileVersion profile, DateOnly date, Func<ProfileDay, ProfileDay> change)
    {
        if (!_counts.TryGetValue(profile, out var days))
            _counts[profile] = days = [];
        days[date] = change(days.GetValueOrDefault(date) ?? new ProfileDay(date, 0, 0, 0));
    }
}
