using OpsHub.Embedded.Runtime;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Embedded.Streams;

/// <summary>A stream as its producers and consumers see it.</summary>
internal sealed class MemoryStream<T>(MemoryStreamProvider provider, StreamId id) : IAsyncStream<T>
{
    public bool IsRewindable => false;

    public string ProviderName => provider.Name;

    public StreamId StreamId => id;

    private static GrainId? Caller => Activation.Running?.GrainId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => OnNextBatchAsync([item], token);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (token is not null)
            throw new ArgumentException("This stream numbers its items itself; pass no token.", nameof(token));
        provider.Topic(id).Publish(batch);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("A stream in a queue has no end.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("A stream in a queue carries no errors of its producers.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => Subscribe(new ItemHandler<T>(observer));

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => Subscribe(new BatchHandler<T>(observer));

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles() => Task.FromResult<IList<StreamSubscriptionHandle<T>>>(
        [.. provider.Topic(id).SubscriptionsOf(Caller).Select(subscription => new MemoryStreamHandle<T>(provider, subscription))]);

    private Task<StreamSubscriptionHandle<T>> Subscribe(IStreamHandler handler)
    {
        var subscription = provider.Topic(id).Subscribe(Caller);
        subscription.Attach(handler);
        return Task.FromResult<StreamSubscriptionHandle<T>>(new MemoryStreamHandle<T>(provider, subscription));
    }
}

/// <summary>A subscription as its consumer holds it.</summary>
internal sealed class MemoryStreamHandle<T>(MemoryStreamProvider provider, StreamSubscription subscription) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => subscription.Topic.Id;

    public override string ProviderName => provider.Name;

    public override Guid HandleId => subscription.Id;

    public override Task UnsubscribeAsync()
    {
        subscription.Topic.Unsubscribe(subscription);
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) => Resume(new ItemHandler<T>(observer));

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) => Resume(new BatchHandler<T>(observer));

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && other.HandleId == HandleId;

    private Task<StreamSubscriptionHandle<T>> Resume(IStreamHandler handler)
    {
        if (subscription.HasEnded)
            throw new InvalidOperationException("The subscription has ended.");
        subscription.Attach(handler);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }
}
