using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>A provider in front of another that goes wrong as it is told.</summary>
internal sealed class FaultyGrainStorage(IGrainStorage inner) : IGrainStorage
{
    public enum Fault
    {
        /// <summary>Nothing is written, and the caller hears of it.</summary>
        Fails,

        /// <summary>It is written, and the caller hears that it failed.</summary>
        LandsAndFails,

        /// <summary>It is written and the answer lost; the provider sends it again and is refused by its own write.</summary>
        LandsAndIsRefused,

        /// <summary>The caller hears that it failed; it is written when <see cref="LandLateAsync"/> says so.</summary>
        LandsLate,
    }

    private readonly ConcurrentQueue<(string State, Fault Fault)> _faults = new();
    private readonly ConcurrentQueue<Func<Task>> _late = new();
    private int _reads;

    public ConcurrentQueue<(string State, string Key)> Written { get; } = new();

    public ConcurrentQueue<string> Cleared { get; } = new();


    /// <summary>Called before each write reaches the store, with state and key.</summary>
    public Func<string, string, Task>? BeforeWrite { get; set; }

    /// <summary>The next write of that state goes wrong.</summary>
    public void Next(string state, Fault fault) => _faults.Enqueue((state, fault));

    /// <summary>Forgets what was to go wrong and did not.</summary>
    public void DropFaults() => _faults.Clear();

    /// <summary>Reads since it was last asked.</summary>
    public int TakeReads() => Interlocked.Exchange(ref _reads, 0);

    /// <summary>What was on its way arrives; true when it took effect.</summary>
    public async Task<bool> LandLateAsync()
    {
        Assert.True(_late.TryDequeue(out var write));
        try
        {
            await write();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Interlocked.Increment(ref _reads);
        return inner.ReadStateAsync(stateName, grainId, grainState);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (BeforeWrite is { } before)
            await before(stateName, grainId.Key.ToString()!);
        if (!_faults.TryPeek(out var next) || next.State != stateName)
        {
            await inner.WriteStateAsync(stateName, grainId, grainState);
            Written.Enqueue((stateName, grainId.Key.ToString()!));
            return;
        }

        _faults.TryDequeue(out _);
        var sent = new GrainState<T>(grainState.State, grainState.ETag!);
        if (next.Fault == Fault.LandsLate)
            _late.Enqueue(() => inner.WriteStateAsync(stateName, grainId, sent));
        else if (next.Fault != Fault.Fails)
            await inner.WriteStateAsync(stateName, grainId, sent);
        throw next.Fault == Fault.LandsAndIsRefused
            ? new InconsistentStateException("the record has changed")
            : new IOException("the connection was lost");
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await inner.ClearStateAsync(stateName, grainId, grainState);
        Cleared.Enqueue(grainId.Key.ToString()!);
    }
}
