using System.Buffers;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Sqlite;

/// <summary>
/// The writer's view of the journal: the last number of each stream in use, and the entries of the running group that
/// have a number but are not in the database yet. Belongs to the writer thread.
/// </summary>
internal sealed class JournalTails(SqliteSession sqlite)
{
    /// <summary>Tails kept in memory, about 200 bytes each; a stream that was dropped costs one query at its next append.</summary>
    private const int MaxTails = 100_000;

    private readonly Dictionary<string, Tail> _tails = new(StringComparer.Ordinal);
    private readonly List<Tail> _pending = [];
    private readonly Stack<ArrayBufferWriter<byte>> _buffers = new();

    /// <summary>Gives the entries their numbers and answers the first.</summary>
    /// <exception cref="WriteRefusedException">The stream does not end where its writer expects.</exception>
    public long Append(string stream, IReadOnlyList<ReadOnlyMemory<byte>> entries, long? expectedLast)
    {
        var tail = Find(stream);
        var last = tail?.Last ?? 0;
        if (expectedLast is { } expected && expected != last)
            throw new WriteRefusedException(new JournalConflictException(stream, expected, last));
        tail ??= Create(stream);
        for (var i = 0; i < entries.Count; i++)
        {
            var buffer = Buffer(tail);
            JournalSegment.Write(buffer, entries[i].Span);
            tail.Last++;
            if (buffer.WrittenCount >= JournalSegment.TargetBytes)
                WriteSegment(tail);
        }

        return last + 1;
    }

    /// <summary>Drops whole segments up to the number and remembers it for the segment it falls into.</summary>
    public void Truncate(string stream, long upTo)
    {
        if (Find(stream) is not { } tail)
            return;
        WriteSegment(tail);
        upTo = Math.Min(upTo, tail.Last);
        sqlite.Prepare("UPDATE journal_streams SET truncated = ?2 WHERE id = ?1 AND truncated < ?2").Bind(1, tail.Id).Bind(2, upTo).Run();
        sqlite.Prepare("DELETE FROM journal_segments WHERE stream = ?1 AND last <= ?2").Bind(1, tail.Id).Bind(2, upTo).Run();
    }

    /// <summary>Puts the group's entries into the database; called before the commit.</summary>
    public void Flush()
    {
        foreach (var tail in _pending)
            WriteSegment(tail);
        _pending.Clear();
        if (_tails.Count > MaxTails)
            _tails.Clear();
    }

    /// <summary>The group was undone: nothing remembered about it may be believed.</summary>
    public void Forget()
    {
        foreach (var tail in _pending)
            Release(tail);
        _pending.Clear();
        _tails.Clear();
    }

    private ArrayBufferWriter<byte> Buffer(Tail tail)
    {
        if (tail.Buffer is not null)
            return tail.Buffer;
        tail.Buffer = _buffers.TryPop(out var buffer) ? buffer : new ArrayBufferWriter<byte>(JournalSegment.TargetBytes);
        tail.First = tail.Last + 1;
        _pending.Add(tail);
        return tail.Buffer;
    }

    private void WriteSegment(Tail tail)
    {
        if (tail.Buffer is not { WrittenCount: > 0 } buffer)
            return;
        sqlite.Prepare("INSERT INTO journal_segments(stream, first, last, checksum, data) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, tail.Id)
            .Bind(2, tail.First)
            .Bind(3, tail.Last)
            .Bind(4, JournalSegment.Checksum(buffer.WrittenSpan))
            .Bind(5, buffer.WrittenSpan)
            .Run();
        Release(tail);
    }

    private void Release(Tail tail)
    {
        if (tail.Buffer is not { } buffer)
            return;
        tail.Buffer = null;
        // One huge entry must not keep its memory for ever.
        if (buffer.Capacity > 4 * JournalSegment.TargetBytes)
            return;
        buffer.ResetWrittenCount();
        _buffers.Push(buffer);
    }

    private Tail? Find(string stream)
    {
        if (_tails.TryGetValue(stream, out var tail))
            return tail;
        var find = sqlite.Prepare(
            """
            SELECT s.id, max(s.truncated, coalesce((SELECT max(g.last) FROM journal_segments g WHERE g.stream = s.id), 0))
            FROM journal_streams s WHERE s.name = ?1
            """).Bind(1, stream);
        if (!find.Step())
            return null;
        tail = new Tail(find.Int64(0)) { Last = find.Int64(1) };
        find.Reset();
        _tails.Add(stream, tail);
        return tail;
    }

    private Tail Create(string stream)
    {
        var insert = sqlite.Prepare("INSERT INTO journal_streams(name, truncated) VALUES (?1, 0) RETURNING id").Bind(1, stream);
        insert.Step();
        var tail = new Tail(insert.Int64(0));
        insert.Step();
        _tails.Add(stream, tail);
        return tail;
    }

    private sealed class Tail(long id)
    {
        public long Id { get; } = id;

        public long Last { get; set; }

        public long First { get; set; }

        public ArrayBufferWriter<byte>? Buffer { get; set; }
    }
}
