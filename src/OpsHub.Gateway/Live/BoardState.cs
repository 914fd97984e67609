using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Gateway.Live;

/// <summary>
/// What a port's boards show, derived from its log alone: applying the same entries gives the same state, on any host.
/// Not thread-safe: the board's lock guards it. Serialised as the checkpoint.
/// </summary>
internal sealed class BoardState
{
    private const int MaxMovements = 100;
    private const int MaxRecentShipments = 50;

    /// <summary>Of one geofence: what fits a panel.</summary>
    private const int MaxGeofenceEvents = 20;

    /// <summary>Open inspections by id.</summary>
    public Dictionary<string, InspectionView> Inspections { get; set; } = [];

    /// <summary>Officers who hold, or held, an open inspection.</summary>
    public Dictionary<string, HashSet<string>> Holders { get; set; } = [];

    public Dictionary<string, OfficerView> Officers { get; set; } = [];

    /// <summary>Alarms that are not normal.</summary>
    public Dictionary<string, AlarmView> Alarms { get; set; } = [];

    /// <summary>Newest last.</summary>
    public Queue<MovementRow> Movements { get; set; } = new();

    /// <summary>Newest last.</summary>
    public List<ShipmentRow> Shipments { get; set; } = [];

    /// <summary>What happened lately at each geofence, newest last.</summary>
    public Dictionary<string, Queue<GeofenceEventRow>> Geofences { get; set; } = new(StringComparer.Ordinal);

    public PortConfiguration? Port { get; set; }

    /// <summary>The alarm the newest alarm event was about, also when it is gone by that event.</summary>
    [JsonIgnore]
    public AlarmView? LastAlarm { get; private set; }

    public KpiState Kpis { get; set; } = new();

    /// <summary>Brings one entry of the log in. Returns the officers whose assignments it concerns (empty for most).</summary>
    public ImmutableArray<Concerned> Apply(PortEventDraft draft, out InspectionEvent? inspection)
    {
        inspection = null;
        Kpis.AdvanceTo(draft.At, this);
        switch (draft.Topic)
        {
            case Topics.Shipments:
                ApplyShipment(draft);
                break;
            case Topics.Inspections:
                inspection = Read<InspectionEvent>(draft);
                return inspection is null ? [] : ApplyInspection(inspection, draft.At);
            case Topics.Officers:
                if (Read<OfficerEvent>(draft)?.After is { } officer)
                    Officers[officer.Profile.Officer.Value] = officer;
                break;
            case Topics.Alarms:
                LastAlarm = Read<AlarmEvent>(draft)?.After;
                if (LastAlarm is { } alarm)
                    Replace(Alarms, alarm.Id.Value, alarm, alarm.Status == AlarmStatus.Normal);
                break;
            case Topics.Port:
                if (draft.Type == "portConfigured" && Read<PortGrainEvent>(draft) is PortConfigured configured)
                    Port = configured.Configuration;
                if (draft.Type == "geofencesChanged" && Read<PortGrainEvent>(draft) is GeofencesChanged changed)
                {
                    foreach (var name in changed.Removed)
                        Geofences.Remove(name);
                }

                break;
            case Topics.Audit when draft.Type.StartsWith("geofence", StringComparison.Ordinal) || draft.Type == "routeDeviated":
                if (Read<GeofenceEvent>(draft) is { } atGeofence)
                    ApplyGeofence(atGeofence, draft.Type);
                break;
        }

        return [];
    }

    /// <summary>Officers whose duty an alarm is: its subject, or who has or had the case it is about. Null = every officer's.</summary>
    public ImmutableHashSet<OfficerId>? DutyOf(AlarmView alarm)
    {
        if (alarm.Owner == Roles.Officer)
            return null;
        if (alarm.Subject is not { } subject)
            return [];
        return Holders.TryGetValue(subject, out var holders)
            ? [.. holders.Select(OfficerId.From)]
            : Officers.ContainsKey(subject) ? [new OfficerId(subject)] : [];
    }

    private void ApplyGeofence(GeofenceEvent happened, string type)
    {
        if (!Geofences.TryGetValue(happened.Geofence, out var events))
            Geofences[happened.Geofence] = events = new Queue<GeofenceEventRow>();
        events.Enqueue(new GeofenceEventRow(
            type, happened.OccurredAt, happened.Tracker, happened.Kind, null, (happened as GeofenceConditionEnded)?.Condition, happened.Alarm));
        if (events.Count > MaxGeofenceEvents)
            events.Dequeue();
    }

    private void ApplyShipment(PortEventDraft draft)
    {
        // Documents, holds' reasons and refusals change nothing here; not reading them keeps an import cheap.
        switch (draft.Type)
        {
            case "declarationLodged" when Read<ShipmentEvent>(draft) is DeclarationLodged lodged:
                Kpis.Lodged(lodged, draft.At);
                Recent(lodged, draft.At);
                break;
            case "laneAssigned" when Read<ShipmentEvent>(draft) is LaneAssigned assigned:
                Kpis.LaneAssigned(assigned.Decision.Lane, draft.At);
                Change(assigned.Shipment, row => row with { Lane = assigned.Decision.Lane, Explanation = assigned.Decision.Explanation });
                break;
            case "laneOverridden" when Read<ShipmentEvent>(draft) is LaneOverridden overridden:
                Change(overridden.Shipment, row => row with { Lane = overridden.To });
                break;
            case "movementRecorded" when Read<ShipmentEvent>(draft) is MovementRecorded moved:
                ApplyMovement(moved);
                break;
            case "holdPlaced" when Read<ShipmentEvent>(draft) is HoldPlaced placed:
                Kpis.HoldPlaced(placed);
                Change(placed.Shipment, row => row with { Status = ShipmentStatus.Held });
                break;
            case "holdLifted" when Read<ShipmentEvent>(draft) is HoldLifted lifted:
                Kpis.HoldLifted(lifted);
                break;
            case "shipmentHeld" when Read<ShipmentEvent>(draft) is ShipmentHeld held:
                Change(held.Shipment, row => row with { Status = ShipmentStatus.Held });
                break;
            case "shipmentReleased" when Read<ShipmentEvent>(draft) is ShipmentReleased released:
                Kpis.Released(released, draft.At);
                Change(released.Shipment, row => row with { Status = ShipmentStatus.Released, ReleasedAt = draft.At });
                break;
        }
    }

    private void ApplyMovement(MovementRecorded moved)
    {
        Kpis.Moved(moved);
        Movements.Enqueue(new MovementRow(moved.Shipment, moved.Movement));
        if (Movements.Count > MaxMovements)
            Movements.Dequeue();
        if (moved.Movement.Kind == MovementKind.GateOut)
            Change(moved.Shipment, row => row with { Status = ShipmentStatus.GateOut });
    }

    private ImmutableArray<Concerned> ApplyInspection(InspectionEvent change, DateTimeOffset at)
    {
        var id = change.Inspection.Value;
        var before = Inspections.GetValueOrDefault(id);
        if (change.After is not { } after)
            return ConcernedBy(id, before, before);
        if (after.Officer is { } officer)
        {
            if (!Holders.TryGetValue(id, out var holders))
                Holders[id] = holders = [];
            holders.Add(officer.Value);
        }

        var concerned = ConcernedBy(id, before, after);
        var closed = after.Status is InspectionStatus.Closed or InspectionStatus.Cancelled;
        Replace(Inspections, id, after, closed);
        if (closed)
            Holders.Remove(id);
        Kpis.InspectionChanged(before, after, at);
        if (before is null && !closed)
            Change(change.Inspection.Shipment, row => row with { Status = ShipmentStatus.UnderInspection });
        return concerned;
    }

    private ImmutableArray<Concerned> ConcernedBy(string inspection, InspectionView? before, InspectionView? after) =>
        Holders.TryGetValue(inspection, out var holders)
            ? [.. holders.Select(OfficerId.From).Select(officer => new Concerned(officer, before?.Officer == officer || after?.Officer == officer))]
            : [];

    private void Recent(DeclarationLodged lodged, DateTimeOffset at)
    {
        var declaration = lodged.Declaration;
        Shipments.RemoveAll(row => row.Id == lodged.Shipment);
        Shipments.Add(new ShipmentRow(
            lodged.Shipment, ShipmentStatus.Lodged, Contracts.Selectivity.Lane.Green, declaration.ImporterId,
            declaration.Items.IsDefaultOrEmpty ? "" : declaration.Items[0].HsCode, declaration.CountryOfOrigin, at, null, declaration.Containers, ""));
        if (Shipments.Count > MaxRecentShipments)
            Shipments.RemoveAt(0);
    }

    private void Change(ShipmentId shipment, Func<ShipmentRow, ShipmentRow> change)
    {
        var at = Shipments.FindIndex(row => row.Id == shipment);
        if (at >= 0)
            Shipments[at] = change(Shipments[at]);
    }

    private static void Replace<T>(Dictionary<string, T> views, string id, T after, bool gone)
    {
        if (gone)
            views.Remove(id);
        else
            views[id] = after;
    }

    /// <summary>Null for a type this version does not know: a newer host wrote it.</summary>
    private static T? Read<T>(PortEventDraft draft) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(draft.Data, ContractJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An officer who has or had the case that an event is about.</summary>
/// <param name="HasIt">
/// True when it was this officer's before or after the event. Who had it earlier, declined it or recused, is not told how
/// colleagues answer and what they find.
/// </param>
internal readonly record struct Concerned(OfficerId Officer, bool HasIt);
