using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Shipments;

namespace OpsHub.Domain.Tests.Shipments;

public sealed class ShipmentMovementTests
{
    private readonly ShipmentCase _case = new();

    [Theory]
    [InlineData(Lane.Red)]
    [InlineData(Lane.Yellow)]
    public void Move_OutOfTheGateBeforeRelease_IsRefused(Lane lane) =>
        Assert.Equal(ShipmentRefusals.GateOutBeforeRelease, _case.Lodge(lane).Move(MovementKind.GateOut).Refusal!.Name);

    [Fact]
    public void Move_OutOfTheGate_WhenAllContainersAreOut_EndsTheStay()
    {
        _case.Lodge(Lane.Green).Apply(_case.Move(MovementKind.GateOut, "CSQU3054383"), ShipmentCase.Alice);
        Assert.Equal(ShipmentStatus.Released, _case.State!.Status);

        _case.Apply(_case.Move(MovementKind.GateOut, "MWCU6059784"), ShipmentCase.Alice);

        Assert.Equal(ShipmentStatus.GateOut, _case.State.Status);
    }

    [Fact]
    public void Move_WhenRepeated_ChangesNothing()
    {
        _case.Lodge(Lane.Green).Apply(_case.Move(MovementKind.Arrived), ShipmentCase.Alice);

        Assert.Empty(_case.Move(MovementKind.Arrived).Events);
    }

    [Fact]
    public void Move_OfAContainerThatIsNotDeclared_IsRefused() =>
        Assert.Equal("ContainerNotDeclared", _case.Lodge(Lane.Green).Move(MovementKind.Arrived, "CBHU3202732").Refusal!.Name);

    [Fact]
    public void Move_InTheFuture_IsRefused() =>
        Assert.Equal("MovementInFuture", _case.Lodge(Lane.Green).Move(MovementKind.Arrived, at: _case.Now.AddMinutes(6)).Refusal!.Name);

    [Fact]
    public void Attach_AnAnnouncedDocument_FillsItIn()
    {
        _case.Lodge(Lane.Green);
        var announced = new DocumentReference("invoice", "17");
        _case.Apply(ShipmentRules.AttachDocument(_case.State, new AttachDocument { Document = announced }), ShipmentCase.Alice);

        _case.Apply(ShipmentRules.AttachDocument(_case.State, new AttachDocument { Document = announced with { Sha256 = new string('a', 64) } }), ShipmentCase.Alice);

        Assert.Equal((1, new string('a', 64)), (_case.State!.Declaration.Documents.Length, _case.State.Declaration.Documents[0].Sha256));
        Assert.True(ShipmentRules.IsLodged(_case.State, ShipmentCase.Declaration()));
    }

    [Fact]
    public void Attach_WithAWrongHash_IsRefused() => Assert.Equal(
        "DocumentInvalid",
        ShipmentRules.AttachDocument(_case.Lodge(Lane.Green).State, new AttachDocument { Document = new DocumentReference("invoice", "17", "XYZ") }).Refusal!.Name);
}
