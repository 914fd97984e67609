using Microsoft.Extensions.Logging;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Writing;

namespace OpsHub.Storage.Postgres;

/// <summary>
/// Group commit towards PostgreSQL: while one group travels, the next one gathers. Runs only while something is queued.
/// When a group fails, everything queued behind it fails too, so that later writes never overtake earlier ones.
/// </summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly WriteQueue<JournalWrite> _queue;
    private readonly StorageMeters _meters;
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private bool _isRunning;

    public JournalWriter(PostgresDatabase database)
    {
        _database = database;
        _queue = new WriteQueue<JournalWrite>(database.Options.MaxQueuedWrites, database.Options.MaxQueuedBytes);
        _meters = new StorageMeters(database.Options.DisplayName, () => _queue.Count, () => _queue.Bytes);
    }

    public ValueTask<long> WriteAsync(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, int sizeBytes, long? expectedLast, long truncateUpTo, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new JournalWrite(stream, entries, sizeBytes, expectedLast, truncateUpTo, _database.Time.GetTimestamp(), cancellationToken);
        if (_queue.TryAdd(write) is { } refusal)
        {
            _meters.Failed(refusal.Fault);
            return ValueTask.FromException<long>(refusal);
        }

        lock (_gate)
        {
            if (!_isRunning)
            {
                _isRunning = true;
                _running = RunAsync();
            }
        }

        return new ValueTask<long>(write.Task);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _running;
        _meters.Dispose();
    }

    private async Task RunAsync()
    {
        // Off the caller's thread, and out of the lock: the first group gathers meanwhile.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            var group = Take();
            if (group.Count > 0)
                await CommitAsync(group);
            lock (_gate)
            {
                if (_queue.Count == 0)
                {
                    _isRunning = false;
                    return;
                }
            }
        }
    }

    private List<JournalWrite> Take()
    {
        var group = new List<JournalWrite>();
        var now = _database.Time.GetTimestamp();
        var bytes = 0;
        while (bytes < _database.Options.MaxGroupBytes && _queue.TryTake() is { } write)
        {
            var waitedMs = _database.Time.GetElapsedTime(write.EnqueuedAt, now).TotalMilliseconds;
            if (write.CancellationToken.IsCancellationRequested)
            {
                write.Fail(new OperationCanceledException(write.CancellationToken));
            }
            else if (waitedMs > _database.Options.WriteDeadlineMs)
            {
                _meters.Failed(StorageFault.DeadlineExceeded);
                write.Fail(new StorageException(
                    StorageFault.DeadlineExceeded, $"The append waited {waitedMs:F0} ms for the database; it was not written."));
            }
            else
            {
                group.Add(write);
                bytes += write.SizeBytes;
            }
        }

        return group;
    }

    private async Task CommitAsync(List<JournalWrite> group)
    {
        try
        {
            var startedAt = _database.Time.GetTimestamp();
            await using (var connection = await _database.Source.OpenConnectionAsync())
                await new JournalGroup(connection).CommitAsync(group);
            _meters.Committed(
                group.Count, group.Sum(w => w.SizeBytes), _database.Time.GetElapsedTime(startedAt).TotalMilliseconds,
                _database.Time.GetElapsedTime(group[0].EnqueuedAt, startedAt).TotalMilliseconds);
            foreach (var write in group)
            {
                _meters.Written("journal");
                write.Complete();
            }
        }
        catch (Exception error)
        {
            Fail(group, PostgresFault.From(error, _database.Options.DisplayName));
        }
    }

    private void Fail(List<JournalWrite> group, StorageException fault)
    {
        for (var waiting = _queue.Count; waiting > 0 && _queue.TryTake() is { } write; waiting--)
            group.Add(write);
        _meters.Failed(fault.Fault, group.Count);
        _database.Log.LogError(fault, "A group of {Writes} appends failed; none was acknowledged.", group.Count);
        foreach (var write in group)
            write.Fail(new StorageException(fault.Fault, fault.Message, fault));
    }
}
