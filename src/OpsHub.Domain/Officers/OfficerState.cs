using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;

namespace OpsHub.Domain.Officers;

/// <summary>An officer's record: <see cref="Known"/> is what boards and the balancer see, the rest is memory of the rules.</summary>
public sealed record OfficerState
{
    public static OfficerState Empty { get; } = new();

    /// <summary>Null before registration.</summary>
    public OfficerView? Known { get; init; }

    public DateTimeOffset? BreakStartedAt { get; init; }

    /// <summary>The day's break was long enough.</summary>
    public bool BreakTaken { get; init; }

    /// <summary>The missing break was reported this shift.</summary>
    public bool BreakReported { get; init; }

    /// <summary>End of the last shift, or of the work that outlasted it: the daily rest counts from here.</summary>
    public DateTimeOffset? RestingSince { get; init; }

    /// <summary>
    /// Holds that ended, oldest first, at most <see cref="OfficerLimits.EndedHolds"/>: news of an older epoch that
    /// arrives late must not bring a case back.
    /// </summary>
    public ImmutableArray<EndedHold> Ended { get; init; } = [];
}

/// <summary>The inspection's record said: gone, as of this epoch.</summary>
public sealed record EndedHold(InspectionId Inspection, long Epoch);

public static class OfficerLimits
{
    public const int CapacityMinMinutes = 1;
    public const int CapacityMaxMinutes = 720;

    /// <summary>A supervisor's move may load an officer up to this much of capacity, percent.</summary>
    public const int OverloadPercent = 150;

    public const int BreakMaxMinutes = 120;

    /// <summary>Late news is minutes old at most; an officer ends far fewer than this many holds in that time.</summary>
    public const int EndedHolds = 200;

    /// <summary>Daily rest, Directive 2003/88/EC art. 3 (default, per jurisdiction).</summary>
    public static readonly TimeSpan DailyRest = TimeSpan.FromHours(11);

    /// <summary>What the daily rest leaves of a day.</summary>
    public static readonly TimeSpan LongestShift = TimeSpan.FromHours(13);

    /// <summary>A break is due when the day exceeds this, Directive 2003/88/EC art. 4 (default).</summary>
    public static readonly TimeSpan WorkBeforeBreak = TimeSpan.FromHours(6);

    /// <summary>A shorter pause is no break (default).</summary>
    public static readonly TimeSpan ShortestBreak = TimeSpan.FromMinutes(15);

    /// <summary>No offer lives longer; a reservation beyond this is a mistake.</summary>
    public static readonly TimeSpan LongestReservation = TimeSpan.FromMinutes(30);
}
