using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Cluster.Tests;

[GenerateSerializer, Immutable, Alias("OpsHub.Tests.Movement")]
public sealed record Movement([property: Id(0)] string Container, [property: Id(1)] int Number);

[Alias("OpsHub.Tests.IProducerGrain")]
public interface IProducerGrain : IGrainWithStringKey
{
    [Alias("Produce")] Task Produce(string stream, int from, int count, bool asBatch);
}

/// <summary>Key: any.</summary>
internal sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task Produce(string stream, int from, int count, bool asBatch)
    {
        var target = this.GetStreamProvider(ConformanceHost.Streams).GetStream<Movement>(StreamId.Create("movements", stream));
        var movements = Enumerable.Range(from, count).Select(number => new Movement("MWCU6059784", number)).ToList();
        if (asBatch)
        {
            await target.OnNextBatchAsync(movements);
            return;
        }

        foreach (var movement in movements)
            await target.OnNextAsync(movement);
    }
}

[Alias("OpsHub.Tests.IConsumerGrain")]
public interface IConsumerGrain : IGrainWithStringKey
{
    [Alias("Subscribe")] Task Subscribe(string stream);

    [Alias("Unsubscribe")] Task<int> Unsubscribe();

    [Alias("FailNext")] Task FailNext();

    [Alias("Leave")] Task Leave();
}

/// <summary>Key: the stream it consumes. Notes what it gets in the log named by its key; resumes its subscription when it is activated.</summary>
internal sealed class ConsumerGrain(Gates gates) : Grain, IConsumerGrain
{
    private bool _failNext;

    private IAsyncStream<Movement> Stream =>
        this.GetStreamProvider(ConformanceHost.Streams).GetStream<Movement>(StreamId.Create("movements", this.GetPrimaryKeyString()));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var handle in await Stream.GetAllSubscriptionHandles())
            await handle.ResumeAsync(OnNext);
    }

    public Task Subscribe(string stream) => Stream.SubscribeAsync(OnNext);

    public async Task<int> Unsubscribe()
    {
        var handles = await Stream.GetAllSubscriptionHandles();
        foreach (var handle in handles)
            await handle.UnsubscribeAsync();
        return handles.Count;
    }

    public Task FailNext()
    {
        _failNext = true;
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private Task OnNext(Movement movement, StreamSequenceToken? token)
    {
        if (_failNext)
        {
            _failNext = false;
            throw new InvalidOperationException("not this time");
        }

        gates.Note(this.GetPrimaryKeyString(), $"{movement.Number}");
        return Task.CompletedTask;
    }
}
