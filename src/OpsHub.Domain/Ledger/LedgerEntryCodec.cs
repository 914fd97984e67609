using System.Buffers.Binary;
using System.Text;
using OpsHub.Contracts;

namespace OpsHub.Domain.Ledger;

/// <summary>
/// The stored form of a ledger entry, complete in itself: canonical bytes, the previous entry's hash (32 bytes), its own
/// hash (32 bytes). Canonical: version 1 (u8), then in this order port, sequence (i64), source, source sequence (i64),
/// time (i64, 100 ns since 0001-01-01 UTC), topic, type, subject, user, role, data; texts as length (u32) and UTF-8;
/// numbers big endian. One entry has exactly one form, so anybody can compute its hash from an export.
/// </summary>
public static class LedgerEntryCodec
{
    private const byte Version = 1;
    private const int FixedBytes = 1 + (3 * sizeof(long)) + (8 * sizeof(uint));

    /// <summary>Encodes and hashes an entry.</summary>
    /// <param name="port">The ledger's port.</param>
    /// <param name="sequence">From 1.</param>
    /// <param name="draft">The event.</param>
    /// <param name="previous">Hash of the entry before, 32 bytes.</param>
    public static byte[] Encode(PortId port, long sequence, PortEventDraft draft, ReadOnlySpan<byte> previous)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var length = FixedBytes + Size(port.Value) + Size(draft.Source) + Size(draft.Topic) + Size(draft.Type) + Size(draft.Subject)
            + Size(draft.Actor.User.Value) + Size(draft.Actor.Role) + Size(draft.Data);
        var stored = new byte[length + (2 * LedgerHash.Bytes)];
        var writer = new Writer(stored);
        writer.Byte(Version);
        writer.Text(port.Value);
        writer.Number(sequence);
        writer.Text(draft.Source);
        writer.Number(draft.SourceSequence);
        writer.Number(draft.At.UtcTicks);
        writer.Text(draft.Topic);
        writer.Text(draft.Type);
        writer.Text(draft.Subject);
        writer.Text(draft.Actor.User.Value);
        writer.Text(draft.Actor.Role);
        writer.Text(draft.Data);
        previous.CopyTo(stored.AsSpan(length));
        LedgerHash.Of(previous, stored.AsSpan(0, length), stored.AsSpan(length + LedgerHash.Bytes));
        return stored;
    }

    /// <summary>The entry with the hashes stored beside it; nothing is verified.</summary>
    /// <exception cref="FormatException">The bytes are no entry.</exception>
    public static PortEvent Decode(ReadOnlySpan<byte> stored)
    {
        var reader = new Reader(stored);
        if (reader.Byte() != Version)
            throw new FormatException("Not a ledger entry of version 1.");
        var port = new PortId(reader.Text());
        var sequence = reader.Number();
        var draft = new PortEventDraft(
            reader.Text(), reader.Number(), reader.Time(), reader.Text(), reader.Text(), reader.Text(),
            new Actor(new UserId(reader.Text()), reader.Text()), reader.Text());
        var previous = reader.Hash();
        var hash = reader.Hash();
        reader.End();
        return new PortEvent(port, sequence, draft, previous, hash);
    }

    /// <summary>Only who wrote it and its hash: what a ledger needs to continue.</summary>
    /// <exception cref="FormatException">The bytes are no entry.</exception>
    public static (string Source, long SourceSequence, byte[] Hash) DecodeOrigin(ReadOnlySpan<byte> stored)
    {
        var reader = new Reader(stored);
        if (reader.Byte() != Version)
            throw new FormatException("Not a ledger entry of version 1.");
        reader.Skip();
        _ = reader.Number();
        return (reader.Text(), reader.Number(), stored[^LedgerHash.Bytes..].ToArray());
    }

    /// <summary>Only time, type and data (UTF-8), as they lie in the entry: for readers that want few of many entries.</summary>
    /// <exception cref="FormatException">The bytes are no entry.</exception>
    public static void Peek(ReadOnlySpan<byte> stored, out DateTimeOffset at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
    {
        var reader = new Reader(stored);
        if (reader.Byte() != Version)
            throw new FormatException("Not a ledger entry of version 1.");
        reader.Skip();
        _ = reader.Number();
        reader.Skip();
        _ = reader.Number();
        at = reader.Time();
        reader.Skip();
        type = reader.TextBytes();
        reader.Skip();
        reader.Skip();
        reader.Skip();
        data = reader.TextBytes();
    }

    private static int Size(string text) => Encoding.UTF8.GetByteCount(text);

    private ref struct Writer(Span<byte> target)
    {
        private Span<byte> _rest = target;

        public void Byte(byte value)
        {
            _rest[0] = value;
            _rest = _rest[1..];
        }

        public void Number(long value)
        {
            BinaryPrimitives.WriteInt64BigEndian(_rest, value);
            _rest = _rest[sizeof(long)..];
        }

        public void Text(string text)
        {
            var length = Encoding.UTF8.GetBytes(text, _rest[sizeof(uint)..]);
            BinaryPrimitives.WriteUInt32BigEndian(_rest, (uint)length);
            _rest = _rest[(sizeof(uint) + length)..];
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> source)
    {
        private ReadOnlySpan<byte> _rest = source;

        public byte Byte() => Take(1)[0];

        public long Number() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

        public string Text() => Encoding.UTF8.GetString(TextBytes());

        public void Skip() => TextBytes();

        public string Hash() => Convert.ToHexStringLower(Take(LedgerHash.Bytes));

        public DateTimeOffset Time()
        {
            var ticks = Number();
            return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
                ? new DateTimeOffset(ticks, TimeSpan.Zero)
                : throw new FormatException("The time of the entry is none.");
        }

        public readonly void End()
        {
            if (!_rest.IsEmpty)
                throw new FormatException($"{_rest.Length} bytes stand behind the entry.");
        }

        public ReadOnlySpan<byte> TextBytes()
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));
            return length <= (uint)_rest.Length ? Take((int)length) : throw CutShort();
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            if (length > _rest.Length)
                throw CutShort();
            var taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }

        private static FormatException CutShort() => new("The entry is cut short.");
    }
}
