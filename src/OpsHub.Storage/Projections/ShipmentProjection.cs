using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Storage.Projections;

/// <summary>Shipments as they are searched: one row each, and the words they are found by.</summary>
public sealed class ShipmentProjection : IProjection
{
    private const string Lodge =
        """
        INSERT INTO shipments(id, port, declaration, regime, status, importer, declarant, origin, departure, hs_code, items, containers,
            net_mass_kilograms, price, currency, lodged_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
        ON CONFLICT(id) DO UPDATE SET regime = $4, importer = $6, declarant = $7, origin = $8, departure = $9, hs_code = $10, items = $11,
            containers = $12, net_mass_kilograms = $13, price = $14, currency = $15, changed_at = $16
        """;

    private const string AddKey = "INSERT INTO shipment_keys(key, kind, shipment) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private const string Assign = "UPDATE shipments SET lane = $2, lane_source = $3, score = $4, load_minutes = $5, status = $6, changed_at = $7 WHERE id = $1";

    private const string SetLane = "UPDATE shipments SET lane = $2, lane_source = $3, changed_at = $4 WHERE id = $1";

    private const string SetStatus = "UPDATE shipments SET status = $2, changed_at = $3 WHERE id = $1";

    private const string Release = "UPDATE shipments SET status = $2, released_at = $3, clearance_minutes = $4, changed_at = $3 WHERE id = $1";

    private const string SetOutcome = "UPDATE shipments SET inspection = $2, outcome = $3, changed_at = $4 WHERE id = $1";

    private const string AddHolds = "UPDATE shipments SET holds = holds + $2, changed_at = $3 WHERE id = $1";

    /// <inheritdoc/>
    public string Name => "shipments";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["shipments", "shipment_keys"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Schema { get; } =
    [
        """
        CREATE TABLE shipments(
            id {key} PRIMARY KEY, port {key} NOT NULL, declaration {key} NOT NULL, regime {key} NOT NULL, status {key} NOT NULL,
            lane {key}, lane_source {key}, score bigint, load_minutes bigint,
            importer {key} NOT NULL, declarant {key} NOT NULL, origin {key} NOT NULL, departure {key} NOT NULL,
            hs_code {key}, items bigint NOT NULL, containers text NOT NULL,
            net_mass_kilograms double precision NOT NULL, price double precision NOT NULL, currency {key} NOT NULL,
            inspection {key}, outcome {key}, holds bigint NOT NULL DEFAULT 0,
            lodged_at bigint NOT NULL, released_at bigint, clearance_minutes double precision, changed_at bigint NOT NULL)
        """,
        "CREATE INDEX shipments_by_time ON shipments(port, lodged_at, id)",
        "CREATE INDEX shipments_by_status ON shipments(port, status, lodged_at, id)",
        "CREATE INDEX shipments_by_lane ON shipments(port, lane, lodged_at, id)",
        "CREATE TABLE shipment_keys(key {key} NOT NULL, kind {key} NOT NULL, shipment {key} NOT NULL, PRIMARY KEY(key, kind, shipment))",
    ];

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<PortEvent> events, ProjectionChanges changes)
    {
        foreach (var entry in events)
        {
            if (EventData<ShipmentEvent>.TryRead(entry) is { } happened)
                Apply(entry, happened, ProjectionChanges.Milliseconds(entry.Draft.At), changes);
        }
    }

    private static void Apply(PortEvent entry, ShipmentEvent happened, long at, ProjectionChanges changes)
    {
        var id = happened.Shipment.Value;
        switch (happened)
        {
            case DeclarationLodged lodged:
                AddLodged(entry, id, lodged.Declaration, at, changes);
                break;
            case LaneAssigned assigned:
                var d = assigned.Decision;
                changes.Add(
                    Assign, id, EnumText<Lane>.Of(d.Lane), EnumText<LaneSource>.Of(d.Source), d.Score, d.LoadMinutes,
                    Status(d.Lane is Lane.Red or Lane.Yellow ? ShipmentStatus.UnderInspection : ShipmentStatus.Lodged), at);
                break;
            case LaneOverridden overridden:
                changes.Add(SetLane, id, EnumText<Lane>.Of(overridden.To), EnumText<LaneSource>.Of(LaneSource.Manual), at);
                if (overridden.To is Lane.Red or Lane.Yellow)
                    changes.Add(SetStatus, id, Status(ShipmentStatus.UnderInspection), at);
                break;
            case MovementRecorded { Movement.Kind: MovementKind.GateOut }:
                changes.Add(SetStatus, id, Status(ShipmentStatus.GateOut), at);
                break;
            case HoldPlaced:
                changes.Add(AddHolds, id, 1L, at);
                break;
            case HoldLifted:
                changes.Add(AddHolds, id, -1L, at);
                break;
            case InspectionOutcomeRecorded recorded:
                changes.Add(SetOutcome, id, recorded.Inspection.Value, EnumText<InspectionOutcome>.Of(recorded.Outcome), at);
                break;
            case ShipmentReleased released:
                changes.Add(Release, id, Status(ShipmentStatus.Released), at, released.ClearanceMinutes);
                break;
            case ShipmentHeld:
                changes.Add(SetStatus, id, Status(ShipmentStatus.Held), at);
                break;
        }
    }

    private static void AddLodged(PortEvent entry, string id, Declaration d, long at, ProjectionChanges changes)
    {
        changes.Add(
            Lodge, id, entry.Port.Value, d.DeclarationId, EnumText<Regime>.Of(d.Regime), Status(ShipmentStatus.Lodged), d.ImporterId, d.DeclarantId,
            d.CountryOfOrigin, d.CountryOfDeparture, d.Items.IsDefaultOrEmpty ? null : d.Items[0].HsCode, d.Items.IsDefault ? 0 : d.Items.Length,
            d.Containers.IsDefault ? "" : string.Join(' ', d.Containers), (double)d.NetMassKilograms, (double)d.Price, d.Currency, at);
        AddWord(id, "shipment", id, changes);
        AddWord(d.DeclarationId, "declaration", id, changes);
        AddWord(d.ImporterId, "importer", id, changes);
        AddWord(d.DeclarantId, "declarant", id, changes);
        if (d.VesselImo is { } imo)
            AddWord(imo.ToString(CultureInfo.InvariantCulture), "vessel", id, changes);
        foreach (var container in d.Containers.IsDefault ? [] : d.Containers)
            AddWord(container, "container", id, changes);
    }

    private static void AddWord(string word, string kind, string id, ProjectionChanges changes) =>
        changes.Add(AddKey, SearchKey(word), kind, id);

    /// <summary>Words are found whatever their case.</summary>
    internal static string SearchKey(string word) => word.Trim().ToUpperInvariant();

    private static string Status(ShipmentStatus status) => EnumText<ShipmentStatus>.Of(status);
}
