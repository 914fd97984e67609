// Stands in until the Embedded runtime lands, so that Contracts compiles: whoever lands the real ones deletes this file.
#pragma warning disable
#nullable enable
using System;

namespace Orleans
{
    [AttributeUsage(AttributeTargets.All)] public sealed class GenerateSerializerAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.All)] public sealed class ImmutableAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.All)] public sealed class AliasAttribute(string alias) : Attribute { public string Alias => alias; }
    [AttributeUsage(AttributeTargets.All)] public sealed class IdAttribute(uint id) : Attribute { public uint Id => id; }
    public interface IGrain : Runtime.IAddressable { }
    public interface IGrainWithStringKey : IGrain { }
    public interface IGrainObserver : Runtime.IAddressable { }
    public abstract class Grain : Runtime.IAddressable
    {
        protected IGrainFactory GrainFactory => throw new NotImplementedException();
        protected internal IServiceProvider ServiceProvider => throw new NotImplementedException();
        public virtual System.Threading.Tasks.Task OnActivateAsync(System.Threading.CancellationToken cancellationToken) => System.Threading.Tasks.Task.CompletedTask;
        public virtual System.Threading.Tasks.Task OnDeactivateAsync(DeactivationReason reason, System.Threading.CancellationToken cancellationToken) => System.Threading.Tasks.Task.CompletedTask;
        protected void DeactivateOnIdle() => throw new NotImplementedException();
        protected void DelayDeactivation(TimeSpan timeSpan) => throw new NotImplementedException();
    }
    public readonly struct DeactivationReason { }
    public static class GrainExtensions
    {
        public static TGrainInterface AsReference<TGrainInterface>(this Runtime.IAddressable grain) => throw new NotImplementedException();
        public static Runtime.GrainId GetGrainId(this Runtime.IAddressable grain) => throw new NotImplementedException();
        public static string GetPrimaryKeyString(this Runtime.IAddressable grain) => throw new NotImplementedException();
    }
    public interface IGrainFactory
    {
        TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey;
        TGrainInterface GetGrain<TGrainInterface>(Runtime.GrainId grainId) where TGrainInterface : Runtime.IAddressable;
    }
    public static class GrainBaseExtensions
    {
        public static Runtime.IGrainTimer RegisterGrainTimer(this Grain grain, Func<System.Threading.CancellationToken, System.Threading.Tasks.Task> callback, TimeSpan dueTime, TimeSpan period) => throw new NotImplementedException();
        public static Runtime.IGrainTimer RegisterGrainTimer(this Grain grain, Func<System.Threading.CancellationToken, System.Threading.Tasks.Task> callback, Runtime.GrainTimerCreationOptions options) => throw new NotImplementedException();
    }
    public static class GrainStreamingExtensions
    {
        public static Streams.IStreamProvider GetStreamProvider(this Grain grain, string name) => throw new NotImplementedException();
    }
}

namespace Orleans.Core
{
    public interface IStorage
    {
        string? Etag { get; }
        bool RecordExists { get; }
        System.Threading.Tasks.Task ClearStateAsync();
        System.Threading.Tasks.Task WriteStateAsync();
        System.Threading.Tasks.Task ReadStateAsync();
    }
    public interface IStorage<TState> : IStorage { TState State { get; set; } }
}

namespace Orleans.Runtime
{
    public interface IAddressable { }
    public interface IPersistentState<TState> : Core.IStorage<TState> { }
    [AttributeUsage(AttributeTargets.Parameter)] public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute { public string StateName => stateName; public string? StorageName => storageName; }
    public readonly struct GrainId : IEquatable<GrainId>
    {
        public static GrainId Parse(string value) => throw new NotImplementedException();
        public static bool TryParse(string? value, out GrainId result) => throw new NotImplementedException();
        public bool Equals(GrainId other) => throw new NotImplementedException();
    }
    public interface IGrainTimer : IDisposable { void Change(TimeSpan dueTime, TimeSpan period); }
    public readonly struct GrainTimerCreationOptions
    {
        public TimeSpan DueTime { get; init; }
        public TimeSpan Period { get; init; }
        public bool Interleave { get; init; }
        public bool KeepAlive { get; init; }
    }
    public readonly struct StreamId { public static StreamId Create(string? ns, string key) => throw new NotImplementedException(); }
}

namespace Orleans.Streams
{
    public interface IStreamProvider { IAsyncStream<T> GetStream<T>(Runtime.StreamId streamId); }
    public interface IAsyncStream<T> { System.Threading.Tasks.Task OnNextAsync(T item); }
}

namespace Orleans.Concurrency
{
    [AttributeUsage(AttributeTargets.All)] public sealed class ReadOnlyAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.All)] public sealed class AlwaysInterleaveAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.All)] public sealed class OneWayAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.All)] public sealed class StatelessWorkerAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.All)] public sealed class ReentrantAttribute : Attribute { }
}
