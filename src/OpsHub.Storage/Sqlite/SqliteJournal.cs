using System.Runtime.CompilerServices;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Sqlite;

/// <summary>The journal on SQLite. One row per stream and group; see <see cref="JournalSegment"/> for its shape.</summary>
public sealed class SqliteJournal : IJournal, IDisposable
{
    private readonly SqliteReaders _readers;
    private readonly SqliteDatabase? _database;

    /// <summary>The journal in a database this process owns; disposing it closes nothing, the database does that.</summary>
    public SqliteJournal(SqliteDatabase database) => (_database, _readers) = (database, database.Readers);

    private SqliteJournal(SqliteReaders readers) => _readers = readers;

    private SqliteWriter Writer => _database?.Writer ?? throw new StorageException(StorageFault.ReadOnly, "This journal was opened for reading only.");

    /// <summary>Reads the journal of a database file without owning it: of a stopped server, or beside a running one.</summary>
    /// <exception cref="StorageException">Appends and truncations, always.</exception>
    public static SqliteJournal OpenReadOnly(string databasePath) =>
        new(new SqliteReaders(new SqliteStorageOptions { DatabasePath = databasePath, ReaderConnections = 1 }));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_database is null)
            _readers.Dispose();
    }

    /// <summary>A page of a read is at most this many segments: about 1 MiB, and no read transaction stays open in between.</summary>
    private const int SegmentsPerPage = 16;

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(string stream, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        JournalLimits.CheckEntry(entry.Length, 0);
        return Writer.WriteAsync(new Append(stream, [entry], entry.Length, null, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(
        string stream,
        IReadOnlyList<ReadOnlyMemory<byte>> entries,
        long? expectedLast = null,
        CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        var bytes = JournalLimits.CheckEntries(entries);
        return Writer.WriteAsync(new Append(stream, entries, bytes, expectedLast, cancellationToken));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string stream, long from, int max, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        JournalLimits.CheckFrom(from);
        var left = max;
        while (left > 0)
        {
            var page = await _readers.ReadAsync((stream, from, left), static (session, at) => ReadPage(session, at), cancellationToken);
            if (page.Count == 0)
                yield break;
            foreach (var entry in page)
                yield return entry;
            left -= page.Count;
            from = page[^1].Number + 1;
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> LastAsync(string stream, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        return _readers.ReadAsync(
            stream,
            static (session, name) =>
            {
                var statement = session.Prepare(
                    """
                    SELECT max(truncated, coalesce((SELECT max(last) FROM journal_segments WHERE stream = s.id), 0))
                    FROM journal_streams s WHERE name = ?1
                    """).Bind(1, name);
                var last = statement.Step() ? statement.Int64(0) : 0;
                statement.Reset();
                return last;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TruncateAsync(string stream, long upTo, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        await Writer.WriteAsync(new Truncate(stream, upTo, cancellationToken));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalStream> StreamsAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var after = "";
        while (true)
        {
            var page = await _readers.ReadAsync((prefix, after), static (session, at) => ReadStreams(session, at), cancellationToken);
            foreach (var stream in page)
                yield return stream;
            if (page.Count < StreamsPerPage)
                yield break;
            after = page[^1].Name;
        }
    }

    private const int StreamsPerPage = 500;

    private static List<JournalEntry> ReadPage(SqliteSession session, (string Stream, long From, int Max) at)
    {
        var statement = session.Prepare(
            """
            SELECT g.first, g.last, g.checksum, g.data, s.truncated
            FROM journal_streams s JOIN journal_segments g ON g.stream = s.id
            WHERE s.name = ?1 AND g.last >= ?2 AND g.last > s.truncated
            ORDER BY g.last LIMIT ?3
            """).Bind(1, at.Stream).Bind(2, at.From).Bind(3, SegmentsPerPage);
        var entries = new List<JournalEntry>();
        try
        {
            while (entries.Count < at.Max && statement.Step())
            {
                var from = Math.Max(at.From, statement.Int64(4) + 1);
                JournalSegment.Read(
                    at.Stream, statement.Int64(0), statement.Int64(1), statement.Int64(2), statement.Blob(3).ToArray(), from,
                    at.Max - entries.Count, entries);
            }
        }
        finally
        {
            statement.Reset();
        }

        return entries;
    }

    private static List<JournalStream> ReadStreams(SqliteSession session, (string Prefix, string After) at)
    {
        var statement = session.Prepare(
            """
            SELECT name, truncated, coalesce((SELECT max(last) FROM journal_segments WHERE stream = s.id), 0)
            FROM journal_streams s WHERE name > ?1 AND name >= ?2 AND substr(name, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3
            """).Bind(1, at.After).Bind(2, at.Prefix).Bind(3, StreamsPerPage);
        var streams = new List<JournalStream>();
        while (statement.Step())
        {
            var truncated = statement.Int64(1);
            streams.Add(new JournalStream(statement.Text(0), truncated + 1, Math.Max(truncated, statement.Int64(2))));
        }

        return streams;
    }

    private sealed class Append(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, int bytes, long? expectedLast, CancellationToken cancellationToken)
        : WriteRequest<long>("journal", bytes + (entries.Count * JournalSegment.EntryOverheadBytes), cancellationToken)
    {
        protected override long Execute(WriteSession session) => session.Journal.Append(stream, entries, expectedLast);
    }

    private sealed class Truncate(string stream, long upTo, CancellationToken cancellationToken)
        : WriteRequest<long>("journal", 0, cancellationToken)
    {
        protected override long Execute(WriteSession session)
        {
            session.Journal.Truncate(stream, upTo);
            return upTo;
        }
    }
}
