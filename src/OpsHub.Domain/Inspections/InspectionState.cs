using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Inspections;

/// <summary>
/// An examination's record. <see cref="Case"/> is what everyone may see and holds the truth about the holder; the rest
/// is memory the rules need.
/// </summary>
public sealed record InspectionState
{
    public static InspectionState Empty { get; } = new();

    /// <summary>Null before it was opened.</summary>
    public InspectionView? Case { get; init; }

    /// <summary>When the current offer was made; null unless offered.</summary>
    public DateTimeOffset? OfferedAt { get; init; }

    /// <summary>Offers in a row that nobody answered.</summary>
    public int UnansweredOffers { get; init; }

    /// <summary>How earlier holds ended, oldest first, at most <see cref="InspectionLimits.PastHolds"/>: a late answer is refused with its true reason.</summary>
    public ImmutableArray<PastHold> PastHolds { get; init; } = [];
}

/// <summary>An officer had the case and has it no more.</summary>
/// <param name="EndedBy">One of <see cref="HoldEnd"/>.</param>
public sealed record PastHold(OfficerId Officer, long Epoch, string EndedBy, DateTimeOffset At);

/// <summary>Reasons a hold ended for which rules differ; any other text is a person's.</summary>
public static class HoldEnd
{
    public const string OfferExpired = "OfferExpired";
    public const string Declined = "Declined";
    public const string Disagreed = "FindingsNotEndorsed";
    public const string ShiftEnded = "ShiftEnded";
    public const string OnBreak = "OnBreak";
    public const string Moved = "Moved";
}

public static class InspectionLimits
{
    /// <summary>A busy case changes hands a few times; twenty covers a bad day and keeps the record small.</summary>
    public const int PastHolds = 20;

    public const int FindingsMinLength = 3;
    public const int FindingsMaxLength = 4_000;
    public const int EvidenceItems = 50;

    /// <summary>Unanswered offers after which the supervisor is alarmed (DOMAIN.md: offer, next, then alarm).</summary>
    public const int UnansweredOffersBeforeAlarm = 2;

    /// <summary>After the reminder an offer runs on for a quarter of its length, within these bounds (default).</summary>
    public static readonly TimeSpan ReminderMin = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan ReminderMax = TimeSpan.FromSeconds(60);
}
