using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Inspections;

/// <content>What the officer who has the case may do, and the chief after them.</content>
public static partial class InspectionRules
{
    /// <summary>An answer given on the phone before the offer ended counts, as long as the case was not passed on meanwhile.</summary>
    public static Decision<InspectionEvent> Accept(InspectionState state, AcceptInspection command, DateTimeOffset now)
    {
        if (RefuseAnswer(state, command) is { } refusal)
            return refusal;
        var @case = state.Case!;
        if (@case.Status is InspectionStatus.Accepted)
            return Decision<InspectionEvent>.Nothing;
        if (@case.Status is not InspectionStatus.Offered)
            return InspectionRefusals.NotOffered(@case);
        if (@case.OfferReminded && DecidedAt(command, state.OfferedAt, now) > @case.OfferExpiresAt)
            return InspectionRefusals.OfferExpired;
        return new InspectionAccepted
        {
            Inspection = @case.Id,
            Officer = command.Officer,
            After = Next(@case, now) with { Status = InspectionStatus.Accepted, OfferExpiresAt = null, OfferReminded = false },
        };
    }

    /// <summary>With a reason; a recusal bars the officer from this case for good and costs them nothing.</summary>
    public static Decision<InspectionEvent> Decline(InspectionState state, DeclineInspection command, DateTimeOffset now)
    {
        if (RefuseAnswer(state, command) is { } refusal)
            return refusal;
        var @case = state.Case!;
        if (@case.Status is InspectionStatus.Examining)
            return InspectionRefusals.AlreadyStarted;
        if (@case.Status is not (InspectionStatus.Offered or InspectionStatus.Accepted))
            return InspectionRefusals.NotOffered(@case);
        if (string.IsNullOrWhiteSpace(command.Reason))
            return InspectionRefusals.ReasonMissing("reason");
        return new InspectionDeclined
        {
            Inspection = @case.Id,
            Officer = command.Officer,
            Reason = command.Reason,
            Recused = command.Recuse,
            After = Requeued(@case, now, command.Officer, bar: command.Recuse),
        };
    }

    public static Decision<InspectionEvent> Start(InspectionState state, StartInspection command, DateTimeOffset now)
    {
        if (RefuseAnswer(state, command) is { } refusal)
            return refusal;
        var @case = state.Case!;
        if (@case.Status is InspectionStatus.Examining)
            return InspectionRefusals.AlreadyStarted;
        if (@case.Status is not InspectionStatus.Accepted)
            return InspectionRefusals.NotAccepted(@case);
        return new InspectionStarted
        {
            Inspection = @case.Id,
            Officer = command.Officer,
            After = Next(@case, now) with { Status = InspectionStatus.Examining, StartedAt = DecidedAt(command, @case.OpenedAt, now) },
        };
    }

    /// <summary>Released closes at once; anything adverse waits for a chief.</summary>
    public static Decision<InspectionEvent> Finish(InspectionState state, FinishInspection command, DateTimeOffset now)
    {
        if (RefuseAnswer(state, command) is { } refusal)
            return refusal;
        var @case = state.Case!;
        if (@case.Status is not InspectionStatus.Examining)
            return InspectionRefusals.NotExamining(@case);
        if (RefuseFindings(@case, command) is { } incomplete)
            return incomplete;
        return new FindingsSubmitted
        {
            Inspection = @case.Id,
            Officer = command.Officer,
            Outcome = command.Outcome,
            Findings = command.Findings.Trim(),
            Evidence = command.Evidence.OrEmpty(),
            SealIn = command.SealIn,
            SealOut = command.SealOut,
            After = Next(@case, now) with
            {
                Status = command.Outcome is InspectionOutcome.Released ? InspectionStatus.Closed : InspectionStatus.FindingsSubmitted,
                FinishedAt = DecidedAt(command, @case.StartedAt, now),
                Outcome = command.Outcome,
                Findings = command.Findings.Trim(),
            },
        };
    }

    /// <summary>
    /// A chief who neither examined nor wrote a selecting profile. Agreement closes; disagreement opens the case again
    /// for another examiner.
    /// </summary>
    public static Decision<InspectionEvent> Endorse(InspectionState state, EndorseFindings command, DateTimeOffset now)
    {
        if (state.Case is not { } @case)
            return InspectionRefusals.Unknown;
        if (@case.Status is not InspectionStatus.FindingsSubmitted)
            return InspectionRefusals.NothingToEndorse(@case);
        if (!command.Actor.IsChief)
            return InspectionRefusals.ChiefNeeded;
        var chief = command.Actor.User.Value;
        if (@case.Officer?.Value == chief || @case.Barred.Any(officer => officer.Value == chief))
            return InspectionRefusals.SeparationOfDuties("Findings are endorsed by somebody who did not examine the case.");
        if (WroteAProfile(@case, chief))
            return InspectionRefusals.SeparationOfDuties("Findings are endorsed by somebody whose profile did not select the case.");
        if (!command.Agrees && string.IsNullOrWhiteSpace(command.Note))
            return InspectionRefusals.ReasonMissing("note");

        var after = command.Agrees
            ? Next(@case, now) with { Status = InspectionStatus.Closed }
            : Requeued(@case, now, @case.Officer, bar: true) with { StartedAt = null, FinishedAt = null, Outcome = null, Findings = null };
        return new FindingsEndorsed { Inspection = @case.Id, Agrees = command.Agrees, Note = command.Note, After = after };
    }

    /// <summary>An answer counts from the officer who has the case, for the hold it was given in, and from nobody else in that officer's name.</summary>
    private static Refusal? RefuseAnswer(InspectionState state, OfficerAnswer command)
    {
        if (state.Case is not { } @case)
            return InspectionRefusals.Unknown;
        if (command.Actor.User.Value != command.Officer.Value)
            return InspectionRefusals.NotTheHolder(new OfficerId(command.Actor.User.Value));
        if (command.Officer == @case.Officer && command.Epoch == @case.Epoch)
            return null;
        var hold = state.PastHolds.LastOrDefault(past => past.Officer == command.Officer && past.Epoch == command.Epoch);
        return hold switch
        {
            null => InspectionRefusals.NotTheHolder(command.Officer),
            { EndedBy: HoldEnd.OfferExpired } => InspectionRefusals.OfferExpired,
            _ => InspectionRefusals.AssignmentWithdrawn(hold),
        };
    }

    private static Refusal? RefuseFindings(InspectionView @case, FinishInspection command)
    {
        var length = command.Findings?.Trim().Length ?? 0;
        if (length < InspectionLimits.FindingsMinLength)
            return InspectionRefusals.FindingsMissing;
        if (length > InspectionLimits.FindingsMaxLength)
            return InspectionRefusals.FindingsTooLong;
        var missing = @case.Checklist.Except(command.Checklist.OrEmpty()).ToArray();
        if (missing.Length > 0)
            return InspectionRefusals.ChecklistIncomplete(missing);
        var evidence = command.Evidence.OrEmpty();
        if (evidence.Length > InspectionLimits.EvidenceItems)
            return InspectionRefusals.EvidenceInvalid($"at most {InspectionLimits.EvidenceItems} items");
        return evidence.All(IsSha256) ? null : InspectionRefusals.EvidenceInvalid("SHA-256 as 64 lower-case hex digits");
    }

    private static bool IsSha256(string value) => value.Length == 64 && value.All(c => c is >= '0' and <= '9' or >= 'a' and <= 'f');

    /// <summary>The phone's clock is believed only between what came before and now.</summary>
    private static DateTimeOffset DecidedAt(OfficerAnswer command, DateTimeOffset? notBefore, DateTimeOffset now)
    {
        if (command.DecidedAt is not { } decided || decided > now)
            return now;
        return notBefore is { } earliest && decided < earliest ? earliest : decided;
    }
}
