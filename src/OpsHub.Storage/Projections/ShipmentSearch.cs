using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Storage.Projections;

/// <summary>What to look for. All conditions given must hold.</summary>
public sealed record ShipmentQuery
{
    /// <summary>Ports the asker may see; at least one, at most 100.</summary>
    public required IReadOnlyList<PortId> Ports { get; init; }

    /// <summary>Beginning of a shipment, declaration, container, importer, declarant or IMO number, in any case. Null or blank: all.</summary>
    public string? Text { get; init; }

    /// <summary>Narrows <see cref="Text"/> to <c>shipment</c>, <c>declaration</c>, <c>container</c>, <c>importer</c>, <c>declarant</c> or <c>vessel</c>.</summary>
    public string? TextKind { get; init; }

    /// <summary>Null: all.</summary>
    public ShipmentStatus? Status { get; init; }

    /// <summary>Null: all.</summary>
    public Lane? Lane { get; init; }

    /// <summary>1 to 500.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary><see cref="Page{T}.Next"/> of the page before; null for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A shipment as search results and exports show it; units and ranges as in the declaration.</summary>
public sealed record ShipmentRow
{
    public required ShipmentId Id { get; init; }
    public required PortId Port { get; init; }
    public required string DeclarationId { get; init; }
    public Regime? Regime { get; init; }
    public ShipmentStatus? Status { get; init; }

    /// <summary>Null until assigned.</summary>
    public Lane? Lane { get; init; }

    public LaneSource? LaneSource { get; init; }
    public int Score { get; init; }
    public required string ImporterId { get; init; }
    public required string DeclarantId { get; init; }
    public required string CountryOfOrigin { get; init; }

    /// <summary>Of the first goods item.</summary>
    public string? HsCode { get; init; }

    public int Items { get; init; }
    public required IReadOnlyList<string> Containers { get; init; }
    public double NetMassKilograms { get; init; }
    public double Price { get; init; }
    public required string Currency { get; init; }
    public InspectionId? Inspection { get; init; }
    public InspectionOutcome? Outcome { get; init; }

    /// <summary>Agency holds standing.</summary>
    public int Holds { get; init; }

    public DateTimeOffset LodgedAt { get; init; }
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>From lodgement to release.</summary>
    public double? ClearanceMinutes { get; init; }
}

/// <summary>Finds shipments; newest lodgement first.</summary>
public sealed class ShipmentSearch(IProjectionStore store)
{
    private const string Select =
        """
        SELECT id, port, declaration, regime, status, lane, lane_source, score, importer, declarant, origin, hs_code, items, containers,
            net_mass_kilograms, price, currency, inspection, outcome, holds, lodged_at, released_at, clearance_minutes
        FROM shipments
        """;

    /// <summary>One page of what the query finds.</summary>
    /// <exception cref="ArgumentException">The page size or the cursor is not valid.</exception>
    public async ValueTask<Page<ShipmentRow>> SearchAsync(ShipmentQuery query, CancellationToken cancellationToken = default)
    {
        var size = PageCursor.CheckSize(query.PageSize);
        var after = PageCursor.Parse(query.Cursor);
        var text = new QueryText(Select).WhereIn("port", [.. query.Ports.Select(p => p.Value)]);
        if (query.Status is { } status)
            text.Where("status = @", EnumText<ShipmentStatus>.Of(status));
        if (query.Lane is { } lane)
            text.Where("lane = @", EnumText<Lane>.Of(lane));
        if (!string.IsNullOrWhiteSpace(query.Text))
            AddText(text, ShipmentProjection.SearchKey(query.Text), query.TextKind);
        if (query.Cursor is not null)
            text.Where("(lodged_at < @ OR (lodged_at = @ AND id < @))", after.Value, after.Value, after.Id);
        text.Then("ORDER BY lodged_at DESC, id DESC", size + 1);
        var rows = await store.QueryAsync(text.ToString(), text.Values, Map, cancellationToken);
        return PageCursor.Cut(rows, size, r => new PageCursor(r.LodgedAt.ToUnixTimeMilliseconds(), r.Id.Value));
    }

    /// <summary>The row of one shipment, or null.</summary>
    public async ValueTask<ShipmentRow?> FindAsync(ShipmentId shipment, CancellationToken cancellationToken = default)
    {
        var text = new QueryText(Select).Where("id = @", shipment.Value);
        var rows = await store.QueryAsync(text.ToString(), text.Values, Map, cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    private static void AddText(QueryText text, string beginning, string? kind)
    {
        // Byte by byte, everything that begins so lies between it and it followed by the last character there is.
        const string Keys = "id IN (SELECT shipment FROM shipment_keys WHERE key >= @ AND key < @";
        if (kind is null)
            text.Where(Keys + ")", beginning, beginning + "\U0010FFFF");
        else
            text.Where(Keys + " AND kind = @)", beginning, beginning + "\U0010FFFF", kind);
    }

    private static ShipmentRow Map(IProjectionRow row) => new()
    {
        Id = new(row.Text(0)),
        Port = new(row.Text(1)),
        DeclarationId = row.Text(2),
        Regime = EnumText<Regime>.Parse(row.TextOrNull(3)),
        Status = EnumText<ShipmentStatus>.Parse(row.TextOrNull(4)),
        Lane = EnumText<Lane>.Parse(row.TextOrNull(5)),
        LaneSource = EnumText<LaneSource>.Parse(row.TextOrNull(6)),
        Score = (int)row.Int64(7),
        ImporterId = row.Text(8),
        DeclarantId = row.Text(9),
        CountryOfOrigin = row.Text(10),
        HsCode = row.TextOrNull(11),
        Items = (int)row.Int64(12),
        Containers = row.Text(13).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        NetMassKilograms = row.Double(14),
        Price = row.Double(15),
        Currency = row.Text(16),
        Inspection = row.TextOrNull(17) is { } inspection ? new InspectionId(inspection) : null,
        Outcome = EnumText<InspectionOutcome>.Parse(row.TextOrNull(18)),
        Holds = (int)row.Int64(19),
        LodgedAt = row.Instant(20)!.Value,
        ReleasedAt = row.Instant(21),
        ClearanceMinutes = row.IsNull(22) ? null : row.Double(22),
    };
}
