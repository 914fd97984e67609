namespace OpsHub.Storage.Journals.GrainStorage;

// The head record, and what follows from it.
internal sealed partial class GroupStream
{
    /// <summary>Group numbers before which nothing is needed, with when that was written; belongs to the lane.</summary>
    private readonly Queue<(long FirstGroup, long At)> _condemned = new();
    private long _clearedGroup;

    /// <summary>Forgets entries: first the head says so, and later, when nobody can take their places for free, the groups are cleared.</summary>
    /// <returns>The last number that is forgotten.</returns>
    public async Task<long> TruncateAsync(long upTo)
    {
        var tail = await FindTailAsync();
        upTo = Math.Min(upTo, tail.Last);
        var head = (await records.ReadHeadAsync(key)).State;
        if (upTo > head.Truncated)
        {
            // The last group always stays: it is where the end is.
            var kept = upTo == tail.Last ? new Landmark(tail.Group, 0, 0) : await FindGroupAsync(upTo + 1, head, tail);
            var first = kept.First > 0 ? kept.First : (await records.ReadGroupAsync(key, kept.Group))?.First ?? throw Missing(kept.Group);
            head = await JoinHeadAsync(new JournalHeadRecord
            {
                Truncated = upTo, FirstGroup = kept.Group, FirstNumber = first, HintGroup = tail.Group, HintLast = tail.Last, ClearedGroup = _clearedGroup,
            });
        }

        await ClearAsync(head);
        return head.Truncated;
    }

    /// <summary>Clears what was forgotten long enough ago. A crash leaves the rest to the next truncation.</summary>
    private async Task ClearAsync(JournalHeadRecord head)
    {
        _clearedGroup = Math.Max(_clearedGroup, head.ClearedGroup);
        if (head.FirstGroup - 1 > _clearedGroup && (_condemned.Count == 0 || _condemned.Last().FirstGroup < head.FirstGroup))
            _condemned.Enqueue((head.FirstGroup, time.GetTimestamp()));
        while (_condemned.TryPeek(out var next) && time.GetElapsedTime(next.At) >= clearAfter)
        {
            while (_clearedGroup + 1 < next.FirstGroup)
            {
                var count = (int)Math.Min(ReadAhead, next.FirstGroup - 1 - _clearedGroup);
                await Task.WhenAll(Enumerable.Range(1, count).Select(i => records.ClearGroupAsync(key, _clearedGroup + i)));
                _clearedGroup += count;
            }

            _condemned.Dequeue();
        }
    }

    private async Task HintAsync()
    {
        if (RecentTail() is not { } tail || tail.Group - _hintedGroup < HintEvery)
            return;
        _hintedGroup = tail.Group;
        try
        {
            await JoinHeadAsync(new JournalHeadRecord { HintGroup = tail.Group, HintLast = tail.Last, ClearedGroup = _clearedGroup });
        }
        catch (StorageException)
        {
            // The group is durable. Without the hint a start reads more groups.
        }
    }

    /// <summary>Adds to the head what it does not know yet.</summary>
    private async Task<JournalHeadRecord> JoinHeadAsync(JournalHeadRecord news)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var stored = await records.ReadHeadAsync(key);
            if (stored.RecordExists && stored.State.Covers(news))
                return stored.State;
            stored.State = stored.State.Join(news);
            if (await records.TryWriteHeadAsync(key, stored))
                return stored.State;
        }

        throw new StorageException(StorageFault.Busy, $"Others have written the head of stream '{name}' {MostAttempts} times while it was tried; it was not written.");
    }

    private StorageException Missing(long group) => new(
        StorageFault.Corrupt, $"Journal stream '{name}': group {group} is missing. Its record ({key}) was removed from the store.");
}
