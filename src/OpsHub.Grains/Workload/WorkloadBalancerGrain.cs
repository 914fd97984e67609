using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Workload;
using OpsHub.Domain.Workload;
using OpsHub.Grains.Deadlines;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Workload;

/// <summary>
/// A port's dispatcher. Key: <see cref="PortId"/>. It owns nothing: cases belong to inspections, capacity to officers. It
/// keeps their newest views, plans on an immutable snapshot of them, and carries a plan out by reservation at the officer
/// and offer at the inspection, each of which may refuse what has changed meanwhile.
/// </summary>
/// <remarks>
/// Durable: whom to ask after a restart (new ones before their news is acknowledged), what makes plans better (once a
/// minute), unpublished decisions. Called by inspections, officers and the gateway. News and reads interleave: each is one
/// synchronous step on immutable views. Decisions and moves do not: they run in turns of their own. A reminder a minute
/// wakes it, and it wakes the inspections and officers whose deadlines passed meanwhile.
/// </remarks>
internal sealed partial class WorkloadBalancerGrain : PublishingGrain<WorkloadState, WorkloadEvent>, IWorkloadBalancerGrain, IRemindable
{
    private const string WakeUp = "wake-up";
    private static readonly Actor s_self = Actor.Of(DispatchPlanner.DecidedBy);

    /// <summary>Cases in one view at most, as the contract says.</summary>
    private const int ViewedCases = 5_000;

    private readonly IPersistentState<OpenCases> _open;
    private readonly IPersistentState<DispatchMemory> _stored;
    private readonly SharedWrite _writeOpen;
    private readonly SharedWrite _writeMemory;
    private readonly HashSet<InspectionId> _durableCases = [];
    private readonly HashSet<OfficerId> _durableOfficers = [];
    private readonly ReasonBook _reasons = new();
    private WorkloadBook _book = WorkloadBook.Empty;
    private WorkloadView? _view;
    private Task? _reasonsLoaded;

    public WorkloadBalancerGrain(
        [PersistentState("balancer")] IPersistentState<EntityRecord<WorkloadState>> stored,
        [PersistentState("open-cases")] IPersistentState<OpenCases> open,
        [PersistentState("dispatch-memory")] IPersistentState<DispatchMemory> memory,
        PublicationServices services)
        : base(stored, services)
    {
        _open = open;
        _stored = memory;
        _writeOpen = new SharedWrite(WriteOpen);
        _writeMemory = new SharedWrite(WriteMemory);
    }

    private PortId Port => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (_open.RecordExists)
        {
            _durableCases.UnionWith(_open.State.Cases);
            _durableOfficers.UnionWith(_open.State.Officers);
        }

        _memory = _stored.RecordExists ? _stored.State : new DispatchMemory();
        await this.RegisterOrUpdateReminder(WakeUp, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        StartUpkeep();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await KeepMemory();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task InspectionChanged(InspectionView inspection)
    {
        Learn(inspection);
        if (_book.Cases.ContainsKey(inspection.Id) && !_durableCases.Contains(inspection.Id))
            await _writeOpen.Run();
    }

    public async Task OfficerChanged(OfficerView officer)
    {
        Learn(officer);
        if (!_durableOfficers.Contains(officer.Profile.Officer))
            await _writeOpen.Run();
    }

    public Task<WorkloadView> Workload() => Task.FromResult(_view ??= new WorkloadView(
        Port, _book.Version, Now, _book.OfficersOf(Port), [.. DispatchPlanner.ByUrgency(_book.Cases.Values).Take(ViewedCases)]));

    /// <summary>The latest decision; for a case that waits, what a decision would weigh now.</summary>
    public async Task<AssignmentReasons?> Why(InspectionId inspection)
    {
        if (_book.Cases.TryGetValue(inspection, out var @case) && @case.Status is InspectionStatus.Queued)
            return DispatchPlanner.Explain(Snapshot(), @case);
        if (_reasons.Find(inspection) is null)
            await (_reasonsLoaded is { IsFaulted: false } loading ? loading : _reasonsLoaded = LoadReasons());
        return _reasons.Find(inspection);
    }

    /// <summary>Being called woke the grain; upkeep does the rest.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    protected override WorkloadState Evolve(WorkloadState? state, WorkloadEvent happened, DateTimeOffset at, Actor by)
    {
        state ??= new WorkloadState();
        return happened is AssignmentDecided ? state with { Decisions = state.Decisions + 1 } : state;
    }

    protected override PortId? PortOf(WorkloadState? state) => Port;

    protected override WorkloadEvent? Refused(Command command, Refusal refusal) => command is MoveCase move
        ? new WorkloadCommandRefused { Inspection = move.Inspection, Command = nameof(MoveCase), Refusal = refusal }
        : null;

    /// <summary>Takes news that is newer, and has a plan made soon: at once for a P1 that waits.</summary>
    private void Learn(InspectionView @case)
    {
        var before = _book.Cases.GetValueOrDefault(@case.Id);
        var next = _book.Take(@case, Now);
        if (ReferenceEquals(next, _book))
            return;
        (_book, _view) = (next, null);
        Remember(before, @case);
        Wake(@case is { Priority: CasePriority.P1, Status: InspectionStatus.Queued } ? TimeSpan.Zero : s_soon);
    }

    private void Learn(OfficerView officer)
    {
        var next = _book.Take(officer, Now);
        if (ReferenceEquals(next, _book))
            return;
        (_book, _view) = (next, null);
        Wake(s_soon);
    }

    private DispatchSnapshot Snapshot() => new()
    {
        Now = Now,
        Cases = _book.Cases,
        Officers = _book.OfficersOf(Port),
        Travel = _travel,
        History = _memory.History,
        Perturbation = _perturbation,
        Hold = [.. _inDoubt],
    };

    private async Task WriteOpen()
    {
        var officers = _book.Officers.Values.Where(officer => officer.Profile.HomePort == Port).Select(officer => officer.Profile.Officer);
        // Those not heard of since the restart are still to be asked.
        var next = new OpenCases
        {
            Cases = [.. _book.Cases.Keys.Concat(_unheard).Distinct()],
            Officers = [.. officers.Concat(_unheardOfficers).Distinct()],
        };
        _open.State = next;
        try
        {
            await _open.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        _durableCases.Clear();
        _durableCases.UnionWith(next.Cases);
        _durableOfficers.UnionWith(next.Officers);
    }
}
