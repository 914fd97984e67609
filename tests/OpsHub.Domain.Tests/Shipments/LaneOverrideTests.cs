using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Tests.Shipments;

public sealed class LaneOverrideTests
{
    private readonly ShipmentCase _case = new();

    [Fact]
    public void Override_ToAStricterLane_IsFree()
    {
        _case.Lodge(Lane.Green);

        _case.Apply(_case.Override(Lane.Red, ShipmentCase.Alice), ShipmentCase.Alice);

        Assert.Equal((Lane.Red, ShipmentStatus.UnderInspection), (_case.State!.Lane, _case.State.Status));
    }

    [Fact]
    public void Override_FromYellowToRed_OrdersAnotherExamination()
    {
        _case.Lodge(Lane.Yellow);

        _case.Apply(_case.Override(Lane.Red, ShipmentCase.Alice), ShipmentCase.Alice);

        Assert.Equal(InspectionId.Of(ShipmentCase.Id, 2), _case.State!.Inspection);
    }

    [Fact]
    public void Override_ToALighterLane_WaitsForASecondPerson()
    {
        _case.Lodge(Lane.Red);

        _case.Apply(_case.Override(Lane.Green, ShipmentCase.Alice), ShipmentCase.Alice);

        Assert.IsType<LaneOverrideRequested>(_case.Happened[^1]);
        Assert.Equal(Lane.Red, _case.State!.Lane);
    }

    [Fact]
    public void Override_ToALighterLane_WhenASecondPersonApproves_Releases()
    {
        _case.Lodge(Lane.Red).Apply(_case.Override(Lane.Green, ShipmentCase.Alice), ShipmentCase.Alice);

        _case.Apply(_case.Override(Lane.Green, ShipmentCase.Bob, ShipmentCase.Alice.User), ShipmentCase.Bob);

        Assert.Equal((Lane.Green, ShipmentStatus.Released), (_case.State!.Lane, _case.State.Status));
        Assert.Null(_case.State.Inspection);
        Assert.Equal(ShipmentCase.Alice.User, _case.Happened.OfType<LaneOverridden>().Single().RequestedBy);
    }

    [Fact]
    public void Override_WhenTheSamePersonApproves_IsRefused()
    {
        _case.Lodge(Lane.Red).Apply(_case.Override(Lane.Green, ShipmentCase.Alice), ShipmentCase.Alice);

        Assert.Equal("SecondPersonNeeded", _case.Override(Lane.Green, ShipmentCase.Alice, ShipmentCase.Alice.User).Refusal!.Name);
    }

    [Theory]
    [InlineData(Lane.Yellow, "alice")]
    [InlineData(Lane.Green, "carol")]
    public void Override_WhenNobodyAskedForIt_IsRefused(Lane lane, string requestedBy)
    {
        _case.Lodge(Lane.Red).Apply(_case.Override(Lane.Green, ShipmentCase.Alice), ShipmentCase.Alice);

        Assert.Equal("NoSuchRequest", _case.Override(lane, ShipmentCase.Bob, new(requestedBy)).Refusal!.Name);
    }

    [Fact]
    public void Override_ByTheAuthorOfAProfileThatHit_IsRefused()
    {
        _case.Lodge(Lane.Red, author: ShipmentCase.Alice.User);

        Assert.Equal("SeparationOfDuties", _case.Override(Lane.Green, ShipmentCase.Alice).Refusal!.Name);
    }

    [Fact]
    public void Override_ToALighterLane_WhenExamined_IsRefused()
    {
        _case.Lodge(Lane.Red).Apply(_case.Outcome(InspectionOutcome.Detained), ShipmentCase.Alice);

        Assert.Equal("AlreadyExamined", _case.Override(Lane.Green, ShipmentCase.Bob).Refusal!.Name);
    }

    [Fact]
    public void Override_ToALighterLane_WithAHoldStanding_StaysHeld()
    {
        _case.Lodge(Lane.Red).Hold("police").Apply(_case.Override(Lane.Green, ShipmentCase.Alice), ShipmentCase.Alice);

        _case.Apply(_case.Override(Lane.Green, ShipmentCase.Bob, ShipmentCase.Alice.User), ShipmentCase.Bob);

        Assert.Equal(ShipmentStatus.Held, _case.State!.Status);
    }

    [Fact]
    public void Override_ToTheSameLane_IsRefused() =>
        Assert.Equal("AlreadyInLane", _case.Lodge(Lane.Red).Override(Lane.Red, ShipmentCase.Alice).Refusal!.Name);
}
