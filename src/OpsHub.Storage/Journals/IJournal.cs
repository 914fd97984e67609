namespace OpsHub.Storage.Journals;

/// <summary>
/// Append-only streams of opaque entries. A stream is a name; its entries are numbered 1, 2, 3 ... without gaps.
/// Appends of all streams and callers share group commits, and an append completes only when its entries are durable.
/// Appends (and, on SQLite, grain-state writes) issued in order by one caller become durable in that order; on grain
/// storage among the streams of one owner, which are those whose names are alike up to the third slash.
/// </summary>
/// <remarks>
/// Faults of the disk or the database throw <see cref="StorageException"/>. The byte memory handed to an append must
/// not change until the append has completed. Stream names are 1 to 200 characters without control characters, compared
/// ordinally.
/// </remarks>
public interface IJournal
{
    /// <summary>Appends one entry and returns its number once it is durable.</summary>
    /// <param name="stream">Name of the stream; created by its first append.</param>
    /// <param name="entry">The entry, at most <see cref="JournalLimits.MaxEntryBytes"/>.</param>
    /// <param name="cancellationToken">Withdraws the append if it has not been taken into a group yet.</param>
    ValueTask<long> AppendAsync(string stream, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default);

    /// <summary>Appends entries as one unit (all or none) and returns the number of the first once all are durable.</summary>
    /// <param name="stream">Name of the stream; created by its first append.</param>
    /// <param name="entries">1 to <see cref="JournalLimits.MaxBatchEntries"/> entries, in order.</param>
    /// <param name="expectedLast">
    /// For streams with one owner: the last number the owner knows (0 for a new stream). If the stream's last number
    /// differs, nothing is appended and <see cref="JournalConflictException"/> is thrown, so two owners never interleave.
    /// Null appends behind whatever is there.
    /// </param>
    /// <param name="cancellationToken">Withdraws the append if it has not been taken into a group yet.</param>
    ValueTask<long> AppendAsync(
        string stream,
        IReadOnlyList<ReadOnlyMemory<byte>> entries,
        long? expectedLast = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads durable entries in ascending order, starting at <paramref name="from"/> or, where that was truncated, at
    /// the first entry still kept; compare <see cref="JournalEntry.Number"/> when a gap would matter.
    /// </summary>
    /// <param name="stream">Name of the stream; an unknown one is empty.</param>
    /// <param name="from">First number wanted, 1 or more.</param>
    /// <param name="max">Largest count of entries returned, 0 or more.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<JournalEntry> ReadAsync(string stream, long from, int max, CancellationToken cancellationToken = default);

    /// <summary>The last durable number, 0 for an unknown stream. Truncation never lowers it.</summary>
    ValueTask<long> LastAsync(string stream, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets the entries up to and including <paramref name="upTo"/> (at most the last). Numbers are never reused.
    /// Space may be freed later than the call, in whole segments.
    /// </summary>
    ValueTask TruncateAsync(string stream, long upTo, CancellationToken cancellationToken = default);

    /// <summary>The streams whose name starts with <paramref name="prefix"/>, in ordinal order of their names.</summary>
    IAsyncEnumerable<JournalStream> StreamsAsync(string prefix = "", CancellationToken cancellationToken = default);
}

/// <summary>One entry of a stream. <paramref name="Bytes"/> stays valid for as long as it is referenced.</summary>
/// <param name="Number">Place in the stream, from 1.</param>
/// <param name="Bytes">The bytes as appended.</param>
public readonly record struct JournalEntry(long Number, ReadOnlyMemory<byte> Bytes);

/// <summary>A stream and the numbers it keeps; <paramref name="First"/> is <paramref name="Last"/> + 1 when it keeps none.</summary>
/// <param name="Name">The stream's name.</param>
/// <param name="First">The first number still kept.</param>
/// <param name="Last">The last durable number.</param>
public readonly record struct JournalStream(string Name, long First, long Last);

/// <summary>Limits of every journal adapter.</summary>
public static class JournalLimits
{
    /// <summary>Longest stream name in UTF-16 characters; keys of one grain fit several times.</summary>
    public const int MaxStreamNameLength = 200;

    /// <summary>Largest entry, 4 MiB: bigger things are evidence and belong in the evidence store.</summary>
    public const int MaxEntryBytes = 4 * 1024 * 1024;

    /// <summary>Most entries in one append, so that one caller cannot hold the writer for long.</summary>
    public const int MaxBatchEntries = 10_000;

    /// <summary>Largest sum of entry sizes in one append, 16 MiB.</summary>
    public const int MaxBatchBytes = 16 * 1024 * 1024;

    internal static void CheckStream(string stream)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        if (stream.Length > MaxStreamNameLength)
        {
            throw new ArgumentException(
                $"Stream name '{stream[..40]}...' has {stream.Length} characters; at most {MaxStreamNameLength} are allowed.",
                nameof(stream));
        }

        if (stream.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            throw new ArgumentException($"Stream name '{stream}' has control characters.", nameof(stream));
    }

    internal static int CheckEntries(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count is 0 or > MaxBatchEntries)
            throw new ArgumentException($"{entries.Count} entries; an append takes 1 to {MaxBatchEntries}.", nameof(entries));
        var total = 0L;
        for (var i = 0; i < entries.Count; i++)
        {
            CheckEntry(entries[i].Length, i);
            total += entries[i].Length;
        }

        if (total > MaxBatchBytes)
            throw new ArgumentException($"{total} bytes in one append; at most {MaxBatchBytes} are allowed.", nameof(entries));
        return (int)total;
    }

    internal static void CheckEntry(int length, int index)
    {
        if (length > MaxEntryBytes)
            throw new ArgumentException($"Entry {index} has {length} bytes; at most {MaxEntryBytes} are allowed.", nameof(length));
    }

    internal static void CheckFrom(long from) => ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
}
