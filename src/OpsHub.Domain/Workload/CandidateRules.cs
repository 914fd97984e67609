using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Workload;
using OpsHub.Domain.Officers;

namespace OpsHub.Domain.Workload;

/// <summary>Names of the hard rules, as in <see cref="Candidate.Exclusion"/>.</summary>
public static class Exclusions
{
    public const string OffShift = nameof(OffShift);
    public const string OnBreak = nameof(OnBreak);
    public const string Duress = nameof(Duress);
    public const string MissingSkill = nameof(MissingSkill);
    public const string ConflictOfInterest = nameof(ConflictOfInterest);
    public const string SeparationOfDuties = nameof(SeparationOfDuties);
    public const string NotAgain = nameof(NotAgain);
    public const string NoCapacity = nameof(NoCapacity);
    public const string ShiftEndsTooSoon = nameof(ShiftEndsTooSoon);
}

/// <summary>Who may take a case, and at what cost (DOMAIN.md, Assignment). Pure.</summary>
public static class CandidateRules
{
    /// <summary>
    /// The first hard rule the officer fails, or null. What a person can't change comes first, so that the reason shown
    /// is the strongest.
    /// </summary>
    /// <param name="bySupervisor">A move: declines and unanswered offers don't count, load may reach 150 %.</param>
    public static string? Exclusion(InspectionView @case, OfficerOutlook outlook, ZoneTravel travel, DateTimeOffset now, bool bySupervisor = false)
    {
        var (officer, profile) = (outlook.Officer, outlook.Officer.Profile);
        if (@case.ProfileAuthors.Contains(new UserId(profile.Officer.Value)))
            return Exclusions.SeparationOfDuties;
        if (@case.Barred.Contains(profile.Officer) || profile.Conflicts.Contains(@case.ImporterId) || profile.Conflicts.Contains(@case.DeclarantId))
            return Exclusions.ConflictOfInterest;
        foreach (var skill in @case.Skills)
        {
            if (!profile.Skills.Contains(skill))
                return Exclusions.MissingSkill;
        }

        if (officer.ShiftEndsAt is not { } endsAt || endsAt <= now)
            return Exclusions.OffShift;
        if (officer.Duress)
            return Exclusions.Duress;
        if (officer.BreakEndsAt is not null)
            return Exclusions.OnBreak;
        if (outlook.LoadMinutes + outlook.MinutesFor(@case) > OfficerRules.LoadLimit(profile.CapacityMinutes, bySupervisor))
            return Exclusions.NoCapacity;
        if (DoneAt(@case, outlook, travel) > endsAt)
            return Exclusions.ShiftEndsTooSoon;
        // Last on purpose: where this is the only rule failed, relaxing it would help.
        return !bySupervisor && @case.NotAgain.Contains(profile.Officer) ? Exclusions.NotAgain : null;
    }

    /// <summary>The figures behind an exclusion, for a person.</summary>
    public static string Detail(string exclusion, InspectionView @case, OfficerOutlook outlook, ZoneTravel travel, bool bySupervisor = false)
    {
        var (officer, profile) = (outlook.Officer, outlook.Officer.Profile);
        return exclusion switch
        {
            Exclusions.SeparationOfDuties => "wrote a profile that selected the case",
            Exclusions.ConflictOfInterest when @case.Barred.Contains(profile.Officer) => "recused, or examined the case before",
            Exclusions.ConflictOfInterest => "declared a conflict with the importer or declarant",
            Exclusions.MissingSkill => string.Join(", ", @case.Skills.Except(profile.Skills)),
            Exclusions.OffShift => "off shift",
            Exclusions.Duress => "called for help",
            Exclusions.OnBreak => $"until {officer.BreakEndsAt:HH:mm} UTC",
            Exclusions.NoCapacity =>
                $"{outlook.LoadMinutes} + {outlook.MinutesFor(@case)} of {OfficerRules.LoadLimit(profile.CapacityMinutes, bySupervisor)} min",
            Exclusions.ShiftEndsTooSoon => $"done {DoneAt(@case, outlook, travel):HH:mm}, shift ends {officer.ShiftEndsAt:HH:mm} UTC",
            Exclusions.NotAgain => "declined or did not answer",
            _ => throw new ArgumentOutOfRangeException(nameof(exclusion), exclusion, "no such hard rule"),
        };
    }

    /// <summary>Expected end of the case with this officer. A case larger than a capacity counts as one capacity: it is continued another day.</summary>
    public static DateTimeOffset DoneAt(InspectionView @case, OfficerOutlook outlook, ZoneTravel travel) =>
        DoneAt(@case, outlook, travel.Minutes(outlook.Zone, @case.Zone));

    private static DateTimeOffset DoneAt(InspectionView @case, OfficerOutlook outlook, double travelMinutes) =>
        outlook.FreeAt.AddMinutes(travelMinutes + outlook.MinutesFor(@case));

    /// <summary>The soft rules, in minutes of equivalent lateness.</summary>
    /// <param name="meanLoadShare">Mean of load / capacity of those on shift.</param>
    public static CaseCost Cost(InspectionView @case, OfficerOutlook outlook, DispatchSnapshot snapshot, double meanLoadShare) => Cost(
        @case, outlook, snapshot, meanLoadShare,
        snapshot.History.Repeats(outlook.Id, @case, snapshot.Now), snapshot.History.Tenure(outlook.Id, @case, snapshot.Now));

    /// <inheritdoc cref="Cost(InspectionView, OfficerOutlook, DispatchSnapshot, double)"/>
    /// <param name="repeats">As <see cref="PairHistory.Repeats"/> has it.</param>
    /// <param name="tenure">As <see cref="PairHistory.Tenure"/> has it.</param>
    internal static CaseCost Cost(
        InspectionView @case, OfficerOutlook outlook, DispatchSnapshot snapshot, double meanLoadShare, int repeats, int tenure)
    {
        var weights = snapshot.Weights;
        var travel = snapshot.Travel.Minutes(outlook.Zone, @case.Zone);
        var late = Math.Clamp((DoneAt(@case, outlook, travel) - @case.DueAt).TotalMinutes, 0, weights.LatenessCapMinutes);
        var wait = Math.Max(0, (outlook.FreeAt - snapshot.Now).TotalMinutes);
        var share = (outlook.LoadMinutes + outlook.MinutesFor(@case)) / (double)outlook.CapacityMinutes;
        var cost = new CaseCost
        {
            Lateness = late * weights.LatenessWeight(@case),
            Travel = travel,
            Wait = wait * weights.WaitPerMinute,
            Fairness = Math.Max(0, share - meanLoadShare) * weights.FairnessMinutes,
            Repeat = Math.Min(4, repeats) * weights.RepeatMinutes,
            Tenure = tenure * weights.TenureMinutes,
        };
        return snapshot.Perturbation is { } perturbation
            ? cost with { Perturbation = cost.Total * weights.Perturbation * perturbation.For(@case.Id, outlook.Id) }
            : cost;
    }

    /// <summary>Every officer as a candidate: eligible ones by cost, then the excluded by id.</summary>
    public static ImmutableArray<Candidate> Candidates(
        InspectionView @case, IEnumerable<OfficerOutlook> outlooks, DispatchSnapshot snapshot, double meanLoadShare) =>
    [
        .. outlooks.Select(outlook => Candidate(@case, outlook, snapshot, meanLoadShare))
            .OrderBy(candidate => candidate.Cost ?? double.PositiveInfinity)
            .ThenBy(candidate => candidate.Officer.Value, StringComparer.Ordinal),
    ];

    private static Candidate Candidate(InspectionView @case, OfficerOutlook outlook, DispatchSnapshot snapshot, double meanLoadShare)
    {
        if (Exclusion(@case, outlook, snapshot.Travel, snapshot.Now) is { } exclusion)
            return new Candidate(outlook.Id, null, [], exclusion, Detail(exclusion, @case, outlook, snapshot.Travel));
        var cost = Cost(@case, outlook, snapshot, meanLoadShare);
        return new Candidate(outlook.Id, cost.Total, cost.Terms(), null, null);
    }
}
