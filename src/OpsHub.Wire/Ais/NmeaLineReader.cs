using System.Buffers;

namespace OpsHub.Wire.Ais;

/// <summary>
/// Cuts a stream of bytes into sentences. A sentence ends at CR, LF, both in either order, or where the next one begins (<c>!</c>,
/// <c>$</c> or a tag block), because some feeds send no line ends at all. Comment lines (<c>#</c>) are skipped. What is longer than the
/// limit is dropped and counted, and reading goes on behind it. Not thread-safe: one reader per connection.
/// </summary>
public sealed class NmeaLineReader
{
    /// <summary>Default limit in bytes: a tag block (80), the longest payload of one slot group (178) and what feeds append.</summary>
    public const int DefaultMaxLineBytes = 1024;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);
    private static readonly SearchValues<byte> Boundaries = SearchValues.Create("\r\n!$\\"u8);

    private readonly byte[] _held;
    private int _heldLength;
    private State _state;

    /// <summary>A reader that keeps at most so many bytes of an unfinished line.</summary>
    public NmeaLineReader(int maxLineBytes = DefaultMaxLineBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineBytes, 82);
        _held = new byte[maxLineBytes];
    }

    private enum State : byte
    {
        Start,
        Text,
        TagOpen,
        TagClosed,
        Comment,
        Skipping,
    }

    /// <summary>Lines dropped because they were longer than the limit.</summary>
    public long LinesTooLong { get; private set; }

    /// <summary>Comment lines skipped.</summary>
    public long Comments { get; private set; }

    /// <summary>
    /// Enumerates the lines that end in this chunk; what is unfinished is kept for the next. Each line is valid until the next step.
    /// The enumeration must run to its end, or the rest of the chunk is lost.
    /// </summary>
    public Lines Read(ReadOnlySpan<byte> chunk) => new(this, chunk);

    /// <summary>The unfinished line, at the end of a stream or of a datagram; empty when there is none. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Flush()
    {
        var line = _held.AsSpan(0, _heldLength);
        _heldLength = 0;
        _state = State.Start;
        return line;
    }

    // Finds the next line in chunk[position..]; false when the chunk is used up.
    private bool Next(ReadOnlySpan<byte> chunk, scoped ref int position, out ReadOnlySpan<byte> line)
    {
        line = default;
        while (true)
        {
            if (_state == State.Start && !Begin(chunk, ref position))
                return false;
            var start = position;
            var ended = Advance(chunk, ref position);
            var part = chunk[start..position];
            if (_state is State.Comment or State.Skipping)
            {
                if (!ended)
                    return false;
                _state = State.Start;
                continue;
            }

            if (ended && _heldLength == 0 && part.Length <= _held.Length)
            {
                _state = State.Start;
                line = part;
                return true;
            }

            if (!Hold(part))
            {
                LinesTooLong++;
                _state = ended ? State.Start : State.Skipping;
                if (!ended)
                    return false;
                continue;
            }

            if (!ended)
                return false;
            line = Flush();
            return true;
        }
    }

    // Skips line ends and blanks; looks at, but does not take, the first byte of a line.
    private bool Begin(ReadOnlySpan<byte> chunk, scoped ref int position)
    {
        var first = chunk[position..].IndexOfAnyExcept("\r\n \t"u8);
        if (first < 0)
        {
            position = chunk.Length;
            return false;
        }

        position += first;
        _state = State.Text;
        if (chunk[position] == '#')
        {
            _state = State.Comment;
            Comments++;
        }
        else if (chunk[position] == '\\')
        {
            _state = State.TagOpen;
        }

        return true;
    }

    // Moves to the end of the line (true) or of the chunk (false).
    private bool Advance(ReadOnlySpan<byte> chunk, scoped ref int position)
    {
        if (_state == State.Comment)
            return MoveTo(chunk, ref position, LineEnds);

        // The first byte of a line is part of it even when it is a boundary character.
        if (_heldLength == 0 && _state is State.Text or State.TagOpen && position < chunk.Length)
            position++;
        while (true)
        {
            if (_state == State.TagClosed)
            {
                if (position >= chunk.Length)
                    return false;
                // The sentence that a tag block belongs to begins right behind it.
                _state = State.Text;
                if (chunk[position] is (byte)'!' or (byte)'$')
                    position++;
            }

            if (!MoveTo(chunk, ref position, Boundaries))
                return false;
            if (_state != State.TagOpen || chunk[position] != '\\')
                return true;
            position++;
            _state = State.TagClosed;
        }
    }

    private static bool MoveTo(ReadOnlySpan<byte> chunk, scoped ref int position, SearchValues<byte> ends)
    {
        var at = chunk[position..].IndexOfAny(ends);
        position = at < 0 ? chunk.Length : position + at;
        return at >= 0;
    }

    private bool Hold(ReadOnlySpan<byte> part)
    {
        if (_heldLength + part.Length > _held.Length)
        {
            _heldLength = 0;
            return false;
        }

        part.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += part.Length;
        return true;
    }

    /// <summary>The lines of one chunk; use with <c>foreach</c>.</summary>
    public ref struct Lines
    {
        private readonly NmeaLineReader _reader;
        private readonly ReadOnlySpan<byte> _chunk;
        private int _position;

        internal Lines(NmeaLineReader reader, ReadOnlySpan<byte> chunk)
        {
            _reader = reader;
            _chunk = chunk;
        }

        /// <summary>The line, without its end.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>This.</summary>
        public readonly Lines GetEnumerator() => this;

        /// <summary>Goes to the next line.</summary>
        public bool MoveNext()
        {
            var found = _reader.Next(_chunk, ref _position, out var line);
            Current = line;
            return found;
        }
    }
}
