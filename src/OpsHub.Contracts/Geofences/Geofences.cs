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

    /// <summary>
    /// Two inside, neither faster than <see cref="GeofenceRule.Knots"/>, within <see cref="GeofenceRule.RadiusMetres"/> of each
    /// other for <see cref="GeofenceRule.Seconds"/>; neither in a geofence of the kinds <see cref="GeofenceRule.ExceptIn"/>.
    /// Stands until they are half as far again apart, or one is a tenth faster, or leaves.
    /// </summary>
    Meeting,

    /// <summary>
    /// Here seals may be opened: one that is opened, or tampered with, outside of every geofence with such a rule for its
    /// tracker's kind breaks it. Stands until the seal is closed.
    /// </summary>
    Seal,
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

    /// <summary>Dwell, silence, loitering, meeting: 10 to 604,800. Speed: 0 to 3,600. Elsewhere 0.</summary>
    [Id(2)] public int Seconds { get; init; }

    /// <summary>Speed, loitering, meeting: above 0 to 100. Elsewhere 0.</summary>
    [Id(3)] public double Knots { get; init; }

    /// <summary>Loitering and meeting: 10 to 20,000. Elsewhere 0.</summary>
    [Id(4)] public double RadiusMetres { get; init; }

    /// <summary>Null: an event only.</summary>
    [Id(5)] public GeofenceAlarm? Alarm { get; init; }

    /// <summary>
    /// Meeting: kinds of geofence in which being close is no meeting, such as berth and anchorage; at most 10. Elsewhere empty.
    /// </summary>
    [Id(6)] public ImmutableArray<string> ExceptIn { get; init; } = [];
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

    /// <summary>
    /// The tag the change was made on: of the one geofence, or the set's version for a collection. <c>*</c>: there must be
    /// one. Null: whatever there is.
    /// </summary>
    [Id(3)] public string? IfMatch { get; init; }

    /// <summary>True: refused when the port has a geofence of this name, unless it is the same.</summary>
    [Id(4)] public bool IfNew { get; init; }
}

[GenerateSerializer, Immutable, Alias("RemoveGeofence")]
public sealed record RemoveGeofence : Command
{
    [Id(0)] public required string Name { get; init; }

    /// <inheritdoc cref="PutGeofences.IfMatch"/>
    [Id(1)] public string? IfMatch { get; init; }
}

/// <summary>One geofence as a GeoJSON Feature.</summary>
/// <param name="Tag">Changes with everything the feature says; 16 hex digits.</param>
[GenerateSerializer, Immutable, Alias("GeofenceFeature")]
public sealed record GeofenceFeature([property: Id(0)] string Tag, [property: Id(1)] string GeoJson);

/// <summary>What would become of geofences if they were put; nothing is changed by asking.</summary>
/// <param name="Version">Of the set it was held against.</param>
/// <param name="Taken">Features that would be taken.</param>
/// <param name="Refused">Features that would not.</param>
/// <param name="Findings">What is wrong with the refused, at most 100.</param>
/// <param name="Added">Names the port has not yet.</param>
/// <param name="Changed">Names it has, with something else.</param>
/// <param name="Unchanged">How many it has just so.</param>
/// <param name="Removed">Names that would go; empty unless the whole set is replaced.</param>
/// <param name="Effects">For the first 20 of those added and changed, and for what goes: who would come in and leave at once.</param>
[GenerateSerializer, Immutable, Alias("GeofenceCheck")]
public sealed record GeofenceCheck(
    [property: Id(0)] long Version,
    [property: Id(1)] int Taken,
    [property: Id(2)] int Refused,
    [property: Id(3)] ImmutableArray<RefusalFinding> Findings,
    [property: Id(4)] ImmutableArray<string> Added,
    [property: Id(5)] ImmutableArray<string> Changed,
    [property: Id(6)] int Unchanged,
    [property: Id(7)] ImmutableArray<string> Removed,
    [property: Id(8)] ImmutableArray<GeofenceEffect> Effects);

/// <summary>A check as the port makes it, and the geofences whose effect its shards are then asked for.</summary>
/// <param name="Trial">Those added and changed, at most 20, as they would be.</param>
[GenerateSerializer, Immutable, Alias("GeofenceTrial")]
public sealed record GeofenceTrial([property: Id(0)] GeofenceCheck Check, [property: Id(1)] GeofenceSet Trial);

/// <summary>What putting or removing one geofence does at once to those who are there.</summary>
/// <param name="InsideBefore">Trackers in it now.</param>
/// <param name="InsideAfter">Trackers that would be in it.</param>
/// <param name="Entering">Names of those who come in, at most 20; officers are counted, not named.</param>
/// <param name="Leaving">Names of those who are out, likewise.</param>
/// <param name="AlarmsEnding">Conditions with an alarm that stand now and end, because their rules change or those they are about are out.</param>
[GenerateSerializer, Immutable, Alias("GeofenceEffect")]
public sealed record GeofenceEffect(
    [property: Id(0)] string Name,
    [property: Id(1)] int InsideBefore,
    [property: Id(2)] int InsideAfter,
    [property: Id(3)] ImmutableArray<string> Entering,
    [property: Id(4)] ImmutableArray<string> Leaving,
    [property: Id(5)] int AlarmsEnding);

/// <summary>A tracker in a geofence, as its shard keeps it.</summary>
/// <param name="EnteredAt">Event time.</param>
/// <param name="Standing">Conditions that stand.</param>
[GenerateSerializer, Immutable, Alias("GeofenceOccupant")]
public sealed record GeofenceOccupant(
    [property: Id(0)] TrackerId Tracker,
    [property: Id(1)] TrackKind Kind,
    [property: Id(2)] string? Label,
    [property: Id(3)] DateTimeOffset EnteredAt,
    [property: Id(4)] double LatitudeDegrees,
    [property: Id(5)] double LongitudeDegrees,
    [property: Id(6)] ImmutableArray<GeofenceCondition> Standing);

/// <summary>Who is in a geofence, and what happened there lately.</summary>
/// <param name="Inside">Longest stay first, at most 200.</param>
/// <param name="InsideCount">Of all.</param>
/// <param name="Events">Newest first, at most 20.</param>
public sealed record GeofenceActivity(ImmutableArray<GeofenceOccupant> Inside, int InsideCount, ImmutableArray<GeofenceEventRow> Events);

/// <summary>What happened at a geofence, as in the port's log.</summary>
/// <param name="Type">As there: geofenceEntered, geofenceLeft and so on.</param>
/// <param name="Condition">What ended; null unless it is geofenceConditionEnded.</param>
/// <param name="Alarm">The alarm it raised or returned; null without.</param>
public sealed record GeofenceEventRow(
    string Type, DateTimeOffset At, TrackerId Tracker, TrackKind Kind, string? Label, GeofenceCondition? Condition, AlarmId? Alarm);

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
[JsonDerivedType(typeof(GeofenceMeeting), "geofenceMeeting")]
[JsonDerivedType(typeof(GeofenceSealBroken), "geofenceSealBroken")]
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

/// <summary>Two met; the position is the tracker's, whose id comes first of the two.</summary>
public sealed record GeofenceMeeting : GeofenceEvent
{
    /// <summary>Whom it met.</summary>
    public required TrackerId With { get; init; }

    public required TrackKind WithKind { get; init; }

    /// <summary>Since when they have been close; event time.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How far apart they were when last seen.</summary>
    public required double DistanceMetres { get; init; }
}

/// <summary>A seal was opened, or tampered with, where that is not permitted, or was carried there open. The geofence is one where it would have been.</summary>
public sealed record GeofenceSealBroken : GeofenceEvent
{
    public required SealState State { get; init; }
}

/// <summary>What stood does no more.</summary>
public sealed record GeofenceConditionEnded : GeofenceEvent
{
    public required GeofenceCondition Condition { get; init; }

    /// <summary>Of a meeting: whom it met. Elsewhere null.</summary>
    public TrackerId? With { get; init; }
}
