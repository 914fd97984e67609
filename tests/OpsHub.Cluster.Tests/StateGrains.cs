using Orleans;
using Orleans.Runtime;

namespace OpsHub.Cluster.Tests;

[Alias("OpsHub.Tests.IStateGrain")]
public interface IStateGrain : IGrainWithStringKey
{
    /// <summary>Changes the value in memory and writes it.</summary>
    [Alias("Write")] Task<StateSeen> Write(int value);

    /// <summary>As Write; a failed write discards the activation.</summary>
    [Alias("WriteOrLeave")] Task WriteOrLeave(int value);

    [Alias("See")] Task<StateSeen> See();

    [Alias("Clear")] Task<StateSeen> Clear();

    [Alias("ReadAgain")] Task<StateSeen> ReadAgain();

    [Alias("WriteInMemory")] Task<StateSeen> WriteInMemory(int value);

    [Alias("Leave")] Task Leave();
}

[GenerateSerializer, Immutable, Alias("OpsHub.Tests.StateSeen")]
public sealed record StateSeen([property: Id(0)] int Value, [property: Id(1)] bool Exists, [property: Id(2)] string? Etag, [property: Id(3)] int Activation);

[GenerateSerializer, Alias("OpsHub.Tests.Counted")]
public sealed class Counted
{
    [Id(0)] public int Value { get; set; }

    [Id(1)] public List<int> History { get; set; } = [];
}

/// <summary>Key: any. Durable: the record "value"; the record "fleeting" lives in memory storage.</summary>
internal sealed class StateGrain(
    [PersistentState("value", ConformanceHost.Storage)] IPersistentState<Counted> state,
    [PersistentState("fleeting", "memory")] IPersistentState<Counted> fleeting,
    LifeGrain.Memory memory) : Grain, IStateGrain
{
    private readonly int _activation = memory.NextActivation();

    public async Task<StateSeen> Write(int value)
    {
        state.State.Value = value;
        await state.WriteStateAsync();
        return Seen(state);
    }

    public async Task WriteOrLeave(int value)
    {
        try
        {
            await Write(value);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    public Task<StateSeen> See() => Task.FromResult(Seen(state));

    public async Task<StateSeen> Clear()
    {
        await state.ClearStateAsync();
        return Seen(state);
    }

    public async Task<StateSeen> ReadAgain()
    {
        await state.ReadStateAsync();
        return Seen(state);
    }

    public async Task<StateSeen> WriteInMemory(int value)
    {
        fleeting.State.History.Add(value);
        await fleeting.WriteStateAsync();

        // Not written: the next read must not see it.
        fleeting.State.History.Add(-1);
        await fleeting.ReadStateAsync();
        return Seen(fleeting) with { Value = fleeting.State.History.Sum() };
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private StateSeen Seen(IPersistentState<Counted> seen) => new(seen.State.Value, seen.RecordExists, seen.Etag, _activation);
}

[Alias("OpsHub.Tests.IPlainStateGrain")]
public interface IPlainStateGrain : IGrainWithStringKey
{
    [Alias("Write")] Task Write(int value);
}

/// <summary>Key: any. Durable: the record "plain", in whatever storage is the default.</summary>
internal sealed class PlainStateGrain([PersistentState("plain")] IPersistentState<Counted> state) : Grain, IPlainStateGrain
{
    public Task Write(int value)
    {
        state.State.Value = value;
        return state.WriteStateAsync();
    }
}
