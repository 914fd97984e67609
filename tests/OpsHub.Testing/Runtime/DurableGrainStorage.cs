using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Testing.Runtime;

/// <summary>
/// A storage provider whose records live as long as this object, across restarts of a host. Records are JSON, with an
/// ETag; writes can be made to fail.
/// </summary>
public sealed class DurableGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), (byte[] Json, string ETag)> _records = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly Lock _gate = new();
    private long _lastVersion;

    /// <summary>Writes that were stored.</summary>
    public int Writes { get; private set; }

    /// <summary>Makes the next write fail with this exception, before anything is stored. Further calls queue up.</summary>
    public void FailNextWrite(Exception exception) => _failures.Enqueue(exception);

    /// <summary>Changes a record's version, as if somebody else had written it.</summary>
    public void TouchRecord(string stateName, GrainId grainId)
    {
        var (json, _) = _records[(stateName, grainId)];
        _records[(stateName, grainId)] = (json, NextVersion());
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_records.TryGetValue((stateName, grainId), out var record))
        {
            grainState.State = JsonSerializer.Deserialize<T>(record.Json)!;
            grainState.ETag = record.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.ETag = null!;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        if (_failures.TryDequeue(out var failure))
            throw failure;
        var written = (JsonSerializer.SerializeToUtf8Bytes(grainState.State), ETag: NextVersion());
        lock (_gate)
        {
            // Two writers of one version: only one of them may find it unchanged.
            Check(stateName, grainId, grainState.ETag);
            _records[(stateName, grainId)] = written;
            Writes++;
        }

        grainState.ETag = written.ETag;
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            Check(stateName, grainId, grainState.ETag);
            _records.TryRemove((stateName, grainId), out _);
        }

        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null!;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private void Check(string stateName, GrainId grainId, string? etag)
    {
        var stored = _records.TryGetValue((stateName, grainId), out var record) ? record.ETag : null;
        if (!string.Equals(stored, etag, StringComparison.Ordinal))
            throw new InconsistentStateException($"Record '{stateName}' of {grainId} has changed.", stored!, etag!);
    }

    private string NextVersion() => Interlocked.Increment(ref _lastVersion).ToString(CultureInfo.InvariantCulture);
}
