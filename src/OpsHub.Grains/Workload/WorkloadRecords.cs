using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Domain.Workload;

namespace OpsHub.Grains.Workload;

/// <summary>The balancer's own state: nothing but a count, since all it knows belongs to others and is asked again.</summary>
public sealed record WorkloadState
{
    /// <summary>Decisions and moves recorded so far.</summary>
    public long Decisions { get; init; }
}

/// <summary>Whom to ask after a restart. Written when somebody new comes; those who left go with the next write.</summary>
public sealed record OpenCases
{
    public ImmutableArray<InspectionId> Cases { get; init; } = [];

    public ImmutableArray<OfficerId> Officers { get; init; } = [];
}

/// <summary>
/// What makes plans better and is not worth a write each time: at most a minute of it is lost in a crash.
/// </summary>
public sealed record DispatchMemory
{
    public PairHistory History { get; init; } = PairHistory.Empty;

    /// <summary>
    /// Ends of the port's log at every hundredth decision, oldest first, at most 21: from the first on it holds the
    /// reasons of the latest 2,000.
    /// </summary>
    public ImmutableArray<long> LogEnds { get; init; } = [];

    /// <summary>Decisions since the last of <see cref="LogEnds"/>.</summary>
    public int SinceLogEnd { get; init; }
}

/// <summary>The balancer decided: no one asked.</summary>
internal sealed record RecordDecisions : Command;
