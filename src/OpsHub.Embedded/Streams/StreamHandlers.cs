using Orleans.Streams;

namespace OpsHub.Embedded.Streams;

/// <summary>An item on its way to a consumer.</summary>
internal readonly record struct StreamItem(object? Item, StreamSequenceToken Token);

/// <summary>What a consumer does with items.</summary>
internal interface IStreamHandler
{
    /// <summary>Handles some items of <paramref name="items"/>, from <paramref name="first"/> on, and returns how many.</summary>
    Task<int> HandleAsync(IReadOnlyList<StreamItem> items, int first);

    Task OnErrorAsync(Exception exception);
}

internal sealed class ItemHandler<T>(IAsyncObserver<T> observer) : IStreamHandler
{
    public async Task<int> HandleAsync(IReadOnlyList<StreamItem> items, int first)
    {
        await observer.OnNextAsync((T)items[first].Item!, items[first].Token);
        return 1;
    }

    public Task OnErrorAsync(Exception exception) => observer.OnErrorAsync(exception);
}

internal sealed class BatchHandler<T>(IAsyncBatchObserver<T> observer) : IStreamHandler
{
    public async Task<int> HandleAsync(IReadOnlyList<StreamItem> items, int first)
    {
        await observer.OnNextAsync([.. items.Skip(first).Select(static item => new SequentialItem<T>((T)item.Item!, item.Token))]);
        return items.Count - first;
    }

    public Task OnErrorAsync(Exception exception) => observer.OnErrorAsync(exception);
}
