using System.Buffers;
using Npgsql;
using NpgsqlTypes;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Postgres;

/// <summary>
/// One group commit: locks the streams' rows in the order of their names (so that two processes never wait for each other),
/// numbers the entries, stores the segments. Three round trips, however many writes the group has.
/// </summary>
internal sealed class JournalGroup(NpgsqlConnection connection)
{
    private readonly Dictionary<string, Tail> _tails = new(StringComparer.Ordinal);
    private readonly List<(Tail Tail, long First, long Last, byte[] Data)> _segments = [];

    /// <summary>Returns when the writes are durable; each then knows its result or its conflict.</summary>
    public async Task CommitAsync(IReadOnlyList<JournalWrite> writes)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await LockAsync([.. writes.Select(w => w.Stream).Distinct().Order(StringComparer.Ordinal)]);
        foreach (var write in writes)
            Apply(write);
        foreach (var tail in _tails.Values)
            CutSegment(tail);
        await StoreAsync();
        await transaction.CommitAsync();
    }

    private async Task LockAsync(string[] streams)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // Only names that are missing: an identity value is spent on every row that is tried.
                new("INSERT INTO journal_streams(name) SELECT n FROM unnest($1) n WHERE NOT EXISTS (SELECT 1 FROM journal_streams s WHERE s.name = n) ORDER BY n ON CONFLICT DO NOTHING")
                {
                    Parameters = { new() { Value = streams } },
                },
                new("SELECT name, id, last, truncated FROM journal_streams WHERE name = ANY($1) ORDER BY name FOR UPDATE")
                {
                    Parameters = { new() { Value = streams } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _tails.Add(reader.GetString(0), new Tail(reader.GetInt64(1)) { Last = reader.GetInt64(2), Truncated = reader.GetInt64(3) });
    }

    private void Apply(JournalWrite write)
    {
        var tail = _tails[write.Stream];
        if (write.Entries.Count == 0)
        {
            CutSegment(tail);
            tail.Truncated = Math.Max(tail.Truncated, Math.Min(write.TruncateUpTo, tail.Last));
            tail.IsTruncated = true;
            write.Succeed(tail.Truncated);
            return;
        }

        if (write.ExpectedLast is { } expected && expected != tail.Last)
        {
            write.Refuse(new JournalConflictException(write.Stream, expected, tail.Last));
            return;
        }

        write.Succeed(tail.Last + 1);
        foreach (var entry in write.Entries)
        {
            if (tail.Buffer.WrittenCount == 0)
                tail.First = tail.Last + 1;
            JournalSegment.Write(tail.Buffer, entry.Span);
            tail.Last++;
            if (tail.Buffer.WrittenCount >= JournalSegment.TargetBytes)
                CutSegment(tail);
        }
    }

    private void CutSegment(Tail tail)
    {
        if (tail.Buffer.WrittenCount == 0)
            return;
        _segments.Add((tail, tail.First, tail.Last, tail.Buffer.WrittenSpan.ToArray()));
        tail.Buffer.ResetWrittenCount();
    }

    private async Task StoreAsync()
    {
        await using var batch = new NpgsqlBatch(connection);
        if (_segments.Count > 0)
        {
            batch.BatchCommands.Add(new("INSERT INTO journal_segments(stream, first, last, checksum, data) SELECT * FROM unnest($1, $2, $3, $4, $5)")
            {
                Parameters =
                {
                    new() { Value = _segments.Select(s => s.Tail.Id).ToArray() },
                    new() { Value = _segments.Select(s => s.First).ToArray() },
                    new() { Value = _segments.Select(s => s.Last).ToArray() },
                    new() { Value = _segments.Select(s => JournalSegment.Checksum(s.Data)).ToArray() },
                    new() { Value = _segments.Select(s => s.Data).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                },
            });
        }

        var tails = _tails.Values.ToArray();
        batch.BatchCommands.Add(new("UPDATE journal_streams s SET last = u.last, truncated = u.truncated FROM unnest($1, $2, $3) u(id, last, truncated) WHERE s.id = u.id")
        {
            Parameters =
            {
                new() { Value = tails.Select(t => t.Id).ToArray() },
                new() { Value = tails.Select(t => t.Last).ToArray() },
                new() { Value = tails.Select(t => t.Truncated).ToArray() },
            },
        });
        foreach (var tail in tails.Where(t => t.IsTruncated))
        {
            batch.BatchCommands.Add(new("DELETE FROM journal_segments WHERE stream = $1 AND last <= $2")
            {
                Parameters = { new() { Value = tail.Id }, new() { Value = tail.Truncated } },
            });
        }

        await batch.ExecuteNonQueryAsync();
    }

    private sealed class Tail(long id)
    {
        public long Id { get; } = id;

        public long Last { get; set; }

        public long First { get; set; }

        public long Truncated { get; set; }

        public bool IsTruncated { get; set; }

        public ArrayBufferWriter<byte> Buffer { get; } = new();
    }
}
