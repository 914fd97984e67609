using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;

namespace OpsHub.Domain.Officers;

/// <content>
/// Capacity: reserved, then offered, held and examined as the inspection's record says. The inspection is the truth
/// about the holder; here is the truth about how much the officer carries.
/// </content>
public static partial class OfficerRules
{
    /// <summary>
    /// Weighted minutes a case takes from an officer: its load, but never more than the whole capacity, so that a case
    /// larger than anyone's capacity is taken alone instead of by nobody.
    /// </summary>
    public static int MinutesTaken(int loadMinutes, int capacityMinutes) => Math.Min(loadMinutes, capacityMinutes);

    /// <summary>Load an officer may reach: capacity, or half more for a supervisor's move.</summary>
    public static int LoadLimit(int capacityMinutes, bool allowOverload) =>
        allowOverload ? capacityMinutes * OfficerLimits.OverloadPercent / 100 : capacityMinutes;

    /// <summary>Holds capacity for a case; repeating it for the same case renews it.</summary>
    public static Decision<OfficerEvent> Reserve(OfficerState state, ReserveCapacity command, DateTimeOffset now)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        if (officer.ShiftEndsAt is null)
            return OfficerRefusals.OffShift;
        if (officer.BreakEndsAt is not null)
            return OfficerRefusals.OnBreak;
        if (command.Minutes < 1)
            return OfficerRefusals.Invalid("minutes", $"{command.Minutes} is no load.", "1 or more weighted minutes");
        if (command.ExpiresAt <= now || command.ExpiresAt > now + OfficerLimits.LongestReservation)
            return OfficerRefusals.Invalid("expiresAt", "The reservation's end is not possible.", "later than now, at most 30 min");
        var existing = Find(officer, command.Inspection);
        // A hold ends with a new epoch, so a plan based on the hold's own epoch did not know of it.
        if (existing is not null && existing.Epoch > command.BasedOnEpoch - (existing.Stage is AssignmentStage.Reserved ? 0 : 1))
            return OfficerRefusals.AlreadyAssigned(command.Inspection);

        var capacity = officer.Profile.CapacityMinutes;
        var minutes = MinutesTaken(command.Minutes, capacity);
        var others = officer.LoadMinutes - (existing?.Minutes ?? 0);
        var limit = LoadLimit(capacity, command.AllowOverload);
        if (others + minutes > limit)
            return OfficerRefusals.NoCapacity(others, minutes, limit);
        return Changed(officer, new OfficerAssignment(
            command.Inspection, AssignmentStage.Reserved, command.BasedOnEpoch, minutes, command.ExpiresAt));
    }

    /// <summary>Gives a reservation back. What became more than a reservation stays.</summary>
    public static Decision<OfficerEvent> Release(OfficerState state, ReleaseCapacity command)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        return Find(officer, command.Inspection) is { Stage: AssignmentStage.Reserved } reserved
            ? Changed(officer, reserved with { Stage = AssignmentStage.Gone, ExpiresAt = null })
            : Decision<OfficerEvent>.Nothing;
    }

    /// <summary>
    /// Takes what the inspection's record says, in whatever order it arrives: (epoch, stage) only grows, and what an
    /// older epoch says is void. Never refused for want of capacity: the record is the truth.
    /// </summary>
    public static Decision<OfficerEvent> Settle(OfficerState state, SettleAssignment command)
    {
        if (state.Known is not { } officer)
            return OfficerRefusals.NotRegistered;
        if (command.Stage is AssignmentStage.Reserved)
            return OfficerRefusals.Invalid("stage", "A reservation is no record.", "offered, held, examining or gone");
        if (state.Ended.Any(ended => ended.Inspection == command.Inspection && ended.Epoch >= command.Epoch))
            return Decision<OfficerEvent>.Nothing;

        var existing = Find(officer, command.Inspection);
        if (existing is { Stage: AssignmentStage.Reserved } && command.Epoch <= existing.Epoch)
            return Decision<OfficerEvent>.Nothing;
        if (existing is { Stage: not AssignmentStage.Reserved } && IsOlder(command, existing))
            return Decision<OfficerEvent>.Nothing;

        var minutes = MinutesTaken(command.Minutes, officer.Profile.CapacityMinutes);
        var expires = command.Stage is AssignmentStage.Offered ? command.OfferExpiresAt : null;
        var settled = new OfficerAssignment(command.Inspection, command.Stage, command.Epoch, minutes, expires);
        return settled == existing ? Decision<OfficerEvent>.Nothing : Changed(officer, settled);
    }

    /// <summary>What the record of an inspection says to an officer, for <see cref="Settle"/>.</summary>
    public static SettleAssignment RecordSays(InspectionView @case, OfficerId officer) => new()
    {
        Inspection = @case.Id,
        Epoch = @case.Epoch,
        Minutes = @case.LoadMinutes,
        OfferExpiresAt = @case.OfferExpiresAt,
        Stage = @case.Officer != officer ? AssignmentStage.Gone : @case.Status switch
        {
            InspectionStatus.Offered => AssignmentStage.Offered,
            InspectionStatus.Accepted => AssignmentStage.Held,
            InspectionStatus.Examining => AssignmentStage.Examining,
            _ => AssignmentStage.Gone,
        },
    };

    /// <summary>
    /// A reservation ran out and the inspection was asked: it holds what its record says, or nothing. An offer based on
    /// this reservation can't come later, since it ends before the reservation does.
    /// </summary>
    public static Decision<OfficerEvent> Reconcile(OfficerState state, InspectionId inspection, InspectionView? record, DateTimeOffset now)
    {
        if (state.Known is not { } officer || Find(officer, inspection) is not { } existing || !(existing.ExpiresAt <= now))
            return Decision<OfficerEvent>.Nothing;
        var said = record is null ? null : RecordSays(record, officer.Profile.Officer);
        if (said is not null and not { Stage: AssignmentStage.Gone })
            return Settle(state, said);
        // A record without us ends the hold even when its epoch is the reservation's own.
        return Changed(officer, existing with { Stage = AssignmentStage.Gone, Epoch = Math.Max(existing.Epoch, said?.Epoch ?? 0), ExpiresAt = null });
    }

    private static OfficerAssignment? Find(OfficerView officer, InspectionId inspection) =>
        officer.Assignments.FirstOrDefault(a => a.Inspection == inspection);

    private static bool IsOlder(SettleAssignment command, OfficerAssignment existing) =>
        command.Epoch < existing.Epoch
        || (command.Epoch == existing.Epoch && (command.Stage < existing.Stage
            || (command.Stage == existing.Stage && command.OfferExpiresAt < existing.ExpiresAt)));

    private static OfficerLoadChanged Changed(OfficerView officer, OfficerAssignment assignment)
    {
        var index = officer.Assignments.IndexOf(Find(officer, assignment.Inspection)!);
        var finished = assignment.Stage is AssignmentStage.Gone && index >= 0 && officer.Assignments[index].Stage is AssignmentStage.Examining;
        var assignments = (assignment.Stage, index) switch
        {
            (AssignmentStage.Gone, < 0) => officer.Assignments,
            (AssignmentStage.Gone, _) => officer.Assignments.RemoveAt(index),
            (_, < 0) => officer.Assignments.Add(assignment),
            _ => officer.Assignments.SetItem(index, assignment),
        };
        return new OfficerLoadChanged
        {
            Officer = officer.Profile.Officer,
            Inspection = assignment.Inspection,
            Stage = assignment.Stage,
            Epoch = assignment.Epoch,
            After = WithStatus(Next(officer) with
            {
                Assignments = assignments,
                FinishedThisShift = officer.FinishedThisShift + (finished ? 1 : 0),
            }),
        };
    }

    private static OfficerState Remember(OfficerState before, OfficerState next, OfficerLoadChanged gone, DateTimeOffset now)
    {
        var was = Find(before.Known!, gone.Inspection);
        // Work that outlasted the shift: the rest begins when it ends.
        if (was is { Stage: AssignmentStage.Examining } && next.Known!.ShiftEndsAt is null)
            next = next with { RestingSince = now };
        var ended = before.Ended.RemoveAll(e => e.Inspection == gone.Inspection).Add(new EndedHold(gone.Inspection, gone.Epoch));
        return next with { Ended = ended.Length > OfficerLimits.EndedHolds ? ended.RemoveAt(0) : ended };
    }
}
