using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Tests.Shipments;

namespace OpsHub.Domain.Tests.Selectivity;

public sealed class ProfileRulesTests
{
    private static readonly ProfileDefinition s_right = SelectivityCase.Profile("p", 40, Lane.Red);

    public static TheoryData<string, ProfileDefinition> Wrong => new()
    {
        { "profile", s_right with { Profile = new("EETLL/two words") } },
        { "profile", s_right with { Profile = new("EETLL/") } },
        { "title", s_right with { Title = "" } },
        { "weight", s_right with { Weight = 101 } },
        { "supplementMinutes", s_right with { SupplementMinutes = -1 } },
        { "validUntil", s_right with { ValidUntil = s_right.ValidFrom } },
        { "validUntil", s_right with { ValidFrom = SelectivityCase.Now.AddDays(-9), ValidUntil = SelectivityCase.Now.AddDays(-8) } },
        { "when", s_right with { When = "" } },
        { "when", s_right with { When = null! } },
        { "when", s_right with { When = "colour = 'red'" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Publish_WhenAFieldIsWrong_IsRefusedByName(string field, ProfileDefinition definition)
    {
        var refusal = Publish(null, definition).Refusal!;

        Assert.Equal(("ProfileInvalid", field), (refusal.Name, refusal.Field));
    }

    [Fact]
    public void Publish_GivesTheVersionAndTheAuthor()
    {
        var first = Assert.IsType<ProfilePublished>(Publish(null, s_right with { Version = 77, Author = new("mallory") }).Events[0]);
        var second = Assert.IsType<ProfilePublished>(Publish(ProfileRules.Evolve(null, first), s_right).Events[0]);

        Assert.Equal((1, 2), (first.Definition.Version, second.Definition.Version));
        Assert.Equal("ana", first.Definition.Author.Value);
    }

    [Fact]
    public void Tally_CountsHitsAndFindings()
    {
        var tally = new ProfileTally(new ProfileTallyState());
        var hit = ShipmentCase.Lane(Lane.Red, author: new UserId("ana"));
        for (var i = 1; i <= 3; i++)
            tally.Count(new LaneAssigned { Shipment = new($"EETLL-{i}"), Decision = hit }, s_day);
        tally.Count(Outcome(1, InspectionOutcome.Seized), s_day.AddDays(1));
        tally.Count(Outcome(2, InspectionOutcome.Released), s_day.AddDays(1));
        tally.Count(Outcome(3, InspectionOutcome.Query), s_day.AddDays(1));
        tally.Count(Outcome(1, InspectionOutcome.Seized), s_day.AddDays(1));

        var after = tally.Finish(9);

        var counts = Assert.Single(after.Untold);
        Assert.Equal(("EETLL/p", 1), (counts.Profile, counts.Version));
        Assert.Equal([new ProfileDay(First, 3, 0, 0), new ProfileDay(First.AddDays(1), 0, 1, 1)], counts.Days.AsEnumerable());
        Assert.Equal(["EETLL-3"], after.Examinations.Keys);
        Assert.Equal(9, after.ReadUpTo);
        Assert.Equal([new SelectivityDay(First, Red: 3), new SelectivityDay(First.AddDays(1), Examined: 2, Confirmed: 1)], after.Days.AsEnumerable());
        Assert.Equal((0, 0), (after.RandomExamined, after.RandomConfirmed));
    }

    [Fact]
    public void Tally_KeepsRandomExaminationsApart_WhoeverElseSelectedThem()
    {
        var drawn = ShipmentCase.Lane(Lane.Red, author: new UserId("ana")) with { Draw = new RandomDraw("c", 0.5, 0.1, Drawn: true) };
        var tally = new ProfileTally(new ProfileTallyState { RandomExamined = 10, RandomConfirmed = 1 });
        tally.Count(new LaneAssigned { Shipment = new("EETLL-1"), Decision = drawn }, s_day);
        tally.Count(new LaneAssigned { Shipment = new("EETLL-2"), Decision = drawn with { Hits = [] } }, s_day);
        tally.Count(new LaneAssigned { Shipment = new("EETLL-3"), Decision = drawn with { Draw = null } }, s_day);
        tally.Count(Outcome(1, InspectionOutcome.Detained), s_day);
        tally.Count(Outcome(2, InspectionOutcome.Released), s_day);
        tally.Count(Outcome(3, InspectionOutcome.Seized), s_day);

        var after = tally.Finish(6);

        Assert.Equal((12, 2), (after.RandomExamined, after.RandomConfirmed));
        Assert.Equal(new SelectivityDay(First, Red: 3, Drawn: 2, Examined: 3, Confirmed: 2, RandomExamined: 2, RandomConfirmed: 1), Assert.Single(after.Days));
        Assert.Equal(new ProfileDay(First, 2, 2, 0), Assert.Single(Assert.Single(after.Untold).Days));
    }

    [Fact]
    public void Count_AddsDaysOnce_AndKeepsTheNewest()
    {
        var state = new RiskProfileState(s_right with { Version = 2 });
        ImmutableArray<ProfileDay> days = [.. Enumerable.Range(0, ProfileTally.KeptDays + 5).Select(i => new ProfileDay(First.AddDays(i), 2, 1, 0))];

        var counted = state.Count(10, 2, days).Count(10, 2, days).Count(11, 1, days).Count(12, 2, [new ProfileDay(days[^1].Date, 1, 0, 1)]);

        Assert.Equal((2 * days.Length + 1, days.Length, 1), (counted.Hits, counted.Confirmed, counted.FalseAlerts));
        Assert.Equal((ProfileTally.KeptDays, new ProfileDay(days[^1].Date, 3, 1, 1)), (counted.Days.Length, counted.Days[^1]));
    }

    [Fact]
    public void Review_NamesWhatIsWorseThanRandom_ExpiresOrNeverHits()
    {
        var port = new PortSelectivity([], RandomExamined: 1_000, RandomConfirmed: 100, CountedUpTo: 1);
        var profile = new RiskProfileState(s_right with { ValidFrom = SelectivityCase.Now.AddDays(-40), ValidUntil = SelectivityCase.Now.AddDays(60) });
        ProfileStanding Of(RiskProfileState p) => ProfileReview.Of(p.ToView(), port, SelectivityCase.Now);

        Assert.Equal([ReviewReason.NeverHit], Of(profile).Review.AsEnumerable());
        Assert.Equal([ReviewReason.BelowRandom], Of(profile with { Hits = 99, Confirmed = 1, FalseAlerts = 98 }).Review.AsEnumerable());
        // The same rate from fewer examinations than are judged.
        Assert.Empty(Of(profile with { Hits = 49, Confirmed = 0, FalseAlerts = 49 }).Review);
        Assert.Equal([ReviewReason.ExpiresSoon], Of(profile with { Hits = 1, Definition = profile.Definition with { ValidUntil = SelectivityCase.Now.AddDays(14) } }).Review.AsEnumerable());
        Assert.Equal([ReviewReason.Expired], Of(profile with { Hits = 1, Definition = profile.Definition with { ValidUntil = SelectivityCase.Now } }).Review.AsEnumerable());
        Assert.Empty(Of(profile with { Retired = true }).Review);
        // 30 of 100 against 100 of 1,000: three times as often. Standard error sqrt(1/30 - 1/100 + 1/100 - 1/1,000) = 0.1798.
        var lift = Of(profile with { Hits = 200, Confirmed = 30, FalseAlerts = 70 });
        Assert.Equal((3.0, 2.109, 4.268), (Math.Round(lift.Lift!.Value, 3), Math.Round(lift.LiftLow!.Value, 3), Math.Round(lift.LiftHigh!.Value, 3)));
        Assert.Null(Of(profile with { Hits = 1, Confirmed = 0, FalseAlerts = 1 }).Lift);
    }

    private static readonly DateTimeOffset s_day = new(2026, 3, 1, 23, 0, 0, TimeSpan.Zero);

    private static DateOnly First => DateOnly.FromDateTime(s_day.UtcDateTime);

    private static InspectionOutcomeRecorded Outcome(int shipment, InspectionOutcome outcome) => new()
    {
        Shipment = new($"EETLL-{shipment}"), Inspection = new($"EETLL-{shipment}~1"), Outcome = outcome, Findings = "x",
    };

    private static Decision<ProfileEvent> Publish(RiskProfileState? state, ProfileDefinition definition) => ProfileRules.Publish(
        definition.Profile, state, new PublishProfile { Definition = definition, Actor = new Actor(new("ana"), Roles.Analyst) }, SelectivityCase.Now);
}
