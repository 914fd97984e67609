using System.Buffers.Binary;
using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// A shard's history and its checkpoints. A checkpoint is one append to <c>track/{shard}/latest</c>: an entry with the
/// history's number it covers, then entries of at most 64 KiB with the latest fix and description of every tracker, each
/// as a record of its own behind its length (u32, little endian).
/// </summary>
internal sealed class TrackHistory(IJournal journal, string shard, TrackIndex index)
{
    private const byte CheckpointVersion = 1;
    private const int HeaderBytes = 1 + sizeof(long);
    private const int ChunkBytes = 64 * 1024;

    private readonly string _history = $"track/{shard}";
    private readonly string _latest = $"track/{shard}/latest";
    private readonly TrackRecordWriter _entry = new();

    /// <summary>A restart needs no history up to this number.</summary>
    public long CheckpointedUpTo { get; private set; }

    /// <summary>Begins an entry for what a batch says that is new.</summary>
    public TrackRecordWriter Begin(long receivedAtUnixMs)
    {
        _entry.Begin(receivedAtUnixMs);
        return _entry;
    }

    /// <summary>Appends the entry begun; completes with its number when it is durable.</summary>
    public ValueTask<long> Append()
    {
        var entry = _entry.ToArray();
        index.Note(_entry.OldestUnixMs, _entry.NewestUnixMs, entry.Length);
        return journal.AppendAsync(_history, entry);
    }

    public async Task Checkpoint(TrackTable table, long upTo)
    {
        var entries = Encode(table, upTo);
        var first = await journal.AppendAsync(_latest, entries);
        CheckpointedUpTo = upTo;
        await journal.TruncateAsync(_latest, first - 1);
    }

    /// <summary>Reads the last checkpoint and what came after it.</summary>
    public async Task Restore(TrackTable table, CancellationToken cancellationToken)
    {
        var upTo = 0L;
        var chunks = new List<ReadOnlyMemory<byte>>();
        await foreach (var entry in journal.ReadAsync(_latest, 1, int.MaxValue, cancellationToken))
        {
            if (entry.Bytes.Length == HeaderBytes && entry.Bytes.Span[0] == CheckpointVersion)
            {
                // A later checkpoint whose predecessor was not truncated yet: only the last counts.
                upTo = BinaryPrimitives.ReadInt64LittleEndian(entry.Bytes.Span[1..]);
                chunks.Clear();
            }
            else
            {
                chunks.Add(entry.Bytes);
            }
        }

        foreach (var chunk in chunks)
            RestoreChunk(table, chunk.Span);
        await foreach (var entry in journal.ReadAsync(_history, upTo + 1, int.MaxValue, cancellationToken))
            RestoreEntry(table, entry.Bytes.Span);
        CheckpointedUpTo = upTo;
        await index.Restore(cancellationToken);
    }

    private static List<ReadOnlyMemory<byte>> Encode(TrackTable table, long upTo)
    {
        var header = new byte[HeaderBytes];
        header[0] = CheckpointVersion;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(1), upTo);
        var entries = new List<ReadOnlyMemory<byte>> { header };
        var chunk = new MemoryStream(ChunkBytes + 1_024);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        var writer = new TrackRecordWriter();
        foreach (var (tracker, state, description) in table.Rows())
        {
            writer.Begin(state.ReceivedAtUnixMs);
            if (state.HasFix)
                writer.Add(tracker, state.Kind, state.Latest);
            if (description is not null)
                writer.Add(description);
            var record = writer.ToArray();
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)record.Length);
            chunk.Write(length);
            chunk.Write(record);
            if (chunk.Length < ChunkBytes)
                continue;
            entries.Add(chunk.ToArray());
            chunk.SetLength(0);
        }

        if (chunk.Length > 0)
            entries.Add(chunk.ToArray());
        return entries;
    }

    private static void RestoreChunk(TrackTable table, ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(chunk);
            RestoreEntry(table, chunk.Slice(sizeof(uint), length));
            chunk = chunk[(sizeof(uint) + length)..];
        }
    }

    private static void RestoreEntry(TrackTable table, ReadOnlySpan<byte> entry) => TrackRecordCodec.Decode(
        entry, (fix, receivedAt) => table.Restore(fix.Tracker, fix.Kind, fix.Point, receivedAt), table.Restore);
}
