using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Embedded.Simulation;

/// <summary>A storage provider that takes time and fails as the simulation says; what it acknowledged is in the provider behind it.</summary>
internal sealed class SimulatedStorage(Incarnation host, IGrainStorage inner) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await TakeTime();
        if (host.Simulation.Chance.Happens(host.Simulation.Faults.FailRead))
        {
            host.Record("read fails", grainId, stateName);
            throw new IOException("Simulated: the read failed.");
        }

        await inner.ReadStateAsync(stateName, grainId, grainState);
        host.Record("read", grainId, $"{stateName} {grainState.ETag}");
        await TakeTime();
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Change("write", stateName, grainId, grainState, static (storage, name, id, state) => storage.WriteStateAsync(name, id, state));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Change("clear", stateName, grainId, grainState, static (storage, name, id, state) => storage.ClearStateAsync(name, id, state));

    private async Task Change<T>(string kind, string stateName, GrainId grainId, IGrainState<T> grainState, Func<IGrainStorage, string, GrainId, IGrainState<T>, Task> change)
    {
        await TakeTime();
        var fault = host.Simulation.Faults.ForWrite(host.Simulation.Chance, grainId, stateName);
        if (fault == WriteFault.Fail)
        {
            host.Record($"{kind} fails", grainId, stateName);
            throw new IOException("Simulated: nothing was stored.");
        }

        var before = grainState.ETag;
        await change(inner, stateName, grainId, grainState);
        host.Record(kind, grainId, $"{stateName} {before} {grainState.ETag}");
        if (fault == WriteFault.FailAfterStoring)
        {
            // The writer does not learn the new version either.
            grainState.ETag = before;
            host.Record($"{kind} fails after storing", grainId, stateName);
            throw new IOException("Simulated: the answer of storage was lost.");
        }

        await TakeTime();
    }

    private Task TakeTime()
    {
        var limit = host.Simulation.Faults.StorageTime;
        return limit == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(host.Simulation.Chance.Next(limit), host.Time);
    }
}
