using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity.Conditions;
using OpsHub.Domain.Selectivity.Trials;
using OpsHub.Domain.Tests.Shipments;

namespace OpsHub.Domain.Tests.Selectivity;

public sealed class ProfileTrialTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 23, 30, 0, TimeSpan.Zero);

    private readonly ProfileTrial _trial = new(Condition.Compile("price > 500", out _)!);

    [Fact]
    public void Result_TellsHitsExaminationsAndWhatWouldBeAdded()
    {
        Lodge(1, 1_000, Lane.Red);
        Lodge(2, 1_000, Lane.Yellow);
        Lodge(3, 1_000, Lane.Green);
        Lodge(4, 100, Lane.Red);
        Settle(1, InspectionOutcome.Seized);
        Settle(2, InspectionOutcome.Released, days: 1);
        Settle(4, InspectionOutcome.Detained);

        var result = _trial.Result();

        Assert.Equal((4, 3, 1, 1), (result.Declarations, result.Hits, result.Confirmed, result.FalseAlerts));
        Assert.Equal((1, 15), (result.NotExamined, result.AddedMinutes));
        Assert.Equal([new ProfileDay(Date(0), 3, 1, 0), new ProfileDay(Date(1), 0, 0, 1)], result.Days.AsEnumerable());
        Assert.Equal(["EETLL-3", "EETLL-2", "EETLL-1"], result.Newest.Select(h => h.Shipment.Value));
        Assert.Equal([null, InspectionOutcome.Released, InspectionOutcome.Seized], result.Newest.Select(h => h.Outcome));
        Assert.Equal("price is above 500 (1000)", result.Newest[0].Why);
        Assert.Equal((s_at, s_at), (result.From, result.Until));
    }

    [Fact]
    public void Result_HoldsHitsAgainstRandomExaminations()
    {
        for (var i = 0; i < 10; i++)
        {
            Lodge(i, 100, Lane.Red, drawn: true);
            Settle(i, i == 0 ? InspectionOutcome.Detained : InspectionOutcome.Released);
        }

        for (var i = 10; i < 14; i++)
        {
            Lodge(i, 900, Lane.Red, drawn: i == 10);
            Settle(i, i < 12 ? InspectionOutcome.Seized : InspectionOutcome.Released);
        }

        var result = _trial.Result();

        Assert.Equal((11, 2), (result.RandomExamined, result.RandomConfirmed));
        Assert.Equal(2 / 4d / (2 / 11d), result.Lift!.Value, 12);
        Assert.InRange(result.LiftLow!.Value, 0.1, result.Lift.Value);
    }

    [Fact]
    public void Result_WhenAnAmendmentNoLongerMeetsTheCondition_ItIsNoHit()
    {
        _trial.Add(new DeclarationLodged { Shipment = Id(1), Declaration = ShipmentCase.Declaration(1, 900) }, s_at);
        _trial.Add(new DeclarationLodged { Shipment = Id(1), Declaration = ShipmentCase.Declaration(2, 100) }, s_at);
        _trial.Add(new LaneAssigned { Shipment = Id(1), Decision = ShipmentCase.Lane(Lane.Red) }, s_at);
        Settle(1, InspectionOutcome.Seized);

        var result = _trial.Result();

        Assert.Equal((2, 1, 0, 0), (result.Declarations, result.Hits, result.Confirmed, result.NotExamined));
        Assert.Empty(result.Newest);
    }

    [Fact]
    public void Settled_WhenItWasAQuery_IsStillOpen()
    {
        Lodge(1, 900, Lane.Red);
        Settle(1, InspectionOutcome.Query);
        var open = _trial.Result();
        Settle(1, InspectionOutcome.Detained);

        Assert.Equal((0, 0), (open.Confirmed, open.FalseAlerts));
        Assert.Equal(1, _trial.Result().Confirmed);
    }

    [Fact]
    public void Needs_IsTrueForWhatIsCounted()
    {
        Assert.True(ProfileTrial.Needs("declarationLodged"u8));
        Assert.True(ProfileTrial.Needs("laneAssigned"u8));
        Assert.True(ProfileTrial.Needs("inspectionOutcomeRecorded"u8));
        Assert.False(ProfileTrial.Needs("shipmentReleased"u8));
    }

    private static ShipmentId Id(int shipment) => new($"EETLL-{shipment}");

    private static DateOnly Date(int days) => DateOnly.FromDateTime(s_at.AddDays(days).UtcDateTime);

    private void Lodge(int shipment, decimal price, Lane lane, bool drawn = false)
    {
        _trial.Add(new DeclarationLodged { Shipment = Id(shipment), Declaration = ShipmentCase.Declaration(1, price) }, s_at);
        _trial.Add(new LaneAssigned { Shipment = Id(shipment), Decision = ShipmentCase.Lane(lane) with { Draw = new RandomDraw("c", 0.5, 0.1, drawn) } }, s_at);
    }

    private void Settle(int shipment, InspectionOutcome outcome, int days = 0) => _trial.Add(
        new InspectionOutcomeRecorded { Shipment = Id(shipment), Inspection = new($"EETLL-{shipment}~1"), Outcome = outcome, Findings = "x" }, s_at.AddDays(days));
}
