using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <summary>
/// What alarms have in common. It is derived once, by who raises the alarm, from what is known then; the catalogue says for
/// each class from what. In a flood alarms of one root cause are one row, and only they are acknowledged together.
/// </summary>
public static class AlarmRootCause
{
    public static string Device(TrackerId tracker) => $"device/{tracker}";

    public static string Zone(string geofence) => $"zone/{geofence}";

    /// <summary>Two that met; in the order of their ids.</summary>
    public static string Meeting(TrackerId first, TrackerId second) => $"meeting/{first}+{second}";

    public static string Officer(OfficerId officer) => $"officer/{officer}";

    public static string Shipment(ShipmentId shipment) => $"shipment/{shipment}";

    /// <summary>Cases nobody has taken: what stops them is the queue, not the case.</summary>
    public static string Queue(PortId port) => $"queue/{port}";

    /// <summary>Many devices of a kind silent at once: what they report through.</summary>
    /// <param name="kind">Word of the kind, such as <c>truck</c>.</param>
    public static string Feed(string kind) => $"feed/{kind}";

    public static string Agency(string agency) => $"agency/{agency}";

    /// <summary>Of an alarm; one that was raised without is a cause by its subject, else by itself.</summary>
    public static string Of(AlarmView alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return alarm.RootCause ?? (alarm.Subject is { } subject ? $"subject/{subject}" : alarm.Id.Value);
    }
}
