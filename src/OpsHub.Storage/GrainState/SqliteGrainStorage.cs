using System.Globalization;
using OpsHub.Storage.Sqlite;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Storage.GrainState;

/// <summary>
/// Grain state on SQLite for both grain runtimes. The ETag is the record's version, which also survives a clear; a write
/// completes when it is durable and shares its commit with everybody else's.
/// </summary>
public sealed class SqliteGrainStorage : IGrainStorage, IDisposable
{
    private readonly SqliteStates _states;
    private readonly StateCodec _codec;
    private readonly IEmptyState _empty;
    private SqliteReaders? _ownReaders;

    internal SqliteGrainStorage(SqliteStates states, StateCodec codec, IEmptyState empty)
    {
        _states = states;
        _codec = codec;
        _empty = empty;
    }

    /// <summary>
    /// Reads the states of a database file without owning it: of a stopped server, or beside a running one. A state that
    /// is not there is left null.
    /// </summary>
    /// <exception cref="StorageException">Writes, always.</exception>
    public static SqliteGrainStorage OpenReadOnly(string databasePath)
    {
        var readers = new SqliteReaders(new SqliteStorageOptions { DatabasePath = databasePath, ReaderConnections = 1 });
        return new SqliteGrainStorage(new SqliteStates(readers), new StateCodec(), new NoState()) { _ownReaders = readers };
    }

    /// <summary>Closes what <see cref="OpenReadOnly"/> has opened; nothing otherwise.</summary>
    public void Dispose() => _ownReaders?.Dispose();

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = await _states.ReadAsync(grainId.ToString(), stateName);
        grainState.ETag = record is { } stored ? Format(stored.Version) : null;
        grainState.RecordExists = record is { Payload: not null };
        grainState.State = record is { Payload: { } payload } ? _codec.Decode<T>(payload.Span) : _empty.Create<T>();
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await WriteAsync(stateName, grainId, grainState, _codec.Encode(grainState.State));
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // Nothing was ever written, as far as the grain knows: a write of "nothing" would be the first version.
        if (grainState.ETag is not null || (await _states.ReadAsync(grainId.ToString(), stateName)) is not null)
            grainState.ETag = await WriteAsync(stateName, grainId, grainState, null);
        grainState.RecordExists = false;
        grainState.State = _empty.Create<T>();
    }

    private async Task<string> WriteAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, ReadOnlyMemory<byte>? payload)
    {
        long? expected = null;
        if (grainState.ETag is { } etag)
        {
            if (!long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                throw new InconsistentStateException($"State '{stateName}' of {grainId}: '{etag}' is no ETag of this storage.", null, etag);
            expected = version;
        }

        try
        {
            return Format(await _states.WriteAsync(grainId.ToString(), stateName, expected, payload));
        }
        catch (StateVersionException conflict)
        {
            throw new InconsistentStateException(conflict.Message, conflict.Stored is { } stored ? Format(stored) : null, grainState.ETag, conflict);
        }
    }

    private static string Format(long version) => version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a grain without a record starts with; the grain runtimes have different ways to make one.</summary>
internal interface IEmptyState
{
    T Create<T>();
}

/// <summary>For readers that ask whether the record exists before they look at its state.</summary>
internal sealed class NoState : IEmptyState
{
    public T Create<T>() => default!;
}

#if ORLEANS
internal sealed class EmptyState(Orleans.Serialization.Serializers.IActivatorProvider activators) : IEmptyState
{
    public T Create<T>() => activators.GetActivator<T>().Create();
}
#else
/// <summary>The runtime puts a new state where it finds null.</summary>
internal sealed class EmptyState : IEmptyState
{
    public T Create<T>() => default!;
}
#endif
