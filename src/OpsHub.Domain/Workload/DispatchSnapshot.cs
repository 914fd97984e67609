using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Workload;

namespace OpsHub.Domain.Workload;

/// <summary>Everything a plan is made from, at one moment; it does not change while the plan is made.</summary>
public sealed record DispatchSnapshot
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Every open case, queued or not: what an officer works on tells where they are and when they are free.</summary>
    public required ImmutableDictionary<InspectionId, InspectionView> Cases { get; init; }

    public required ImmutableArray<OfficerView> Officers { get; init; }

    public ZoneTravel Travel { get; init; } = ZoneTravel.Unknown;

    public PairHistory History { get; init; } = PairHistory.Empty;

    /// <summary>Null: costs are not perturbed.</summary>
    public Perturbation? Perturbation { get; init; }

    public DispatchWeights Weights { get; init; } = DispatchWeights.Default;

    /// <summary>Cases that must wait, such as those whose record has to be asked first.</summary>
    public ImmutableHashSet<InspectionId> Hold { get; init; } = [];
}

/// <summary>A plan: offers to make, most urgent first, and what stood in the way of the others.</summary>
/// <param name="Offers">At most the asked number.</param>
/// <param name="OnlyNotAgain">Queued cases that nobody may take except officers who declined or did not answer.</param>
/// <param name="More">True when another plan right after this one may place more.</param>
public sealed record DispatchPlan(
    ImmutableArray<PlannedOffer> Offers,
    ImmutableArray<InspectionId> OnlyNotAgain,
    bool More);

/// <param name="Case">As in the snapshot: its version and epoch are what the plan was based on.</param>
public sealed record PlannedOffer(InspectionView Case, OfficerId Officer, AssignmentReasons Reasons);
