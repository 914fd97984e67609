using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Storage.Projections;

/// <summary>What to look for. All conditions given must hold.</summary>
public sealed record InspectionQuery
{
    /// <summary>Ports the asker may see; at least one, at most 100.</summary>
    public required IReadOnlyList<PortId> Ports { get; init; }

    /// <summary>Any of these; empty: all.</summary>
    public IReadOnlyList<InspectionStatus> Statuses { get; init; } = [];

    /// <summary>Who has or had it last. Null: all.</summary>
    public OfficerId? Officer { get; init; }

    /// <summary>Null: all.</summary>
    public ShipmentId? Shipment { get; init; }

    /// <summary>1 to 500.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary><see cref="Page{T}.Next"/> of the page before; null for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>An inspection as lists and exports show it; fields as in <see cref="InspectionView"/>.</summary>
public sealed record InspectionRow(
    InspectionId Id,
    PortId Port,
    long Version,
    InspectionStatus? Status,
    InspectionKind? Kind,
    Lane? Lane,
    CasePriority? Priority,
    int LoadMinutes,
    string Zone,
    OfficerId? Officer,
    string ImporterId,
    InspectionOutcome? Outcome,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt);

/// <summary>Finds inspections; newest first.</summary>
public sealed class InspectionSearch(IProjectionStore store)
{
    private const string Select =
        """
        SELECT id, port, version, status, kind, lane, priority, load_minutes, zone, officer, importer, outcome, opened_at, due_at, started_at, finished_at
        FROM inspections
        """;

    /// <summary>One page of what the query finds.</summary>
    /// <exception cref="ArgumentException">The page size or the cursor is not valid.</exception>
    public async ValueTask<Page<InspectionRow>> SearchAsync(InspectionQuery query, CancellationToken cancellationToken = default)
    {
        var size = PageCursor.CheckSize(query.PageSize);
        var after = PageCursor.Parse(query.Cursor);
        var text = new QueryText(Select).WhereIn("port", [.. query.Ports.Select(p => p.Value)]);
        if (query.Statuses.Count > 0)
            text.WhereIn("status", [.. query.Statuses.Select(EnumText<InspectionStatus>.Of)]);
        if (query.Officer is { } officer)
            text.Where("officer = @", officer.Value);
        if (query.Shipment is { } shipment)
            text.Where("shipment = @", shipment.Value);
        if (query.Cursor is not null)
            text.Where("(opened_at < @ OR (opened_at = @ AND id < @))", after.Value, after.Value, after.Id);
        text.Then("ORDER BY opened_at DESC, id DESC", size + 1);
        var rows = await store.QueryAsync(text.ToString(), text.Values, Map, cancellationToken);
        return PageCursor.Cut(rows, size, r => new PageCursor(r.OpenedAt.ToUnixTimeMilliseconds(), r.Id.Value));
    }

    private static InspectionRow Map(IProjectionRow row) => new(
        new(row.Text(0)),
        new(row.Text(1)),
        row.Int64(2),
        EnumText<InspectionStatus>.Parse(row.TextOrNull(3)),
        EnumText<InspectionKind>.Parse(row.TextOrNull(4)),
        EnumText<Lane>.Parse(row.TextOrNull(5)),
        EnumText<CasePriority>.Parse(row.TextOrNull(6)),
        (int)row.Int64(7),
        row.Text(8),
        row.TextOrNull(9) is { } officer ? new OfficerId(officer) : null,
        row.Text(10),
        EnumText<InspectionOutcome>.Parse(row.TextOrNull(11)),
        row.Instant(12)!.Value,
        row.Instant(13)!.Value,
        row.Instant(14),
        row.Instant(15));
}
