using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity.Conditions;

namespace OpsHub.Domain.Selectivity.Trials;

/// <summary>What a condition would have done, counted over a port's past in the order of its log. Mutable.</summary>
public sealed class ProfileTrial(Condition condition)
{
    private const int Shown = 20;

    /// <summary>Far above the examinations a port has open; beyond it, new ones are not followed.</summary>
    private const int MaxOpen = 100_000;

    private readonly Dictionary<ShipmentId, (DateTimeOffset At, string Why)> _met = [];
    private readonly Dictionary<ShipmentId, Examination> _open = [];
    private readonly SortedDictionary<DateOnly, ProfileDay> _days = [];
    private readonly Queue<Hit> _newest = new();
    private long _declarations;
    private long _hits;
    private long _confirmed;
    private long _falseAlerts;
    private long _randomExamined;
    private long _randomConfirmed;
    private long _notExamined;
    private long _addedMinutes;
    private DateTimeOffset? _from;
    private DateTimeOffset? _until;

    /// <summary>Whether a trial has to see events of this type: <see cref="ShipmentEvent"/>'s discriminator, UTF-8.</summary>
    public static bool Needs(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("declarationLodged"u8) || type.SequenceEqual("laneAssigned"u8) || type.SequenceEqual("inspectionOutcomeRecorded"u8);

    /// <param name="happened">The event.</param>
    /// <param name="at">When it was entered in the log.</param>
    public void Add(ShipmentEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case DeclarationLodged e:
                Lodged(e, at);
                break;
            case LaneAssigned e:
                Assigned(e);
                break;
            case InspectionOutcomeRecorded e:
                Settled(e, at);
                break;
        }
    }

    /// <summary>What was counted so far.</summary>
    public TrialResult Result()
    {
        var (low, high) = WilsonInterval.Of(_confirmed, _confirmed + _falseAlerts);
        var lift = RiskRatio.Of(_confirmed, _confirmed + _falseAlerts, _randomConfirmed, _randomExamined);
        return new TrialResult(
            _declarations, _hits, _confirmed, _falseAlerts, low, high, _randomExamined, _randomConfirmed, lift?.Value, lift?.Low, lift?.High,
            _notExamined, _addedMinutes, _from, _until, [.. _days.Values.TakeLast(ProfileTally.KeptDays)],
            [.. _newest.Reverse().Select(h => new TrialHit(h.Shipment, h.At, h.Lane, h.Why, h.Outcome))]);
    }

    private void Lodged(DeclarationLodged lodged, DateTimeOffset at)
    {
        _declarations++;
        _from ??= at;
        _until = at;
        // What an amendment takes back is met no more.
        _met.Remove(lodged.Shipment);
        var facts = new DeclarationFacts(lodged.Declaration);
        if (!condition.Holds(facts))
            return;
        _hits++;
        CountDay(at, d => d with { Hits = d.Hits + 1 });
        _met[lodged.Shipment] = (at, condition.Explain(facts));
    }

    /// <summary>Comes right after the lodgement it decides.</summary>
    private void Assigned(LaneAssigned assigned)
    {
        var decision = assigned.Decision;
        var isExamined = decision.Lane is Lane.Red or Lane.Yellow;
        Hit? hit = null;
        if (_met.Remove(assigned.Shipment, out var met))
        {
            hit = new Hit(assigned.Shipment, met.At, decision.Lane, met.Why);
            if (_newest.Count == Shown)
                _newest.Dequeue();
            _newest.Enqueue(hit);
            if (!isExamined)
                (_notExamined, _addedMinutes) = (_notExamined + 1, _addedMinutes + decision.LoadMinutes);
        }

        var drawn = decision.Draw is { Drawn: true };
        if (isExamined && (hit is not null || drawn) && _open.Count < MaxOpen)
            _open[assigned.Shipment] = new Examination(hit, drawn);
    }

    private void Settled(InspectionOutcomeRecorded recorded, DateTimeOffset at)
    {
        if (!_open.TryGetValue(recorded.Shipment, out var examination))
            return;
        if (examination.Hit is { } hit)
            hit.Outcome = recorded.Outcome;
        if (recorded.Outcome == InspectionOutcome.Query)
            return;
        _open.Remove(recorded.Shipment);
        var found = ProfileTally.IsConfirmed(recorded.Outcome) ? 1 : 0;
        if (examination.Drawn)
            (_randomExamined, _randomConfirmed) = (_randomExamined + 1, _randomConfirmed + found);
        if (examination.Hit is null)
            return;
        _confirmed += found;
        _falseAlerts += 1 - found;
        CountDay(at, d => d with { Confirmed = d.Confirmed + found, FalseAlerts = d.FalseAlerts + 1 - found });
    }

    private void CountDay(DateTimeOffset at, Func<ProfileDay, ProfileDay> change)
    {
        var date = DateOnly.FromDateTime(at.UtcDateTime);
        _days[date] = change(_days.GetValueOrDefault(date) ?? new ProfileDay(date, 0, 0, 0));
    }

    private sealed record Examination(Hit? Hit, bool Drawn);

    private sealed class Hit(ShipmentId shipment, DateTimeOffset at, Lane lane, string why)
    {
        public ShipmentId Shipment { get; } = shipment;

        public DateTimeOffset At { get; } = at;

        public Lane Lane { get; } = lane;

        public string Why { get; } = why;

        public InspectionOutcome? Outcome { get; set; }
    }
}
