using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Domain.Officers;

namespace OpsHub.Domain.Tests.Officers;

/// <summary>One officer driven through their rules.</summary>
internal sealed class OfficerCase
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly OfficerId Id = new("officer1");
    public static readonly InspectionId One = InspectionId.Of(new ShipmentId("EETLL-1"), 1);
    public static readonly InspectionId Two = InspectionId.Of(new ShipmentId("EETLL-2"), 1);
    public static readonly Actor Supervisor = new(new UserId("supervisor"), Roles.Supervisor);

    public OfficerState State { get; private set; } = OfficerState.Empty;

    public DateTimeOffset Now { get; set; } = Morning;

    public OfficerView View => State.Known!;

    public static OfficerProfile Profile(int capacity = 120) => new()
    {
        Officer = Id,
        Name = "Anna",
        HomePort = new PortId("EETLL"),
        Skills = ["documents"],
        CapacityMinutes = capacity,
        Zone = "north yard",
    };

    public static OfficerCase Registered(int capacity = 120)
    {
        var officer = new OfficerCase();
        Assert.Null(officer.Register(Profile(capacity)));
        return officer;
    }

    public static OfficerCase OnShift(int capacity = 120, double hours = 8)
    {
        var officer = Registered(capacity);
        Assert.Null(officer.StartShift(hours));
        return officer;
    }

    public Refusal? Register(OfficerProfile profile) => Do(OfficerRules.Register(State, Id, new RegisterOfficer { Profile = profile }));

    public Refusal? StartShift(double hours = 8, string? waiver = null, Actor? by = null) => Do(OfficerRules.StartShift(
        State, new StartShift { EndsAt = Now.AddHours(hours), RestWaiver = waiver, Actor = by ?? Actor.Of("officer1") }, Now));

    public Refusal? EndShift() => Do(OfficerRules.EndShift(State, new EndShift { Reason = "done for today" }));

    public Refusal? TakeBreak(int minutes = 30) => Do(OfficerRules.TakeBreak(State, new TakeBreak { Minutes = minutes }, Now));

    public Refusal? EndBreak() => Do(OfficerRules.EndBreak(State, Now));

    public Refusal? Reserve(InspectionId inspection, int minutes, long basedOnEpoch = 0, bool overload = false) => Do(OfficerRules.Reserve(
        State,
        new ReserveCapacity { Inspection = inspection, Minutes = minutes, ExpiresAt = Now.AddMinutes(5), AllowOverload = overload, BasedOnEpoch = basedOnEpoch },
        Now));

    public Refusal? Release(InspectionId inspection) => Do(OfficerRules.Release(State, new ReleaseCapacity { Inspection = inspection }));

    public Refusal? Settle(InspectionId inspection, AssignmentStage stage, long epoch, int minutes = 20) => Do(OfficerRules.Settle(
        State,
        new SettleAssignment
        {
            Inspection = inspection,
            Stage = stage,
            Epoch = epoch,
            Minutes = minutes,
            OfferExpiresAt = stage is AssignmentStage.Offered ? Now.AddMinutes(2) : null,
        }));

    public ImmutableArray<OfficerEvent> Elapse(TimeSpan time)
    {
        Now += time;
        var events = OfficerRules.Elapse(State, Now);
        foreach (var @event in events)
            State = OfficerRules.Evolve(State, @event, Now);
        return events;
    }

    public (AssignmentStage Stage, long Epoch)? Assignment(InspectionId inspection) =>
        View.Assignments.FirstOrDefault(a => a.Inspection == inspection) is { } found ? (found.Stage, found.Epoch) : null;

    public Refusal? Do(Decision<OfficerEvent> decision)
    {
        foreach (var @event in decision.Events)
        {
            var before = State.Known?.Version ?? 0;
            State = OfficerRules.Evolve(State, @event, Now);
            Assert.Equal(before + 1, View.Version);
            Assert.Equal(View.Assignments.Sum(a => a.Minutes), View.LoadMinutes);
        }
        return decision.Refusal;
    }
}
