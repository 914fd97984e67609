using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;

namespace OpsHub.Domain.Alarms;

/// <summary>
/// Every alarm OpsHub can raise, rationalised after ISA-18.2: why it exists, what happens without an answer, what is asked of
/// whom and how soon. What is not here asks nothing of anybody and is an event in the log. The table in README.md beside this
/// file is made from it; a test compares them.
/// </summary>
public static class AlarmCatalogue
{
    public static readonly AlarmCatalogueRow Duress = new()
    {
        Class = "duress", Priority = AlarmPriority.P1, NeverShelve = true,
        Rule = "An officer presses the duress button; returns when it is cleared.",
        Cause = "duress button", Consequence = "danger to life", Response = "send help to the last position, call back",
        Owner = Roles.Commander, TimeToRespondSeconds = 60, RootCause = "the officer",
    };

    public static readonly AlarmCatalogueRow GateOutBeforeRelease = new()
    {
        Class = "gate-out-before-release", Priority = AlarmPriority.P1,
        Rule = "A gate reports a shipment leaving that is not released; returns when it is released, or its goods are back at the gate or in the yard.",
        Cause = "goods at the gate without release", Consequence = "Goods under customs control leave the port.",
        Response = "Stop the vehicle at the gate; call the shift supervisor.",
        Owner = Roles.Supervisor, TimeToRespondSeconds = 120, RootCause = "the shipment",
    };

    public static readonly AlarmCatalogueRow OfficerSilent = new()
    {
        Class = "officer-silent", Priority = AlarmPriority.P2,
        Rule = "The phone of an officer on duty has not reported for 5 min (default); returns with its next report, or when the officer goes off duty.",
        Cause = "phone without power, signal or permission", Consequence = "a call for help would not be placed; cases are offered by an old position",
        Response = "call the officer by radio", Owner = Roles.Supervisor, TimeToRespondSeconds = 300, RootCause = "the device; the feed when half of its kind are silent",
    };

    public static readonly AlarmCatalogueRow OfferUnanswered = new()
    {
        Class = "offer-unanswered", Priority = AlarmPriority.P2,
        Rule = "Offers of a case ran out unanswered, as many in a row as the limit; returns when somebody answers or the case ends.",
        Cause = "nobody on shift answers", Consequence = "the case will be late", Response = "call an officer, or move the case",
        Owner = Roles.Supervisor, TimeToRespondSeconds = 300, RootCause = "the port's queue",
    };

    public static readonly AlarmCatalogueRow QueueLimit = new()
    {
        Class = "queue-limit", Priority = AlarmPriority.P2,
        Rule = "More cases wait than the port's queueLimit; returns at four fifths of it.",
        Cause = "more cases than officers can take", Consequence = "cases become overdue, shipments wait",
        Response = "call in officers, or move work between posts", Owner = Roles.Supervisor, TimeToRespondSeconds = 900, RootCause = "the port's queue",
    };

    public static readonly AlarmCatalogueRow InspectionOverdue = new()
    {
        Class = "inspection-overdue", Priority = AlarmPriority.P3,
        Rule = "An examination is past its due time; P2 for a case of priority P1; returns when the case ends.",
        Cause = "not begun or not finished in time", Consequence = "the shipment waits; storage and demurrage run",
        Response = "speak to the officer, or move the case", Owner = Roles.Supervisor, TimeToRespondSeconds = 900,
        RootCause = "the officer who has it; the port's queue while nobody has",
    };

    public static readonly AlarmCatalogueRow AgencyHoldOverdue = new()
    {
        Class = "agency-hold-overdue", Priority = AlarmPriority.P3,
        Rule = "An agency's hold is past its due time, or older than the port's holdLimitHours where it has none; returns when it is lifted.",
        Cause = "the agency has not decided", Consequence = "the shipment waits without a decision; storage and demurrage run",
        Response = "call the agency's desk; have the hold decided or its due time renewed",
        Owner = Roles.Supervisor, TimeToRespondSeconds = 1_800, RootCause = "the agency",
    };

    public static readonly AlarmCatalogueRow DeviceSilent = new()
    {
        Class = "device-silent", Priority = AlarmPriority.P3,
        Rule = "A truck or cargo tracker that carries a shipment or is inside a geofence has not reported for 10 min (truck) or 60 min (cargo) (default); "
            + "returns with its next report, or when it is no longer followed.",
        Cause = "tracker without power or signal, or switched off", Consequence = "goods under customs control are not followed",
        Response = "call the driver or the gate; look at the last position", Owner = Roles.Supervisor, TimeToRespondSeconds = 900,
        RootCause = "the device; the feed when half of its kind are silent",
    };

    public static readonly AlarmCatalogueRow BreakDue = new()
    {
        Class = "break-due", Priority = AlarmPriority.P3,
        Rule = "An officer has worked six hours without a break; returns with the break or the end of the shift.",
        Cause = "no break in six hours", Consequence = "working time rules are broken, mistakes get likelier",
        Response = "send the officer on a break", Owner = Roles.Supervisor, TimeToRespondSeconds = 1_800, RootCause = "the officer",
    };

    public static readonly AlarmCatalogueRow GeofenceEnter = Geofence("enter", AlarmPriority.P2, "A tracker is in a geofence it should not be in; returns when it leaves.", "the device");

    public static readonly AlarmCatalogueRow GeofenceLeave = Geofence("leave", AlarmPriority.P2, "A tracker left a geofence it should be in; returns when it is back.", "the device");

    public static readonly AlarmCatalogueRow GeofenceDwell = Geofence("dwell", AlarmPriority.P3, "A tracker stays longer than the rule allows; returns when it leaves.", "the zone");

    public static readonly AlarmCatalogueRow GeofenceSpeed = Geofence("speed", AlarmPriority.P3, "A tracker is faster than the rule allows; returns when it is not.", "the device");

    public static readonly AlarmCatalogueRow GeofenceSilence = Geofence("silence", AlarmPriority.P2, "A tracker, such as a vessel, is not heard inside; returns when it is.", "the zone");

    public static readonly AlarmCatalogueRow GeofenceLoitering = Geofence("loitering", AlarmPriority.P2, "A tracker loiters; returns when it moves on.", "the device");

    public static readonly AlarmCatalogueRow GeofenceDeviation = Geofence("deviation", AlarmPriority.P2, "A tracker left its route sideways; returns when it is back on it.", "the device");

    public static readonly AlarmCatalogueRow GeofenceMeeting = Geofence(
        "meeting", AlarmPriority.P2, "Two trackers stay close to each other, slow, outside of the places where that is usual; returns when they part.", "the two trackers");

    public static readonly AlarmCatalogueRow GeofenceSeal = Geofence(
        "seal", AlarmPriority.P2, "A cargo tracker's seal is opened outside of every geofence where that is permitted, or carried out of them open; P1 when it is tampered with; returns when it is closed.", "the device");

    /// <summary>OpsHub's own, by priority, then class.</summary>
    public static ImmutableArray<AlarmCatalogueRow> Rows { get; } =
    [
        .. typeof(AlarmCatalogue).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(AlarmCatalogueRow))
            .Select(field => (AlarmCatalogueRow)field.GetValue(null)!).OrderBy(row => row.Priority).ThenBy(row => row.Class, StringComparer.Ordinal),
    ];

    /// <summary>Null for a class that is not in the catalogue.</summary>
    public static AlarmCatalogueRow? Find(string? name) => Rows.FirstOrDefault(row => row.Class == name);

    /// <summary>Class of an alarm; of one that was raised without, its id up to the first slash.</summary>
    public static string ClassOf(AlarmView alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return alarm.Class ?? alarm.Id.Value.Split('/', 2)[0];
    }

    /// <summary>The catalogue of a port: OpsHub's own rows, then what its geofences' rules say.</summary>
    public static ImmutableArray<AlarmCatalogueRow> Of(GeofenceSet? fences) =>
    [
        .. Rows,
        .. from fence in fences?.Fences ?? []
           from rule in fence.Rules
           where rule.Alarm is not null
           orderby fence.Name, rule.On
           select Of(fence, rule, rule.Alarm!),
    ];

    /// <summary>The row's alarm, without id of the command.</summary>
    /// <param name="row">The row.</param>
    /// <param name="actor">The part of OpsHub that raises it.</param>
    /// <param name="alarm">The same condition of the same thing has the same id.</param>
    /// <param name="title">What is wrong, one line.</param>
    /// <param name="rootCause">What it has in common with others, see <see cref="AlarmRootCause"/>.</param>
    /// <param name="subject">What it is about; null when about the port.</param>
    public static RaiseAlarm Raise(this AlarmCatalogueRow row, Actor actor, AlarmId alarm, string title, string rootCause, string? subject = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new RaiseAlarm
        {
            Actor = actor, Alarm = alarm, Class = row.Class, Priority = row.Priority, Title = title, Cause = row.Cause, Consequence = row.Consequence,
            Response = row.Response, Owner = row.Owner, TimeToRespondSeconds = row.TimeToRespondSeconds, RootCause = rootCause, Subject = subject,
            NeverShelve = row.NeverShelve,
        };
    }

    private static AlarmCatalogueRow Geofence(string condition, AlarmPriority priority, string rule, string rootCause) => new()
    {
        Class = $"geofence-{condition}", Priority = priority, Rule = rule, Cause = "the geofence's rule", Consequence = "as the geofence's rule says",
        Response = "as the geofence's rule says", Owner = Roles.Supervisor, TimeToRespondSeconds = 600, RootCause = rootCause,
    };

    private static AlarmCatalogueRow Of(Geofence fence, GeofenceRule rule, GeofenceAlarm alarm)
    {
        var row = Find($"geofence-{rule.On.ToString().ToLowerInvariant()}")!;
        return row with
        {
            Zone = fence.Name, Priority = alarm.Priority, Cause = alarm.Cause ?? row.Cause, Consequence = alarm.Consequence, Response = alarm.Response,
            Owner = alarm.Owner, TimeToRespondSeconds = alarm.TimeToRespondSeconds, Rule = row.Rule + Limits(rule),
        };
    }

    private static string Limits(GeofenceRule rule) => string.Concat(
        rule.Seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $" Limit: {rule.Seconds} s.") : "",
        rule.RadiusMetres > 0 ? string.Create(CultureInfo.InvariantCulture, $" Within: {rule.RadiusMetres} m.") : "",
        rule.Knots > 0 ? string.Create(CultureInfo.InvariantCulture, $" Speed: {rule.Knots} kn.") : "",
        rule.Kinds.IsDefaultOrEmpty ? "" : $" For: {string.Join(", ", rule.Kinds)}.",
        rule.ExceptIn.IsDefaultOrEmpty ? "" : $" Not in: {string.Join(", ", rule.ExceptIn)}.");
}
