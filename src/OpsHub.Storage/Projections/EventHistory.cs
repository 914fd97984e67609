using OpsHub.Contracts;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Projections;

/// <summary>An entry of the index: enough for a list; <see cref="EventHistory.ReadAsync"/> fetches the event itself.</summary>
/// <param name="Number">Sequence in the port's log.</param>
/// <param name="Actor">User, or part of OpsHub, that did it.</param>
public sealed record EventRow(PortId Port, long Number, DateTimeOffset At, string Topic, string Type, string Subject, string Actor);

/// <summary>What happened to a shipment (its inspections included) or to any other subject; newest first.</summary>
public sealed class EventHistory(IProjectionStore store, IJournal journal, PortLogDecoder decode)
{
    private const string Select = "SELECT port, number, at, topic, type, subject, actor FROM events";

    /// <summary>The history of a shipment and of its inspections.</summary>
    public ValueTask<Page<EventRow>> OfShipmentAsync(
        ShipmentId shipment, int pageSize = 100, string? cursor = null, CancellationToken cancellationToken = default) =>
        PageAsync(new QueryText(Select).Where("shipment = @", shipment.Value), pageSize, cursor, cancellationToken);

    /// <summary>The history of one subject: an officer, an alarm, a risk profile.</summary>
    public ValueTask<Page<EventRow>> OfSubjectAsync(
        PortId port, string subject, int pageSize = 100, string? cursor = null, CancellationToken cancellationToken = default) =>
        PageAsync(new QueryText(Select).Where("subject = @ AND port = @", subject, port.Value), pageSize, cursor, cancellationToken);

    /// <summary>The event itself, from the log; null when it is not there.</summary>
    public async ValueTask<PortEvent?> ReadAsync(PortId port, long number, CancellationToken cancellationToken = default)
    {
        await foreach (var entry in journal.ReadAsync(PortLog.StreamOf(port), number, 1, cancellationToken))
            return entry.Number == number ? decode(entry.Bytes.Span) : null;
        return null;
    }

    private async ValueTask<Page<EventRow>> PageAsync(QueryText text, int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        var size = PageCursor.CheckSize(pageSize);
        if (cursor is not null)
            text.Where("number < @", PageCursor.Parse(cursor).Value);
        text.Then("ORDER BY number DESC", size + 1);
        var rows = await store.QueryAsync(text.ToString(), text.Values, Map, cancellationToken);
        return PageCursor.Cut(rows, size, r => new PageCursor(r.Number, ""));
    }

    private static EventRow Map(IProjectionRow row) => new(
        new(row.Text(0)), row.Int64(1), row.Instant(2)!.Value, row.Text(3), row.Text(4), row.Text(5), row.Text(6));
}
