using OpsHub.Contracts;

namespace OpsHub.Storage.Projections;

/// <summary>What happened to whom: an index over the logs. The events themselves stay in the log and are read from there.</summary>
public sealed class EventProjection : IProjection
{
    private const string Add =
        """
        INSERT INTO events(port, number, at, topic, type, subject, shipment, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """;

    /// <inheritdoc/>
    public string Name => "events";

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["events"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Schema { get; } =
    [
        """
        CREATE TABLE events(
            port {key} NOT NULL, number bigint NOT NULL, at bigint NOT NULL, topic {key} NOT NULL, type {key} NOT NULL,
            subject {key} NOT NULL, shipment {key}, actor {key} NOT NULL, PRIMARY KEY(port, number))
        """,
        "CREATE INDEX events_by_shipment ON events(shipment, number) WHERE shipment IS NOT NULL",
        "CREATE INDEX events_by_subject ON events(subject, number)",
        "CREATE INDEX events_of_duty ON events(port, at) WHERE type IN ('shiftStarted', 'shiftEnded')",
    ];

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<PortEvent> events, ProjectionChanges changes)
    {
        foreach (var entry in events)
        {
            var draft = entry.Draft;
            changes.Add(
                Add, entry.Port.Value, entry.Sequence, ProjectionChanges.Milliseconds(draft.At), draft.Topic, draft.Type, draft.Subject,
                ShipmentOf(draft), draft.Actor.User.Value);
        }
    }

    private static string? ShipmentOf(PortEventDraft draft) => draft.Topic switch
    {
        Topics.Shipments => draft.Subject,
        Topics.Inspections when draft.Subject.Contains('~', StringComparison.Ordinal) => new InspectionId(draft.Subject).Shipment.Value,
        _ => null,
    };
}
