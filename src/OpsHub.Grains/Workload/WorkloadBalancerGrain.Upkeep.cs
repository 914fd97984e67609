using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Workload;
using OpsHub.Domain.Workload;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Workload;

/// <content>
/// Self-healing: everybody is asked again every few minutes, those in doubt at once; the port's settings are refreshed.
/// Runs beside decisions, since each answer is one synchronous step.
/// </content>
internal sealed partial class WorkloadBalancerGrain
{
    private const int DefaultOfferSeconds = 120;
    private const int DefaultQueueLimit = 40;

    /// <summary>Rounds in which everybody is asked once: 12 x 15 s = 3 min (default).</summary>
    private const int RoundsPerCycle = 12;

    /// <summary>Asked together: enough to overlap reads after a restart, few enough to leave room for callers.</summary>
    private const int AskedTogether = 64;

    private const int DecisionsPerLogEnd = 100;

    /// <summary>Discriminator of <see cref="AssignmentDecided"/>.</summary>
    private const string DecidedType = "assignmentDecided";

    private static readonly TimeSpan s_upkeep = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_settingsAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_memoryAge = TimeSpan.FromMinutes(1);

    private readonly HashSet<InspectionId> _unheard = [];
    private readonly HashSet<OfficerId> _unheardOfficers = [];
    private readonly Queue<InspectionId> _toAsk = new();
    private readonly Queue<OfficerId> _officersToAsk = new();
    private DispatchMemory _memory = new();
    private DispatchMemory? _written;
    private DateTimeOffset _memoryAt;
    private PortConfiguration? _settings;
    private DateTimeOffset _settingsAt;
    private SelectivitySnapshot? _seed;
    private Perturbation? _perturbation;
    private ZoneTravel _travel = ZoneTravel.Unknown;

    private int OfferSeconds => _settings?.OfferSeconds ?? DefaultOfferSeconds;

    private void StartUpkeep()
    {
        _written = _memory;
        _memoryAt = Now;
        _unheard.UnionWith(_durableCases);
        _unheardOfficers.UnionWith(_durableOfficers);
        this.RegisterGrainTimer(Upkeep, new GrainTimerCreationOptions(TimeSpan.Zero, s_upkeep) { Interleave = true });
    }

    private async Task Upkeep()
    {
        try
        {
            if (Now - _settingsAt >= s_settingsAge)
                await RefreshSettings();
            await Ask(CasesToAsk(), AskCase);
            await Ask(OfficersToAsk(), AskOfficer);
            if (!ReferenceEquals(_memory, _written) && Now - _memoryAt >= s_memoryAge)
                await _writeMemory.Run();
        }
        catch (Exception error)
        {
            Log.LogWarning(error, "{Source}: upkeep failed; the next round repeats it.", Source);
        }

        // Time alone changes who may take what: a break is over, an offer of ten minutes ago is forgotten.
        Wake(s_soon);
    }

    /// <summary>After a restart all that were known; then those in doubt, and a share of the others.</summary>
    private List<InspectionId> CasesToAsk()
    {
        var now = Now;
        var overdue = _book.Cases.Values.Where(@case => @case.OfferExpiresAt <= now - s_upkeep).Select(@case => @case.Id)
            .OrderBy(id => id.Value, StringComparer.Ordinal);
        var asked = _unheard.Concat(_inDoubt).Concat(overdue).Distinct().ToList();
        if (_toAsk.Count == 0)
        {
            foreach (var id in _book.Cases.Keys.OrderBy(id => id.Value, StringComparer.Ordinal))
                _toAsk.Enqueue(id);
        }

        var share = Math.Max(AskedTogether, _book.Cases.Count / RoundsPerCycle);
        while (share-- > 0 && _toAsk.TryDequeue(out var next))
            asked.Add(next);
        return asked;
    }

    private List<OfficerId> OfficersToAsk()
    {
        var asked = _unheardOfficers.ToList();
        if (_officersToAsk.Count == 0)
        {
            foreach (var officer in _book.OfficersOf(Port))
                _officersToAsk.Enqueue(officer.Profile.Officer);
        }

        var share = Math.Max(1, (_book.Officers.Count + RoundsPerCycle - 1) / RoundsPerCycle);
        while (share-- > 0 && _officersToAsk.TryDequeue(out var next))
            asked.Add(next);
        return asked;
    }

    private static async Task Ask<TId, TView>(List<TId> ids, Func<TId, Task<TView>> ask)
    {
        foreach (var group in ids.Chunk(AskedTogether))
            await Task.WhenAll(group.Select(ask));
    }

    /// <summary>The case as its record says, also taken into the book; null when it was never opened.</summary>
    private async Task<InspectionView?> AskCase(InspectionId id)
    {
        var @case = await GrainFactory.Inspection(id).Get();
        _unheard.Remove(id);
        _inDoubt.Remove(id);
        if (@case is not null)
            Learn(@case);
        return @case;
    }

    private async Task<OfficerView?> AskOfficer(OfficerId id)
    {
        var officer = await GrainFactory.Officer(id).Get();
        _unheardOfficers.Remove(id);
        if (officer is not null)
            Learn(officer);
        return officer;
    }

    private async Task RefreshSettings()
    {
        var port = GrainFactory.Port(Port);
        _settingsAt = Now;
        var settings = await port.Get();
        var newer = await port.Selectivity(_seed?.Version ?? 0);
        var officers = await port.Officers();
        // In one step: a decision beside this must not find the port's settings and no seed yet.
        if (newer is not null && newer.Version > (_seed?.Version ?? 0))
        {
            _seed = newer;
            _perturbation = new Perturbation(newer.Seed.AsSpan(), newer.SeedCommitment);
        }

        if (settings is not null)
        {
            _settings = settings;
            _travel = ZoneTravel.Between(settings.Places);
        }

        _unheardOfficers.UnionWith(officers.Where(id => !_book.Officers.ContainsKey(id)));
    }

    /// <summary>The officer took the case: it counts for repeats and tenure from now on.</summary>
    private void Remember(InspectionView? before, InspectionView @case)
    {
        static bool IsTaken(InspectionView? view) => view?.Status is InspectionStatus.Accepted or InspectionStatus.Examining;
        var same = before?.Epoch == @case.Epoch && IsTaken(before);
        if (IsTaken(@case) && !same && @case.Officer is { } officer)
            _memory = _memory with { History = _memory.History.With(officer, @case, Now) };
    }

    /// <summary>Before decisions are recorded: where the log ends now, every hundred of them.</summary>
    private async Task MarkLogEnd(int decisions)
    {
        var since = _memory.SinceLogEnd + decisions;
        if (since < DecisionsPerLogEnd && !_memory.LogEnds.IsEmpty)
        {
            _memory = _memory with { SinceLogEnd = since };
            return;
        }

        var end = (await GrainFactory.Ledger(Port).Head()).Sequence;
        const int kept = (ReasonBook.MaxCases / DecisionsPerLogEnd) + 1;
        var ends = _memory.LogEnds.Add(end);
        _memory = _memory with { LogEnds = ends.Length > kept ? ends.RemoveAt(0) : ends, SinceLogEnd = decisions };
    }

    private async Task LoadReasons()
    {
        var ledger = GrainFactory.Ledger(Port);
        var from = (_memory.LogEnds.IsEmpty ? 0 : _memory.LogEnds[0]) + 1;
        while (await ledger.Read(from, 1_000) is { Length: > 0 } entries)
        {
            foreach (var entry in entries.Where(entry => entry.Draft.Type == DecidedType && entry.Draft.Source == Source))
            {
                if (Publication.EventCodec<WorkloadEvent>.Read(entry.Draft.Data) is AssignmentDecided decided)
                    _reasons.Add(decided.Reasons);
            }

            from = entries[^1].Sequence + 1;
        }
    }

    private async Task KeepMemory()
    {
        try
        {
            if (!ReferenceEquals(_memory, _written))
                await _writeMemory.Run();
        }
        catch (Exception error)
        {
            Log.LogInformation(error, "{Source}: the dispatch memory was not written; a minute of it is lost.", Source);
        }
    }

    private async Task WriteMemory()
    {
        var memory = _memory;
        _stored.State = memory;
        await _stored.WriteStateAsync();
        (_written, _memoryAt) = (memory, Now);
    }
}
