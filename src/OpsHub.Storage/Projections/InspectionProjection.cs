using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Storage.Projections;

/// <summary>Inspections with their newest state, which every inspection event carries.</summary>
public sealed class InspectionProjection : IProjection
{
    private const string Put =
        """
        INSERT INTO inspections(id, port, shipment, version, status, kind, lane, priority, load_minutes, zone, officer, epoch, importer, declarant,
            outcome, opened_at, due_at, started_at, finished_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT(id) DO UPDATE SET version = $4, status = $5, kind = $6, lane = $7, priority = $8, load_minutes = $9, zone = $10, officer = $11,
            epoch = $12, importer = $13, declarant = $14, outcome = $15, opened_at = $16, due_at = $17, started_at = $18, finished_at = $19
        """;

    /// <inheritdoc/>
    public string Name => "inspections";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["inspections"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Schema { get; } =
    [
        """
        CREATE TABLE inspections(
            id {key} PRIMARY KEY, port {key} NOT NULL, shipment {key} NOT NULL, version bigint NOT NULL, status {key} NOT NULL,
            kind {key} NOT NULL, lane {key} NOT NULL, priority {key} NOT NULL, load_minutes bigint NOT NULL, zone text NOT NULL,
            officer {key}, epoch bigint NOT NULL, importer {key} NOT NULL, declarant {key} NOT NULL, outcome {key},
            opened_at bigint NOT NULL, due_at bigint NOT NULL, started_at bigint, finished_at bigint)
        """,
        "CREATE INDEX inspections_by_time ON inspections(port, opened_at, id)",
        "CREATE INDEX inspections_by_status ON inspections(port, status, opened_at, id)",
        "CREATE INDEX inspections_by_officer ON inspections(officer, opened_at, id)",
        "CREATE INDEX inspections_by_shipment ON inspections(shipment)",
    ];

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<PortEvent> events, ProjectionChanges changes)
    {
        // Within a batch only the last state of a case matters.
        var newest = new Dictionary<InspectionId, (PortId Port, InspectionView After)>();
        foreach (var entry in events)
        {
            if (EventData<InspectionEvent>.TryRead(entry) is { After: { } after })
                newest[after.Id] = (entry.Port, after);
        }

        foreach (var (port, i) in newest.Values)
        {
            changes.Add(
                Put, i.Id.Value, port.Value, i.Id.Shipment.Value, i.Version, EnumText<InspectionStatus>.Of(i.Status), EnumText<InspectionKind>.Of(i.Kind),
                EnumText<Lane>.Of(i.Lane), EnumText<CasePriority>.Of(i.Priority), i.LoadMinutes, i.Zone, i.Officer?.Value, i.Epoch, i.ImporterId,
                i.DeclarantId, i.Outcome is { } outcome ? EnumText<InspectionOutcome>.Of(outcome) : null,
                ProjectionChanges.Milliseconds(i.OpenedAt), ProjectionChanges.Milliseconds(i.DueAt), ProjectionChanges.Milliseconds(i.StartedAt),
                ProjectionChanges.Milliseconds(i.FinishedAt));
        }
    }
}
