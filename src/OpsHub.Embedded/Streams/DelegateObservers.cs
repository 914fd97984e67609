using Orleans.Streams;

namespace OpsHub.Embedded.Streams;

internal sealed class DelegateObserver<T>(Func<T, StreamSequenceToken?, Task> onNext, Func<Exception, Task>? onError, Func<Task>? onCompleted) : IAsyncObserver<T>
{
    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => onNext(item, token);

    public Task OnCompletedAsync() => onCompleted?.Invoke() ?? Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => onError?.Invoke(ex) ?? Task.CompletedTask;
}

internal sealed class DelegateBatchObserver<T>(Func<IList<SequentialItem<T>>, Task> onNext, Func<Exception, Task>? onError, Func<Task>? onCompleted) : IAsyncBatchObserver<T>
{
    public Task OnNextAsync(IList<SequentialItem<T>> items) => onNext(items);

    public Task OnCompletedAsync() => onCompleted?.Invoke() ?? Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => onError?.Invoke(ex) ?? Task.CompletedTask;
}
