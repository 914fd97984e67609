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
            tally.Count(new LaneAssigned { Shipment = new($"EETLL-{i}"), Decision = hit });
        tally.Count(Outcome(1, InspectionOutcome.Seized));
        tally.Count(Outcome(2, InspectionOutcome.Released));
        tally.Count(Outcome(3, InspectionOutcome.Query));
        tally.Count(Outcome(1, InspectionOutcome.Seized));

        var after = tally.Finish(9);

        Assert.Equal(new ProfileCounts("EETLL/p", 1, 3, 1, 1), Assert.Single(after.Untold));
        Assert.Equal(["EETLL-3"], after.Open.Keys);
        Assert.Equal(9, after.ReadUpTo);
    }

    private static InspectionOutcomeRecorded Outcome(int shipment, InspectionOutcome outcome) => new()
    {
        Shipment = new($"EETLL-{shipment}"), Inspection = new($"EETLL-{shipment}~1"), Outcome = outcome, Findings = "x",
    };

    private static Decision<ProfileEvent> Publish(RiskProfileState? state, ProfileDefinition definition) => ProfileRules.Publish(
        s_right.Profile, state, new PublishProfile { Definition = definition, Actor = new Actor(new("ana"), Roles.Analyst) }, SelectivityCase.Now);
}
