using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Contracts.Geofences;

/// <summary>How a geofence is drawn.</summary>
[GenerateSerializer, Alias("GeofenceShape")]
public enum GeofenceShape : byte { Polygon, Circle, Corridor }

/// <summary>What a rule of a geofence watches for.</summary>
[GenerateSerializer, Alias("GeofenceCondition")]
public enum GeofenceCondition : byte
{
    /// <summary>Came in; stands until it leaves.</summary>
    Enter,

    /// <summary>Went out; stands until it comes in again.</summary>
    Leave,

    /// <summary>Inside for longer than <see cref="GeofenceRule.Seconds"/>; stands until it leaves.</summary>
    Dwell,

    /// <summary>Inside and faster than <see cref="GeofenceRule.Knots"/> for <see cref="GeofenceRule.Seconds"/>.</summary>
    Speed,

    /// <summary>Inside and not heard for <see cref="GeofenceRule.Seconds"/>: a dark vessel. Stands until it is heard.</summary>
    Silence,

    /// <summary>
    /// Inside, not faster than <see cref="GeofenceRule.Knots"/> and within <see cref="GeofenceRule.RadiusMetres"/> of one
    /// place for <see cref="GeofenceRule.Seconds"/>.
    /// </summary>
    Loitering,

    /// <summary>Left a corridor over its side, not over an end; stands until it comes in again.</summary>
    Deviation,
}

/// <summary>The alarm a rule raises while its condition stands.</summary>
/// <param name="Cause">Null: the rule itself says it.</param>
/// <param name="Consequence">What happens if nobody answers.</param>
/// <param name="Response">What to do.</param>
/// <param name="Owner">Role that answers.</param>
/// <param name="TimeToRespondSeconds">10 to 86,400.</param>
[GenerateSerializer, Immutable, Alias("GeofenceAlarm")]
public sealed record GeofenceAlarm(
    [property: Id(0)] AlarmPriority Priority,
    [property: Id(1)] string? Cause,
    [property: Id(2)] string Consequence,
    [property: Id(3)] string Response,
    [property: Id(4)] string Owner,
    [property: Id(5)] int TimeToRespondSeconds);

/// <summary>What is watched for in a geofence, and what follows. Without an alarm it is an event in the port's log.</summary>
[GenerateSerializer, Immutable, Alias("GeofenceRule")]
public sealed record GeofenceRule
{
    [Id(0)] public required GeofenceCondition On { get; init; }

    /// <summary>Kinds of tracker it is about; empty = all. At most 16.</summary>
    [Id(1)] public ImmutableArray<TrackKind> Kinds { get; init; } = [];

    /// <summary>Dwell, silence, loitering: 10 to 604,800. Speed: 0 to 3,600. Elsewhere 0.</summary>
    [Id(2)] public int Seconds { get; init; }

    /// <summary>Speed and loitering: above 0 to 100. Elsewhere 0.</summary>
    [Id(3)] public double Knots { get; init; }

    /// <summary>Loitering: 10 to 20,000. Elsewhere 0.</summary>
    [Id(4)] public double RadiusMetres { get; init; }

    /// <summary>Null: an event only.</summary>
    [Id(5)] public GeofenceAlarm? Alarm { get; init; }
}

/// <summary>A line of positions: a ring of a polygon (not closed by a repeat), the line of a corridor, a circle's centre.</summary>
/// <param name="IsHole">A hole of the last ring before it that is none.</param>
/// <param name="PositionsE7">Longitude and latitude in turn, 1e-7 degrees (1.1 cm), WGS 84.</param>
[GenerateSerializer, Immutable, Alias("GeofenceLine")]
public sealed record GeofenceLine([property: Id(0)] bool IsHole, [property: Id(1)] ImmutableArray<int> PositionsE7);

/// <summary>A geofence of a port. What lies on its edge is inside.</summary>
[GenerateSerializer, Immutable, Alias("Geofence")]
public sealed record Geofence
{
    /// <summary>Its name within the port, 1 to 64 characters.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Given by the port, 1 to 65,535; a name keeps its number.</summary>
    [Id(1)] public int Number { get; init; }

    /// <summary>One of berth, yard, gate, bay, scanner, anchorage, channel, zone, building, route.</summary>
    [Id(2)] public string Kind { get; init; } = "zone";

    [Id(3)] public required GeofenceShape Shape { get; init; }

    /// <summary>Polygon: its rings, each shell followed by its holes. Circle: its centre. Corridor: its line. At most 2,000 positions in all.</summary>
    [Id(4)] public required ImmutableArray<GeofenceLine> Lines { get; init; }

    /// <summary>Circle: 1 to 200,000. Elsewhere 0.</summary>
    [Id(5)] public double RadiusMetres { get; init; }

    /// <summary>Corridor: whole width, 1 to 100,000. Elsewhere 0.</summary>
    [Id(6)] public double WidthMetres { get; init; }

    /// <summary>What is inside has left when it is farther out than this, so that a fix's scatter at the edge is no coming and going. 0 to 1,000.</summary>
    [Id(7)] public double HysteresisMetres { get; init; } = 20;

    /// <summary>At most 15.</summary>
    [Id(8)] public ImmutableArray<GeofenceRule> Rules { get; init; } = [];
}

/// <summary>The geofences of a port, by number. A later version has a higher number.</summary>
[GenerateSerializer, Immutable, Alias("GeofenceSet")]
public sealed record GeofenceSet(
    [property: Id(0)] long Version,
    [property: Id(1)] double PortLongitudeDegrees,
    [property: Id(2)] ImmutableArray<Geofence> Fences)
{
    public static GeofenceSet None { get; } = new(0, 0, []);
}

/// <summary>A port's geofences as a GeoJSON FeatureCollection.</summary>
[GenerateSerializer, Immutable, Alias("GeofenceDocument")]
public sealed record GeofenceDocument([property: Id(0)] long Version, [property: Id(1)] string GeoJson);

/// <summary>
/// Sets the port's geofences. A feature that is wrong is refused by itself: a geofence of its name that was there before stays.
/// </summary>
[GenerateSerializer, Immutable, Alias("PutGeofences")]
public sealed record PutGeofences : Command
{
    /// <summary>GeoJSON (RFC 7946): a FeatureCollection, or one Feature.</summary>
    [Id(0)] public required string GeoJson { get; init; }

    /// <summary>True: geofences the collection does not name are removed.</summary>
    [Id(1)] public bool ReplaceAll { get; init; }

    /// <summary>For one feature: the name it must have. Null for a collection.</summary>
    [Id(2)] public string? Name { get; init; }
}

[GenerateSerializer, Immutable, Alias("RemoveGeofence")]
public sealed record RemoveGeofence : Command
{
    [Id(0)] public required string Name { get; init; }
}

/// <summary>What became of the geofences that were put.</summary>
/// <param name="Taken">Features that were taken.</param>
/// <param name="Refused">Features that were not.</param>
/// <param name="Findings">What is wrong with the refused, at most 100.</param>
[GenerateSerializer, Immutable, Alias("GeofencesAnswer")]
public sealed record GeofencesAnswer(
    [property: Id(0)] CommandResult Result,
    [property: Id(1)] int Taken,
    [property: Id(2)] int Refused,
    [property: Id(3)] ImmutableArray<RefusalFinding> Findings);

/// <summary>A transition of a tracker at a geofence. In the port's log, not pushed: alarms are what is pushed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GeofenceEntered), "geofenceEntered")]
[JsonDerivedType(typeof(GeofenceLeft), "geofenceLeft")]
[JsonDerivedType(typeof(GeofenceDwellExceeded), "geofenceDwellExceeded")]
[JsonDerivedType(typeof(GeofenceSpeedExceeded), "geofenceSpeedExceeded")]
[JsonDerivedType(typeof(GeofenceTrackerSilent), "geofenceTrackerSilent")]
[JsonDerivedType(typeof(GeofenceLoitering), "geofenceLoitering")]
[JsonDerivedType(typeof(RouteDeviated), "routeDeviated")]
[JsonDerivedType(typeof(GeofenceConditionEnded), "geofenceConditionEnded")]
public abstract record GeofenceEvent : IPortEventData
{
    public required TrackerId Tracker { get; init; }
    public required TrackKind Kind { get; init; }

    /// <summary>Name of the geofence.</summary>
    public required string Geofence { get; init; }

    /// <summary>Event time: between two fixes it is interpolated.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public required double LatitudeDegrees { get; init; }
    public required double LongitudeDegrees { get; init; }

    /// <summary>The alarm it raised or returned; null when the rule has none.</summary>
    public AlarmId? Alarm { get; init; }

    [JsonIgnore] public string Topic => Topics.Audit;
    [JsonIgnore] public string Subject => Tracker.Value;
}

public sealed record GeofenceEntered : GeofenceEvent;

public sealed record GeofenceLeft : GeofenceEvent
{
    public required DateTimeOffset EnteredAt { get; init; }
}

public sealed record GeofenceDwellExceeded : GeofenceEvent
{
    public required int LimitSeconds { get; init; }
    public required DateTimeOffset EnteredAt { get; init; }
}

public sealed record GeofenceSpeedExceeded : GeofenceEvent
{
    public required double SpeedKnots { get; init; }
    public required double LimitKnots { get; init; }
}

/// <summary>Not heard inside: the position is the last that was.</summary>
public sealed record GeofenceTrackerSilent : GeofenceEvent
{
    public required int LimitSeconds { get; init; }
}

public sealed record GeofenceLoitering : GeofenceEvent
{
    public required double RadiusMetres { get; init; }
    public required int Seconds { get; init; }
}

public sealed record RouteDeviated : GeofenceEvent;

/// <summary>What stood does no more.</summary>
public sealed record GeofenceConditionEnded : GeofenceEvent
{
    public required GeofenceCondition Condition { get; init; }
}
