namespace OpsHub.Storage.Journals.GrainStorage;

// Finding entries by number.
internal sealed partial class GroupStream
{
    /// <summary>Entries from a number on, in the groups as they were written.</summary>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(long from, int max)
    {
        while (max > 0)
        {
            var head = (await records.ReadHeadAsync(key)).State;
            from = Math.Max(from, head.Truncated + 1);
            var tail = RecentTail() is { } recent && from <= recent.Last ? recent : await FindTailAsync();
            if (from > tail.Last)
                yield break;
            var start = await FindGroupAsync(from, head, tail);
            var entries = new List<JournalEntry>();
            // One entry is in one group: what stands behind is not read ahead for it.
            await foreach (var (number, group) in GroupsAsync(start.Group, max == 1 ? 1 : int.MaxValue))
            {
                if (number > start.Group && group.First != from)
                    throw Missing(number);
                entries.Clear();
                JournalSegment.Read(name, group.First, group.Last, group.Checksum, group.Entries, from, max, entries);
                foreach (var entry in entries)
                    yield return entry;
                max -= entries.Count;
                from = group.Last + 1;
                if (max == 0)
                    yield break;
            }

            if (from > tail.Last)
                yield break;
            // Less than there was: cut off and cleared while it was read, or lost.
            if ((await records.ReadHeadAsync(key)).State.Truncated < from)
                throw Missing(start.Group);
        }
    }

    /// <summary>The first number kept and the last there is.</summary>
    public async Task<(long First, long Last)> RangeAsync()
    {
        var tail = await FindTailAsync();
        return ((await records.ReadHeadAsync(key)).State.Truncated + 1, tail.Last);
    }

    /// <summary>
    /// The group that holds an entry which is kept. Between the nearest groups that are known it looks where the entry would
    /// be if all groups were of one size, and every second time in the middle, so that it never takes more than twice the
    /// reads of a bisection.
    /// </summary>
    private async Task<Landmark> FindGroupAsync(long number, JournalHeadRecord head, Tail tail)
    {
        var (floor, ceiling) = _landmarks.Around(number);
        if (floor is { } at && at.Last >= number && at.Group >= head.FirstGroup)
            return at;
        // Entries up to low.Last are in groups up to low.Group; the entry is behind it and before high.Group.
        var low = floor is { } before && before.Group >= head.FirstGroup ? (before.Group, before.Last) : (Group: head.FirstGroup - 1, Last: head.FirstNumber - 1);
        var high = ceiling is { } after ? (after.Group, after.First) : (Group: tail.Group + 1, First: tail.Last + 1);
        for (var probe = 0; high.Group - low.Group > 1; probe++)
        {
            var between = high.Group - low.Group - 1;
            var share = probe % 2 == 0 ? (double)(number - low.Last - 1) / Math.Max(1, high.First - low.Last - 1) : 0.5;
            var next = low.Group + 1 + Math.Min(between - 1, (long)(share * between));
            var group = await records.ReadGroupAsync(key, next) ?? throw Missing(next);
            _landmarks.Add(next, group.First, group.Last);
            if (number < group.First)
                high = (next, group.First);
            else if (number > group.Last)
                low = (next, group.Last);
            else
                return new Landmark(next, group.First, group.Last);
        }

        throw Missing(low.Group + 1);
    }
}
