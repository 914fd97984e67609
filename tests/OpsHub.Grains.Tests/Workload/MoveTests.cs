using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Workload;

namespace OpsHub.Grains.Tests.Workload;

public sealed class MoveTests : IAsyncLifetime
{
    private WorkPort _port = null!;

    public async Task InitializeAsync() => _port = await WorkPort.Start();

    public Task DisposeAsync() => _port.DisposeAsync().AsTask();

    [Fact]
    public async Task Move_GivesTheCaseToTheOther_AndTakesItFromTheOne()
    {
        var (id, holder, other) = await Held();

        WorkPort.Accepted(await _port.Move(id, other));
        await _port.Quiet();

        Assert.Equal((InspectionStatus.Offered, other), ((await _port.View(id)).Status, (await _port.View(id)).Officer));
        Assert.Equal((0, 20), ((await _port.View(holder)).LoadMinutes, (await _port.View(other)).LoadMinutes));
        Assert.Equal((other, "supervisor"), ((await _port.Balancer.Why(id))!.Chosen, (await _port.Balancer.Why(id))!.DecidedBy));
    }

    [Fact]
    public async Task Move_WhenBasedOnAnOlderVersion_NamesWhoTookIt()
    {
        var (id, _, other) = await Held();
        var seen = (await _port.View(id)).Version;
        WorkPort.Accepted(await _port.Move(id, other));
        _port.Time.Advance(TimeSpan.FromSeconds(3));

        var refused = await _port.Move(id, null, basedOn: seen);

        Assert.Equal(("Conflict", $"Taken by {other} 3 s ago."), (refused.Refusal?.Name, refused.Refusal?.Detail));
    }

    [Fact]
    public async Task Move_WhenStarted_IsRefused()
    {
        var (id, holder, other) = await Held();
        WorkPort.Accepted(await _port.StartWork(id, holder));
        Assert.Equal("AlreadyStarted", (await _port.Move(id, other)).Refusal?.Name);
        Assert.Equal(holder, (await _port.View(id)).Officer);
    }

    [Fact]
    public async Task Move_MayLoadAnOfficerTo150Percent_NotMore()
    {
        var first = await _port.OnShift(1, capacity: 40);
        var one = await _port.Open(1, load: 40);
        await _port.Offered(one);
        var two = await _port.Open(2, load: 20);
        var three = await _port.Open(3, load: 20);
        await _port.Until(async () => (await _port.Balancer.Workload()).Cases.Length == 3);

        var effect = await _port.Balancer.PreviewMove(two, first);
        Assert.Equal((100.0, 150.0, null), (effect.ToLoadPercentBefore, effect.ToLoadPercentAfter, effect.Refusal));
        WorkPort.Accepted(await _port.Move(two, first));
        Assert.Equal("NoCapacity", (await _port.Move(three, first)).Refusal?.Name);
        Assert.Equal(60, (await _port.View(first)).LoadMinutes);
    }

    [Fact]
    public async Task Move_WhenRepeated_ReturnsTheFirstResult()
    {
        var (id, _, other) = await Held();
        var move = new MoveCase
        {
            CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Inspection = id, To = other, BasedOnVersion = (await _port.View(id)).Version,
        };
        var first = await _port.Balancer.Move(move);
        var version = (await _port.View(id)).Version;

        var second = await _port.Balancer.Move(move);

        Assert.True(second is { IsAccepted: true, Repeated: true } && second.Version == first.Version);
        Assert.Equal(version, (await _port.View(id)).Version);
    }

    [Fact]
    public async Task Move_BackToTheQueue_DoesNotReturnToTheSameOfficer()
    {
        var (id, holder, other) = await Held();
        WorkPort.Accepted(await _port.Move(id, null));
        Assert.Equal(other, await _port.Offered(id));
        await _port.Quiet();
        Assert.Equal(0, (await _port.View(holder)).LoadMinutes);
    }

    private async Task<(InspectionId Id, OfficerId Holder, OfficerId Other)> Held()
    {
        var holder = await _port.OnShift(1);
        var id = await _port.Open(1);
        await _port.Offered(id);
        WorkPort.Accepted(await _port.Accept(id, holder));
        var other = await _port.OnShift(2);
        await _port.Quiet();
        return (id, holder, other);
    }
}
