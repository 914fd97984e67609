using OpsHub.Domain.Ledger;

namespace OpsHub.Domain.Tests.Ledger;

public sealed class RecentSourcesTests
{
    [Fact]
    public void Took_WhenFull_ForgetsTheQuietestSource()
    {
        var sources = new RecentSources(2);
        sources.Took("a", 1);
        sources.Took("b", 1);
        sources.Took("a", 2);
        sources.Took("c", 1);

        Assert.Equal((2L, 0L, 1L), (sources.LastOf("a"), sources.LastOf("b"), sources.LastOf("c")));
        Assert.Equal(2, sources.Count);
    }

    [Fact]
    public void Took_WhenNumberIsLower_KeepsTheHigher()
    {
        var sources = new RecentSources(2);
        sources.Took("a", 5);
        sources.Took("a", 3);

        Assert.Equal(5, sources.LastOf("a"));
    }
}
