using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;

namespace OpsHub.Contracts.Workload;

/// <summary>A candidate for a case, with what it would cost, or why it was excluded.</summary>
/// <param name="Cost">Sum of <paramref name="Terms"/>, in minutes of equivalent lateness; null when excluded.</param>
/// <param name="Exclusion">Name of the hard rule, such as <c>NoCapacity</c>, <c>MissingSkill</c>, <c>OffShift</c>; null when eligible.</param>
[GenerateSerializer, Immutable, Alias("Candidate")]
public sealed record Candidate(
    [property: Id(0)] OfficerId Officer,
    [property: Id(1)] double? Cost,
    [property: Id(2)] ImmutableArray<CostTerm> Terms,
    [property: Id(3)] string? Exclusion,
    [property: Id(4)] string? ExclusionDetail);

[GenerateSerializer, Immutable, Alias("CostTerm")]
public sealed record CostTerm([property: Id(0)] string Name, [property: Id(1)] double Minutes);

/// <summary>"Why this officer?": every candidate, cost and exclusion of the latest decision for a case.</summary>
/// <param name="Candidates">Eligible ones by cost, then the excluded by id.</param>
/// <param name="SeedCommitment">SHA-256 hex of the committed seed the costs were perturbed with; null when they were not.</param>
[GenerateSerializer, Immutable, Alias("AssignmentReasons")]
public sealed record AssignmentReasons(
    [property: Id(0)] InspectionId Inspection,
    [property: Id(1)] DateTimeOffset DecidedAt,
    [property: Id(2)] OfficerId? Chosen,
    [property: Id(3)] string DecidedBy,
    [property: Id(4)] ImmutableArray<Candidate> Candidates,
    [property: Id(5)] string? SeedCommitment = null);

/// <summary>The port's work at one moment.</summary>
/// <param name="Version">Grows with every change; moves are sent with the version they were based on.</param>
/// <param name="Cases">Open cases, by priority, then due time; at most 5,000.</param>
[GenerateSerializer, Immutable, Alias("WorkloadView")]
public sealed record WorkloadView(
    [property: Id(0)] PortId Port,
    [property: Id(1)] long Version,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] ImmutableArray<OfficerView> Officers,
    [property: Id(4)] ImmutableArray<InspectionView> Cases);

/// <summary>A supervisor moves a case to an officer, or back to the queue.</summary>
[GenerateSerializer, Immutable, Alias("MoveCase")]
public sealed record MoveCase : Command
{
    [Id(0)] public required InspectionId Inspection { get; init; }

    /// <summary>Null: back to the queue.</summary>
    [Id(1)] public OfficerId? To { get; init; }

    /// <summary>Version of the inspection the supervisor saw.</summary>
    [Id(2)] public required long BasedOnVersion { get; init; }

    [Id(3)] public string? Reason { get; init; }
}

/// <summary>What a move would do, shown before it is sent.</summary>
/// <param name="Refusal">Why it can't be done; null when it can.</param>
/// <param name="LateCases">Cases of that officer expected to finish after their due time.</param>
[GenerateSerializer, Immutable, Alias("MoveEffect")]
public sealed record MoveEffect(
    [property: Id(0)] InspectionId Inspection,
    [property: Id(1)] OfficerId? From,
    [property: Id(2)] double? FromLoadPercentBefore,
    [property: Id(3)] double? FromLoadPercentAfter,
    [property: Id(4)] OfficerId? To,
    [property: Id(5)] double? ToLoadPercentBefore,
    [property: Id(6)] double? ToLoadPercentAfter,
    [property: Id(7)] int LateCases,
    [property: Id(8)] Refusal? Refusal);

/// <summary>
/// A port's dispatcher. Key: <see cref="PortId"/>. Durable: the open cases it knows, reasons of the latest decisions;
/// both can be rebuilt from inspections and officers. A decision runs in a timer turn; news and reads interleave with it,
/// since each is one synchronous step on versioned, immutable views.
/// </summary>
[Alias("IWorkloadBalancerGrain")]
public interface IWorkloadBalancerGrain : IGrainWithStringKey
{
    /// <summary>An inspection's record changed; idempotent, older versions are ignored.</summary>
    [Alias("InspectionChanged"), AlwaysInterleave] Task InspectionChanged(InspectionView inspection);

    /// <summary>An officer's record changed; idempotent, older versions are ignored.</summary>
    [Alias("OfficerChanged"), AlwaysInterleave] Task OfficerChanged(OfficerView officer);

    [Alias("Move")] Task<CommandResult> Move(MoveCase command);
    [Alias("PreviewMove"), AlwaysInterleave] Task<MoveEffect> PreviewMove(InspectionId inspection, OfficerId? to);
    [Alias("Workload"), AlwaysInterleave] Task<WorkloadView> Workload();
    [Alias("Why"), AlwaysInterleave] Task<AssignmentReasons?> Why(InspectionId inspection);
}

/// <summary>Decisions of the dispatcher. In the ledger only: what they lead to shows as events of the inspection.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AssignmentDecided), "assignmentDecided")]
[JsonDerivedType(typeof(CaseMoved), "caseMoved")]
[JsonDerivedType(typeof(WorkloadCommandRefused), "workloadCommandRefused")]
public abstract record WorkloadEvent : IPortEventData
{
    public required InspectionId Inspection { get; init; }
    [JsonIgnore] public string Topic => Topics.Audit;
    [JsonIgnore] public string Subject => Inspection.Value;
}

/// <summary>The balancer offered a case, with everything it weighed.</summary>
public sealed record AssignmentDecided : WorkloadEvent { public required AssignmentReasons Reasons { get; init; } }

/// <summary>A supervisor moved a case.</summary>
public sealed record CaseMoved : WorkloadEvent
{
    public OfficerId? From { get; init; }

    /// <summary>Null: back to the queue.</summary>
    public OfficerId? To { get; init; }

    public string? Reason { get; init; }

    /// <summary>Load of the receiving officer after the move, percent of capacity; null for the queue.</summary>
    public double? ToLoadPercent { get; init; }
}

public sealed record WorkloadCommandRefused : WorkloadEvent
{
    public required string Command { get; init; }
    public required Refusal Refusal { get; init; }
}
