using Microsoft.Extensions.Logging;

namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>
/// Orders writes by their owner: one lane for each, in which one group is written after the other, so that of an owner's
/// streams nothing is durable before what it wrote earlier. Lanes go side by side. While a group travels, the next one
/// gathers; when it fails, everything queued behind it in its lane fails too.
/// </summary>
internal sealed class JournalLanes : IAsyncDisposable
{
    private readonly GrainStorageJournalOptions _options;
    private readonly Func<string, IReadOnlyList<JournalWrite>, Task> _commit;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StorageMeters _meters;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private int _count;
    private long _bytes;
    private bool _closed;

    /// <param name="options">Limits.</param>
    /// <param name="store">Name of the store, for meters.</param>
    /// <param name="commit">Makes writes of one stream durable, as one group of appends or a single truncation; each then knows its result.</param>
    /// <param name="time">For deadlines.</param>
    /// <param name="log">Told of groups that failed.</param>
    public JournalLanes(
        GrainStorageJournalOptions options, string store, Func<string, IReadOnlyList<JournalWrite>, Task> commit, TimeProvider time, ILogger log)
    {
        options.Validate();
        (_options, _commit, _time, _log) = (options, commit, time, log);
        _meters = new StorageMeters(store, () => _count, () => Interlocked.Read(ref _bytes));
    }

    /// <summary>
    /// The owner of a stream: its name up to the third slash. <c>track/EETLL/3</c> and <c>track/EETLL/3/geofences</c> are
    /// written by one shard, <c>port/EETLL/log</c> by one ledger.
    /// </summary>
    public static string OwnerOf(string stream)
    {
        var end = -1;
        for (var part = 0; part < 3; part++)
        {
            end = stream.IndexOf('/', end + 1);
            if (end < 0)
                return stream;
        }

        return stream[..end];
    }

    public ValueTask<long> WriteAsync(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, int sizeBytes, long? expectedLast, long truncateUpTo, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new JournalWrite(stream, entries, sizeBytes, expectedLast, truncateUpTo, _time.GetTimestamp(), cancellationToken);
        lock (_gate)
        {
            if (Refusal(sizeBytes) is { } refusal)
            {
                _meters.Failed(refusal.Fault);
                return ValueTask.FromException<long>(refusal);
            }

            _count++;
            Interlocked.Add(ref _bytes, sizeBytes);
            var owner = OwnerOf(stream);
            if (_lanes.TryGetValue(owner, out var lane))
            {
                lane.Queue.Enqueue(write);
            }
            else
            {
                _lanes.Add(owner, lane = new Lane());
                lane.Queue.Enqueue(write);
                lane.Running = RunAsync(owner, lane);
            }
        }

        return new ValueTask<long>(write.Task);
    }

    /// <summary>Writes what is queued; later writes are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            _closed = true;
            running = [.. _lanes.Values.Select(lane => lane.Running)];
        }

        await Task.WhenAll(running);
        _meters.Dispose();
    }

    private StorageException? Refusal(int sizeBytes)
    {
        if (_closed)
            return Writing.WriteQueue.Closed();
        return _count < _options.MaxQueuedWrites && (_bytes + sizeBytes <= _options.MaxQueuedBytes || _count == 0)
            ? null
            : new StorageException(StorageFault.QueueFull, $"{_count} appends with {_bytes} bytes wait for the store; more are not taken. Slow down and repeat.");
    }

    private async Task RunAsync(string owner, Lane lane)
    {
        // Off the caller's thread, and out of the lock: the first group gathers meanwhile.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            if (Take(lane) is { Count: > 0 } group)
                await CommitAsync(lane, group);
            lock (_gate)
            {
                if (lane.Queue.Count == 0)
                {
                    _lanes.Remove(owner);
                    return;
                }
            }
        }
    }

    /// <summary>Takes the appends to one stream that stand together, or one truncation.</summary>
    private List<JournalWrite> Take(Lane lane)
    {
        var group = new List<JournalWrite>();
        var now = _time.GetTimestamp();
        var bytes = 0L;
        lock (_gate)
        {
            while (lane.Queue.TryPeek(out var write) && (group.Count == 0 || Joins(group, bytes, write)))
            {
                Dequeue(lane);
                if (Withdrawn(write, now))
                    continue;
                group.Add(write);
                bytes += write.SizeBytes;
            }
        }

        return group;
    }

    private bool Joins(List<JournalWrite> group, long bytes, JournalWrite next) =>
        next.Stream == group[0].Stream && next.Entries.Count > 0 && group[0].Entries.Count > 0 && bytes + next.SizeBytes <= _options.MaxGroupBytes;

    private bool Withdrawn(JournalWrite write, long now)
    {
        var waitedMs = _time.GetElapsedTime(write.EnqueuedAt, now).TotalMilliseconds;
        if (write.CancellationToken.IsCancellationRequested)
        {
            write.Fail(new OperationCanceledException(write.CancellationToken));
            return true;
        }

        if (waitedMs <= _options.WriteDeadlineMs)
            return false;
        _meters.Failed(StorageFault.DeadlineExceeded);
        write.Fail(new StorageException(StorageFault.DeadlineExceeded, $"The append waited {waitedMs:F0} ms for the store; it was not written."));
        return true;
    }

    private JournalWrite Dequeue(Lane lane)
    {
        var write = lane.Queue.Dequeue();
        _count--;
        Interlocked.Add(ref _bytes, -write.SizeBytes);
        return write;
    }

    private async Task CommitAsync(Lane lane, List<JournalWrite> group)
    {
        try
        {
            var startedAt = _time.GetTimestamp();
            await _commit(group[0].Stream, group);
            _meters.Committed(
                group.Count, group.Sum(w => w.SizeBytes), _time.GetElapsedTime(startedAt).TotalMilliseconds,
                _time.GetElapsedTime(group[0].EnqueuedAt, startedAt).TotalMilliseconds);
            foreach (var write in group)
            {
                _meters.Written("journal");
                write.Complete();
            }
        }
        catch (Exception error)
        {
            Fail(lane, group, error as StorageException ?? new StorageException(StorageFault.Other, error.Message, error));
        }
    }

    private void Fail(Lane lane, List<JournalWrite> group, StorageException fault)
    {
        lock (_gate)
        {
            while (lane.Queue.Count > 0)
                group.Add(Dequeue(lane));
        }

        _meters.Failed(fault.Fault, group.Count);
        _log.LogError(fault, "A group of {Writes} appends to {Stream} failed; none was acknowledged.", group.Count, group[0].Stream);
        foreach (var write in group)
            write.Fail(new StorageException(fault.Fault, fault.Message, fault));
    }

    private sealed class Lane
    {
        public Queue<JournalWrite> Queue { get; } = new();

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
