using System.Collections.Concurrent;

namespace OpsHub.Storage.Sqlite;

/// <summary>Read-only connections, opened when first needed and kept with their prepared statements.</summary>
internal sealed class SqliteReaders(SqliteStorageOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.ReaderConnections);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    /// <summary>
    /// Runs a short read on the thread pool. The engine reads synchronously, and a cold page must hold up neither a
    /// grain's turn nor the caller's event loop.
    /// </summary>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(
        TState state, Func<SqliteSession, TState, TResult> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        SqliteSession? session = null;
        try
        {
            if (_closed)
                throw new StorageException(StorageFault.Closed, "The store is closed; nothing was read.");
            if (!_idle.TryTake(out session))
                session = SqliteSession.OpenReader(options);
            var result = read(session, state);
            _idle.Add(session);
            session = null;
            return result;
        }
        finally
        {
            // Only after a fault: a connection that failed is not used again.
            session?.Dispose();
            _free.Release();
            if (_closed)
                CloseIdle();
        }
    }

    public void Dispose()
    {
        _closed = true;
        CloseIdle();
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out var session))
            session.Dispose();
    }
}
