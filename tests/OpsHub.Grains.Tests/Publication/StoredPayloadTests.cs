using System.Text;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Accounts;
using OpsHub.Domain.Ports;
using OpsHub.Domain.Shipments;
using OpsHub.Grains.Publication;
using OpsHub.Storage.GrainState;

namespace OpsHub.Grains.Tests.Publication;

/// <summary>Records as earlier releases wrote them must stay readable. New fields may come; these texts never change.</summary>
public sealed class StoredPayloadTests
{
    private const string Shipment = """
        {"schema":1,"state":{"state":{"id":"EETLL-D1","declaration":{"declarationId":"D1","version":1,"port":"EETLL","regime":"import","date":"2020-01-01",
        "declarantId":"DECL1","importerId":"IMP1","countryOfDeparture":"CN","countryOfOrigin":"CN","taxRatePercent":8,"netMassKilograms":10,"price":100,"currency":"EUR",
        "items":[{"line":1,"hsCode":"850440","netMassKilograms":10,"value":100}],"containers":["CSQU3054383"],"documents":[]},
        "decision":{"lane":"red","source":"profile","score":40,"hits":[{"profile":"EETLL/p","version":3,"title":"P","weight":40,"lane":"red","why":"hs2 is 85 (85)","author":"ana"}],
        "draw":{"commitment":"c0","rate":0.02,"value":0.5,"drawn":false},"loadMinutes":15,"snapshotVersion":7,"explanation":"Check.","decidedAt":"2026-03-01T08:00:00+00:00"},
        "lane":"red","status":"underInspection","lodgedAt":"2026-03-01T08:00:00+00:00","movements":[],"holds":[],"inspection":"EETLL-D1~1","inspectionCount":1,
        "story":[{"at":"2026-03-01T08:00:00+00:00","type":"declarationLodged","text":"Declaration lodged","actor":{"user":"alice","role":"trader"}}]},
        "version":1,"commands":[{"id":"0199a5c0-0000-7000-8000-000000000001","version":1}],
        "outbox":[{"sequence":1,"port":"EETLL","at":"2026-03-01T08:00:00+00:00","topic":"shipments","type":"shipmentHeld","subject":"EETLL-D1",
        "actor":{"user":"alice","role":"trader"},"data":{"type":"shipmentHeld","reason":"R","shipment":"EETLL-D1"}}],"outboxOwner":"silo","nextSourceSequence":2}}
        """;

    private const string Port = """
        {"schema":1,"state":{"state":{"configuration":{"port":"EETLL","name":"Tallinn","timeZone":"UTC","latitudeDegrees":59.4,"longitudeDegrees":24.7,"zoom":12,"places":[],
        "planGeoJson":"{}","randomRate":0.02,"redAtScore":60,"yellowAtScore":35,"blueAtScore":20,"offerSeconds":120,"trackShards":4,"queueLimit":40},
        "profiles":{"EETLL/p":{"profile":"EETLL/p","version":1,"title":"P","when":"hs2 is stated","weight":10,"lane":"red","supplementMinutes":0,
        "author":"ana","validFrom":"2026-01-01T00:00:00+00:00","validUntil":"2027-01-01T00:00:00+00:00"}},"officers":["officer1"],
        "seeds":[{"day":"2026-03-01","seed":"01","commitment":"c0","committedAt":"2026-03-01T00:00:05+00:00"}],"selectivityVersion":3},"version":3,"commands":[],"outbox":[],"nextSourceSequence":4}}
        """;

    private const string Account = """
        {"schema":1,"state":{"scope":{"user":"alice","displayName":"Alice","roles":["supervisor"],"ports":["EETLL"]},"passwordHash":"AQAA","version":2,
        "lastCommand":"0199a5c0-0000-7000-8000-000000000001","sessions":[{"sessionId":"s","secretSha256":"h","issuedAt":"2026-03-01T08:00:00+00:00","expiresAt":"2026-03-01T20:00:00+00:00"}],"failures":1}}
        """;

    private readonly StateCodec _codec = new();

    [Fact]
    public void Shipment_WrittenByAnEarlierRelease_IsRead()
    {
        var record = Decode<EntityRecord<ShipmentState>>(Shipment);

        Assert.Equal((1L, ShipmentStatus.UnderInspection, "850440"), (record.Version, record.State!.Status, record.State.Declaration.Items[0].HsCode));
        Assert.Equal("ana", record.State.Decision!.Hits[0].Author!.Value.Value);
        Assert.Equal("""{"type":"shipmentHeld","reason":"R","shipment":"EETLL-D1"}""", record.Outbox[0].Data);
        Assert.IsType<ShipmentHeld>(EventCodec<ShipmentEvent>.Read(record.Outbox[0].Data));
    }

    [Fact]
    public void Port_WrittenByAnEarlierRelease_IsRead()
    {
        var record = Decode<EntityRecord<PortState>>(Port);

        Assert.Equal((3L, 4L), (record.State!.SelectivityVersion, record.NextSourceSequence));
        Assert.Equal(10, record.State.Profiles["EETLL/p"].Weight);
        Assert.Equal(["officer1"], record.State.Officers);
    }

    [Fact]
    public void Account_WrittenByAnEarlierRelease_IsRead() => Assert.Equal("h", Decode<AccountState>(Account).Sessions[0].SecretSha256);

    [Theory]
    [InlineData(Shipment)]
    [InlineData(Port)]
    public void Record_WrittenAgain_IsTheSameJson(string payload)
    {
        var again = payload == Shipment
            ? _codec.Encode(Decode<EntityRecord<ShipmentState>>(payload))
            : _codec.Encode(Decode<EntityRecord<PortState>>(payload));

        Assert.Equal(payload.ReplaceLineEndings(""), Encoding.UTF8.GetString(again.Span));
    }

    private T Decode<T>(string payload) => _codec.Decode<T>(Encoding.UTF8.GetBytes(payload));
}
