using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Storage.Journals;

namespace OpsHub.Benchmarks;

/// <summary>Takes entries of the track streams as durable at once and forgets them: what is left is what a fix costs in the shard. All else is the host's journal.</summary>
internal sealed class PassingJournal(IJournal inner) : IJournal
{
    private readonly ConcurrentDictionary<string, StrongCount> _counts = new(StringComparer.Ordinal);

    /// <summary>Puts it before the journal that is registered.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IJournal));
        services.Remove(registered);
        services.AddSingleton<IJournal>(provider => new PassingJournal((IJournal)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)));
    }

    public ValueTask<long> AppendAsync(string stream, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default) =>
        IsPassed(stream) ? ValueTask.FromResult(Count(stream).Add(1)) : inner.AppendAsync(stream, entry, cancellationToken);

    public ValueTask<long> AppendAsync(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, long? expectedLast = null, CancellationToken cancellationToken = default) =>
        IsPassed(stream) ? ValueTask.FromResult(Count(stream).Add(entries.Count)) : inner.AppendAsync(stream, entries, expectedLast, cancellationToken);

    public IAsyncEnumerable<JournalEntry> ReadAsync(string stream, long from, int max, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(stream, from, max, cancellationToken);

    public ValueTask<long> LastAsync(string stream, CancellationToken cancellationToken = default) =>
        IsPassed(stream) ? ValueTask.FromResult(Count(stream).Value) : inner.LastAsync(stream, cancellationToken);

    public ValueTask TruncateAsync(string stream, long upTo, CancellationToken cancellationToken = default) =>
        IsPassed(stream) ? ValueTask.CompletedTask : inner.TruncateAsync(stream, upTo, cancellationToken);

    public IAsyncEnumerable<JournalStream> StreamsAsync(string prefix = "", CancellationToken cancellationToken = default) => inner.StreamsAsync(prefix, cancellationToken);

    private static bool IsPassed(string stream) => stream.StartsWith("track/", StringComparison.Ordinal);

    private StrongCount Count(string stream) => _counts.GetOrAdd(stream, static _ => new StrongCount());

    private sealed class StrongCount
    {
        private long _last;

        public long Value => Volatile.Read(ref _last);

        /// <summary>The number of the first of those added.</summary>
        public long Add(int entries) => Interlocked.Add(ref _last, entries) - entries + 1;
    }
}
