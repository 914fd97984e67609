using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Embedded.Runtime;

/// <summary>A record that is read before its activation starts.</summary>
internal interface IStateRecord
{
    Task ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A grain's record in a storage provider.</summary>
internal sealed class StateRecord<TState>(IGrainStorage storage, string name, GrainId id, Func<TState> createState) : IPersistentState<TState>, IStateRecord
{
    private readonly GrainState<TState> _record = new(createState());

    public TState State
    {
        get => _record.State;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await storage.WriteStateAsync(name, id, _record);
        }
        catch (Exception exception) when (exception is not OrleansException)
        {
            throw Failed("written", exception);
        }
    }

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await storage.ClearStateAsync(name, id, _record);
        }
        catch (Exception exception) when (exception is not OrleansException)
        {
            throw Failed("cleared", exception);
        }

        // What the state is after clearing is for the provider to say; one that says nothing gets a new one.
        _record.State ??= createState();
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await storage.ReadStateAsync(name, id, _record);
        }
        catch (Exception exception) when (exception is not OrleansException)
        {
            throw Failed("read", exception);
        }

        if (!_record.RecordExists || _record.State is null)
            _record.State = createState();
    }

    // As on Orleans: what the provider threw is inside an exception of the runtime, unless it is one itself.
    private OrleansException Failed(string action, Exception exception) =>
        new($"Record '{name}' of {id} could not be {action} by {storage.GetType().Name}: {exception.Message}", exception);
}
