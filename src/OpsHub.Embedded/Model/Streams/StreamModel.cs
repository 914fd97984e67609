using System.Text;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Runtime
{
    /// <summary>Identity of a stream: a namespace and a key, written <c>namespace/key</c>.</summary>
    public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
    {
        private readonly string? _namespace;
        private readonly string? _key;

        private StreamId(string? ns, string key)
        {
            _namespace = ns;
            _key = key;
        }

        public ReadOnlyMemory<byte> Namespace => Encoding.UTF8.GetBytes(_namespace ?? string.Empty);

        public ReadOnlyMemory<byte> Key => Encoding.UTF8.GetBytes(_key ?? string.Empty);

        public static StreamId Create(string? ns, string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            return new StreamId(ns, key);
        }

        public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));

        public string GetKeyAsString() => _key ?? string.Empty;

        public string? GetNamespace() => _namespace;

        public bool Equals(StreamId other) =>
            string.Equals(_key, other._key, StringComparison.Ordinal) && string.Equals(_namespace, other._namespace, StringComparison.Ordinal);

        public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

        /// <summary>Differs between processes; never store it.</summary>
        public override int GetHashCode() => (IdSpan.Create(_namespace ?? string.Empty).GetHashCode() * 31) ^ IdSpan.Create(_key ?? string.Empty).GetHashCode();

        public int CompareTo(StreamId other)
        {
            var byNamespace = string.CompareOrdinal(_namespace, other._namespace);
            return byNamespace != 0 ? byNamespace : string.CompareOrdinal(_key, other._key);
        }

        public override string ToString() => _namespace is null ? $"null/{_key}" : $"{_namespace}/{_key}";

        public static bool operator ==(StreamId left, StreamId right) => left.Equals(right);

        public static bool operator !=(StreamId left, StreamId right) => !left.Equals(right);
    }
}

namespace Orleans.Streams
{

    /// <summary>Position of an item in its stream.</summary>
    public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken>, IComparable<StreamSequenceToken>
    {
        /// <summary>Grows with every item or batch.</summary>
        public abstract long SequenceNumber { get; protected set; }

        /// <summary>Position within a batch, from 0.</summary>
        public abstract int EventIndex { get; protected set; }

        public abstract bool Equals(StreamSequenceToken? other);

        public abstract int CompareTo(StreamSequenceToken? other);

        public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

        public override int GetHashCode() => (SequenceNumber.GetHashCode() * 31) ^ EventIndex;
    }

    public sealed class SequentialItem<T>(T item, StreamSequenceToken token)
    {
        public T Item { get; } = item;

        public StreamSequenceToken Token { get; } = token;
    }

    public interface IAsyncObserver<in T>
    {
        Task OnNextAsync(T item, StreamSequenceToken? token = null);

        Task OnCompletedAsync();

        Task OnErrorAsync(Exception ex);
    }

    public interface IAsyncBatchObserver<T>
    {
        Task OnNextAsync(IList<SequentialItem<T>> items);

        Task OnCompletedAsync();

        Task OnErrorAsync(Exception ex);
    }

    public interface IAsyncObservable<T>
    {
        Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);
    }

    public interface IAsyncBatchObservable<T>
    {
        Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer);
    }

    public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
    {
        Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
    }

    public interface IAsyncStream
    {
        bool IsRewindable { get; }

        string ProviderName { get; }

        StreamId StreamId { get; }
    }

    public interface IAsyncStream<T> : IAsyncStream, IAsyncObservable<T>, IAsyncBatchObservable<T>, IAsyncBatchProducer<T>
    {
        /// <summary>The subscriptions the calling grain (or, outside grains, this client) has on the stream.</summary>
        Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
    }

    public interface IStreamProvider
    {
        string Name { get; }

        bool IsRewindable { get; }

        IAsyncStream<T> GetStream<T>(StreamId streamId);
    }

    public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>>
    {
        public abstract StreamId StreamId { get; }

        public abstract string ProviderName { get; }

        public abstract Guid HandleId { get; }

        public abstract Task UnsubscribeAsync();

        public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

        public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null);

        public abstract bool Equals(StreamSubscriptionHandle<T>? other);

        public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

        public override int GetHashCode() => HandleId.GetHashCode();
    }
}
