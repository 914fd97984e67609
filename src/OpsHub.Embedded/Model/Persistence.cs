using Orleans.Runtime;

namespace Orleans.Core
{
    public interface IStorage
    {
        /// <summary>Version of the record as last read or written; null when there is none.</summary>
        string? Etag { get; }

        bool RecordExists { get; }

        Task ClearStateAsync();

        Task ClearStateAsync(CancellationToken cancellationToken);

        Task WriteStateAsync();

        Task WriteStateAsync(CancellationToken cancellationToken);

        Task ReadStateAsync();

        Task ReadStateAsync(CancellationToken cancellationToken);
    }

    public interface IStorage<TState> : IStorage
    {
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A record of a grain, read before the activation starts and written when the grain says so.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    /// <summary>Marks the constructor parameter that receives an <see cref="IPersistentState{T}"/>.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        public string StateName { get; } = stateName;

        /// <summary>Name of the storage provider; null means the default one.</summary>
        public string? StorageName { get; } = storageName;
    }
}

namespace Orleans
{
    public interface IGrainState<T>
    {
        T State { get; set; }

        string? ETag { get; set; }

        bool RecordExists { get; set; }
    }

    public sealed class GrainState<T> : IGrainState<T>
    {
        public GrainState()
        {
        }

        public GrainState(T state) => State = state;

        public GrainState(T state, string? eTag)
            : this(state) => ETag = eTag;

        public T State { get; set; } = default!;

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{

    /// <summary>Where records are kept. A provider is a keyed singleton of this type; its key is the name grains ask for.</summary>
    public interface IGrainStorage
    {
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <exception cref="InconsistentStateException">The stored version is not <c>grainState.ETag</c>.</exception>
        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <exception cref="InconsistentStateException">The stored version is not <c>grainState.ETag</c>.</exception>
        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }
}

namespace Orleans.Providers
{
    public static class ProviderConstants
    {
        /// <summary>Key of the storage provider used when none is named.</summary>
        public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";

        /// <summary>Key of the storage provider Orleans keeps stream subscriptions in. This runtime keeps them in memory.</summary>
        public const string DEFAULT_PUBSUB_PROVIDER_NAME = "PubSubStore";
    }
}
