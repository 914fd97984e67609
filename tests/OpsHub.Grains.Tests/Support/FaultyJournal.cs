using OpsHub.Storage;
using OpsHub.Storage.Journals;

namespace OpsHub.Grains.Tests.Support;

/// <summary>A journal whose appends to chosen streams fail, or wait, as long as a test wants.</summary>
internal sealed class FaultyJournal(IJournal inner) : IJournal
{
    private readonly Lock _gate = new();
    private Func<string, bool> _fails = _ => false;
    private Func<string, bool> _waits = _ => false;
    private TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Fail(Func<string, bool> streams)
    {
        lock (_gate)
            _fails = streams;
    }

    public void FailNone() => Fail(_ => false);

    /// <summary>Appends to these streams wait until <see cref="Release"/>.</summary>
    public void HoldBack(Func<string, bool> streams)
    {
        lock (_gate)
        {
            _waits = streams;
            _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _waits = _ => false;
            _go.TrySetResult();
        }
    }

    public async ValueTask<long> AppendAsync(string stream, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        await Pass(stream);
        return await inner.AppendAsync(stream, entry, cancellationToken);
    }

    public async ValueTask<long> AppendAsync(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, long? expectedLast = null, CancellationToken cancellationToken = default)
    {
        await Pass(stream);
        return await inner.AppendAsync(stream, entries, expectedLast, cancellationToken);
    }

    public IAsyncEnumerable<JournalEntry> ReadAsync(string stream, long from, int max, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(stream, from, max, cancellationToken);

    public ValueTask<long> LastAsync(string stream, CancellationToken cancellationToken = default) => inner.LastAsync(stream, cancellationToken);

    public ValueTask TruncateAsync(string stream, long upTo, CancellationToken cancellationToken = default) =>
        inner.TruncateAsync(stream, upTo, cancellationToken);

    public IAsyncEnumerable<JournalStream> StreamsAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        inner.StreamsAsync(prefix, cancellationToken);

    private async ValueTask Pass(string stream)
    {
        Task? wait;
        lock (_gate)
        {
            if (_fails(stream))
                throw new StorageException(StorageFault.InputOutput, $"The test lets appends to {stream} fail.");
            wait = _waits(stream) ? _go.Task : null;
        }

        if (wait is not null)
            await wait;
    }
}
