using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using OpsHub.Embedded.CodeGeneration;
using OpsHub.Embedded.Copying;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Embedded.Runtime;

/// <summary>A storage provider that forgets everything when the process ends. It keeps copies, so a change nobody wrote is not kept.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), Record> _records = new();
    private long _lastVersion;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_records.TryGetValue((stateName, grainId), out var record))
        {
            grainState.State = Copy((T)record.State!);
            grainState.ETag = record.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.ETag = null;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var written = new Record(Copy(grainState.State), NextVersion());
        var stored = _records.GetValueOrDefault(key);
        if (!string.Equals(stored?.ETag, grainState.ETag, StringComparison.Ordinal)
            || !(stored is null ? _records.TryAdd(key, written) : _records.TryUpdate(key, written, stored)))
        {
            throw Changed(stateName, grainId, stored?.ETag, grainState.ETag);
        }

        grainState.ETag = written.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var stored = _records.GetValueOrDefault(key);
        if (!string.Equals(stored?.ETag, grainState.ETag, StringComparison.Ordinal)
            || (stored is not null && !_records.TryRemove(new KeyValuePair<(string, GrainId), Record>(key, stored))))
        {
            throw Changed(stateName, grainId, stored?.ETag, grainState.ETag);
        }

        grainState.State = default!;
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    // A state nobody sends to another grain needs no copier; like Orleans' memory storage it then goes through JSON.
    private static T Copy<T>(T state) => CopierTypes.Knows(typeof(T))
        ? Copier.Copy(state)
        : JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(state))!;

    private static InconsistentStateException Changed(string stateName, GrainId grainId, string? storedEtag, string? currentEtag) =>
        new($"Record '{stateName}' of {grainId} has changed since it was read.", storedEtag, currentEtag);

    private string NextVersion() => Interlocked.Increment(ref _lastVersion).ToString(CultureInfo.InvariantCulture);

    private sealed record Record(object? State, string ETag);
}
