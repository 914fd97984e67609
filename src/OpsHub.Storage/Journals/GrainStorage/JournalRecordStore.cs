using OpsHub.Storage.GrainState;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>
/// The journal's records in a grain-storage provider. What a provider promises and this relies on: a write with an ETag, or
/// with none for a record that never was, takes effect whole or not at all, and only when the stored ETag is that one.
/// </summary>
internal sealed class JournalRecordStore(Func<IGrainStorage> provider, string name)
{
    private const string GrainTypeName = "journal";
    private const string GroupState = "group";
    private const string HeadState = "head";

    private readonly Lazy<IGrainStorage> _storage = new(provider);

    /// <summary>The provider's name, for messages.</summary>
    public string Name => name;

    /// <summary>The group, or null when it is not there.</summary>
    public async Task<JournalGroupRecord?> ReadGroupAsync(string key, long group)
    {
        var state = new GrainState<JournalGroupRecord>();
        await GuardAsync(() => _storage.Value.ReadStateAsync(GroupState, IdOf(key, group), state), $"group {group} of {key} was not read");
        return state.RecordExists ? state.State : null;
    }

    /// <summary>
    /// Writes the group if its place is free. False: somebody else has it, and this write can never land any more.
    /// </summary>
    /// <exception cref="StorageException">The write failed and is not there; it may still land as long as the place is free.</exception>
    public async Task<bool> TryAddGroupAsync(string key, long group, JournalGroupRecord record)
    {
        try
        {
            await _storage.Value.WriteStateAsync(GroupState, IdOf(key, group), new GrainState<JournalGroupRecord>(record));
            return true;
        }
        catch (InconsistentStateException)
        {
            // Also what a provider says that sent the write twice, because the first answer was lost.
            return (await ReadGroupAsync(key, group))?.Write == record.Write;
        }
        catch (Exception error)
        {
            return (await TryReadGroupAsync(key, group))?.Write is { } landed
                ? landed == record.Write
                : throw Fault(error, $"group {group} of {key} was not written");
        }
    }

    /// <summary>Clears a group that is no longer needed; one that is not there is left so.</summary>
    public Task ClearGroupAsync(string key, long group) => GuardAsync(
        async () =>
        {
            var state = new GrainState<JournalGroupRecord>();
            await _storage.Value.ReadStateAsync(GroupState, IdOf(key, group), state);
            if (!state.RecordExists)
                return;
            try
            {
                await _storage.Value.ClearStateAsync(GroupState, IdOf(key, group), state);
            }
            catch (InconsistentStateException)
            {
                // Nobody changes a group: another host has cleared it.
            }
        },
        $"group {group} of {key} was not cleared");

    /// <summary>The head with its ETag; a new one where there is none.</summary>
    public async Task<GrainState<JournalHeadRecord>> ReadHeadAsync(string key)
    {
        var state = new GrainState<JournalHeadRecord>();
        await GuardAsync(() => _storage.Value.ReadStateAsync(HeadState, GrainId.Create(GrainTypeName, key), state), $"the head of {key} was not read");
        if (!state.RecordExists)
            state.State = new JournalHeadRecord();
        return state;
    }

    /// <summary>Writes the head if it is still the one that was read; false when it is another one by now.</summary>
    public async Task<bool> TryWriteHeadAsync(string key, GrainState<JournalHeadRecord> head)
    {
        try
        {
            await _storage.Value.WriteStateAsync(HeadState, GrainId.Create(GrainTypeName, key), head);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
        catch (Exception error)
        {
            throw Fault(error, $"the head of {key} was not written");
        }
    }

    private static GrainId IdOf(string key, long group) => GrainId.Create(GrainTypeName, FormattableString.Invariant($"{key}/{group}"));

    private async Task<JournalGroupRecord?> TryReadGroupAsync(string key, long group)
    {
        try
        {
            return await ReadGroupAsync(key, group);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private async Task GuardAsync(Func<Task> call, string what)
    {
        try
        {
            await call();
        }
        catch (Exception error)
        {
            throw Fault(error, what);
        }
    }

    private StorageException Fault(Exception error, string what) => error switch
    {
        StorageException known => new StorageException(known.Fault, $"{name}: {what}. {known.Message}", error),
        StateSchemaException => new StorageException(StorageFault.Corrupt, $"{name}: {what}. {error.Message}", error),
        _ => new StorageException(StorageFault.InputOutput, $"{name}: {what}. {error.Message}", error),
    };
}
