using System.Text;

namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>
/// The names of all streams, for a store that cannot list its records: a stream of names of its own. A name is in it before
/// the stream's first group is written; one without a group is not counted as a stream.
/// </summary>
internal sealed class StreamCatalogue(GroupStream names) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private long _readUpTo;

    /// <summary>Adds a name that is not there.</summary>
    public async Task AddAsync(string name)
    {
        await _gate.WaitAsync();
        try
        {
            if (_known.Contains(name))
                return;
            await ReadNewAsync();
            if (_known.Contains(name))
                return;
            var entry = Encoding.UTF8.GetBytes(name);
            // Two hosts may add one name twice; it is one name all the same.
            await names.AppendAsync([new JournalWrite("", [entry], entry.Length, null, 0, 0, CancellationToken.None)], static () => Task.CompletedTask);
            _known.Add(name);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The names that begin so, in ordinal order.</summary>
    public async Task<string[]> FindAsync(string prefix, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await ReadNewAsync();
            return [.. _known.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task ReadNewAsync()
    {
        await foreach (var entry in names.ReadAsync(_readUpTo + 1, int.MaxValue))
        {
            _known.Add(Encoding.UTF8.GetString(entry.Bytes.Span));
            _readUpTo = entry.Number;
        }
    }
}
