using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Shipments;

namespace OpsHub.Domain.Tests.Shipments;

public sealed class ShipmentRulesTests
{
    private readonly ShipmentCase _case = new();

    [Theory]
    [InlineData(Lane.Green)]
    [InlineData(Lane.Blue)]
    public void Lodge_IntoAReleaseLane_ReleasesAtOnce(Lane lane)
    {
        _case.Lodge(lane);

        Assert.Equal(ShipmentStatus.Released, _case.State!.Status);
        Assert.Equal(_case.Now, _case.State.ReleasedAt);
        Assert.Null(_case.State.Inspection);
        Assert.Equal(["DeclarationLodged", "LaneAssigned", "ShipmentReleased"], _case.Happened.Select(e => e.GetType().Name));
    }

    [Theory]
    [InlineData(Lane.Red, InspectionKind.Intensive, "physical")]
    [InlineData(Lane.Yellow, InspectionKind.Documents, "documents")]
    public void Lodge_IntoAnExaminedLane_OrdersTheExamination(Lane lane, InspectionKind kind, string skill)
    {
        _case.Lodge(lane);

        Assert.Equal(ShipmentStatus.UnderInspection, _case.State!.Status);
        Assert.Equal("EETLL-D1~1", _case.State.Inspection!.Value.Value);
        var order = InspectionOrder.For(_case.State, null, _case.Now, default)!;
        Assert.Equal((kind, skill), (order.Kind, order.Skills[0]));
        Assert.Equal(_case.Now.AddHours(lane == Lane.Red ? 2 : 4), order.DueAt);
    }

    [Fact]
    public void Order_WhenScoreIsHigh_IsUrgent()
    {
        var command = new LodgeDeclaration { Declaration = ShipmentCase.Declaration() };
        _case.Apply(ShipmentRules.Lodge(ShipmentCase.Id, null, command, ShipmentCase.Lane(Lane.Red, score: 90), _case.Now), ShipmentCase.Alice);

        var order = InspectionOrder.For(_case.State!, null, _case.Now, default)!;

        Assert.Equal((CasePriority.P1, _case.Now.AddHours(1)), (order.Priority, order.DueAt));
    }

    [Fact]
    public void Order_WhenGoodsAreExplosive_NeedsTheTraining()
    {
        var declaration = ShipmentCase.Declaration() with { Items = [new GoodsItem(1, "360200", null, null, null, 10, 100)] };
        var decision = ShipmentRules.Lodge(ShipmentCase.Id, null, new LodgeDeclaration { Declaration = declaration }, ShipmentCase.Lane(Lane.Red), _case.Now);

        Assert.Contains("dangerous-goods", InspectionOrder.For(_case.Apply(decision, ShipmentCase.Alice).State!, null, _case.Now, default)!.Skills);
    }

    [Fact]
    public void Lodge_WhenTheSameAgain_ChangesNothing()
    {
        _case.Lodge(Lane.Green);

        Assert.True(ShipmentRules.IsLodged(_case.State, ShipmentCase.Declaration()));
        _case.Lodge(Lane.Red);
        Assert.Equal(3, _case.Happened.Count);
    }

    [Fact]
    public void Lodge_WhenSameVersionHasOtherContent_IsRefused() =>
        Assert.Equal("DeclarationConflict", Refusal(_case.Lodge(Lane.Green), version: 1, price: 200));

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Lodge_WhenAVersionIsLeftOut_IsRefused(int version) =>
        Assert.Equal("VersionOutOfOrder", Refusal(_case.Lodge(Lane.Green), version, 200));

    [Fact]
    public void Lodge_WhenFirstIsAnAmendment_IsRefused() => Assert.Equal("VersionOutOfOrder", Refusal(_case, 2, 100));

    [Fact]
    public void Lodge_WhenOfAnotherShipment_IsRefused() => Assert.Equal(
        "WrongShipment", ShipmentRules.CheckLodgement(new("EETLL-D2"), null, ShipmentCase.Declaration(), _case.Now)!.Name);

    [Fact]
    public void Lodge_WhenAmendmentEvaluatesLighter_StaysInTheStricterLane()
    {
        _case.Lodge(Lane.Yellow).Lodge(Lane.Green, version: 2, price: 90);

        Assert.Equal(Lane.Yellow, _case.State!.Lane);
        Assert.Equal(1, _case.State.InspectionCount);
        Assert.Equal(90, _case.State.Declaration.Price);
    }

    [Fact]
    public void Lodge_WhenAmendmentEvaluatesStricter_OrdersAnotherExamination()
    {
        _case.Lodge(Lane.Green).Lodge(Lane.Red, version: 2, price: 90);

        Assert.Equal((Lane.Red, ShipmentStatus.UnderInspection, 1), (_case.State!.Lane, _case.State.Status, _case.State.InspectionCount));
        Assert.Null(_case.State.ReleasedAt);
    }

    [Fact]
    public void Lodge_WhenAmended_KeepsTheFirstDraw()
    {
        var second = ShipmentCase.Lane(Lane.Red) with { Draw = null };
        _case.Lodge(Lane.Green);

        _case.Apply(ShipmentRules.Lodge(ShipmentCase.Id, _case.State, new LodgeDeclaration { Declaration = ShipmentCase.Declaration(2, 90) }, second, _case.Now), ShipmentCase.Alice);

        Assert.Equal(0.5, _case.State!.Decision!.Draw!.Value);
    }

    [Fact]
    public void Lodge_WhenGone_IsRefused()
    {
        _case.Lodge(Lane.Green);
        _case.Apply(_case.Move(MovementKind.GateOut), ShipmentCase.Alice);

        Assert.Equal("ShipmentGone", Refusal(_case, 2, 90));
    }

    [Fact]
    public void Outcome_WhenNothingFound_Releases()
    {
        _case.Lodge(Lane.Red);
        _case.Now = _case.Now.AddMinutes(90);

        _case.Apply(_case.Outcome(InspectionOutcome.Released), ShipmentCase.Alice);

        Assert.Equal(ShipmentStatus.Released, _case.State!.Status);
        Assert.Equal(90, Assert.IsType<ShipmentReleased>(_case.Happened[^1]).ClearanceMinutes);
    }

    [Theory]
    [InlineData(InspectionOutcome.Query)]
    [InlineData(InspectionOutcome.Detained)]
    [InlineData(InspectionOutcome.Seized)]
    public void Outcome_WhenAdverse_Holds(InspectionOutcome outcome)
    {
        _case.Lodge(Lane.Red).Apply(_case.Outcome(outcome), ShipmentCase.Alice);

        Assert.Equal(ShipmentStatus.Held, _case.State!.Status);
    }

    [Fact]
    public void Outcome_OfAnExaminationThatIsNotTheCurrent_IsRefused() =>
        Assert.Equal("NotCurrentInspection", _case.Lodge(Lane.Red).Outcome(InspectionOutcome.Released, 2).Refusal!.Name);

    [Fact]
    public void Outcome_WhenRepeated_ChangesNothing()
    {
        _case.Lodge(Lane.Red).Apply(_case.Outcome(InspectionOutcome.Released), ShipmentCase.Alice);

        Assert.Empty(_case.Outcome(InspectionOutcome.Released).Events);
    }

    [Fact]
    public void Hold_WhileUnderInspection_BlocksTheRelease()
    {
        _case.Lodge(Lane.Red).Hold("veterinary").Apply(_case.Outcome(InspectionOutcome.Released), ShipmentCase.Alice);
        Assert.Equal(ShipmentStatus.Held, _case.State!.Status);

        _case.Lift("veterinary");

        Assert.Equal(ShipmentStatus.Released, _case.State.Status);
    }

    [Fact]
    public void Hold_WhenReleased_TakesTheReleaseBack()
    {
        _case.Lodge(Lane.Green).Hold("veterinary").Hold("police");
        Assert.Equal(ShipmentStatus.Held, _case.State!.Status);

        _case.Lift("veterinary");
        Assert.Equal(ShipmentStatus.Held, _case.State.Status);
        _case.Lift("police");
        Assert.Equal(ShipmentStatus.Released, _case.State.Status);
    }

    [Fact]
    public void Lift_WhenFindingsWereAdverse_DoesNotRelease()
    {
        _case.Lodge(Lane.Red).Hold("police").Apply(_case.Outcome(InspectionOutcome.Detained), ShipmentCase.Alice);

        Assert.Equal(ShipmentStatus.Held, _case.Lift("police").State!.Status);
    }

    [Fact]
    public void Hold_WhenTheAgencyHoldsForAnotherReason_IsRefused()
    {
        _case.Lodge(Lane.Red).Hold("police");

        var decision = ShipmentRules.PlaceHold(_case.State, new PlaceHold { Agency = "police", Reason = "Other" }, _case.Now);

        Assert.Equal("HoldExists", decision.Refusal!.Name);
    }

    [Fact]
    public void Lift_WhenThereIsNoHold_IsRefused() => Assert.Equal(
        "NoSuchHold", ShipmentRules.LiftHold(_case.Lodge(Lane.Red).State, new LiftHold { Agency = "police", Reason = "x" }, _case.Now).Refusal!.Name);

    [Fact]
    public void Commands_WhenNothingWasLodged_AreRefused()
    {
        Assert.Equal("NotLodged", _case.Move(MovementKind.Arrived).Refusal!.Name);
        Assert.Equal("NotLodged", _case.Override(Lane.Red, ShipmentCase.Alice).Refusal!.Name);
        Assert.Equal("NotLodged", _case.Outcome(InspectionOutcome.Released).Refusal!.Name);
    }

    [Fact]
    public void Story_NeverMentionsRandom()
    {
        _case.Lodge(Lane.Red);

        Assert.DoesNotContain(_case.State!.Story, e => e.Text.Contains("random", StringComparison.OrdinalIgnoreCase) || e.Text.Contains("draw", StringComparison.OrdinalIgnoreCase));
    }

    private static string Refusal(ShipmentCase shipment, int version, decimal price) => ShipmentRules.CheckLodgement(
        ShipmentCase.Id, shipment.State, ShipmentCase.Declaration(version, price), shipment.Now)!.Name;
}
