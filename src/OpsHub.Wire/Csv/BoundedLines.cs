namespace OpsHub.Wire.Csv;

/// <summary>One line of text.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its end; only the beginning when it was too long.</param>
/// <param name="IsTooLong">The line was longer than the limit; the rest was passed over.</param>
internal readonly record struct TextLine(long Number, string Text, bool IsTooLong = false);

/// <summary>Reads lines (LF or CR LF) without ever holding more than the limit, which a plain line reader would.</summary>
internal sealed class BoundedLines(TextReader reader, int maxLength)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private int _position;
    private int _length;
    private long _number;

    /// <summary>The next line, or null at the end.</summary>
    public async ValueTask<TextLine?> ReadAsync(CancellationToken cancellation)
    {
        System.Text.StringBuilder? begun = null;
        var tooLong = false;
        while (true)
        {
            if (_position == _length)
            {
                _position = 0;
                _length = await reader.ReadAsync(_buffer.AsMemory(), cancellation).ConfigureAwait(false);
                if (_length == 0)
                    return begun is null ? null : new TextLine(++_number, begun.ToString(), tooLong);
            }

            var end = _buffer.AsSpan(_position, _length - _position).IndexOf('\n');
            var part = _buffer.AsMemory(_position, end < 0 ? _length - _position : end);
            _position += part.Length + (end < 0 ? 0 : 1);
            if (end >= 0 && begun is null && part.Length <= maxLength)
                return new TextLine(++_number, part.Span.TrimEnd('\r').ToString());
            begun ??= new System.Text.StringBuilder();
            var room = maxLength - begun.Length;
            tooLong |= part.Length > room;
            begun.Append(part.Span[..Math.Min(part.Length, room)]);
            if (end < 0)
                continue;
            if (!tooLong && begun.Length > 0 && begun[^1] == '\r')
                begun.Length--;
            return new TextLine(++_number, begun.ToString(), tooLong);
        }
    }
}
