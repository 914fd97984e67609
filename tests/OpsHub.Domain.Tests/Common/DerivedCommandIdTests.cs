using OpsHub.Domain.Common;

namespace OpsHub.Domain.Tests.Common;

public sealed class DerivedCommandIdTests
{
    [Fact]
    public void Of_SameEvent_GivesTheSameIdInEveryProcess() =>
        Assert.Equal("c2a58db1-11cc-837a-b712-13051e676566", DerivedCommandId.Of("shipment/EETLL-1", 7, 1).Value.ToString());

    [Fact]
    public void Of_OtherSourceEventOrNumber_GivesAnotherId()
    {
        var ids = new[]
        {
            DerivedCommandId.Of("shipment/EETLL-1", 7), DerivedCommandId.Of("shipment/EETLL-1", 8),
            DerivedCommandId.Of("shipment/EETLL-1", 7, 1), DerivedCommandId.Of("shipment/EETLL-11", 7),
            DerivedCommandId.Of(new string('x', 400), 7),
        };

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(8, id.Value.Version));
    }
}
