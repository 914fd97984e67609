using Microsoft.Extensions.Logging;
using OpsHub.Storage.Writing;

namespace OpsHub.Storage.Sqlite;

/// <summary>
/// The one writer of a database. A thread of its own takes writes in the order they came, applies them in one
/// transaction per group and answers them when the group is durable. When a group fails, everything that stood in the
/// queue behind it fails too: what a caller enqueued later never becomes durable without what it enqueued before.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly WriteQueue<WriteRequest> _queue;
    private readonly StorageMeters _meters;
    private readonly Thread _thread;
    private readonly List<WriteRequest> _group = [];
    private WriteSession? _session;
    private StorageFault? _lastFault;

    public SqliteWriter(SqliteStorageOptions options, SqliteSession session, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        _log = log;
        _session = new WriteSession(session);
        _queue = new WriteQueue<WriteRequest>(options.MaxQueuedWrites, options.MaxQueuedBytes);
        _meters = new StorageMeters(Path.GetFileName(options.DatabasePath), () => _queue.Count, () => _queue.Bytes);
        _thread = new Thread(Run) { Name = "opshub-sqlite-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The fault of the last group, or null when it was committed. For readiness.</summary>
    public StorageFault? LastFault => _lastFault;

    public ValueTask<T> WriteAsync<T>(WriteRequest<T> request)
    {
        request.CancellationToken.ThrowIfCancellationRequested();
        request.EnqueuedAt = _time.GetTimestamp();
        if (_queue.TryAdd(request) is not { } refusal)
            return new ValueTask<T>(request.Task);
        _meters.Failed(refusal.Fault);
        return ValueTask.FromException<T>(refusal);
    }

    /// <summary>Writes what is queued, then ends the thread and closes the connection.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _session?.Dispose();
        _meters.Dispose();
    }

    private void Run()
    {
        while (_queue.WaitForWork())
        {
            try
            {
                CommitGroup();
            }
            catch (Exception error)
            {
                FailGroup(error);
            }
        }
    }

    private void CommitGroup()
    {
        // The engine would go on writing to a deleted file, and everything acknowledged would be gone at the next start.
        if (!File.Exists(_options.DatabasePath))
        {
            throw new StorageException(
                StorageFault.InputOutput, $"The database file '{_options.DatabasePath}' has gone. Put it back with its -wal file, or restart.");
        }

        _session ??= new WriteSession(SqliteSession.OpenWriter(_options, create: false));
        _session.Begin();
        var startedAt = _time.GetTimestamp();
        var bytes = 0;
        var longestWaitMs = 0.0;
        do
        {
            if (_queue.TryTake() is not { } request)
                break;
            if (IsLate(request, startedAt, ref longestWaitMs))
                continue;
            // In the group before it is applied: should applying it fail the group, it is answered with the others.
            _group.Add(request);
            _session.Apply(request);
            bytes += request.SizeBytes;
        }
        while (bytes < _options.MaxGroupBytes && _time.GetElapsedTime(startedAt).TotalMilliseconds < _options.MaxGroupMs);

        var committingAt = _time.GetTimestamp();
        _session.Commit();
        _meters.Committed(_group.Count, bytes, _time.GetElapsedTime(committingAt).TotalMilliseconds, longestWaitMs);
        AnswerGroup();
    }

    private bool IsLate(WriteRequest request, long now, ref double longestWaitMs)
    {
        if (request.CancellationToken.IsCancellationRequested)
        {
            request.Fail(new OperationCanceledException(request.CancellationToken));
            return true;
        }

        var waitedMs = _time.GetElapsedTime(request.EnqueuedAt, now).TotalMilliseconds;
        longestWaitMs = Math.Max(longestWaitMs, waitedMs);
        if (waitedMs <= _options.WriteDeadlineMs)
            return false;
        _meters.Failed(StorageFault.DeadlineExceeded);
        request.Fail(new StorageException(
            StorageFault.DeadlineExceeded,
            $"The write waited {waitedMs:F0} ms for the disk, longer than Storage:Sqlite:WriteDeadlineMs = {_options.WriteDeadlineMs}; it was not written."));
        return true;
    }

    private void AnswerGroup()
    {
        if (_lastFault is { } fault)
        {
            _lastFault = null;
            _log.LogWarning("The database {Path} takes writes again after {Fault}.", _options.DatabasePath, fault);
        }

        foreach (var request in _group)
        {
            _meters.Written(request.Kind);
            request.Complete();
        }

        _group.Clear();
    }

    private void FailGroup(Exception error)
    {
        var fault = error as StorageException
            ?? new StorageException(StorageFault.Other, $"The writer failed: {error.Message}", error);
        Undo();
        // Only what stands in the queue now: a write that arrives later starts with a clean slate.
        for (var waiting = _queue.Count; waiting > 0 && _queue.TryTake() is { } request; waiting--)
            _group.Add(request);
        _meters.Failed(fault.Fault, _group.Count);
        if (_lastFault != fault.Fault)
            _log.LogError(fault, "A group of {Writes} writes to {Path} failed; none was acknowledged.", _group.Count, _options.DatabasePath);
        _lastFault = fault.Fault;
        foreach (var request in _group)
            request.Fail(new StorageException(fault.Fault, fault.Message, fault));
        _group.Clear();
    }

    /// <summary>
    /// Rolls back and lets go of the connection: after a fault of the disk its view of the file is not to be trusted,
    /// and opening anew recovers from the log exactly as after a crash.
    /// </summary>
    private void Undo()
    {
        var session = _session;
        _session = null;
        try
        {
            session?.Rollback();
        }
        catch (StorageException error)
        {
            _log.LogWarning(error, "The rollback failed; the transaction ends with its connection.");
        }
        finally
        {
            session?.Dispose();
        }
    }
}
