using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>
/// The journal on any grain-storage provider, for a cluster: one record per group of a stream, under dense numbers. A group
/// is written on an empty ETag, so of two hosts that write the same one, one wins and the other numbers its entries anew.
/// </summary>
/// <remarks>
/// Order between streams is kept among those of one owner, see <see cref="JournalLanes.OwnerOf"/>. An append of many
/// entries is one record: the provider must take 4/3 of <see cref="JournalLimits.MaxBatchBytes"/>, or the owners append less.
/// </remarks>
public sealed class GrainStorageJournal : IJournal, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, GroupStream> _streams = new(StringComparer.Ordinal);
    private readonly JournalRecordStore _records;
    private readonly WriteNames _writer;
    private readonly GrainStorageJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly StreamCatalogue _catalogue;
    private readonly JournalLanes _lanes;

    /// <summary>Creates the journal.</summary>
    /// <param name="storage">The provider; asked for at the first use, because many are ready only when the silo is.</param>
    /// <param name="name">Its name, for messages and meters.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">For deadlines, and to know when a cleared place may have been seen.</param>
    /// <param name="log">Told of groups that failed.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names the key.</exception>
    public GrainStorageJournal(
        Func<IGrainStorage> storage, string name, GrainStorageJournalOptions options, TimeProvider time, ILogger<GrainStorageJournal> log)
    {
        (_options, _time) = (options, time);
        _records = new JournalRecordStore(storage, name);
        _writer = new WriteNames(time);
        _lanes = new JournalLanes(options, name, CommitAsync, time, log);
        // Not a name a stream can have: those stand behind "stream/".
        _catalogue = new StreamCatalogue(Open("the catalogue of streams", "streams"));
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(string stream, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        JournalLimits.CheckEntry(entry.Length, 0);
        return _lanes.WriteAsync(stream, [entry], entry.Length, null, 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, long? expectedLast = null, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        return _lanes.WriteAsync(stream, entries, JournalLimits.CheckEntries(entries), expectedLast, 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TruncateAsync(string stream, long upTo, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        await _lanes.WriteAsync(stream, [], 0, null, upTo, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string stream, long from, int max, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        JournalLimits.CheckFrom(from);
        await foreach (var entry in StreamOf(stream).ReadAsync(from, max))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> LastAsync(string stream, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        cancellationToken.ThrowIfCancellationRequested();
        return await StreamOf(stream).LastAsync();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalStream> StreamsAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in await _catalogue.FindAsync(prefix, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, last) = await StreamOf(name).RangeAsync();
            if (last > 0)
                yield return new JournalStream(name, first, last);
        }
    }

    /// <summary>Writes what is queued; later appends are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync();
        _catalogue.Dispose();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task CommitAsync(string stream, IReadOnlyList<JournalWrite> writes)
    {
        if (writes[0].Entries.Count > 0)
            await StreamOf(stream).AppendAsync(writes, () => _catalogue.AddAsync(stream));
        else
            writes[0].Succeed(await StreamOf(stream).TruncateAsync(writes[0].TruncateUpTo));
    }

    private GroupStream StreamOf(string stream) => _streams.GetOrAdd(stream, static (name, journal) => journal.Open(name, $"stream/{name}"), this);

    private GroupStream Open(string name, string key) =>
        new(name, key, _records, _writer, _time, TimeSpan.FromMilliseconds(_options.ClearAfterMs));
}
