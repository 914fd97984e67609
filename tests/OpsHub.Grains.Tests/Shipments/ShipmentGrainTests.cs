using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Grains.Tests.Support;

namespace OpsHub.Grains.Tests.Shipments;

public sealed class ShipmentGrainTests
{
    private static readonly ShipmentId s_id = new("EETLL-D1");
    private static readonly InspectionId s_inspection = new("EETLL-D1~1");

    [Theory]
    [InlineData(Lane.Red, InspectionKind.Intensive)]
    [InlineData(Lane.Yellow, InspectionKind.Documents)]
    public async Task Lodge_IntoAnExaminedLane_OpensTheExamination(Lane lane, InspectionKind kind)
    {
        await using var port = await TestPort.Start();
        await port.PublishProfile(lane);

        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));

        var opened = await port.Seen("inspectionOpened", s_inspection.Value);
        var inspection = (await port.Grains.Inspection(s_inspection).Get())!;
        Assert.Equal((kind, lane, "IMP1"), (inspection.Kind, inspection.Lane, inspection.ImporterId));
        Assert.Equal(["ana"], inspection.ProfileAuthors.Select(a => a.Value));
        Assert.DoesNotContain("random", inspection.Briefing, StringComparison.OrdinalIgnoreCase);
        Assert.True(opened.Sequence > (await port.Seen("laneAssigned", s_id.Value)).Sequence);
    }

    [Fact]
    public async Task Outcome_Released_ReleasesTheShipment()
    {
        await using var port = await TestPort.Start();
        await port.PublishProfile(Lane.Red);
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));

        var result = await port.Grains.Shipment(s_id).RecordInspectionOutcome(new RecordInspectionOutcome
        {
            CommandId = port.NextId(), Actor = Actor.Of("inspection"), Inspection = s_inspection, Outcome = InspectionOutcome.Released, Findings = "Nothing found.",
        });

        Assert.Null(result.Refusal);
        var shipment = (await port.Grains.Shipment(s_id).Get())!;
        Assert.Equal((ShipmentStatus.Released, InspectionOutcome.Released), (shipment.Status, shipment.Outcome));
        Assert.Contains(shipment.Story, e => e.Text.Contains("Nothing found.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GateOut_BeforeRelease_IsRefused_AndRaisesAP1Alarm()
    {
        await using var port = await TestPort.Start();
        await port.PublishProfile(Lane.Red);
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));

        var result = await port.Grains.Shipment(s_id).RecordMovement(new RecordMovement
        {
            CommandId = port.NextId(), Actor = new Actor(new("gate1"), Roles.Device), Movement = new CargoMovement(MovementKind.GateOut, DateTimeOffset.UnixEpoch, "Gate 1"),
        });

        Assert.Equal("GateOutBeforeRelease", result.Refusal!.Name);
        await port.Seen("alarmRaised", "gate-out-before-release/EETLL-D1");
        var alarm = Assert.Single(await port.Grains.AlarmBoard(TestPort.Port).List());
        Assert.Equal((Contracts.Alarms.AlarmPriority.P1, s_id.Value), (alarm.Priority, alarm.Subject));

        await port.Grains.Shipment(s_id).RecordMovement(new RecordMovement
        {
            CommandId = port.NextId(), Actor = new Actor(new("gate1"), Roles.Device), Movement = new CargoMovement(MovementKind.MovedToYard, DateTimeOffset.UnixEpoch, "Yard 1"),
        });
        await port.Seen("alarmReturned", "gate-out-before-release/EETLL-D1");
    }

    [Fact]
    public async Task Lodge_WithSameVersionAndContent_IsRepeated_AndWithOtherContentIsAConflict()
    {
        await using var port = await TestPort.Start();
        var first = await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));

        var same = await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        var other = await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1", d => d with { ImporterId = "IMP2" }));

        Assert.Equal(first with { Repeated = true }, same);
        Assert.Equal("DeclarationConflict", other.Refusal!.Name);
        Assert.Equal("IMP1", (await port.Grains.Shipment(s_id).Get())!.Declaration.ImporterId);
    }

    [Fact]
    public async Task Lodge_WhenInvalid_TellsEverythingAtOnce()
    {
        await using var port = await TestPort.Start();

        var result = await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1", d => d with { CountryOfOrigin = "?", Currency = "?" }));

        Assert.Equal(["countryOfOrigin", "currency"], result.Refusal!.Findings!.Value.Select(f => f.Field));
        Assert.Null(await port.Grains.Shipment(s_id).Get());
    }

    [Fact]
    public async Task Override_ToRed_OpensAnother_AndCancelsTheOneBefore()
    {
        await using var port = await TestPort.Start();
        await port.PublishProfile(Lane.Yellow);
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        await port.Seen("inspectionOpened", s_inspection.Value);

        await port.Grains.Shipment(s_id).OverrideLane(new OverrideLane { CommandId = port.NextId(), Actor = TestPort.Alice, Lane = Lane.Red, Reason = "Tip-off" });

        await port.Seen("inspectionOpened", "EETLL-D1~2");
        await port.Seen("inspectionCancelled", s_inspection.Value);
        Assert.Equal(new InspectionId("EETLL-D1~2"), (await port.Grains.Shipment(s_id).Get())!.Inspection);
    }

    [Fact]
    public async Task Get_AfterARestart_IsTheSame()
    {
        await using var port = await TestPort.Start();
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        var before = System.Text.Json.JsonSerializer.Serialize(await port.Grains.Shipment(s_id).Get(), ContractJson.Options);

        await port.Host.RestartAsync();

        Assert.Equal(before, System.Text.Json.JsonSerializer.Serialize(await port.Grains.Shipment(s_id).Get(), ContractJson.Options));
    }
}
