using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Ingest;

namespace OpsHub.Gateway.Tests.Shipments;

[Collection(SharedHub.Name)]
public sealed class ShipmentPositionTests(HubHost hub)
{
    private static readonly Actor s_supervisor = new(new UserId("position.supervisor"), Roles.Supervisor);

    [Fact]
    public async Task Position_OfAShipmentNothingTellsOf_IsNotFound()
    {
        var shipment = await LodgeAsync("POSITION0");

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(shipment)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(new("EETLL-NOSUCHTHING"))).StatusCode);
    }

    [Fact]
    public async Task Position_FollowsTheShipmentFromShipToYardToTruck()
    {
        var shipment = await LodgeAsync("POSITION1");
        var ship = new TrackerId("mmsi:276200001");
        await FixAsync(new TrackDescription(ship, TrackKind.Vessel, "Carrier"), 59.5101, 24.7501);
        await MoveAsync(shipment, MovementKind.Arrived, "Berth 1", ship);
        var aboard = await PositionAsync(shipment);
        Assert.Equal(("movement", ship, "Carrier", 59.5101), (aboard.Source, aboard.Tracker!.Value, aboard.Name, aboard.LatitudeDegrees));
        Assert.InRange(aboard.AgeSeconds, 0, 60);

        await MoveAsync(shipment, MovementKind.Discharged, "Quay 9", ship);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(shipment)).StatusCode);
        await MoveAsync(shipment, MovementKind.MovedToYard, "yard 1", null);
        var yard = await PositionAsync(shipment);
        Assert.Equal(("place", null, "Yard 1", 59.4472, 24.7611), (yard.Source, yard.Tracker, yard.Name, yard.LatitudeDegrees, yard.LongitudeDegrees));

        var truck = TrackerId.OfDevice("position-truck");
        await FixAsync(new TrackDescription(truck, TrackKind.Truck, "Truck 7", Carries: shipment), 59.4401, 24.7701);
        var onTheRoad = await Until.FoundAsync(async () => await PositionAsync(shipment) is { Source: "carrier" } found ? found : null);
        Assert.Equal((truck, TrackKind.Truck, "Truck 7", 59.4401), (onTheRoad.Tracker!.Value, onTheRoad.Kind!.Value, onTheRoad.Name, onTheRoad.LatitudeDegrees));
    }

    [Fact]
    public async Task Position_IsNeverAnOfficers()
    {
        var shipment = await LodgeAsync("POSITION2");
        var officer = TrackerId.OfDevice("position-officer");
        await FixAsync(new TrackDescription(officer, TrackKind.Officer, "Officer", Carries: shipment), 59.44, 24.75);
        await MoveAsync(shipment, MovementKind.GateOut, "Gate A", officer);

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(shipment)).StatusCode);
    }

    private async Task<ShipmentId> LodgeAsync(string id)
    {
        var shipment = ShipmentId.Of(HubHost.Tallinn, id);
        var result = await hub.Grains.Shipment(shipment).Lodge(new LodgeDeclaration
        {
            CommandId = HubHost.NewCommand(),
            Actor = s_supervisor,
            Declaration = new Declaration
            {
                DeclarationId = id, Port = HubHost.Tallinn, Date = new DateOnly(2026, 3, 2), DeclarantId = "DECL1", ImporterId = "IMP1", CountryOfDeparture = "CN",
                CountryOfOrigin = "CN", NetMassKilograms = 10, Price = 100, Items = [new GoodsItem(1, "850440", null, null, null, 10, 100)],
            },
        });
        Assert.Null(result.Refusal);
        return shipment;
    }

    private async Task MoveAsync(ShipmentId shipment, MovementKind kind, string place, TrackerId? carriedBy)
    {
        var result = await hub.Grains.Shipment(shipment).RecordMovement(new RecordMovement
        {
            CommandId = HubHost.NewCommand(), Actor = s_supervisor, Movement = new CargoMovement(kind, DateTimeOffset.UtcNow, place, CarriedBy: carriedBy),
        });
        Assert.Null(result.Refusal);
    }

    private async Task<ShipmentPosition> PositionAsync(ShipmentId shipment)
    {
        var answer = await AskAsync(shipment);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ShipmentPosition>(ContractJson.Options))!;
    }

    private async Task<HttpResponseMessage> AskAsync(ShipmentId shipment) =>
        await (await hub.AsRole("position.commander", "commander")).GetAsync(new Uri($"/api/v1/shipments/{shipment}/position", UriKind.Relative));

    private async Task FixAsync(TrackDescription description, double latitude, double longitude)
    {
        var ingest = hub.App.Services.GetRequiredService<TrackIngest>();
        var port = (await ingest.PortAsync(HubHost.Tallinn))!;
        var fix = new PositionFix(
            description.Tracker, description.Kind, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), latitude, longitude, 10, 90, float.NaN);
        Assert.Equal(FixRefusal.None, await ingest.SubmitAsync(port, fix, description, "test", CancellationToken.None));
    }
}
