using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Cluster.Tests;

[Collection(nameof(ConformanceHost))]
public sealed class StreamTests(ConformanceHost fixture)
{
    private readonly string _key = ConformanceHost.NewKey();

    private Gates Gates => fixture.Host.Services.GetRequiredService<Gates>();

    private IProducerGrain Producer => fixture.Grains.GetGrain<IProducerGrain>("producer");

    private IConsumerGrain Consumer => fixture.Grains.GetGrain<IConsumerGrain>(_key);

    private IAsyncStream<Movement> Stream =>
        fixture.Host.Client.GetStreamProvider(ConformanceHost.Streams).GetStream<Movement>(StreamId.Create("movements", _key));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GrainSubscription_WhenItemsArePublished_GetsThemInOrder(bool asBatch)
    {
        await Consumer.Subscribe(_key);
        await Producer.Produce(_key, 0, 20, asBatch);
        await Producer.Produce(_key, 20, 20, asBatch);
        Assert.Equal(Numbers(0, 40), await Gates.NextNotes(_key, 40));
        Assert.Equal(1, await Consumer.Unsubscribe());
    }

    [Fact]
    public async Task GrainSubscription_WhenTheGrainHasLeft_WakesItAndGoesOn()
    {
        await Consumer.Subscribe(_key);
        await Producer.Produce(_key, 0, 3, asBatch: false);
        Assert.Equal(Numbers(0, 3), await Gates.NextNotes(_key, 3));
        await Consumer.Leave();
        await Producer.Produce(_key, 3, 3, asBatch: false);
        Assert.Equal(Numbers(3, 3), await Gates.NextNotes(_key, 3));
    }

    [Fact]
    public async Task GrainSubscription_WhenItsHandlerFails_GetsTheItemAgain()
    {
        await Consumer.Subscribe(_key);
        await Consumer.FailNext();
        await Producer.Produce(_key, 0, 2, asBatch: false);
        Assert.Equal(Numbers(0, 2), await Gates.NextNotes(_key, 2));
    }

    [Fact]
    public async Task GrainSubscription_WhenEnded_GetsNothingMore()
    {
        await Consumer.Subscribe(_key);
        Assert.Equal(1, await Consumer.Unsubscribe());
        Assert.Equal(0, await Consumer.Unsubscribe());
        var heard = Channel.CreateUnbounded<int>();
        var handle = await Stream.SubscribeAsync((movement, _) => heard.Writer.WriteAsync(movement.Number).AsTask());
        await Producer.Produce(_key, 0, 1, asBatch: false);
        Assert.Equal(0, await Next(heard));
        Assert.False(Gates.HasNote(_key));
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task ClientSubscription_WhenItemsArePublished_GetsThemInOrderWithTokens()
    {
        var heard = Channel.CreateUnbounded<int>();
        StreamSequenceToken? last = null;
        var handle = await Stream.SubscribeAsync((movement, token) =>
        {
            Assert.True(last is null || token!.CompareTo(last) > 0);
            last = token;
            return heard.Writer.WriteAsync(movement.Number).AsTask();
        });
        await Producer.Produce(_key, 0, 10, asBatch: true);
        await Stream.OnNextAsync(new Movement("CSQU3054383", 10));
        for (var i = 0; i <= 10; i++)
            Assert.Equal(i, await Next(heard));
        Assert.Equal(_key, handle.StreamId.GetKeyAsString());
        Assert.Equal("movements", handle.StreamId.GetNamespace());
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task Subscriptions_WhenSeveral_EachGetEverything()
    {
        var first = Channel.CreateUnbounded<int>();
        var second = Channel.CreateUnbounded<int>();
        await Stream.SubscribeAsync((movement, _) => first.Writer.WriteAsync(movement.Number).AsTask());
        await Stream.SubscribeAsync((movement, _) => second.Writer.WriteAsync(movement.Number).AsTask());
        await Consumer.Subscribe(_key);
        await Producer.Produce(_key, 0, 2, asBatch: true);
        Assert.Equal((0, 1), (await Next(first), await Next(first)));
        Assert.Equal((0, 1), (await Next(second), await Next(second)));
        Assert.Equal(Numbers(0, 2), await Gates.NextNotes(_key, 2));
    }

    [Fact]
    public async Task BatchSubscription_WhenABatchIsPublished_GetsAllItems()
    {
        var heard = Channel.CreateUnbounded<int>();
        await Stream.SubscribeAsync((IList<SequentialItem<Movement>> items) =>
        {
            foreach (var item in items)
                heard.Writer.TryWrite(item.Item.Number);
            return Task.CompletedTask;
        });
        await Producer.Produce(_key, 0, 30, asBatch: true);
        for (var i = 0; i < 30; i++)
            Assert.Equal(i, await Next(heard));
    }

    [Fact]
    public void Provider_WhenUnknown_IsAnError() => Assert.ThrowsAny<Exception>(() => fixture.Host.Client.GetStreamProvider("none"));

    private static List<string> Numbers(int from, int count) => [.. Enumerable.Range(from, count).Select(static number => $"{number}")];

    private static async Task<int> Next(Channel<int> heard)
    {
        using var timeout = new CancellationTokenSource(ConformanceHost.Soon);
        return await heard.Reader.ReadAsync(timeout.Token);
    }
}
