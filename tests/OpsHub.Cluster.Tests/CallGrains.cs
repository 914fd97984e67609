using System.Diagnostics;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Cluster.Tests;

[Alias("OpsHub.Tests.ICallGrain")]
public interface ICallGrain : IGrainWithStringKey
{
    [Alias("Add")] ValueTask<int> Add(int left, int right);

    [Alias("Nothing")] ValueTask Nothing();

    [Alias("Throw")] Task Throw(string message);

    [Alias("ThrowOwn")] Task<int> ThrowOwn(int code);

    [Alias("ThrowBeforeAwaiting")] Task ThrowBeforeAwaiting();

    [Alias("ThrowFrom")] Task ThrowFrom(string otherKey, int code);

    [Alias("ThrowUnheard"), OneWay] Task ThrowUnheard(string log);

    [Alias("Wait")] Task Wait(string log, CancellationToken cancellationToken);

    [Alias("WaitThrough")] Task WaitThrough(string otherKey, string log, CancellationToken cancellationToken);

    [Alias("Never")] Task Never(string gate);

    [Alias("ContextValue")] Task<string?> ContextValue(string key);

    [Alias("ContextThrough")] Task<string?> ContextThrough(string otherKey, string key);

    [Alias("SetContext")] Task SetContext(string key, string value);

    [Alias("TraceId")] Task<string?> TraceId();

    [Alias("Keep")] Task Keep(List<Parcel> parcels);

    [Alias("Kept")] Task<List<Parcel>> Kept();

    [Alias("Describe")] Task<string> Describe(Parcel parcel);

    [Alias("Self")] Task<ICallGrain> Self();
}

[GenerateSerializer, Alias("OpsHub.Tests.Parcel")]
public class Parcel
{
    [Id(0)] public string Name { get; set; } = string.Empty;

    [Id(1)] public int[] Weights { get; set; } = [];

    [Id(2)] public Parcel? Inner { get; set; }
}

[GenerateSerializer, Alias("OpsHub.Tests.FragileParcel")]
public sealed class FragileParcel : Parcel
{
    [Id(0)] public Dictionary<string, List<string>> Warnings { get; init; } = [];
}

[GenerateSerializer, Alias("OpsHub.Tests.CodedException")]
public sealed class CodedException(string message, int code) : Exception(message)
{
    [Id(0)] public int Code { get; } = code;
}

/// <summary>Key: any.</summary>
internal sealed class CallGrain(Gates gates) : Grain, ICallGrain
{
    private List<Parcel> _kept = [];

    public ValueTask<int> Add(int left, int right) => ValueTask.FromResult(left + right);

    public ValueTask Nothing() => ValueTask.CompletedTask;

    public async Task Throw(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public async Task<int> ThrowOwn(int code)
    {
        await Task.Yield();
        throw new CodedException("own", code);
    }

    public Task ThrowBeforeAwaiting() => throw new ArgumentException("at once");

    public Task ThrowFrom(string otherKey, int code) => GrainFactory.GetGrain<ICallGrain>(otherKey).ThrowOwn(code);

    public Task ThrowUnheard(string log)
    {
        gates.Note(log, "thrown");
        throw new InvalidOperationException("unheard");
    }

    public async Task Wait(string log, CancellationToken cancellationToken)
    {
        var own = TaskScheduler.Current;
        using var _ = cancellationToken.Register(() => gates.Note(log, ReferenceEquals(own, TaskScheduler.Current) ? "cancelled in a turn" : "cancelled elsewhere"));
        gates.Note(log, "waiting");
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public Task WaitThrough(string otherKey, string log, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<ICallGrain>(otherKey).Wait(log, cancellationToken);

    public Task Never(string gate)
    {
        gates.Note(gate, "started");
        return gates.Passed(gate);
    }

    public Task<string?> ContextValue(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public async Task<string?> ContextThrough(string otherKey, string key)
    {
        await Task.Yield();
        return await GrainFactory.GetGrain<ICallGrain>(otherKey).ContextValue(key);
    }

    public Task SetContext(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public Task<string?> TraceId() => Task.FromResult(Activity.Current?.TraceId.ToString());

    public Task Keep(List<Parcel> parcels)
    {
        _kept = parcels;
        return Task.CompletedTask;
    }

    public Task<List<Parcel>> Kept() => Task.FromResult(_kept);

    public Task<string> Describe(Parcel parcel) => Task.FromResult(
        $"{parcel.GetType().Name} {parcel.Name} {parcel.Weights.Sum()} {(parcel as FragileParcel)?.Warnings["top"][0]} {parcel.Inner?.Name}");

    public Task<ICallGrain> Self() => Task.FromResult(this.AsReference<ICallGrain>());
}
