namespace OpsHub.Storage.Writing;

/// <summary>What a queue needs to know of a write.</summary>
internal interface IQueuedWrite
{
    /// <summary>Payload, for the limits of queue and group.</summary>
    int SizeBytes { get; }
}

/// <summary>
/// Bounded first-in first-out queue between callers and a database's one writer. Back-pressure is the caller's own await: a
/// caller that waits for its write is never refused before the limits, which protect the memory from those that do not.
/// </summary>
internal sealed class WriteQueue<TWrite>(int maxWrites, long maxBytes)
    where TWrite : class, IQueuedWrite
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Queue<TWrite> _requests = new();
    private long _bytes;
    private bool _writerWaits;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _requests.Count;
        }
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Null when taken, otherwise why not.</summary>
    public StorageException? TryAdd(TWrite request)
    {
        bool wake;
        lock (_gate)
        {
            if (_closed)
                return WriteQueue.Closed();
            if (_requests.Count >= maxWrites || (_bytes + request.SizeBytes > maxBytes && _requests.Count > 0))
            {
                return new StorageException(
                    StorageFault.QueueFull,
                    $"{_requests.Count} writes with {_bytes} bytes wait for the disk; more are not taken. Slow down and repeat.");
            }

            _requests.Enqueue(request);
            _bytes += request.SizeBytes;
            wake = _writerWaits;
            _writerWaits = false;
        }

        if (wake)
            _arrived.Release();
        return null;
    }

    /// <summary>The next write, or null when none waits.</summary>
    public TWrite? TryTake()
    {
        lock (_gate)
        {
            if (!_requests.TryDequeue(out var request))
                return null;
            _bytes -= request.SizeBytes;
            return request;
        }
    }

    /// <summary>Blocks the writer thread until a write waits; false when the queue is closed and empty.</summary>
    public bool WaitForWork()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_requests.Count > 0)
                    return true;
                if (_closed)
                    return false;
                _writerWaits = true;
            }

            _arrived.Wait();
        }
    }

    /// <summary>Takes no more writes; those already in are still written.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
        _arrived.Release();
    }
}

internal static class WriteQueue
{
    public static StorageException Closed() => new(StorageFault.Closed, "The store is closed; the write was not taken.");
}
