using System.Runtime.CompilerServices;
using OpsHub.Storage;
using OpsHub.Storage.Journals;

namespace OpsHub.Testing.Storage;

/// <summary>
/// A journal without a disk for simulations: deterministic, on the simulation's clock, with faults on demand. An append
/// gets its number at once and is durable (readable, acknowledged) one commit later; a crash loses what is not.
/// </summary>
/// <param name="time">The simulation's clock; commits are timers on it.</param>
/// <param name="commitDelay">How long a group takes; zero completes every append before it returns.</param>
public sealed class InMemoryJournal(TimeProvider time, TimeSpan commitDelay = default) : IJournal
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Stream> _streams = new(StringComparer.Ordinal);
    private List<Action<StorageException?>> _group = [];
    private ITimer? _commit;
    private StorageException? _fault;

    /// <summary>From now on every group fails with this fault; null lets them succeed again.</summary>
    public void FailWith(StorageFault? fault)
    {
        lock (_gate)
            _fault = fault is { } f ? new StorageException(f, $"The simulated disk says {f}.") : null;
    }

    /// <summary>Loses what is not durable yet, as a power cut does; its callers get a fault.</summary>
    public void Crash() => EndGroup(new StorageException(StorageFault.Closed, "The simulated machine lost its power."));

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(string stream, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default) =>
        AppendAsync(stream, [entry], null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, long? expectedLast = null, CancellationToken cancellationToken = default)
    {
        Check(stream, entries);
        cancellationToken.ThrowIfCancellationRequested();
        return Enqueue(() =>
        {
            var target = Find(stream);
            if (expectedLast is { } expected && expected != target.Last)
                throw new JournalConflictException(stream, expected, target.Last);
            var first = target.Last + 1;
            target.Entries.AddRange(entries.Select(e => (ReadOnlyMemory<byte>)e.ToArray()));
            return first;
        });
    }

    /// <inheritdoc/>
    public async ValueTask TruncateAsync(string stream, long upTo, CancellationToken cancellationToken = default) =>
        await Enqueue(() =>
        {
            var target = Find(stream);
            return target.Truncated = Math.Max(target.Truncated, Math.Min(upTo, target.Last));
        });

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string stream, long from, int max, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask;
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        List<JournalEntry> page;
        lock (_gate)
        {
            var source = _streams.GetValueOrDefault(stream);
            from = Math.Max(from, (source?.Truncated ?? 0) + 1);
            page = [];
            for (var n = from; source is not null && n <= source.Durable && page.Count < max; n++)
                page.Add(new JournalEntry(n, source.Entries[(int)n - 1]));
        }

        foreach (var entry in page)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> LastAsync(string stream, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return new(_streams.GetValueOrDefault(stream)?.Durable ?? 0);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalStream> StreamsAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask;
        List<JournalStream> streams;
        lock (_gate)
        {
            streams = [.. _streams
                .Where(s => s.Value.Durable > 0 && s.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(s => new JournalStream(s.Key, s.Value.Truncated + 1, s.Value.Durable))];
        }

        foreach (var stream in streams)
            yield return stream;
    }

    private static void Check(string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        if (stream.Length > JournalLimits.MaxStreamNameLength)
            throw new ArgumentException("The stream name is too long.", nameof(stream));
        if (entries.Count is 0 or > JournalLimits.MaxBatchEntries || entries.Any(e => e.Length > JournalLimits.MaxEntryBytes))
            throw new ArgumentException("Too many, too large or no entries.", nameof(entries));
    }

    private ValueTask<T> Enqueue<T>(Func<T> apply)
    {
        // Callers continue where they are when nothing is delayed: a simulation has one thread and one order.
        var completion = new TaskCompletionSource<T>();
        lock (_gate)
        {
            try
            {
                var result = apply();
                _group.Add(fault => Answer(completion, result, fault));
            }
            catch (JournalConflictException conflict)
            {
                _group.Add(fault => Answer(completion, conflict, fault));
            }

            if (commitDelay > TimeSpan.Zero)
                _commit ??= time.CreateTimer(_ => EndGroup(null), null, commitDelay, Timeout.InfiniteTimeSpan);
        }

        if (commitDelay <= TimeSpan.Zero)
            EndGroup(null);
        return new ValueTask<T>(completion.Task);
    }

    private static void Answer<T>(TaskCompletionSource<T> completion, T result, StorageException? fault)
    {
        if (fault is null)
            completion.SetResult(result);
        else
            completion.SetException(fault);
    }

    private static void Answer<T>(TaskCompletionSource<T> completion, Exception refusal, StorageException? fault) =>
        completion.SetException(fault ?? refusal);

    private void EndGroup(StorageException? fault)
    {
        List<Action<StorageException?>> group;
        lock (_gate)
        {
            fault ??= _fault;
            foreach (var stream in _streams.Values)
                stream.EndGroup(durable: fault is null);
            (group, _group) = (_group, []);
            _commit?.Dispose();
            _commit = null;
        }

        foreach (var answer in group)
            answer(fault);
    }

    private Stream Find(string name)
    {
        if (!_streams.TryGetValue(name, out var stream))
            _streams.Add(name, stream = new Stream());
        return stream;
    }

    private sealed class Stream
    {
        private long _durableTruncated;

        public List<ReadOnlyMemory<byte>> Entries { get; } = [];

        public long Durable { get; private set; }

        public long Truncated { get; set; }

        public long Last => Entries.Count;

        public void EndGroup(bool durable)
        {
            if (durable)
            {
                Durable = Last;
                _durableTruncated = Truncated;
                return;
            }

            Entries.RemoveRange((int)Durable, (int)(Last - Durable));
            Truncated = _durableTruncated;
        }
    }
}
