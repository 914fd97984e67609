using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Domain.Ports;

/// <summary>A port as it is stored.</summary>
public sealed record PortState
{
    public required PortConfiguration Configuration { get; init; }

    /// <summary>Live profiles, by id.</summary>
    public ImmutableSortedDictionary<string, ProfileDefinition> Profiles { get; init; } = ImmutableSortedDictionary<string, ProfileDefinition>.Empty;

    /// <summary>Ids of profiles that were live once and are not now; null: none.</summary>
    public ImmutableSortedSet<string>? RetiredProfiles { get; init; }

    /// <summary>Registered officers, sorted.</summary>
    public ImmutableSortedSet<string> Officers { get; init; } = [];

    /// <summary>Oldest first. The last is the one in use, or about to be; older ones stay until they are revealed.</summary>
    public ImmutableArray<DailySeed> Seeds { get; init; } = [];

    /// <summary>Its meridian is the port's when the first geofence was set: what fits it then fits it when the port is corrected.</summary>
    [JsonIgnore]
    public GeofenceSet Geofences
    {
        get => StoredGeofences ?? GeofenceSet.None;
        init => StoredGeofences = value;
    }

    /// <summary>Null before the first: a port without is stored as it was before there were geofences.</summary>
    [JsonPropertyName("geofences")]
    public GeofenceSet? StoredGeofences { get; init; }

    /// <summary>The last number given to a geofence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int GeofenceNumber { get; init; }

    /// <summary>Counts everything that changes what evaluators do.</summary>
    public long SelectivityVersion { get; init; }
}

/// <summary>The secret of a day's random draws. Its commitment is in the ledger; it itself only here, until it is revealed.</summary>
/// <param name="Day">Day by the port's clock.</param>
/// <param name="Seed">Lower-case hex, 32 bytes.</param>
/// <param name="Commitment">SHA-256 of the seed, lower-case hex.</param>
/// <param name="CommittedAt">When the commitment was written.</param>
public sealed record DailySeed(DateOnly Day, string Seed, string Commitment, DateTimeOffset CommittedAt);
