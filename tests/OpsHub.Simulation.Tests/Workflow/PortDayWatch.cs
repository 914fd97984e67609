using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Domain.Ledger;
using OpsHub.Domain.Officers;
using OpsHub.Embedded.Simulation;
using OpsHub.Storage.Journals;
using OpsHub.Testing.Storage;

namespace OpsHub.Simulation.Tests.Workflow;

/// <summary>
/// What must hold at every moment, checked against the ledger as it is durable: the chain, the sequences of every source,
/// one holder at a time, started work not moved, capacity kept, and nothing acknowledged missing.
/// </summary>
internal sealed class PortDayWatch(InMemoryJournal journal, SimulatedHost host)
{
    private readonly LedgerVerifier _verifier = new();
    private readonly Dictionary<string, long> _sources = [];
    private readonly Dictionary<InspectionId, (OfficerId? Holder, long Epoch, bool Started)> _holders = [];
    private readonly Dictionary<OfficerId, (InspectionId Inspection, long Epoch)> _startedBy = [];
    private readonly HashSet<(string What, InspectionId Inspection, OfficerId Officer, long Epoch)> _acknowledged = [];
    private readonly HashSet<(string What, InspectionId Inspection, OfficerId Officer, long Epoch)> _recorded = [];
    private readonly HashSet<OfficerId> _overloadable = [];

    public List<ShipmentId> Shipments { get; } = [];

    /// <summary>Events by type.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public long Checked => _verifier.Sequence;

    public void Lodged(ShipmentId shipment) => Shipments.Add(shipment);

    public void Acknowledged(string what, InspectionId inspection, OfficerId officer, long epoch) => _acknowledged.Add((what, inspection, officer, epoch));

    public void MayOverload(OfficerId officer) => _overloadable.Add(officer);

    public void Saw(OfficerView officer)
    {
        var limit = OfficerRules.LoadLimit(officer.Profile.CapacityMinutes, _overloadable.Contains(officer.Profile.Officer));
        if (officer.LoadMinutes > limit)
            Broken($"{officer.Profile.Officer} carries {officer.LoadMinutes} of {limit} minutes: {string.Join(", ", officer.Assignments.Select(a => $"{a.Inspection} {a.Stage} {a.Epoch}"))}");
        if (officer.Assignments.Count(a => a.Stage is AssignmentStage.Examining) > 1)
            Broken($"{officer.Profile.Officer} examines two cases");
    }

    /// <summary>Takes in what the ledger has since the last look.</summary>
    public void CheckLog()
    {
        foreach (var entry in Read())
        {
            if (_verifier.Add(entry.Bytes.Span) is { } broken)
                Broken($"the chain breaks at {broken.Sequence}: {broken.Detail}");
            var draft = LedgerEntryCodec.Decode(entry.Bytes.Span).Draft;
            if (draft.SourceSequence != _sources.GetValueOrDefault(draft.Source) + 1)
                Broken($"{draft.Source}: {draft.SourceSequence} follows {_sources.GetValueOrDefault(draft.Source)}");
            _sources[draft.Source] = draft.SourceSequence;
            Counts[draft.Type] = Counts.GetValueOrDefault(draft.Type) + 1;
            if (draft.Topic == Topics.Inspections)
                Take(JsonSerializer.Deserialize<InspectionEvent>(draft.Data, ContractJson.Options)!);
            else if (draft.Topic == Topics.Officers && JsonSerializer.Deserialize<OfficerEvent>(draft.Data, ContractJson.Options)!.After is { } officer)
                Saw(officer);
        }
    }

    /// <summary>At the end of the day: every answer that was acknowledged is in the ledger.</summary>
    public void CheckNothingIsLost()
    {
        CheckLog();
        foreach (var missing in _acknowledged.Where(a => !_recorded.Contains(a)))
            Broken($"{missing} was acknowledged and is not in the ledger");
    }

    private List<JournalEntry> Read()
    {
        // The double answers at once, so reading it needs no await.
        var entries = new List<JournalEntry>();
        var reader = journal.ReadAsync(PortLog.StreamOf(PortDay.Port), _verifier.Sequence + 1, int.MaxValue).GetAsyncEnumerator();
        while (reader.MoveNextAsync() is { IsCompleted: true } next && next.Result)
            entries.Add(reader.Current);
        return entries;
    }

    private void Take(InspectionEvent happened)
    {
        var id = happened.Inspection;
        var (holder, epoch, started) = _holders.GetValueOrDefault(id);
        if (happened is InspectionCommandRefused)
            return;
        var after = happened.After!;
        if (started && happened is not (FindingsSubmitted or InspectionOverdue))
            Broken($"{id} was started by {holder} and then came {happened.GetType().Name}");
        if (happened is InspectionOffered && holder is not null)
            Broken($"{id} was offered to {after.Officer} while {holder} had it");
        if (happened is FindingsSubmitted submitted && submitted.Officer != holder)
            Broken($"{id} was finished by {submitted.Officer}, held by {holder}");
        if (after.Epoch < epoch || (after.Officer != holder && after.Epoch == epoch && happened is not InspectionOpened))
            Broken($"{id} changed hands without a new epoch: {happened.GetType().Name}");
        CheckOneStart(happened, after);
        Note(happened, after);
        var open = after.Status is not (InspectionStatus.Closed or InspectionStatus.Cancelled);
        _holders[id] = (open ? after.Officer : null, after.Epoch, after.Status is InspectionStatus.Examining);
    }

    private void CheckOneStart(InspectionEvent happened, InspectionView after)
    {
        if (happened is InspectionStarted)
        {
            if (_startedBy.TryGetValue(after.Officer!.Value, out var other) && other.Inspection != after.Id)
                host.Note($"{after.Officer} started {after.Id} while {other.Inspection} runs");
            _startedBy[after.Officer.Value] = (after.Id, after.Epoch);
        }
        else if (happened is FindingsSubmitted submitted)
        {
            _startedBy.Remove(submitted.Officer);
        }
    }

    private void Note(InspectionEvent happened, InspectionView after)
    {
        switch (happened)
        {
            case InspectionAccepted accepted:
                _recorded.Add(("Accept", after.Id, accepted.Officer, after.Epoch));
                break;
            case InspectionStarted started:
                _recorded.Add(("Start", after.Id, started.Officer, after.Epoch));
                break;
            case FindingsSubmitted submitted:
                _recorded.Add(("Finish", after.Id, submitted.Officer, after.Epoch));
                break;
            case InspectionDeclined declined:
                // The case is in a new epoch; the answer was given in the one before.
                _recorded.Add(("Decline", after.Id, declined.Officer, after.Epoch - 1));
                break;
        }
    }

    private static void Broken(string what) => throw new InvariantBroken(what);
}

/// <summary>The simulation found out.</summary>
internal sealed class InvariantBroken(string what) : Exception(what);
