using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Shipments;

namespace OpsHub.Domain.Tests.Shipments;

/// <summary>A shipment on a fixed clock: decides, evolves, and keeps what happened.</summary>
internal sealed class ShipmentCase
{
    public static readonly PortId Port = new("EETLL");
    public static readonly ShipmentId Id = new("EETLL-D1");
    public static readonly Actor Alice = new(new UserId("alice"), Roles.Supervisor);
    public static readonly Actor Bob = new(new UserId("bob"), Roles.Supervisor);

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public ShipmentState? State { get; private set; }

    public List<ShipmentEvent> Happened { get; } = [];

    public static Declaration Declaration(int version = 1, decimal price = 100) => new()
    {
        DeclarationId = "D1",
        Version = version,
        Port = Port,
        Date = new DateOnly(2026, 2, 27),
        DeclarantId = "DECL1",
        ImporterId = "IMP1",
        CountryOfDeparture = "CN",
        CountryOfOrigin = "CN",
        NetMassKilograms = 10,
        Price = price,
        Items = [new GoodsItem(1, "850440", "Adapters", 5, "pcs", 10, price)],
        Containers = ["CSQU3054383", "MWCU6059784"],
    };

    public static LaneDecision Lane(Lane lane, int score = 0, UserId? author = null) => new(
        lane, lane == Contracts.Selectivity.Lane.Green ? LaneSource.None : LaneSource.Profile, score,
        author is { } a ? [new ProfileHit(RiskProfileId.Of(Port, "p"), 1, "P", 10, lane, "why", a)] : [],
        new RandomDraw("c", 0.02, 0.5, false), 15, 3, "Check.", DateTimeOffset.UnixEpoch);

    public ShipmentCase Lodge(Lane lane, int version = 1, decimal price = 100, UserId? author = null)
    {
        var command = new LodgeDeclaration { Declaration = Declaration(version, price), Actor = Alice };
        return Apply(ShipmentRules.Lodge(Id, State, command, Lane(lane, author: author), Now), Alice);
    }

    public ShipmentCase Hold(string agency) => Apply(ShipmentRules.PlaceHold(State, new PlaceHold { Agency = agency, Reason = "Sample", Actor = Alice }, Now), Alice);

    public ShipmentCase Lift(string agency) => Apply(ShipmentRules.LiftHold(State, new LiftHold { Agency = agency, Reason = "Fine", Actor = Alice }, Now), Alice);

    public Decision<ShipmentEvent> Override(Lane lane, Actor actor, UserId? approves = null) => ShipmentRules.OverrideLane(
        State, new OverrideLane { Lane = lane, Reason = "Known trader", Actor = actor, ApprovesRequestOf = approves }, Now);

    public Decision<ShipmentEvent> Outcome(InspectionOutcome outcome, int number = 1) => ShipmentRules.RecordInspectionOutcome(
        State, new RecordInspectionOutcome { Inspection = InspectionId.Of(Id, number), Outcome = outcome, Findings = "Seen." }, Now);

    public Decision<ShipmentEvent> Move(MovementKind kind, string? container = null, DateTimeOffset? at = null) => ShipmentRules.RecordMovement(
        State, new RecordMovement { Movement = new CargoMovement(kind, at ?? Now, "Gate 1", container) }, Now);

    public ShipmentCase Apply(Decision<ShipmentEvent> decision, Actor by)
    {
        Assert.Null(decision.Refusal);
        foreach (var happened in decision.Events)
        {
            State = ShipmentEvolution.Evolve(State, happened, Now, by);
            Happened.Add(happened);
        }

        return this;
    }
}
