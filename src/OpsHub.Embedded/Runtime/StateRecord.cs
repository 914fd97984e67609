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

    public Task WriteStateAsync() => storage.WriteStateAsync(name, id, _record);

    public Task WriteStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriteStateAsync();
    }

    public async Task ClearStateAsync()
    {
        await storage.ClearStateAsync(name, id, _record);
        _record.State = createState();
    }

    public Task ClearStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ClearStateAsync();
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await storage.ReadStateAsync(name, id, _record);
        if (!_record.RecordExists || _record.State is null)
            _record.State = createState();
    }
}
