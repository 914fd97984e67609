using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Projections;
using OpsHub.Testing.Storage;

namespace OpsHub.Storage.Tests.Projections;

/// <summary>What the projections promise on every database.</summary>
public abstract class ProjectionContract : IAsyncLifetime
{
    protected static readonly PortId Tallinn = new("EETLL");
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly ShipmentId s_first = ShipmentId.Of(Tallinn, "1001");
    private static readonly ShipmentId s_second = ShipmentId.Of(Tallinn, "1002");

    private readonly InMemoryJournal _journal = new(TimeProvider.System);
    private long _sequence;

    protected IProjectionStore Store { get; set; } = null!;

    private Projector Projector => new(_journal, Store, Projections, Decode, NullLogger<Projector>.Instance);

    private static IProjection[] Projections => [new ShipmentProjection(), new InspectionProjection(), new EventProjection()];

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [ContractFact]
    public async Task Search_ByTheBeginningOfAnyWord_FindsTheShipment()
    {
        await LodgeTwoAsync();

        foreach (var text in (string[])["EETLL-1001", "1001", "mscu", "MSCU6639870", "imp-a", "Dec1", "9074729"])
            Assert.Equal([s_first], await FindAsync(new ShipmentQuery { Ports = [Tallinn], Text = text }));
        Assert.Equal([s_second, s_first], await FindAsync(new ShipmentQuery { Ports = [Tallinn], Text = "EETLL-100" }));
        Assert.Equal([s_second, s_first], await FindAsync(new ShipmentQuery { Ports = [Tallinn], Text = "  " }));
        Assert.Equal([s_first], await FindAsync(new ShipmentQuery { Ports = [Tallinn], Text = "MSC", TextKind = "container" }));
        Assert.Empty(await FindAsync(new ShipmentQuery { Ports = [Tallinn], Text = "MSC", TextKind = "importer" }));
        Assert.Empty(await FindAsync(new ShipmentQuery { Ports = [Tallinn], Text = "SCU6639870" }));
        Assert.Empty(await FindAsync(new ShipmentQuery { Ports = [Tallinn], Text = "' OR 1=1 --" }));
        Assert.Empty(await FindAsync(new ShipmentQuery { Ports = [new PortId("FIHEL")], Text = "1001" }));
        Assert.Empty(await FindAsync(new ShipmentQuery { Ports = [] }));
    }

    [ContractFact]
    public async Task Search_ByLaneAndStatus_FollowsTheEvents()
    {
        await LodgeTwoAsync();
        await AppendAsync(
            new LaneAssigned { Shipment = s_first, Decision = Decision(Lane.Red) },
            new LaneAssigned { Shipment = s_second, Decision = Decision(Lane.Green) },
            new ShipmentReleased { Shipment = s_second, Lane = Lane.Green, ClearanceMinutes = 3.5 },
            new HoldPlaced { Shipment = s_first, Hold = new AgencyHold("food", "sample", s_start, Actor.Of("test")) });
        await Projector.CatchUpAsync();

        Assert.Equal([s_first], await FindAsync(new ShipmentQuery { Ports = [Tallinn], Lane = Lane.Red }));
        Assert.Equal([s_second], await FindAsync(new ShipmentQuery { Ports = [Tallinn], Status = ShipmentStatus.Released }));
        var search = new ShipmentSearch(Store);
        var first = (await search.FindAsync(s_first))!;
        Assert.Equal((ShipmentStatus.UnderInspection, Lane.Red, 1, LaneSource.Score), (first.Status, first.Lane, first.Holds, first.LaneSource));
        Assert.Equal(["MSCU6639870", "CSQU3054383"], first.Containers);
        var second = (await search.FindAsync(s_second))!;
        Assert.Equal((3.5, 12_000.5), (second.ClearanceMinutes, second.Price));
        Assert.NotNull(second.ReleasedAt);
        Assert.Null(await search.FindAsync(new ShipmentId("EETLL-none")));
    }

    [ContractFact]
    public async Task Search_PageByPage_NeitherRepeatsNorSkips()
    {
        await Projector.PrepareAsync();
        for (var i = 0; i < 25; i++)
            await AppendAsync(Lodged(ShipmentId.Of(Tallinn, $"{i:D3}"), "IMP"));
        await Projector.CatchUpAsync();
        var search = new ShipmentSearch(Store);
        var seen = new List<ShipmentId>();
        var query = new ShipmentQuery { Ports = [Tallinn], PageSize = 10 };
        do
        {
            var page = await search.SearchAsync(query);
            seen.AddRange(page.Items.Select(r => r.Id));
            query = query with { Cursor = page.Next };
            // What is lodged meanwhile belongs before the first page and disturbs nothing.
            await AppendAsync(Lodged(ShipmentId.Of(Tallinn, $"late{seen.Count}"), "IMP"));
            await Projector.CatchUpAsync();
        }
        while (query.Cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => ShipmentId.Of(Tallinn, $"{i:D3}")), seen);
        await Assert.ThrowsAsync<ArgumentException>(async () => await search.SearchAsync(query with { Cursor = "made-up" }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await search.SearchAsync(query with { PageSize = 0 }));
    }

    [ContractFact]
    public async Task Inspections_KeepTheNewestStateOfEachCase()
    {
        await Projector.PrepareAsync();
        var id = InspectionId.Of(s_first, 1);
        await AppendAsync(
            new InspectionOpened { Inspection = id, After = View(id, 1, InspectionStatus.Queued, null) },
            new InspectionOffered { Inspection = id, Officer = new("officer7"), After = View(id, 2, InspectionStatus.Offered, new("officer7")) });
        await Projector.CatchUpAsync();
        await AppendAsync(new InspectionAccepted { Inspection = id, Officer = new("officer7"), After = View(id, 3, InspectionStatus.Accepted, new("officer7")) });
        await Projector.CatchUpAsync();

        var search = new InspectionSearch(Store);
        var row = Assert.Single((await search.SearchAsync(new InspectionQuery { Ports = [Tallinn], Officer = new("officer7") })).Items);
        Assert.Equal((id, 3L, InspectionStatus.Accepted, CasePriority.P2), (row.Id, row.Version, row.Status, row.Priority));
        Assert.Equal(s_start.AddHours(4), row.DueAt);
        Assert.Empty((await search.SearchAsync(new InspectionQuery { Ports = [Tallinn], Statuses = [InspectionStatus.Queued, InspectionStatus.Closed] })).Items);
        Assert.Single((await search.SearchAsync(new InspectionQuery { Ports = [Tallinn], Statuses = [InspectionStatus.Accepted], Shipment = s_first })).Items);
    }

    [ContractFact]
    public async Task History_OfAShipment_HasItsInspectionsTooAndReadsTheEventFromTheLog()
    {
        await LodgeTwoAsync();
        var id = InspectionId.Of(s_first, 1);
        await AppendAsync(new InspectionOpened { Inspection = id, After = View(id, 1, InspectionStatus.Queued, null) });
        await Projector.CatchUpAsync();
        var history = new EventHistory(Store, _journal, Decode);

        var page = await history.OfShipmentAsync(s_first, pageSize: 1);
        Assert.Equal("inspectionOpened", Assert.Single(page.Items).Type);
        page = await history.OfShipmentAsync(s_first, pageSize: 1, page.Next);
        var lodged = Assert.Single(page.Items);
        Assert.Equal(("declarationLodged", "declarant"), (lodged.Type, lodged.Actor));
        Assert.Null(page.Next);
        Assert.Contains("MSCU6639870", (await history.ReadAsync(Tallinn, lodged.Number))!.Draft.Data, StringComparison.Ordinal);
        Assert.Single((await history.OfSubjectAsync(Tallinn, id.Value)).Items);
        Assert.Null(await history.ReadAsync(Tallinn, 999));
    }

    [ContractFact]
    public async Task CatchUp_BySeveralProjectorsAtOnce_AppliesEveryEventOnce()
    {
        await LodgeTwoAsync();
        for (var i = 0; i < 600; i++)
            await AppendAsync(new HoldPlaced { Shipment = s_first, Hold = new AgencyHold($"a{i}", "r", s_start, Actor.Of("test")) });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Projector.CatchUpAsync()));

        Assert.Equal(600, (await new ShipmentSearch(Store).FindAsync(s_first))!.Holds);
    }

    [ContractFact]
    public async Task Rebuild_FromTheLog_GivesTheSameTables()
    {
        await LodgeTwoAsync();
        await AppendAsync(new HoldPlaced { Shipment = s_first, Hold = new AgencyHold("food", "r", s_start, Actor.Of("test")) });
        var projector = Projector;
        await projector.CatchUpAsync();
        var before = await FindRowsAsync();

        await projector.RebuildAsync("shipments");
        Assert.Empty(await FindRowsAsync());
        await projector.CatchUpAsync();

        Assert.Equal(before, await FindRowsAsync());
        Assert.Contains("shipments, inspections, events", (await Assert.ThrowsAsync<ArgumentException>(() => projector.RebuildAsync("nothing"))).Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Prepare_OfAnotherVersion_StartsAgainAndTheSameVersionKeepsWhatIsThere()
    {
        await LodgeTwoAsync();
        await Projector.PrepareAsync();
        Assert.Equal(2, (await FindRowsAsync()).Length);

        await Store.PrepareAsync(new Revised());

        Assert.Equal(0, await Store.PositionAsync(new Revised(), PortLog.StreamOf(Tallinn)));
        Assert.Empty(await Store.QueryAsync("SELECT id FROM shipments", [], r => r.Text(0)));
    }

    [ContractFact]
    public async Task CatchUp_WithEntriesItCannotRead_LeavesOutOnlyThose()
    {
        await Projector.PrepareAsync();
        await _journal.AppendAsync(PortLog.StreamOf(Tallinn), "damaged"u8.ToArray());
        _sequence++;
        await AppendDataAsync(Topics.Shipments, "declarationLodged", "EETLL-x", "{\"type\":\"declarationLodged\"");
        await AppendDataAsync(Topics.Shipments, "inventedLater", "EETLL-x", "{\"type\":\"inventedLater\",\"shipment\":\"EETLL-x\"}");
        await AppendAsync(Lodged(s_first, "IMP"));

        await Projector.CatchUpAsync();

        Assert.Equal([s_first], await FindAsync(new ShipmentQuery { Ports = [Tallinn] }));
        Assert.Equal(4, await Store.PositionAsync(new ShipmentProjection(), PortLog.StreamOf(Tallinn)));
    }

    private async Task LodgeTwoAsync()
    {
        await Projector.PrepareAsync();
        await AppendAsync(Lodged(s_first, "IMP-A1", "DEC1", 9074729, "MSCU6639870", "CSQU3054383"), Lodged(s_second, "IMP-B2"));
        await Projector.CatchUpAsync();
    }

    private async Task<ShipmentId[]> FindAsync(ShipmentQuery query) =>
        [.. (await new ShipmentSearch(Store).SearchAsync(query)).Items.Select(r => r.Id)];

    private async Task<string[]> FindRowsAsync() =>
        [.. (await new ShipmentSearch(Store).SearchAsync(new ShipmentQuery { Ports = [Tallinn] })).Items.Select(r => JsonSerializer.Serialize(r, ContractJson.Options))];

    private static DeclarationLodged Lodged(ShipmentId id, string importer, string declarant = "D9", int? imo = null, params string[] containers) => new()
    {
        Shipment = id,
        Declaration = new Declaration
        {
            DeclarationId = id.Value[(id.Value.IndexOf('-', StringComparison.Ordinal) + 1)..],
            Port = Tallinn,
            DeclarantId = declarant,
            ImporterId = importer,
            CountryOfDeparture = "CN",
            CountryOfOrigin = "CN",
            Price = 12_000.5m,
            VesselImo = imo,
            Containers = [.. containers],
            Items = [new GoodsItem(1, "440890", null, null, null, 10, 12_000.5m)],
        },
    };

    private static LaneDecision Decision(Lane lane) => new(lane, LaneSource.Score, 70, [], null, 15, 1, "because", s_start);

    private static InspectionView View(InspectionId id, long version, InspectionStatus status, OfficerId? officer) => new()
    {
        Id = id,
        Version = version,
        Status = status,
        Kind = InspectionKind.Intensive,
        Lane = Lane.Red,
        Priority = CasePriority.P2,
        LoadMinutes = 25,
        OpenedAt = s_start,
        DueAt = s_start.AddHours(4),
        Zone = "Muuga north yard",
        Briefing = "look",
        Officer = officer,
        ImporterId = "IMP-A1",
        DeclarantId = "DEC1",
    };

    private async Task AppendAsync(params IPortEventData[] happened)
    {
        foreach (var data in happened)
        {
            var json = data is ShipmentEvent shipment
                ? JsonSerializer.Serialize(shipment, ContractJson.Options)
                : JsonSerializer.Serialize((InspectionEvent)data, ContractJson.Options);
            await AppendDataAsync(data.Topic, JsonDocument.Parse(json).RootElement.GetProperty("type").GetString()!, data.Subject, json);
        }
    }

    private async Task AppendDataAsync(string topic, string type, string subject, string data)
    {
        _sequence++;
        var draft = new PortEventDraft("test", _sequence, s_start.AddSeconds(_sequence), topic, type, subject, Actor.Of("declarant"), data);
        var entry = new PortEvent(Tallinn, _sequence, draft, "", "");
        await _journal.AppendAsync(PortLog.StreamOf(Tallinn), JsonSerializer.SerializeToUtf8Bytes(entry, ContractJson.Options));
    }

    private static PortEvent Decode(ReadOnlySpan<byte> entry)
    {
        try
        {
            return JsonSerializer.Deserialize<PortEvent>(entry, ContractJson.Options)!;
        }
        catch (JsonException error)
        {
            throw new FormatException("no entry", error);
        }
    }

    /// <summary>What the next release might bring.</summary>
    private sealed class Revised : IProjection
    {
        private readonly ShipmentProjection _today = new();

        public string Name => _today.Name;

        public int Version => _today.Version + 1;

        public IReadOnlyList<string> Tables => _today.Tables;

        public IReadOnlyList<string> Schema => _today.Schema;

        public void Apply(IReadOnlyList<PortEvent> events, ProjectionChanges changes) => _today.Apply(events, changes);
    }
}
