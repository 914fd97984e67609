using System.Buffers;
using System.Globalization;

namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>
/// One stream: its groups under dense numbers, where its end is, and its head record. Appends and truncations come from one
/// lane, one at a time; reads beside them.
/// </summary>
/// <param name="name">The stream, for messages.</param>
/// <param name="key">Its key in the store.</param>
/// <param name="records">The store.</param>
/// <param name="writer">Names this process's writes.</param>
/// <param name="time">For <paramref name="clearAfter"/>.</param>
/// <param name="clearAfter">See <see cref="GrainStorageJournalOptions.ClearAfterMs"/>.</param>
internal sealed partial class GroupStream(string name, string key, JournalRecordStore records, WriteNames writer, TimeProvider time, TimeSpan clearAfter)
{
    /// <summary>Groups read at the same time: what hides the latency of a remote store, and at 64 KiB each about 1 MiB.</summary>
    private const int ReadAhead = 16;

    /// <summary>Groups between two hints, so that a start reads at most about as many.</summary>
    private const int HintEvery = 64;

    /// <summary>Times a group is tried again behind what others have written, before the stream is called busy.</summary>
    private const int MostAttempts = 64;

    private readonly GroupLandmarks _landmarks = new();
    private readonly Lock _gate = new();
    private Tail? _tail;
    private long _hintedGroup;

    /// <summary>Writes appends to this stream as one group; each then knows its number or its conflict.</summary>
    /// <param name="writes">In order.</param>
    /// <param name="beforeFirst">Called before the stream's first group is written.</param>
    /// <exception cref="StorageException">Nothing was acknowledged. On <see cref="StorageFault.InputOutput"/> the group may still land.</exception>
    public async Task AppendAsync(IReadOnlyList<JournalWrite> writes, Func<Task> beforeFirst)
    {
        var tried = -1L;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var cached = attempt == 0 ? RecentTail() : null;
            var tail = cached ?? await FindTailAsync();
            if (tail.Group == tried)
                Forget();
            tried = tail.Group;
            var record = Number(writes, tail.Last, out var refused);
            // What the caller expects may be newer than what is remembered here.
            if (refused && cached is not null)
                continue;
            if (record is null)
                return;
            if (tail.Group == 0)
                await beforeFirst();
            if (await TryAddAsync(tail, record))
            {
                await HintAsync();
                return;
            }
        }

        throw new StorageException(StorageFault.Busy, $"Others have written to stream '{name}' {MostAttempts} times while one append was tried; it was not written.");
    }

    /// <summary>The last number, as it is now.</summary>
    public async Task<long> LastAsync() => (await FindTailAsync()).Last;

    private async Task<bool> TryAddAsync(Tail tail, JournalGroupRecord record)
    {
        var startedAt = time.GetTimestamp();
        if (!await records.TryAddGroupAsync(key, tail.Group + 1, record))
            return false;
        if (time.GetElapsedTime(tail.SeenAt) > clearAfter)
        {
            // Truncated groups are not kept that long: the place may have been a cleared one.
            throw new StorageException(
                StorageFault.InputOutput, $"{records.Name}: a group of stream '{name}' took longer than {clearAfter.TotalSeconds:F0} s; whether it counts is open.");
        }

        Remember(new Tail(tail.Group + 1, record.Last, startedAt));
        _landmarks.Add(tail.Group + 1, record.First, record.Last);
        return true;
    }

    /// <summary>Numbers the entries and lays them out; null when every append was refused.</summary>
    private JournalGroupRecord? Number(IReadOnlyList<JournalWrite> writes, long last, out bool refused)
    {
        var first = last + 1;
        var buffer = new ArrayBufferWriter<byte>(writes.Sum(w => w.SizeBytes + (w.Entries.Count * JournalSegment.EntryOverheadBytes)) + 1);
        refused = false;
        foreach (var write in writes)
        {
            if (write.ExpectedLast is { } expected && expected != last)
            {
                write.Refuse(new JournalConflictException(name, expected, last));
                refused = true;
                continue;
            }

            write.Succeed(last + 1);
            foreach (var entry in write.Entries)
                JournalSegment.Write(buffer, entry.Span);
            last += write.Entries.Count;
        }

        return last < first ? null : new JournalGroupRecord
        {
            First = first, Last = last, Checksum = JournalSegment.Checksum(buffer.WrittenSpan), Entries = buffer.WrittenSpan.ToArray(), Write = writer.Next(),
        };
    }

    /// <summary>Finds the end: from what is remembered or hinted, forward to the first number without a group.</summary>
    private async Task<Tail> FindTailAsync()
    {
        while (true)
        {
            var startedAt = time.GetTimestamp();
            // What was seen a moment ago has not been cleared yet; otherwise only the head says where groups begin.
            var known = RecentTail() ?? EndKnownTo((await records.ReadHeadAsync(key)).State);
            var found = known with { SeenAt = startedAt };
            await foreach (var (number, group) in GroupsAsync(known.Group + 1, int.MaxValue))
                found = new Tail(number, group.Last, startedAt);
            if (time.GetElapsedTime(startedAt) > clearAfter)
                continue;
            return Remember(found);
        }
    }

    private Tail EndKnownTo(JournalHeadRecord head)
    {
        var hinted = head.HintGroup >= head.FirstGroup ? new Tail(head.HintGroup, head.HintLast, 0) : new Tail(head.FirstGroup - 1, head.FirstNumber - 1, 0);
        lock (_gate)
            return _tail is { } known && known.Group > hinted.Group ? known : hinted;
    }

    /// <summary>Groups in order, read ahead, up to the first number without one.</summary>
    private async IAsyncEnumerable<(long Number, JournalGroupRecord Group)> GroupsAsync(long from, int wanted)
    {
        for (var window = 1; ; window = Math.Min(ReadAhead, 2 * window))
        {
            var reads = Enumerable.Range(0, Math.Min(window, wanted)).Select(i => records.ReadGroupAsync(key, from + i)).ToArray();
            foreach (var group in await Task.WhenAll(reads))
            {
                if (group is null)
                    yield break;
                _landmarks.Add(from, group.First, group.Last);
                yield return (from++, group);
            }

            wanted -= reads.Length;
            if (wanted == 0)
                yield break;
        }
    }

    private Tail? RecentTail()
    {
        lock (_gate)
            return _tail is { } known && time.GetElapsedTime(known.SeenAt) < clearAfter / 2 ? known : null;
    }

    private Tail Remember(Tail tail)
    {
        lock (_gate)
        {
            if (_tail is not { } known || tail.Group >= known.Group)
                _tail = tail;
            return _tail.Value;
        }
    }

    private void Forget()
    {
        lock (_gate)
            _tail = null;
    }

    /// <param name="Group">The last group, 0 before the first.</param>
    /// <param name="Last">Its last number.</param>
    /// <param name="SeenAt">Timestamp before it was seen to be the end.</param>
    private readonly record struct Tail(long Group, long Last, long SeenAt);
}

/// <summary>Names for writes that nobody else gives: the process's own and a count.</summary>
internal sealed class WriteNames(TimeProvider time)
{
    private readonly string _process = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
    private long _count;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_process}-{Interlocked.Increment(ref _count)}");
}
