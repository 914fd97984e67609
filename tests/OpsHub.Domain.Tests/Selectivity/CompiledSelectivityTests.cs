using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Tests.Shipments;
using static OpsHub.Domain.Tests.Selectivity.SelectivityCase;

namespace OpsHub.Domain.Tests.Selectivity;

public sealed class CompiledSelectivityTests
{
    private static readonly Criterion s_chapter85 = Is("hs2", "85");
    private static readonly Criterion s_chapter22 = Is("hs2", "22");

    [Fact]
    public void Evaluate_WhenNothingHits_IsGreen()
    {
        var decision = Evaluate(0, Profile("spirits", 90, Lane.Red, s_chapter22));

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
        var decision = Evaluate(0, Profile("adapters", weight, Lane.Green, s_chapter85));

        Assert.Equal((lane, weight), (decision.Lane, decision.Score));
        Assert.Equal(lane == Lane.Green ? LaneSource.None : LaneSource.Score, decision.Source);
    }

    [Fact]
    public void Evaluate_AddsWeightsUpToAHundred()
    {
        var decision = Evaluate(0, Profile("a", 70, Lane.Green, s_chapter85), Profile("b", 70, Lane.Green, s_chapter85));

        Assert.Equal(100, decision.Score);
        Assert.Equal(2, decision.Hits.Length);
    }

    [Fact]
    public void Evaluate_TheStrictestProfileDecides()
    {
        var decision = Evaluate(0, Profile("a", 0, Lane.Blue, s_chapter85), Profile("b", 0, Lane.Yellow, s_chapter85));

        Assert.Equal((Lane.Yellow, LaneSource.Profile), (decision.Lane, decision.Source));
    }

    [Fact]
    public void Evaluate_WhenOneCriterionFails_TheProfileDoesNotHit() =>
        Assert.Empty(Evaluate(0, Profile("a", 50, Lane.Red, s_chapter85, Is("countryOfOrigin", "VN"))).Hits);

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
    public void Evaluate_WhenDrawnAndRedAnyway_IsRedForItsCriteria() =>
        Assert.Equal(LaneSource.Profile, Evaluate(1, Profile("a", 0, Lane.Red, s_chapter85)).Source);

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
        var profile = Profile("a", 90, Lane.Red, s_chapter85) with { ValidFrom = Now.AddDays(fromDays), ValidUntil = Now.AddDays(untilDays) };

        Assert.Equal(Lane.Green, Evaluate(0, profile).Lane);
    }

    [Fact]
    public void Evaluate_LoadIsBaseAndItemsAndSupplements() => Assert.Equal(10 + 5 + 5, Evaluate(0, Profile("a", 0, Lane.Red, s_chapter85)).LoadMinutes);

    [Fact]
    public void Evaluate_ExplainsInWords()
    {
        var decision = Evaluate(0, Profile("a", 40, Lane.Red, s_chapter85, new Criterion("pricePerKilogram", "below", ["20"])));

        Assert.Equal(
            "Check the documents and examine the goods. Indications with score 40: Profile a: hs2 is 85 (85); pricePerKilogram is below 20 (10).",
            decision.Explanation);
    }

    [Theory]
    [InlineData("hs4", "is", "8504", true)]
    [InlineData("hs6", "in", "850440", true)]
    [InlineData("hs6", "isNot", "850440", false)]
    [InlineData("importerId", "startsWith", "IMP", true)]
    [InlineData("importerId", "is", "imp1", true)]
    [InlineData("sellerId", "is", "S1", false)]
    [InlineData("sellerId", "isNot", "S1", true)]
    [InlineData("regime", "is", "import", true)]
    [InlineData("price", "above", "99.99", true)]
    [InlineData("price", "above", "100", false)]
    [InlineData("netMassKilograms", "below", "10.5", true)]
    [InlineData("pricePerKilogram", "is", "10", true)]
    [InlineData("items", "isNot", "1", false)]
    [InlineData("containers", "above", "1", true)]
    public void Criterion_Holds(string field, string comparison, string value, bool expected) =>
        Assert.Equal(expected, Holds(ShipmentCase.Declaration(), field, comparison, value));

    [Fact]
    public void Criterion_OfItems_HoldsWhenItHoldsForAny()
    {
        var declaration = ShipmentCase.Declaration() with
        {
            Items = [new GoodsItem(1, "010121", null, null, null, 5, 50), new GoodsItem(2, "220830", null, null, null, 5, 50)],
        };

        Assert.True(Holds(declaration, "hs2", "is", "22"));
        Assert.False(Holds(declaration, "hs2", "is", "85"));
    }

    [Fact]
    public void Criterion_OnWhatIsNotStated_DoesNotHold()
    {
        var weightless = ShipmentCase.Declaration() with { NetMassKilograms = 0 };

        Assert.False(Holds(weightless, "pricePerKilogram", "below", "1000000"));
        Assert.False(Holds(weightless, "pricePerKilogram", "above", "0"));
    }
}
