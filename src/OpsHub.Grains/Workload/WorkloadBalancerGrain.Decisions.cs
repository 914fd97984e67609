using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Workload;
using OpsHub.Domain.Alarms;
using OpsHub.Domain.Common;
using OpsHub.Domain.Inspections;
using OpsHub.Domain.Workload;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Workload;

/// <content>A decision: plan, record, reserve and offer. One write for the whole plan, before anything is offered.</content>
internal sealed partial class WorkloadBalancerGrain
{
    /// <summary>News that come together are planned together; half of the promised 500 ms leaves room for the plan.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Nobody but those who declined could take the case for this long: they are asked again (default).</summary>
    private static readonly TimeSpan s_relaxAfter = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A reservation outlives the longest life of its offer by this much, so that it is never gone while the offer can
    /// still be accepted: news travel within seconds, also after a restart.
    /// </summary>
    private static readonly TimeSpan s_reservationMargin = TimeSpan.FromSeconds(60);

    /// <summary>Offers in one plan: enough to be quick, few enough for one write and one turn (default).</summary>
    private const int MaxOffers = 64;

    private readonly Dictionary<InspectionId, DateTimeOffset> _onlyNotAgainSince = [];
    private readonly HashSet<InspectionId> _inDoubt = [];
    private IGrainTimer? _decisionTimer;
    private DateTimeOffset? _decisionAt;
    private bool? _queueAlarm;
    private long _attempts;

    /// <summary>Sees to it that a plan is made within the time, or earlier if that was asked for already.</summary>
    private void Wake(TimeSpan within)
    {
        var at = Now + within;
        if (_decisionAt <= at)
            return;
        _decisionAt = at;
        if (_decisionTimer is null)
            _decisionTimer = this.RegisterGrainTimer(DecisionTurn, new GrainTimerCreationOptions(within, Timeout.InfiniteTimeSpan));
        else
            _decisionTimer.Change(within, Timeout.InfiniteTimeSpan);
    }

    private async Task DecisionTurn()
    {
        _decisionAt = null;
        try
        {
            if (_settings is null)
                await RefreshSettings();
            var plan = DispatchPlanner.Plan(Snapshot(), MaxOffers);
            await RelaxExclusions(plan.OnlyNotAgain);
            if (!plan.Offers.IsEmpty && !await CarryOut(plan.Offers))
                Wake(s_afterFailure);
            else if (plan.More)
                Wake(TimeSpan.Zero);
            await TellQueue();
        }
        catch (Exception error)
        {
            Log.LogWarning(error, "{Source}: a decision failed and is made again.", Source);
            Wake(s_afterFailure);
        }
    }

    /// <summary>False when the ledger is behind: then nothing was offered, since no offer goes out without its reasons recorded.</summary>
    private async Task<bool> CarryOut(ImmutableArray<PlannedOffer> offers)
    {
        await MarkLogEnd(offers.Length);
        var record = new RecordDecisions { CommandId = DerivedCommandId.Of($"{Source}/plan", Version + 1), Actor = s_self };
        var events = offers.Select(offer => (WorkloadEvent)new AssignmentDecided { Inspection = offer.Case.Id, Reasons = offer.Reasons });
        var recorded = await Handle(record, (_, _, _) => Domain.Decision<WorkloadEvent>.Accept([.. events]));
        if (!recorded.IsAccepted)
            return false;
        foreach (var offer in offers)
            _reasons.Add(offer.Reasons);
        await Task.WhenAll(offers.Select(Commit));
        return true;
    }

    /// <summary>Reserve, then offer. What either refuses has changed since the snapshot: it is asked and planned again.</summary>
    private async Task Commit(PlannedOffer offer)
    {
        var (inspection, officer) = (GrainFactory.Inspection(offer.Case.Id), GrainFactory.Officer(offer.Officer));
        var expires = Now.AddSeconds(OfferSeconds);
        var reserved = false;
        try
        {
            var reservation = await officer.Reserve(Reservation(offer.Case, expires, $"{offer.Officer}"));
            reserved = reservation.IsAccepted;
            if (reserved)
            {
                var offered = await inspection.Offer(new OfferInspection
                {
                    CommandId = Attempt($"offer {offer.Case.Id} {offer.Officer}"),
                    Actor = s_self,
                    Officer = offer.Officer,
                    BasedOnVersion = offer.Case.Version,
                    ExpiresAt = expires,
                });
                if (!offered.IsAccepted)
                    await officer.Release(Giving(offer.Case.Id, offer.Officer));
            }

            await AskOfficer(offer.Officer);
            await AskCase(offer.Case.Id);
        }
        catch (Exception error)
        {
            // Whether the offer was made is not known. The reservation stays: it ends by itself, after the officer's grain
            // has asked the inspection. The case waits until its record was asked.
            Log.LogInformation(error, "{Source}: offering {Inspection} to {Officer} failed; its record will be asked.", Source, offer.Case.Id, offer.Officer);
            _inDoubt.Add(offer.Case.Id);
        }
    }

    private ReserveCapacity Reservation(InspectionView @case, DateTimeOffset offerExpires, string officer, bool overload = false) => new()
    {
        CommandId = Attempt($"reserve {@case.Id} {officer}"),
        Actor = s_self,
        Inspection = @case.Id,
        Minutes = @case.LoadMinutes,
        ExpiresAt = offerExpires + InspectionLimits.ReminderMax + s_reservationMargin,
        AllowOverload = overload,
        BasedOnEpoch = @case.Epoch,
    };

    private ReleaseCapacity Giving(InspectionId inspection, OfficerId officer) =>
        new() { CommandId = Attempt($"release {inspection} {officer}"), Actor = s_self, Inspection = inspection };

    /// <summary>Not repeated by the balancer itself: a new plan is a new attempt, told apart by the recorded version and a count.</summary>
    private CommandId Attempt(string what) => DerivedCommandId.Of($"{Source}/{Now.UtcTicks}/{what}", Version, (int)(++_attempts & int.MaxValue));

    /// <summary>A case must not starve because everybody else is gone: declines and unanswered offers are forgotten, with the reason recorded.</summary>
    private async Task RelaxExclusions(ImmutableArray<InspectionId> blocked)
    {
        foreach (var gone in _onlyNotAgainSince.Keys.Except(blocked).ToArray())
            _onlyNotAgainSince.Remove(gone);
        foreach (var id in blocked)
        {
            if (_onlyNotAgainSince.TryAdd(id, Now) || Now - _onlyNotAgainSince[id] < s_relaxAfter)
                continue;
            _onlyNotAgainSince.Remove(id);
            await GrainFactory.Inspection(id).Relax(new RelaxExclusions
            {
                CommandId = Attempt($"relax {id}"),
                Actor = s_self,
                BasedOnVersion = _book.Cases.GetValueOrDefault(id)?.Version ?? 0,
                Reason = $"nobody else could take it for {s_relaxAfter.TotalMinutes:0} min",
            });
            await AskCase(id);
        }
    }

    /// <summary>Raises or returns the queue alarm when it changes; after a restart says once what is so.</summary>
    private async Task TellQueue()
    {
        var queue = _book.Cases.Values.Count(@case => @case.Status is InspectionStatus.Queued);
        var limit = _settings?.QueueLimit ?? DefaultQueueLimit;
        var stands = QueueAlarm.Stands(_queueAlarm ?? false, queue, limit);
        if (stands == _queueAlarm)
            return;
        var (board, alarm) = (GrainFactory.AlarmBoard(Port), new AlarmId($"queue-limit/{Port}"));
        var result = stands
            ? await board.Raise(AlarmCatalogue.QueueLimit.Raise(s_self, alarm, $"{queue} cases wait for an officer", AlarmRootCause.Queue(Port)) with
            {
                CommandId = Attempt("queue alarm"), Cause = $"more than the port's limit of {limit}",
            })
            : await board.Return(new ReturnAlarm { CommandId = Attempt("queue alarm"), Actor = s_self, Alarm = alarm });
        if (result.IsAccepted)
            _queueAlarm = stands;
    }
}
