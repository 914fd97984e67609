using Microsoft.Extensions.DependencyInjection;

namespace OpsHub.Cluster.Tests;

[Collection(nameof(ConformanceHost))]
public sealed class TurnTests(ConformanceHost fixture)
{
    private readonly string _key = ConformanceHost.NewKey();

    private Gates Gates => fixture.Host.Services.GetRequiredService<Gates>();

    [Fact]
    public async Task Turns_WhenAReentrantGrainHasManyCalls_NeverOverlap()
    {
        var grain = Grain<ReentrantTurnGrain>(_key);
        var sums = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.AddSlowly(20))).WaitAsync(ConformanceHost.Soon);
        Assert.Equal(1000, sums.Max());
    }

    [Fact]
    public async Task Continuations_WhenGrainCodeAwaits_StayOnTheScheduler()
    {
        Assert.True(await Grain<TurnGrain>(_key).SchedulerStaysTheSame());
    }

    [Fact]
    public async Task Calls_WhenTheGrainIsNotReentrant_RunOneAfterTheOther()
    {
        var grain = Grain<TurnGrain>(_key);
        var first = grain.Hold("first", $"{_key}/1");
        Assert.Equal("first starts", await Gates.NextNote(_key));
        var second = grain.Note("second");
        Gates.Open($"{_key}/1");
        await Task.WhenAll(first, second).WaitAsync(ConformanceHost.Soon);
        Assert.Equal(["first ends", "second"], await Gates.NextNotes(_key, 2));
    }

    [Fact]
    public async Task Calls_WhenTheGrainIsReentrant_Interleave()
    {
        var grain = Grain<ReentrantTurnGrain>(_key);
        var first = grain.Hold("first", $"{_key}/1");
        Assert.Equal("first starts", await Gates.NextNote(_key));
        await grain.Note("second").WaitAsync(ConformanceHost.Soon);
        Gates.Open($"{_key}/1");
        await first.WaitAsync(ConformanceHost.Soon);
        Assert.Equal(["second", "first ends"], await Gates.NextNotes(_key, 2));
    }

    [Fact]
    public async Task ReadOnlyCalls_WhenOneIsRunning_InterleaveWithIt()
    {
        var grain = Grain<TurnGrain>(_key);
        var first = grain.ReadHold("first", $"{_key}/1");
        var second = grain.ReadHold("second", $"{_key}/1");
        Assert.Equal(["first starts", "second starts"], (await Gates.NextNotes(_key, 2)).Order());
        Gates.Open($"{_key}/1");
        await Task.WhenAll(first, second).WaitAsync(ConformanceHost.Soon);
    }

    [Fact]
    public async Task ReadOnlyCall_WhenAnotherKindIsRunning_Waits()
    {
        var grain = Grain<TurnGrain>(_key);
        var writing = grain.Hold("write", $"{_key}/1");
        Assert.Equal("write starts", await Gates.NextNote(_key));
        Gates.Open($"{_key}/2");
        var reading = grain.ReadHold("read", $"{_key}/2");
        Gates.Open($"{_key}/1");
        await Task.WhenAll(writing, reading).WaitAsync(ConformanceHost.Soon);
        Assert.Equal(["write ends", "read starts", "read ends"], await Gates.NextNotes(_key, 3));
    }

    [Fact]
    public async Task PlainCall_WhenAReadOnlyOneIsRunning_Waits()
    {
        var grain = Grain<TurnGrain>(_key);
        var reading = grain.ReadHold("read", $"{_key}/1");
        Assert.Equal("read starts", await Gates.NextNote(_key));
        var writing = grain.Note("write");
        Gates.Open($"{_key}/1");
        await Task.WhenAll(reading, writing).WaitAsync(ConformanceHost.Soon);
        Assert.Equal(["read ends", "write"], await Gates.NextNotes(_key, 2));
    }

    [Fact]
    public async Task AlwaysInterleaveCall_WhenAnotherIsRunning_StartsAtOnce()
    {
        var grain = Grain<TurnGrain>(_key);
        var first = grain.Hold("first", $"{_key}/1");
        Assert.Equal("first starts", await Gates.NextNote(_key));
        await grain.Interleave("between").WaitAsync(ConformanceHost.Soon);
        Gates.Open($"{_key}/1");
        await first.WaitAsync(ConformanceHost.Soon);
        Assert.Equal(["between", "first ends"], await Gates.NextNotes(_key, 2));
    }

    [Fact]
    public async Task Calls_FromOneGrainToAnother_ArriveInOrder()
    {
        var to = $"{_key}/to";
        await Grain<TurnGrain>(_key).NoteEach(to, 200).WaitAsync(ConformanceHost.Soon);
        Assert.Equal(Enumerable.Range(0, 200).Select(static number => $"{number}"), await Gates.NextNotes(to, 200));
    }

    [Fact]
    public async Task CallCycle_WhenNoGrainIsReentrant_FailsWithinTheCallTimeout()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(
            () => Grain<TurnGrain>(_key).CallOther($"{_key}/other", _key).WaitAsync(ConformanceHost.CallTimeout * 3));
        Assert.NotEmpty(failure.Message);

        // And the grains are free again.
        await Grain<TurnGrain>(_key).Note("after").WaitAsync(ConformanceHost.Soon);
        await Grain<TurnGrain>($"{_key}/other").Note("after").WaitAsync(ConformanceHost.Soon);
    }

    [Fact]
    public async Task CallCycle_WhenTheGrainsAreReentrant_Succeeds()
    {
        await Grain<ReentrantTurnGrain>(_key).CallOther($"{_key}/other", _key).WaitAsync(ConformanceHost.Soon);
        Assert.Equal("called", await Gates.NextNote(_key));
    }

    private ITurnGrain Grain<TClass>(string key) => fixture.Grains.GetGrain<ITurnGrain>(key, typeof(TClass).FullName);
}
