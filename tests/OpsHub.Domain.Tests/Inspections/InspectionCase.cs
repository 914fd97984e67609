using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Inspections;

namespace OpsHub.Domain.Tests.Inspections;

/// <summary>One case driven through its rules: every accepted decision is evolved, and the clock stands where it is put.</summary>
internal sealed class InspectionCase
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly InspectionId Id = InspectionId.Of(new ShipmentId("EETLL-1"), 1);
    public static readonly OfficerId Anna = new("officer1");
    public static readonly OfficerId Boris = new("officer2");

    public InspectionState State { get; private set; } = InspectionState.Empty;

    public DateTimeOffset Now { get; set; } = Start;

    public InspectionView View => State.Case!;

    public static Actor Supervisor(string name = "supervisor") => new(new UserId(name), Roles.Supervisor);

    public static InspectionCase Opened(InspectionKind kind = InspectionKind.Documents, params UserId[] authors)
    {
        var @case = new InspectionCase();
        @case.Do(s => InspectionRules.Open(s, Id, Opening(kind) with { ProfileAuthors = [.. authors] }, @case.Now));
        return @case;
    }

    public static OpenInspection Opening(InspectionKind kind = InspectionKind.Documents) => new()
    {
        Kind = kind,
        Lane = Lane.Red,
        Priority = CasePriority.P2,
        LoadMinutes = 20,
        DueAt = Start.AddHours(4),
        ImporterId = "IMP1",
        DeclarantId = "DEC1",
        Zone = "north yard",
        Briefing = "price far below usual",
    };

    public InspectionCase OfferedTo(OfficerId officer) => Accepted(Offer(officer));

    public InspectionCase HeldBy(OfficerId officer) => OfferedTo(officer).Accepted(Accept(officer));

    public InspectionCase ExaminedBy(OfficerId officer) => HeldBy(officer).Accepted(Start_(officer));

    public InspectionCase FoundBy(OfficerId officer, InspectionOutcome outcome) => ExaminedBy(officer).Accepted(Finish(officer, outcome));

    public Refusal? Offer(OfficerId officer, Actor? by = null) => Do(s => InspectionRules.Offer(s, new OfferInspection
    {
        Officer = officer,
        BasedOnVersion = s.Case!.Version,
        ExpiresAt = Now.AddSeconds(120),
        Actor = by ?? Actor.Of("balancer"),
    }, Now));

    public Refusal? Accept(OfficerId officer, long? epoch = null, DateTimeOffset? decidedAt = null) =>
        Do(s => InspectionRules.Accept(s, Answer(new AcceptInspection { Officer = officer, Epoch = epoch ?? View.Epoch, DecidedAt = decidedAt }), Now));

    public Refusal? Decline(OfficerId officer, bool recuse = false, long? epoch = null) => Do(s => InspectionRules.Decline(
        s, Answer(new DeclineInspection { Officer = officer, Epoch = epoch ?? View.Epoch, Reason = "busy elsewhere", Recuse = recuse }), Now));

    public Refusal? Start_(OfficerId officer, long? epoch = null) =>
        Do(s => InspectionRules.Start(s, Answer(new StartInspection { Officer = officer, Epoch = epoch ?? View.Epoch }), Now));

    public Refusal? Finish(
        OfficerId officer, InspectionOutcome outcome, string findings = "nothing found", ImmutableArray<string>? checklist = null, params string[] evidence) =>
        Do(s => InspectionRules.Finish(s, Answer(new FinishInspection
        {
            Officer = officer,
            Epoch = View.Epoch,
            Outcome = outcome,
            Findings = findings,
            Checklist = checklist ?? View.Checklist,
            Evidence = [.. evidence],
        }), Now));

    public Refusal? Endorse(Actor by, bool agrees, string note = "seen") =>
        Do(s => InspectionRules.Endorse(s, new EndorseFindings { Agrees = agrees, Note = note, Actor = by }, Now));

    public Refusal? Withdraw(Actor by, long? version = null, long? epoch = null) => Do(s => InspectionRules.Withdraw(
        s, new WithdrawInspection { BasedOnVersion = version ?? View.Version, Epoch = epoch, Reason = "moved", Actor = by }, Now));

    public ImmutableArray<InspectionEvent> Elapse(TimeSpan time)
    {
        Now += time;
        var events = InspectionRules.Elapse(State, Now);
        foreach (var @event in events)
            State = InspectionRules.Evolve(State, @event);
        return events;
    }

    public Refusal? Do(Func<InspectionState, Decision<InspectionEvent>> decide)
    {
        var decision = decide(State);
        foreach (var @event in decision.Events)
        {
            var before = State.Case?.Version ?? 0;
            State = InspectionRules.Evolve(State, @event);
            Assert.Equal(before + 1, View.Version);
        }
        return decision.Refusal;
    }

    private InspectionCase Accepted(Refusal? refusal)
    {
        Assert.Null(refusal);
        return this;
    }

    private static T Answer<T>(T answer) where T : OfficerAnswer =>
        answer with { Actor = new Actor(new UserId(answer.Officer.Value), Roles.Officer) };
}
