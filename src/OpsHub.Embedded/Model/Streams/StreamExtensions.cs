using Microsoft.Extensions.DependencyInjection;
using OpsHub.Embedded.Streams;
using Orleans.Streams;

namespace Orleans
{
    public static class GrainStreamingExtensions
    {
        /// <exception cref="KeyNotFoundException">No stream provider of that name was added.</exception>
        public static IStreamProvider GetStreamProvider(this Grain grain, string name) => StreamProviders.Find(grain.RequiredActivation.Silo.Services, name);
    }

    public static class ClientStreamingExtensions
    {
        /// <exception cref="KeyNotFoundException">No stream provider of that name was added.</exception>
        public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) => StreamProviders.Find(client.ServiceProvider, name);
    }
}

namespace Orleans.Streams
{
    public static class AsyncObservableExtensions
    {
        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
            obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, null));

        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync) =>
            obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null));

        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync, Func<Task> onCompletedAsync) =>
            obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));
    }

    public static class AsyncBatchObservableExtensions
    {
        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(this IAsyncBatchObservable<T> obs, Func<IList<SequentialItem<T>>, Task> onNextAsync) =>
            obs.SubscribeAsync(new DelegateBatchObserver<T>(onNextAsync, null, null));

        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(this IAsyncBatchObservable<T> obs, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Exception, Task> onErrorAsync) =>
            obs.SubscribeAsync(new DelegateBatchObserver<T>(onNextAsync, onErrorAsync, null));
    }

    public static class StreamSubscriptionHandleExtensions
    {
        public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, StreamSequenceToken? token = null) =>
            handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, null, null), token);

        public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(this StreamSubscriptionHandle<T> handle, Func<IList<SequentialItem<T>>, Task> onNextAsync, StreamSequenceToken? token = null) =>
            handle.ResumeAsync(new DelegateBatchObserver<T>(onNextAsync, null, null), token);
    }
}
