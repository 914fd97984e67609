using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Contracts.Ports;

/// <summary>A place within the port: berth, yard, gate, inspection bay, scanner, anchorage.</summary>
/// <param name="Kind">One of berth, yard, gate, bay, scanner, anchorage, channel, zone, building.</param>
/// <param name="Capacity">Things at once, for bays, scanners and gates; null elsewhere.</param>
[GenerateSerializer, Immutable, Alias("PortPlace")]
public sealed record PortPlace(
    [property: Id(0)] string Name,
    [property: Id(1)] string Kind,
    [property: Id(2)] double LatitudeDegrees,
    [property: Id(3)] double LongitudeDegrees,
    [property: Id(4)] int? Capacity = null);

/// <summary>How long a device may be silent, by class, seconds: 30 to 86,400, or 0 for never an alarm.</summary>
/// <param name="OfficerSeconds">Phones of officers on duty.</param>
/// <param name="TruckSeconds">Trucks that carry a shipment or are inside a geofence.</param>
/// <param name="CargoSeconds">Cargo trackers likewise; they report seldom to spare their battery.</param>
[GenerateSerializer, Immutable, Alias("SilenceLimits")]
public sealed record SilenceLimits(
    [property: Id(0)] int OfficerSeconds = 300,
    [property: Id(1)] int TruckSeconds = 600,
    [property: Id(2)] int CargoSeconds = 3_600);

/// <summary>How a port is set up. Everything tunable is here (DOMAIN.md).</summary>
[GenerateSerializer, Immutable, Alias("PortConfiguration")]
public sealed record PortConfiguration
{
    [Id(0)] public required PortId Port { get; init; }
    [Id(1)] public required string Name { get; init; }

    /// <summary>IANA zone of the port clock.</summary>
    [Id(2)] public string TimeZone { get; init; } = "UTC";

    [Id(3)] public double LatitudeDegrees { get; init; }
    [Id(4)] public double LongitudeDegrees { get; init; }

    /// <summary>First zoom of the board, Web Mercator.</summary>
    [Id(5)] public double Zoom { get; init; } = 12;

    [Id(6)] public ImmutableArray<PortPlace> Places { get; init; } = [];

    /// <summary>GeoJSON FeatureCollection of the port plan: berths, yards, gates, channels, anchorages, zones. WGS 84.</summary>
    [Id(7)] public string PlanGeoJson { get; init; } = """{"type":"FeatureCollection","features":[]}""";

    /// <summary>Share of declarations drawn at random, 0 to 1.</summary>
    [Id(8)] public double RandomRate { get; init; } = 0.02;

    [Id(9)] public int RedAtScore { get; init; } = 60;
    [Id(10)] public int YellowAtScore { get; init; } = 35;
    [Id(11)] public int BlueAtScore { get; init; } = 20;

    /// <summary>Time an officer has to answer an offer, seconds.</summary>
    [Id(12)] public int OfferSeconds { get; init; } = 120;

    /// <summary>Track shards; fixed once tracks exist.</summary>
    [Id(13)] public int TrackShards { get; init; } = 4;

    /// <summary>Queue length (cases waiting) above which an alarm is raised.</summary>
    [Id(14)] public int QueueLimit { get; init; } = 40;

    /// <summary>Hours after which an agency's hold without a due time is overdue, 1 to 720; null: 24.</summary>
    [Id(15)] public int? HoldLimitHours { get; init; }

    /// <summary>Operators who share the port's alarms in a shift, 1 to 100; the targets per day are theirs together. Null: one.</summary>
    [Id(16)] public int? AlarmOperators { get; init; }

    /// <summary>When a device that should report and does not is an alarm; null: the limits' defaults.</summary>
    [Id(17)] public SilenceLimits? Silence { get; init; }
}

[GenerateSerializer, Immutable, Alias("ConfigurePort")]
public sealed record ConfigurePort : Command
{
    [Id(0)] public required PortConfiguration Configuration { get; init; }
}

/// <summary>
/// A port. Key: <see cref="PortId"/>. Durable: configuration, live profiles, the day's committed random seed. Not reentrant.
/// </summary>
[Alias("IPortGrain")]
public interface IPortGrain : IGrainWithStringKey
{
    [Alias("Configure")] Task<CommandResult> Configure(ConfigurePort command);

    /// <summary>Null when no such port was configured.</summary>
    [Alias("Get"), ReadOnly] Task<PortConfiguration?> Get();

    /// <summary>Called by a profile's grain: the port's snapshot gets a new version with it (null = retired).</summary>
    [Alias("SetProfile")] Task SetProfile(RiskProfileId profile, ProfileDefinition? definition);

    /// <summary>The compiled input of the evaluators; null when the version is not newer than <paramref name="newerThan"/>.</summary>
    [Alias("Selectivity"), ReadOnly] Task<SelectivitySnapshot?> Selectivity(long newerThan);

    [Alias("Profiles"), ReadOnly] Task<ImmutableArray<RiskProfileId>> Profiles();

    /// <summary>Registered officers of the port, by id.</summary>
    [Alias("Officers"), ReadOnly] Task<ImmutableArray<OfficerId>> Officers();

    /// <summary>Called by an officer's grain on registration.</summary>
    [Alias("AddOfficer")] Task AddOfficer(OfficerId officer);

    /// <summary>Takes what is right of the GeoJSON; refused as a whole when nothing is.</summary>
    [Alias("PutGeofences")] Task<GeofencesAnswer> PutGeofences(PutGeofences command);

    [Alias("RemoveGeofence")] Task<CommandResult> RemoveGeofence(RemoveGeofence command);

    /// <summary>What <see cref="PutGeofences"/> would do, without effects on trackers; nothing is changed. Null when no such port was configured.</summary>
    [Alias("CheckGeofences"), ReadOnly] Task<GeofenceTrial?> CheckGeofences(PutGeofences command);

    /// <summary>One geofence; null when there is none of this name.</summary>
    [Alias("Geofence"), ReadOnly] Task<GeofenceFeature?> Geofence(string name);

    /// <summary>The port's geofences, for its track shards; null when the version is not newer than <paramref name="newerThan"/>.</summary>
    [Alias("Geofences"), ReadOnly] Task<GeofenceSet?> Geofences(long newerThan);

    /// <summary>The port's geofences, for people; null when no such port was configured.</summary>
    [Alias("GeofenceDocument"), ReadOnly] Task<GeofenceDocument?> GeofenceDocument();
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PortConfigured), "portConfigured")]
[JsonDerivedType(typeof(SeedCommitted), "seedCommitted")]
[JsonDerivedType(typeof(SeedRevealed), "seedRevealed")]
[JsonDerivedType(typeof(GeofencesChanged), "geofencesChanged")]
public abstract record PortGrainEvent : IPortEventData
{
    public required PortId Port { get; init; }
    [JsonIgnore] public string Topic => Topics.Port;
    [JsonIgnore] public string Subject => Port.Value;
}

public sealed record PortConfigured : PortGrainEvent { public required PortConfiguration Configuration { get; init; } }

/// <summary>Geofences were set or removed.</summary>
public sealed record GeofencesChanged : PortGrainEvent
{
    /// <summary>Of the set after the change; counts up by one.</summary>
    public required long Version { get; init; }

    /// <summary>Names of those that are new or other than before; at most 4,000.</summary>
    public required ImmutableArray<string> Put { get; init; }

    /// <summary>Names of those that are gone.</summary>
    public required ImmutableArray<string> Removed { get; init; }

    /// <summary>SHA-256 of the set's GeoJSON after the change, as it is given out; lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The set after the change. Not in the log, which has its hash: it may be two megabytes.</summary>
    [JsonIgnore] public GeofenceSet? After { get; init; }

    /// <summary>The last number given to a geofence. Not in the log.</summary>
    [JsonIgnore] public int LastNumber { get; init; }
}

/// <summary>The commitment to the random seed of a day, before the first draw of that day.</summary>
public sealed record SeedCommitted : PortGrainEvent
{
    public required DateOnly Day { get; init; }

    /// <summary>SHA-256 of the seed, lower-case hex.</summary>
    public required string Commitment { get; init; }
}

/// <summary>The seed of a past day, so that anyone can repeat its draws.</summary>
public sealed record SeedRevealed : PortGrainEvent
{
    public required DateOnly Day { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string Seed { get; init; }
}
