using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Inspections;

/// <summary>
/// The life of an examination: Queued, Offered, Accepted, Examining, FindingsSubmitted, Closed; or Cancelled. Pure: a
/// command on a state at an instant gives events or a named refusal. Every event carries the whole case after it, so
/// <see cref="Evolve"/> needs nothing else.
/// </summary>
public static partial class InspectionRules
{
    /// <summary>Opens the case; the id is the grain's, not the command's.</summary>
    public static Decision<InspectionEvent> Open(InspectionState state, InspectionId id, OpenInspection command, DateTimeOffset now)
    {
        if (state.Case is not null)
            return InspectionRefusals.AlreadyOpen;
        // A year of minutes is beyond any real case: it catches a value in the wrong unit.
        if (command.LoadMinutes is < 1 or > 525_600)
            return InspectionRefusals.Invalid("loadMinutes", $"{command.LoadMinutes} is no load.", "1 to 525600 weighted minutes");
        if (string.IsNullOrWhiteSpace(command.Zone))
            return InspectionRefusals.Invalid("zone", "The case has no place.", "name of a zone of the port");

        return new InspectionOpened
        {
            Inspection = id,
            After = new InspectionView
            {
                Id = id,
                Version = 1,
                Status = InspectionStatus.Queued,
                Kind = command.Kind,
                Lane = command.Lane,
                Priority = command.Priority,
                LoadMinutes = command.LoadMinutes,
                OpenedAt = now,
                ChangedAt = now,
                DueAt = command.DueAt,
                Zone = command.Zone,
                Briefing = command.Briefing,
                Skills = command.Skills.OrEmpty(),
                Containers = command.Containers.OrEmpty(),
                ImporterId = command.ImporterId,
                DeclarantId = command.DeclarantId,
                ProfileAuthors = command.ProfileAuthors.OrEmpty(),
                Checklist = Checklists.For(command.Kind),
            },
        };
    }

    /// <summary>
    /// Offers a queued case. A supervisor may offer it again to one who declined or did not answer; nobody may offer it
    /// to one who recused, examined it before or wrote a profile that selected it.
    /// </summary>
    public static Decision<InspectionEvent> Offer(InspectionState state, OfferInspection command, DateTimeOffset now)
    {
        if (state.Case is not { } @case)
            return InspectionRefusals.Unknown;
        if (@case.Version != command.BasedOnVersion)
            return InspectionRefusals.Conflict(@case, command.BasedOnVersion, now);
        if (@case.Status != InspectionStatus.Queued)
            return InspectionRefusals.NotQueued(@case);
        if (command.ExpiresAt <= now)
            return InspectionRefusals.OfferExpired;
        if (WroteAProfile(@case, command.Officer.Value))
            return InspectionRefusals.SeparationOfDuties($"{command.Officer} wrote a profile that selected the case.");
        if (@case.Barred.Contains(command.Officer))
            return InspectionRefusals.Barred(command.Officer);
        if (@case.NotAgain.Contains(command.Officer) && !command.Actor.IsChief)
            return InspectionRefusals.NotAgain(command.Officer);

        return new InspectionOffered
        {
            Inspection = @case.Id,
            Officer = command.Officer,
            After = Next(@case, now) with
            {
                Status = InspectionStatus.Offered,
                Officer = command.Officer,
                Epoch = @case.Epoch + 1,
                OfferExpiresAt = command.ExpiresAt,
                OfferReminded = false,
            },
        };
    }

    /// <summary>Takes the case back before it was started.</summary>
    public static Decision<InspectionEvent> Withdraw(InspectionState state, WithdrawInspection command, DateTimeOffset now)
    {
        if (state.Case is not { } @case)
            return InspectionRefusals.Unknown;
        if (command.Epoch is { } epoch ? epoch != @case.Epoch : command.BasedOnVersion != @case.Version)
            return InspectionRefusals.Conflict(@case, command.BasedOnVersion, now);
        if (@case.Status is InspectionStatus.Examining or InspectionStatus.FindingsSubmitted)
            return InspectionRefusals.AlreadyStarted;
        if (@case.Officer is not { } officer || @case.Status is not (InspectionStatus.Offered or InspectionStatus.Accepted))
            return InspectionRefusals.NobodyHolds(@case);
        if (string.IsNullOrWhiteSpace(command.Reason))
            return InspectionRefusals.ReasonMissing("reason");

        // A supervisor who takes a case away does not want the balancer to hand it straight back. A shift's end or a
        // break says nothing about the officer and the case.
        var back = Requeued(@case, now, command.Actor.IsChief ? officer : null, bar: false);
        return new InspectionWithdrawn { Inspection = @case.Id, Officer = officer, Reason = command.Reason, After = back };
    }

    /// <summary>Forgets declines and unanswered offers, but no recusal and no earlier examiner.</summary>
    public static Decision<InspectionEvent> Relax(InspectionState state, RelaxExclusions command, DateTimeOffset now)
    {
        if (state.Case is not { } @case)
            return InspectionRefusals.Unknown;
        if (@case.Version != command.BasedOnVersion)
            return InspectionRefusals.Conflict(@case, command.BasedOnVersion, now);
        if (@case.Status != InspectionStatus.Queued)
            return InspectionRefusals.NotQueued(@case);
        if (string.IsNullOrWhiteSpace(command.Reason))
            return InspectionRefusals.ReasonMissing("reason");
        var relaxed = @case.NotAgain.Except(@case.Barred).ToImmutableArray();
        if (relaxed.IsEmpty)
            return Decision<InspectionEvent>.Nothing;
        return new ExclusionsRelaxed
        {
            Inspection = @case.Id,
            Officers = relaxed,
            Reason = command.Reason,
            After = Next(@case, now) with { NotAgain = @case.Barred },
        };
    }

    /// <summary>The shipment needs no examination any more. Not once it has begun: there is no release without findings.</summary>
    public static Decision<InspectionEvent> Cancel(InspectionState state, CancelInspection command, DateTimeOffset now)
    {
        if (state.Case is not { } @case)
            return InspectionRefusals.Unknown;
        if (@case.Status is InspectionStatus.Closed or InspectionStatus.Cancelled)
            return InspectionRefusals.AlreadyClosed(@case);
        if (@case.Status is InspectionStatus.Examining or InspectionStatus.FindingsSubmitted)
            return InspectionRefusals.AlreadyStarted;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return InspectionRefusals.ReasonMissing("reason");
        var cancelled = Requeued(@case, now, null, bar: false) with { Status = InspectionStatus.Cancelled };
        return new InspectionCancelled { Inspection = @case.Id, Reason = command.Reason, Officer = @case.Officer, After = cancelled };
    }

    /// <summary>The state after an event. A refusal changes nothing.</summary>
    public static InspectionState Evolve(InspectionState state, InspectionEvent @event)
    {
        if (@event is InspectionCommandRefused)
            return state;
        var next = state with { Case = @event.After };
        return @event switch
        {
            InspectionOffered => next with { OfferedAt = @event.After!.ChangedAt },
            InspectionAccepted => next with { OfferedAt = null, UnansweredOffers = 0 },
            InspectionDeclined => Ended(state, next, HoldEnd.Declined) with { UnansweredOffers = 0 },
            InspectionWithdrawn withdrawn => Ended(state, next, withdrawn.Reason) with
            {
                UnansweredOffers = state.UnansweredOffers + (withdrawn.Reason == HoldEnd.OfferExpired ? 1 : 0),
            },
            InspectionCancelled cancelled => Ended(state, next, cancelled.Reason),
            FindingsEndorsed { Agrees: false } => Ended(state, next, HoldEnd.Disagreed),
            _ => next,
        };
    }

    private static bool WroteAProfile(InspectionView @case, string user) => @case.ProfileAuthors.Any(author => author.Value == user);

    private static InspectionView Next(InspectionView @case, DateTimeOffset now) => @case with { Version = @case.Version + 1, ChangedAt = now };

    /// <summary>Back in the queue (a change of holder when somebody had it), with an officer excluded or not.</summary>
    private static InspectionView Requeued(InspectionView @case, DateTimeOffset now, OfficerId? exclude, bool bar) => Next(@case, now) with
    {
        Status = InspectionStatus.Queued,
        Officer = null,
        Epoch = @case.Officer is null ? @case.Epoch : @case.Epoch + 1,
        OfferExpiresAt = null,
        OfferReminded = false,
        NotAgain = exclude is { } one && !@case.NotAgain.Contains(one) ? @case.NotAgain.Add(one) : @case.NotAgain,
        Barred = bar && exclude is { } other && !@case.Barred.Contains(other) ? @case.Barred.Add(other) : @case.Barred,
    };

    private static InspectionState Ended(InspectionState before, InspectionState next, string endedBy)
    {
        if (before.Case is not { Officer: { } officer } @case)
            return next;
        var holds = before.PastHolds.Add(new PastHold(officer, @case.Epoch, endedBy, next.Case!.ChangedAt));
        if (holds.Length > InspectionLimits.PastHolds)
            holds = holds.RemoveRange(0, holds.Length - InspectionLimits.PastHolds);
        return next with { OfferedAt = null, PastHolds = holds };
    }
}
