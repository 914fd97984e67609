using System.Text;
using System.Text.Json.Nodes;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;
using OpsHub.Storage.GrainState;

namespace OpsHub.Storage.Tests.GrainState;

public sealed class StateCodecTests
{
    private static readonly Sample s_sample = new(new ShipmentId("EETLL-1"), ShipmentStatus.UnderInspection, [new OfficerId("officer7")], null);

    [Fact]
    public void Encode_WritesTheSchemaAndTheContractsJson()
    {
        Assert.Equal(
            """{"schema":1,"state":{"shipment":"EETLL-1","status":"underInspection","officers":["officer7"]}}""",
            Encoding.UTF8.GetString(new StateCodec().Encode(s_sample).Span));
    }

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSame()
    {
        var decoded = new StateCodec().Decode<Sample>(new StateCodec().Encode(s_sample).Span);

        Assert.Equal(s_sample.Shipment, decoded.Shipment);
        Assert.Equal(s_sample.Status, decoded.Status);
        Assert.Equal(s_sample.Officers, decoded.Officers);
    }

    [Fact]
    public void Decode_WithFieldsOfANewerProgram_IgnoresThem()
    {
        var decoded = Decode<Sample>("""{"schema":1,"state":{"shipment":"EETLL-1","status":"held","officers":[],"future":{"a":[1]}}}""");

        Assert.Equal(ShipmentStatus.Held, decoded.Status);
    }

    [Fact]
    public void Decode_OfAnOlderSchema_RunsTheUpgradesInOrder()
    {
        var codec = new StateCodec([new RenameOwner(), new SplitName()]);

        var decoded = codec.Decode<Renamed>("""{"schema":1,"state":{"owner":"Ada Lovelace"}}"""u8);

        Assert.Equal(new Renamed("Ada", "Lovelace"), decoded);
        Assert.StartsWith("""{"schema":3,""", Encoding.UTF8.GetString(codec.Encode(decoded).Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schema":2,"state":{}}""", "schema 2")]
    [InlineData("""{"state":{}}""", "cannot be read")]
    [InlineData("""{"schema":1,"state":null}""", "cannot be read")]
    [InlineData("""{"schema":1,"state":{"status":"noSuchStatus"}}""", "cannot be read")]
    [InlineData("", "cannot be read")]
    public void Decode_OfWhatItCannotRead_SaysWhichTypeAndWhy(string stored, string because)
    {
        var error = Assert.Throws<StateSchemaException>(() => Decode<Sample>(stored));

        Assert.Contains("Sample", error.Message, StringComparison.Ordinal);
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_WithoutTheUpgradeStep_IsRefused() =>
        Assert.Contains("from schema 1 to 2", Assert.Throws<StateSchemaException>(() => Decode<Renamed>("""{"schema":1,"state":{}}""")).Message, StringComparison.Ordinal);

    private static T Decode<T>(string stored) => new StateCodec().Decode<T>(Encoding.UTF8.GetBytes(stored));

    private sealed record Sample(ShipmentId Shipment, ShipmentStatus Status, OfficerId[] Officers, string? Note);

    [StateSchema(3)]
    private sealed record Renamed(string First, string Last);

    private sealed class RenameOwner : IStateUpgrade
    {
        public Type StateType => typeof(Renamed);

        public int FromSchema => 1;

        public JsonNode Upgrade(JsonNode state) => new JsonObject { ["name"] = state["owner"]!.DeepClone() };
    }

    private sealed class SplitName : IStateUpgrade
    {
        public Type StateType => typeof(Renamed);

        public int FromSchema => 2;

        public JsonNode Upgrade(JsonNode state)
        {
            var parts = state["name"]!.GetValue<string>().Split(' ');
            return new JsonObject { ["first"] = parts[0], ["last"] = parts[1] };
        }
    }
}
