using System.Runtime.CompilerServices;
using Npgsql;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Postgres;

/// <summary>The journal on PostgreSQL, for a cluster: several processes may append to one stream; numbers stay dense.</summary>
public sealed class PostgresJournal : IJournal, IAsyncDisposable
{
    /// <summary>A page of a read is at most this many segments: about 1 MiB.</summary>
    private const int SegmentsPerPage = 16;

    private const int StreamsPerPage = 500;

    private readonly PostgresDatabase _database;
    private readonly JournalWriter _writer;

    /// <summary>Creates the journal on an open database.</summary>
    public PostgresJournal(PostgresDatabase database)
    {
        _database = database;
        _writer = new JournalWriter(database);
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(string stream, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        JournalLimits.CheckEntry(entry.Length, 0);
        return _writer.WriteAsync(stream, [entry], entry.Length, null, 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(
        string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, long? expectedLast = null, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        return _writer.WriteAsync(stream, entries, JournalLimits.CheckEntries(entries), expectedLast, 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TruncateAsync(string stream, long upTo, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        await _writer.WriteAsync(stream, [], 0, null, upTo, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string stream, long from, int max, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        JournalLimits.CheckFrom(from);
        while (max > 0)
        {
            var page = await ReadPageAsync(stream, from, max, cancellationToken);
            if (page.Count == 0)
                yield break;
            foreach (var entry in page)
                yield return entry;
            max -= page.Count;
            from = page[^1].Number + 1;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> LastAsync(string stream, CancellationToken cancellationToken = default)
    {
        JournalLimits.CheckStream(stream);
        try
        {
            await using var command = _database.Source.CreateCommand("SELECT last FROM journal_streams WHERE name = $1");
            command.Parameters.Add(new() { Value = stream });
            return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.From(error, _database.Options.DisplayName);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalStream> StreamsAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var after = "";
        while (true)
        {
            var page = await ReadStreamsAsync(prefix, after, cancellationToken);
            foreach (var stream in page)
                yield return stream;
            if (page.Count < StreamsPerPage)
                yield break;
            after = page[^1].Name;
        }
    }

    /// <summary>Writes what is queued; later appends are refused.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task<List<JournalEntry>> ReadPageAsync(string stream, long from, int max, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.Source.CreateCommand(
                """
                SELECT g.first, g.last, g.checksum, g.data, s.truncated
                FROM journal_streams s JOIN journal_segments g ON g.stream = s.id
                WHERE s.name = $1 AND g.last >= $2 AND g.last > s.truncated
                ORDER BY g.last LIMIT $3
                """);
            command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = stream }, new() { Value = from }, new() { Value = SegmentsPerPage }]);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var entries = new List<JournalEntry>();
            while (entries.Count < max && await reader.ReadAsync(cancellationToken))
            {
                JournalSegment.Read(
                    stream, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3),
                    Math.Max(from, reader.GetInt64(4) + 1), max - entries.Count, entries);
            }

            return entries;
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.From(error, _database.Options.DisplayName);
        }
    }

    private async Task<List<JournalStream>> ReadStreamsAsync(string prefix, string after, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.Source.CreateCommand(
                """
                SELECT name, truncated, last FROM journal_streams
                WHERE name > $1 AND name >= $2 AND starts_with(name, $2) ORDER BY name LIMIT $3
                """);
            command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = after }, new() { Value = prefix }, new() { Value = StreamsPerPage }]);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var streams = new List<JournalStream>();
            while (await reader.ReadAsync(cancellationToken))
                streams.Add(new JournalStream(reader.GetString(0), reader.GetInt64(1) + 1, reader.GetInt64(2)));
            return streams;
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.From(error, _database.Options.DisplayName);
        }
    }
}
