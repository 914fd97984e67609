using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;

namespace OpsHub.Domain.Officers;

/// <summary>An officer's shift, breaks and calls for help. Pure; every event carries the whole officer after it.</summary>
public static partial class OfficerRules
{
    /// <summary>Registers, or replaces the profile. The home port changes only off shift.</summary>
    public static Decision<OfficerEvent> Register(OfficerState state, OfficerId id, RegisterOfficer command)
    {
        var profile = command.Profile;
        if (profile.Officer != id)
            return OfficerRefusals.Invalid("profile.officer", $"{profile.Officer} is another officer.", id.Value);
        if (profile.CapacityMinutes is < OfficerLimits.CapacityMinMinutes or > OfficerLimits.CapacityMaxMinutes)
            return OfficerRefusals.Invalid("profile.capacityMinutes", $"{profile.CapacityMinutes} is no capacity.", "1 to 720 weighted minutes");
        if (string.IsNullOrWhiteSpace(profile.Name) || profile.HomePort.Value is not { Length: 5 })
            return OfficerRefusals.Invalid("profile", "Name and home port are needed.", "a name; a UN/LOCODE of five characters");
        if (state.Known is { ShiftEndsAt: not null } known && known.Profile.HomePort != profile.HomePort)
            return OfficerRefusals.OnShift;

        profile = profile with { Skills = profile.Skills.OrEmpty(), Conflicts = profile.Conflicts.OrEmpty() };
        if (state.Known?.Profile is { } before && Same(before, profile))
            return Decision<OfficerEvent>.Nothing;
        var after = state.Known is null
            ? new OfficerView { Profile = profile, Version = 1, Status = OfficerStatus.OffShift, LoadMinutes = 0 }
            : Next(state.Known) with { Profile = profile };
        var moved = state.Known is { } old && old.Profile.HomePort != profile.HomePort;
        return new OfficerRegistered { Officer = id, PreviousPort = moved ? state.Known!.Profile.HomePort : null, After = after };
    }

    public static Decision<OfficerEvent> StartShift(OfficerState state, StartShift command, DateTimeOffset now)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        if (officer.ShiftEndsAt is not null)
            return OfficerRefusals.AlreadyOnShift;
        if (command.EndsAt <= now || command.EndsAt > now + OfficerLimits.LongestShift)
            return OfficerRefusals.Invalid("endsAt", "The shift's end is not possible.", "later than now, at most 13 h");
        var waiver = string.IsNullOrWhiteSpace(command.RestWaiver) ? null : command.RestWaiver;
        var rested = state.RestingSince + OfficerLimits.DailyRest;
        if (rested > now && waiver is null)
            return OfficerRefusals.RestTooShort(rested.Value);
        if (waiver is not null && !command.Actor.IsChief)
            return OfficerRefusals.ChiefNeeded;

        return new ShiftStarted
        {
            Officer = officer.Profile.Officer,
            RestWaiver = waiver,
            After = WithStatus(Next(officer) with
            {
                ShiftStartedAt = now,
                ShiftEndsAt = command.EndsAt,
                FinishedThisShift = 0,
                BreakDueAt = command.EndsAt - now > OfficerLimits.WorkBeforeBreak ? now + OfficerLimits.WorkBeforeBreak : null,
            }),
        };
    }

    /// <summary>Ends the shift at once. Reservations go; offered and accepted work is to be taken back (<see cref="ToWithdraw"/>); running work finishes.</summary>
    public static Decision<OfficerEvent> EndShift(OfficerState state, EndShift command)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        if (officer.ShiftEndsAt is null)
            return OfficerRefusals.OffShift;
        return Ended(officer, string.IsNullOrWhiteSpace(command.Reason) ? "not stated" : command.Reason);
    }

    public static Decision<OfficerEvent> TakeBreak(OfficerState state, TakeBreak command, DateTimeOffset now)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        if (officer.ShiftEndsAt is null)
            return OfficerRefusals.OffShift;
        if (officer.BreakEndsAt is not null)
            return OfficerRefusals.OnBreak;
        if (command.Minutes is < 1 or > OfficerLimits.BreakMaxMinutes)
            return OfficerRefusals.Invalid("minutes", $"{command.Minutes} is no break.", $"1 to {OfficerLimits.BreakMaxMinutes} minutes");
        if (officer.Assignments.Any(a => a.Stage == AssignmentStage.Examining))
            return OfficerRefusals.WorkRunning;
        return new BreakTaken
        {
            Officer = officer.Profile.Officer,
            After = WithStatus(WithoutReservations(Next(officer)) with { BreakEndsAt = now.AddMinutes(command.Minutes) }),
        };
    }

    public static Decision<OfficerEvent> EndBreak(OfficerState state, DateTimeOffset now)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        return officer.BreakEndsAt is null ? OfficerRefusals.NotOnBreak : BreakOver(state, now);
    }

    /// <summary>Always taken, on shift or not, also again and again.</summary>
    public static Decision<OfficerEvent> RaiseDuress(OfficerState state, RaiseDuress command)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        return new DuressRaised
        {
            Officer = officer.Profile.Officer,
            LatitudeDegrees = command.LatitudeDegrees,
            LongitudeDegrees = command.LongitudeDegrees,
            After = Next(officer) with { Duress = true },
        };
    }

    public static Decision<OfficerEvent> ClearDuress(OfficerState state, ClearDuress command)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        if (!command.Actor.IsChief)
            return OfficerRefusals.ChiefNeeded;
        if (!officer.Duress)
            return OfficerRefusals.NoDuress;
        if (string.IsNullOrWhiteSpace(command.Note))
            return new Refusal("ReasonMissing", "Say how it ended.", "note", "1 to 400 characters");
        return new DuressCleared { Officer = officer.Profile.Officer, Note = command.Note, After = Next(officer) with { Duress = false } };
    }

    /// <summary>The state after an event. A refusal changes nothing.</summary>
    public static OfficerState Evolve(OfficerState state, OfficerEvent @event, DateTimeOffset now)
    {
        if (@event is OfficerCommandRefused)
            return state;
        var next = state with { Known = @event.After };
        return @event switch
        {
            ShiftStarted => next with { BreakStartedAt = null, BreakTaken = false, BreakReported = false, RestingSince = null },
            ShiftEnded => next with { BreakStartedAt = null, RestingSince = now },
            BreakTaken => next with { BreakStartedAt = now },
            BreakEnded => next with { BreakStartedAt = null, BreakTaken = state.BreakTaken || LongEnough(state, now) },
            BreakDue => next with { BreakReported = true },
            OfficerLoadChanged { Stage: AssignmentStage.Gone } gone => Remember(state, next, gone, now),
            _ => next,
        };
    }

    /// <summary>Assignments the officer can't begin any more: to be taken back at their inspections.</summary>
    public static ImmutableArray<OfficerAssignment> ToWithdraw(OfficerState state) => state.Known switch
    {
        { Status: OfficerStatus.OnBreak } onBreak => [.. onBreak.Assignments.Where(a => a.Stage == AssignmentStage.Offered)],
        { ShiftEndsAt: null } off => [.. off.Assignments.Where(a => a.Stage is AssignmentStage.Offered or AssignmentStage.Held)],
        _ => [],
    };

    private static OfficerView Next(OfficerView officer) => officer with { Version = officer.Version + 1 };

    private static OfficerView WithStatus(OfficerView officer) => officer with
    {
        Status = officer switch
        {
            { ShiftEndsAt: null } => OfficerStatus.OffShift,
            { BreakEndsAt: not null } => OfficerStatus.OnBreak,
            _ when officer.Assignments.Any(a => a.Stage == AssignmentStage.Examining) => OfficerStatus.Busy,
            _ => OfficerStatus.Available,
        },
        LoadMinutes = officer.Assignments.Sum(a => a.Minutes),
    };

    private static OfficerView WithoutReservations(OfficerView officer) =>
        officer with { Assignments = officer.Assignments.RemoveAll(a => a.Stage == AssignmentStage.Reserved) };

    private static ShiftEnded Ended(OfficerView officer, string reason) => new()
    {
        Officer = officer.Profile.Officer,
        Reason = reason,
        After = WithStatus(WithoutReservations(Next(officer)) with { ShiftStartedAt = null, ShiftEndsAt = null, BreakEndsAt = null, BreakDueAt = null }),
    };

    private static BreakEnded BreakOver(OfficerState state, DateTimeOffset now) => new()
    {
        Officer = state.Known!.Profile.Officer,
        After = WithStatus(Next(state.Known) with
        {
            BreakEndsAt = null,
            BreakDueAt = LongEnough(state, now) ? null : state.Known.BreakDueAt,
        }),
    };

    private static bool LongEnough(OfficerState state, DateTimeOffset now) => now - state.BreakStartedAt >= OfficerLimits.ShortestBreak;

    private static bool Same(OfficerProfile a, OfficerProfile b) =>
        a with { Skills = [], Conflicts = [] } == b with { Skills = [], Conflicts = [] }
        && a.Skills.SequenceEqual(b.Skills) && a.Conflicts.SequenceEqual(b.Conflicts);
}
