using OpsHub.Contracts;
using OpsHub.Domain.Workload;
using static OpsHub.Domain.Tests.Workload.Port;

namespace OpsHub.Domain.Tests.Workload;

public sealed class PairHistoryTests
{
    [Fact]
    public void With_WhenFull_ForgetsThePairsUnusedForLongest()
    {
        var history = PairHistory.Empty;
        var officer = new OfficerId("officer1");
        for (var number = 0; number < 2_100; number++)
            history = history.With(officer, Case(number), Noon.AddSeconds(number));

        Assert.InRange(history.Pairs.Count, PairHistory.MaxPairs * 9 / 10, PairHistory.MaxPairs);
        Assert.Equal(0, history.Repeats(officer, Case(1), Noon.AddHours(1)));
        Assert.Equal(2, history.Repeats(officer, Case(2_099), Noon.AddHours(1)));
        Assert.Equal(20, history.Tenure(officer, Case(1), Noon.AddHours(1)));
    }
}
