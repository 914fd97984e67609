using System.Globalization;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Selectivity.Conditions;
using OpsHub.Domain.Tests.Shipments;
using static OpsHub.Domain.Tests.Selectivity.SelectivityCase;

namespace OpsHub.Domain.Tests.Selectivity;

public sealed class CompiledSelectivityTests
{
    [Fact]
    public void Evaluate_WhenNothingHits_IsGreen()
    {
        var decision = Evaluate(0, Profile("spirits", 90, Lane.Red, "hs2 = '22'"));

        Assert.Equal((Lane.Green, LaneSource.None, 0), (decision.Lane, decision.Source, decision.Score));
        Assert.Equal("Release.", decision.Explanation);
    }

    [Theory]
    [InlineData(19, Lane.Green)]
    [InlineData(20, Lane.Blue)]
    [InlineData(35, Lane.Yellow)]
    [InlineData(59, Lane.Yellow)]
    [InlineData(60, Lane.Red)]
    public void Evaluate_GoesByTheScore(int weight, Lane lane)
    {
        var decision = Evaluate(0, Profile("adapters", weight, Lane.Green));

        Assert.Equal((lane, weight), (decision.Lane, decision.Score));
        Assert.Equal(lane == Lane.Green ? LaneSource.None : LaneSource.Score, decision.Source);
    }

    [Fact]
    public void Evaluate_AddsWeightsUpToAHundred()
    {
        var decision = Evaluate(0, Profile("a", 70, Lane.Green), Profile("b", 70, Lane.Green));

        Assert.Equal(100, decision.Score);
        Assert.Equal(2, decision.Hits.Length);
    }

    [Fact]
    public void Evaluate_TheStrictestProfileDecides()
    {
        var decision = Evaluate(0, Profile("a", 0, Lane.Blue), Profile("b", 0, Lane.Yellow));

        Assert.Equal((Lane.Yellow, LaneSource.Profile), (decision.Lane, decision.Source));
    }

    [Fact]
    public void Evaluate_WhenOneComparisonFails_TheProfileDoesNotHit() =>
        Assert.Empty(Evaluate(0, Profile("a", 50, Lane.Red, "hs2 = '85' and countryOfOrigin = 'VN'")).Hits);

    [Fact]
    public void Evaluate_WhenDrawn_IsRed_AndSaysNothingOfIt()
    {
        var decision = Evaluate(1);

        Assert.Equal((Lane.Red, LaneSource.Random, true), (decision.Lane, decision.Source, decision.Draw!.Drawn));
        Assert.DoesNotContain("random", decision.Explanation, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("draw", decision.Explanation, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((null, LaneSource.None), (decision.WithoutDraw().Draw, decision.WithoutDraw().Source));
    }

    [Fact]
    public void Evaluate_WhenDrawnAndRedAnyway_IsRedForItsCondition() =>
        Assert.Equal(LaneSource.Profile, Evaluate(1, Profile("a", 0, Lane.Red)).Source);

    [Fact]
    public void Evaluate_WhenNotDrawn_RecordsTheDrawAllTheSame()
    {
        var draw = Evaluate(0).Draw!;

        Assert.False(draw.Drawn);
        Assert.Equal(RandomSelection.Commitment(Seed), draw.Commitment);
        Assert.InRange(draw.Value, 0, 1);
    }

    [Fact]
    public void Evaluate_AnAmendment_DrawsNothing()
    {
        var compiled = CompiledSelectivity.Compile(Snapshot(1));

        var decision = compiled.Evaluate(ShipmentCase.Declaration(version: 2), Now);

        Assert.Equal((null, Lane.Green), (decision.Draw, decision.Lane));
    }

    [Theory]
    [InlineData(-2, -1)]
    [InlineData(1, 2)]
    public void Evaluate_OutsideItsValidity_AProfileDoesNotHit(int fromDays, int untilDays)
    {
        var profile = Profile("a", 90, Lane.Red) with { ValidFrom = Now.AddDays(fromDays), ValidUntil = Now.AddDays(untilDays) };

        Assert.Equal(Lane.Green, Evaluate(0, profile).Lane);
    }

    [Fact]
    public void Evaluate_LoadIsBaseAndItemsAndSupplements() => Assert.Equal(10 + 5 + 5, Evaluate(0, Profile("a", 0, Lane.Red)).LoadMinutes);

    [Fact]
    public void Evaluate_ExplainsInWords()
    {
        var decision = Evaluate(0, Profile("a", 40, Lane.Red, "hs2 = '85' and pricePerKilogram < 20"));

        Assert.Equal(
            "Check the documents and examine the goods. Indications with score 40: Profile a: hs2 is 85 (85); pricePerKilogram is below 20 (10).",
            decision.Explanation);
    }

    [Fact]
    public void Evaluate_WithAThousandProfiles_HitsExactlyThoseThatHoldInTheirOrder()
    {
        string[] conditions = ["hs2 = '{0}'", "hs4 in ('{0}04', '8504')", "countryOfOrigin = 'CN' and items < {1}", "hs2 = '{0}' or hs2 = '8{1}'", "not hs2 = '{0}'", "pricePerKilogram > {1}"];
        var profiles = Enumerable.Range(0, 1_000)
            .Select(i => Profile($"p{i}", 0, Lane.Green, string.Format(CultureInfo.InvariantCulture, conditions[i % conditions.Length], i % 90 + 10, i % 10)))
            .ToArray();
        var declaration = ShipmentCase.Declaration();

        var hits = Evaluate(0, profiles).Hits.Select(h => h.Profile);

        Assert.Equal(profiles.Where(p => Condition.Compile(p.When, out _)!.Holds(declaration)).Select(p => p.Profile), hits);
    }

    [Fact]
    public void Compile_WhenAProfileIsNotUnderstood_TheOthersGoOn_AndItIsNamed()
    {
        var compiled = CompiledSelectivity.Compile(Snapshot(0, Profile("old", 0, Lane.Red) with { When = null! }, Profile("a", 0, Lane.Yellow)));

        Assert.Contains("EETLL/old", Assert.Single(compiled.Unreadable), StringComparison.Ordinal);
        Assert.Equal(Lane.Yellow, compiled.Evaluate(ShipmentCase.Declaration(), Now).Lane);
    }
}
