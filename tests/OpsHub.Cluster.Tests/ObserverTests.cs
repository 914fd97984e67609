using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orleans;

namespace OpsHub.Cluster.Tests;

[Collection(nameof(ConformanceHost))]
public sealed class ObserverTests(ConformanceHost fixture)
{
    private readonly string _key = ConformanceHost.NewKey();

    private IBoardGrain Grain => fixture.Grains.GetGrain<IBoardGrain>(_key);

    [Fact]
    public async Task Observer_WhenTheGrainCallsIt_HearsInOrderAndAnswers()
    {
        var observer = new Observer();
        var reference = fixture.Grains.CreateObjectReference<IBoardObserver>(observer);
        await Grain.Watch(reference);
        await Grain.Change("a");
        Assert.Equal(["changed a", "told a"], await observer.Next(2));
        Assert.Equal(42, await Grain.Ask(21));
        fixture.Grains.DeleteObjectReference<IBoardObserver>(reference);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Observer_WhenDeleted_DoesNotHoldUpTheGrainOrTheOthers()
    {
        var gone = new Observer();
        var goneReference = fixture.Grains.CreateObjectReference<IBoardObserver>(gone);
        await Grain.Watch(goneReference);
        var there = new Observer();
        await Grain.Watch(fixture.Grains.CreateObjectReference<IBoardObserver>(there));
        fixture.Grains.DeleteObjectReference<IBoardObserver>(goneReference);
        await Grain.Change("b").WaitAsync(ConformanceHost.Soon);
        Assert.Equal(["changed b", "told b"], await there.Next(2));
        GC.KeepAlive(gone);
        GC.KeepAlive(there);
    }

    [Fact]
    public async Task Observer_WhenDeletedAndAsked_FailsWithinTheCallTimeout()
    {
        var observer = new Observer();
        var reference = fixture.Grains.CreateObjectReference<IBoardObserver>(observer);
        await Grain.Watch(reference);
        fixture.Grains.DeleteObjectReference<IBoardObserver>(reference);
        await Assert.ThrowsAnyAsync<Exception>(() => Grain.Ask(1).WaitAsync(ConformanceHost.CallTimeout * 3));
        await Grain.Change("after").WaitAsync(ConformanceHost.Soon);
    }

    [Fact]
    public async Task Observer_WhenItsObjectIsCollected_DoesNotHang()
    {
        await WatchWithoutKeeping();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        await Grain.Change("c").WaitAsync(ConformanceHost.Soon);
        await Assert.ThrowsAnyAsync<Exception>(() => Grain.Ask(1).WaitAsync(ConformanceHost.CallTimeout * 3));
    }

    [Fact]
    public async Task Observer_WhenItFails_TellsWhoAskedAndLivesOn()
    {
        var observer = new Observer();
        await Grain.Watch(fixture.Grains.CreateObjectReference<IBoardObserver>(observer));
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Ask(-1));
        Assert.Equal(4, await Grain.Ask(2));
        GC.KeepAlive(observer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task WatchWithoutKeeping() => Grain.Watch(fixture.Grains.CreateObjectReference<IBoardObserver>(new Observer()));

    private sealed class Observer : IBoardObserver
    {
        private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

        public void Changed(string what) => _heard.Writer.TryWrite($"changed {what}");

        public Task Told(string what)
        {
            _heard.Writer.TryWrite($"told {what}");
            return Task.CompletedTask;
        }

        public async Task<int> Asked(int number)
        {
            await Task.Yield();
            return number >= 0 ? number * 2 : throw new ArgumentException("negative");
        }

        public async Task<List<string>> Next(int count)
        {
            using var timeout = new CancellationTokenSource(ConformanceHost.Soon);
            var heard = new List<string>();
            while (heard.Count < count)
                heard.Add(await _heard.Reader.ReadAsync(timeout.Token));
            return heard;
        }
    }
}
