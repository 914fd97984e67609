using OpsHub.Domain.Selectivity;

namespace OpsHub.Domain.Tests.Selectivity;

public sealed class RandomSelectionTests
{
    [Fact]
    public void Draw_CanBeRepeatedByAnybodyWhoHasTheSeed()
    {
        // HMAC-SHA256 computed outside (openssl dgst -sha256 -mac HMAC); its first 53 bits over 2^53.
        var draw = RandomSelection.Draw(SelectivityCase.Seed, "c", "97061800", 0.02);

        Assert.Equal(double.Parse("0.3591060649663782", System.Globalization.CultureInfo.InvariantCulture), draw.Value, 15);
    }

    [Fact]
    public void Draw_OverManyIds_TakesTheRate()
    {
        var drawn = Enumerable.Range(0, 20_000).Count(i => RandomSelection.Draw(SelectivityCase.Seed, "c", $"D{i}", 0.02).Drawn);

        // 400 expected, standard deviation 19.8; five of them either way.
        Assert.InRange(drawn, 300, 500);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Draw_AtTheEndsOfTheRate_IsCertain(double rate, bool drawn) =>
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(drawn, RandomSelection.Draw(SelectivityCase.Seed, "c", $"D{i}", rate).Drawn));

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(81, 263, 0.2553, 0.3662)]
    public void Wilson_GivesThePublishedIntervals(int successes, int trials, double low, double high)
    {
        var interval = WilsonInterval.Of(successes, trials);

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }
}
