using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Publication;

/// <summary>
/// A grain with a record and no events: writes, then answers. A failed write discards the activation, so that memory never
/// runs ahead of storage. Must not be reentrant while it saves.
/// </summary>
/// <typeparam name="TState">A plain record; its default is the state of something that was never written.</typeparam>
public abstract class StoredGrain<TState>(IPersistentState<TState> stored) : Grain
    where TState : class, new()
{
    /// <summary>As last written.</summary>
    protected TState State { get; private set; } = new();

    /// <summary>False until the first write.</summary>
    protected bool Exists => stored.RecordExists;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (stored.RecordExists)
            State = stored.State;
        return Task.CompletedTask;
    }

    /// <summary>Makes the next state durable, then takes it over.</summary>
    protected async Task Save(TState next)
    {
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        State = next;
    }
}
