using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Geofences;

/// <summary>A transition in the words of the port's log and of its alarm board.</summary>
public static class GeofenceEvents
{
    /// <summary>As long as an alarm's id may be.</summary>
    private const int MaxAlarmId = 200;

    /// <summary>The alarm of a condition: the same geofence, condition and tracker, or two, are the same alarm.</summary>
    public static AlarmId AlarmOf(FenceTransition transition)
    {
        ArgumentNullException.ThrowIfNull(transition);
        var about = transition.With is { } other ? $"{transition.Tracker}+{other.Tracker}" : transition.Tracker;
        var id = $"geofence/{transition.Geofence}/{Word(transition.Rule.On)}/{about}";
        // Three names as long as can be: then two of them are told by their hash.
        return new(id.Length <= MaxAlarmId ? id : $"geofence/{transition.Geofence}/{Word(transition.Rule.On)}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(about)))[..32]}");
    }

    public static GeofenceEvent Of(FenceTransition t)
    {
        ArgumentNullException.ThrowIfNull(t);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(t.At.AtUnixMs);
        var entered = DateTimeOffset.FromUnixTimeMilliseconds(t.EnteredAtUnixMs);
        var (tracker, latitude, longitude) = (new TrackerId(t.Tracker), t.At.LatitudeE7 / 1e7, t.At.LongitudeE7 / 1e7);
        AlarmId? alarm = t.Rule.Alarm is null ? null : AlarmOf(t);
        if (t.HasEnded)
            return new GeofenceConditionEnded { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, Condition = t.Rule.On, With = t.With is { } left ? new TrackerId(left.Tracker) : null };
        return t.Rule.On switch
        {
            GeofenceCondition.Enter => new GeofenceEntered { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm },
            GeofenceCondition.Leave => new GeofenceLeft { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, EnteredAt = entered },
            GeofenceCondition.Dwell => new GeofenceDwellExceeded { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, EnteredAt = entered, LimitSeconds = t.Rule.Seconds },
            GeofenceCondition.Speed => new GeofenceSpeedExceeded { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, SpeedKnots = t.SpeedKnots, LimitKnots = t.Rule.Knots },
            GeofenceCondition.Silence => new GeofenceTrackerSilent { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, LimitSeconds = t.Rule.Seconds },
            GeofenceCondition.Loitering => new GeofenceLoitering { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, RadiusMetres = t.Rule.RadiusMetres, Seconds = t.Rule.Seconds },
            GeofenceCondition.Deviation => new RouteDeviated { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm },
            GeofenceCondition.Meeting when t.With is { } met => new GeofenceMeeting { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, With = new TrackerId(met.Tracker), WithKind = met.Kind, Since = entered, DistanceMetres = Math.Round(met.DistanceMetres) },
            GeofenceCondition.Seal when t.Seal is { } state => new GeofenceSealBroken { Tracker = tracker, Kind = t.Kind, Geofence = t.Geofence, OccurredAt = at, LatitudeDegrees = latitude, LongitudeDegrees = longitude, Alarm = alarm, State = state },
            var other => throw new ArgumentOutOfRangeException(nameof(t), other, "no condition of a geofence"),
        };
    }

    /// <summary>The command that raises a transition's alarm, without id and actor.</summary>
    /// <param name="t">The transition.</param>
    /// <param name="alarm">What its rule says.</param>
    /// <param name="name">What people call the tracker.</param>
    /// <param name="other">What people call whom it met; null where there is none.</param>
    public static RaiseAlarm Raise(FenceTransition t, GeofenceAlarm alarm, string name, string? other = null)
    {
        ArgumentNullException.ThrowIfNull(t);
        ArgumentNullException.ThrowIfNull(alarm);
        return new RaiseAlarm
        {
            Alarm = AlarmOf(t),
            // Opening may be a mistake; tampering is none.
            Priority = t.Seal == SealState.Tampered ? AlarmPriority.P1 : alarm.Priority,
            Title = Title(t, name, other),
            Cause = alarm.Cause ?? $"Rule on {Word(t.Rule.On)} of the geofence {t.Geofence}",
            Consequence = alarm.Consequence,
            Response = alarm.Response,
            Owner = alarm.Owner,
            TimeToRespondSeconds = alarm.TimeToRespondSeconds,
            Subject = t.Tracker,
            Class = $"geofence-{Word(t.Rule.On)}",
            RootCause = t.With is { } met ? AlarmRootCause.Meeting(new TrackerId(t.Tracker), new TrackerId(met.Tracker))
                : IsOfZone(t.Rule.On) ? AlarmRootCause.Zone(t.Geofence) : AlarmRootCause.Device(new TrackerId(t.Tracker)),
            Zone = t.Geofence,
            LatitudeDegrees = t.At.LatitudeE7 / 1e7,
            LongitudeDegrees = t.At.LongitudeE7 / 1e7,
        };
    }

    /// <summary>Many that stay, or are not heard, in one place are one matter of that place; whoever speeds or strays does so alone.</summary>
    private static bool IsOfZone(GeofenceCondition condition) => condition is GeofenceCondition.Dwell or GeofenceCondition.Silence;

    private static string Title(FenceTransition t, string name, string? partner) => t.Rule.On switch
    {
        GeofenceCondition.Enter => $"{name} is in {t.Geofence}",
        GeofenceCondition.Leave => $"{name} left {t.Geofence}",
        GeofenceCondition.Dwell => $"{name} stays in {t.Geofence} for more than {Span(t.Rule.Seconds)}",
        GeofenceCondition.Speed => string.Create(CultureInfo.InvariantCulture, $"{name} makes {t.SpeedKnots:F1} kn in {t.Geofence}, {t.Rule.Knots:F0} allowed"),
        GeofenceCondition.Silence => $"{name} is silent in {t.Geofence} for {Span(t.Rule.Seconds)}",
        GeofenceCondition.Loitering => $"{name} loiters in {t.Geofence}",
        GeofenceCondition.Deviation => $"{name} left the route {t.Geofence} sideways",
        GeofenceCondition.Seal => $"{name}: seal {(t.Seal == SealState.Tampered ? "tampered with" : "opened")} outside of {t.Geofence}",
        GeofenceCondition.Meeting => string.Create(CultureInfo.InvariantCulture, $"{name} and {partner} are {t.With?.DistanceMetres:F0} m apart in {t.Geofence} for more than {Span(t.Rule.Seconds)}"),
        var other => throw new ArgumentOutOfRangeException(nameof(t), other, "no condition of a geofence"),
    };

    private static string Span(int seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600} h"),
    };

    private static string Word(GeofenceCondition condition) => condition switch
    {
        GeofenceCondition.Enter => "enter",
        GeofenceCondition.Leave => "leave",
        GeofenceCondition.Dwell => "dwell",
        GeofenceCondition.Speed => "speed",
        GeofenceCondition.Silence => "silence",
        GeofenceCondition.Loitering => "loitering",
        GeofenceCondition.Deviation => "deviation",
        GeofenceCondition.Meeting => "meeting",
        GeofenceCondition.Seal => "seal",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "no condition of a geofence"),
    };
}
