using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Domain.Ports;

/// <summary>A port as it is stored.</summary>
public sealed record PortState
{
    public required PortConfiguration Configuration { get; init; }

    /// <summary>Live profiles, by id.</summary>
    public ImmutableSortedDictionary<string, ProfileDefinition> Profiles { get; init; } = ImmutableSortedDictionary<string, ProfileDefinition>.Empty;

    /// <summary>Registered officers, sorted.</summary>
    public ImmutableSortedSet<string> Officers { get; init; } = [];

    /// <summary>Oldest first. The last is the one in use, or about to be; older ones stay until they are revealed.</summary>
    public ImmutableArray<DailySeed> Seeds { get; init; } = [];

    /// <summary>Counts everything that changes what evaluators do.</summary>
    public long SelectivityVersion { get; init; }
}

/// <summary>The secret of a day's random draws. Its commitment is in the ledger; it itself only here, until it is revealed.</summary>
/// <param name="Day">Day by the port's clock.</param>
/// <param name="Seed">Lower-case hex, 32 bytes.</param>
/// <param name="Commitment">SHA-256 of the seed, lower-case hex.</param>
/// <param name="CommittedAt">When the commitment was written.</param>
public sealed record DailySeed(DateOnly Day, string Seed, string Commitment, DateTimeOffset CommittedAt);
