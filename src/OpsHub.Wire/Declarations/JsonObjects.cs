using System.Globalization;
using System.Text.Json;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>
/// Cuts a stream into JSON objects: one object, an array of them, or one after the other on lines. Holds one object at a time. After a
/// syntax error reading goes on at the next thing that looks like the beginning of an object.
/// </summary>
internal sealed class JsonObjects(Stream stream, int maxLength)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32, CommentHandling = JsonCommentHandling.Disallow };

    private byte[] _buffer = new byte[64 * 1024];
    private int _position;
    private int _length;
    private long _line = 1;
    private bool _ended;
    private bool _started;
    private long _offset;
    private long _faultPlace = -1;

    /// <summary>Line the object begins on.</summary>
    public long Line { get; private set; }

    /// <summary>The object's bytes; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>What is wrong at this place; null when <see cref="Current"/> is an object.</summary>
    public Finding? Fault { get; private set; }

    /// <summary>True from a syntax error on until <see cref="Recovered"/> was called: objects may be pieces of a broken one.</summary>
    public bool IsRecovering { get; private set; }

    /// <summary>The caller has recognised a whole object again.</summary>
    public void Recovered() => IsRecovering = false;

    /// <summary>Goes to the next object or fault; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        Fault = null;
        Current = default;
        if (!await SkipToObjectAsync(cancellation).ConfigureAwait(false))
            return Fault is not null;
        if (Fault is not null)
            return true;
        Line = _line;
        while (true)
        {
            var outcome = Measure(out var size, out var fault);
            if (outcome == Outcome.Whole)
            {
                Current = _buffer.AsMemory(_position, size);
                Advance(size);
                return true;
            }

            if (outcome == Outcome.More && !_ended && _length - _position < maxLength)
            {
                await FillAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            // The pieces of a broken object fail where it failed: that is told already.
            var place = outcome == Outcome.Broken ? _offset + _position + size : -1;
            if (IsRecovering && place >= 0 && place == _faultPlace)
            {
                Advance(1);
                if (!await SkipToObjectAsync(cancellation).ConfigureAwait(false))
                    return Fault is not null;
                Line = _line;
                continue;
            }

            _faultPlace = place;
            fault ??= _ended ? "ends before its closing brace" : string.Create(CultureInfo.InvariantCulture, $"is longer than {maxLength} bytes");
            Fault = new Finding("row", SpanText.Cut(_buffer.AsSpan(_position, Math.Min(_length - _position, 200))), fault, "one JSON object in UTF-8", Line);
            IsRecovering = true;
            // Only past the opening brace: a quote that was never closed makes the next object look like a part of this one.
            Advance(1);
            return true;
        }
    }

    private enum Outcome : byte
    {
        Whole,
        More,
        Broken,
    }

    private Outcome Measure(out int size, out string? fault)
    {
        fault = null;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_position, _length - _position), _ended, new JsonReaderState(Options));
        try
        {
            reader.Read();
            var whole = reader.TrySkip();
            size = (int)reader.BytesConsumed;
            return whole && reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject ? Outcome.Whole : Outcome.More;
        }
        catch (JsonException error)
        {
            size = (int)reader.BytesConsumed;
            var line = Line + (error.LineNumber ?? 0);
            fault = string.Create(CultureInfo.InvariantCulture, $"is no JSON at line {line}, byte {error.BytePositionInLine}");
            return Outcome.Broken;
        }
    }

    // Blanks, commas and brackets stand between objects; anything else is a fault, told once per run.
    private async ValueTask<bool> SkipToObjectAsync(CancellationToken cancellation)
    {
        while (true)
        {
            while (_position < _length)
            {
                var b = _buffer[_position];
                if (b == '{')
                {
                    _started = true;
                    return true;
                }

                if (!_started && b is 0xEF or 0xBB or 0xBF)
                {
                    // Byte order mark.
                    Advance(1);
                    continue;
                }

                _started = true;
                var isGarbage = b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']');
                if (isGarbage && !IsRecovering)
                {
                    Line = _line;
                    Fault = new Finding("row", SpanText.Cut(_buffer.AsSpan(_position, Math.Min(_length - _position, 200))), "is no JSON object", "one JSON object, or an array of them", Line);
                    IsRecovering = true;
                    Advance(1);
                    return true;
                }

                Advance(1);
            }

            if (_ended || !await FillAsync(cancellation).ConfigureAwait(false))
                return false;
        }
    }

    private void Advance(int count)
    {
        _line += _buffer.AsSpan(_position, count).Count((byte)'\n');
        _position += count;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_position > 0)
        {
            _buffer.AsSpan(_position, _length - _position).CopyTo(_buffer);
            _offset += _position;
            _length -= _position;
            _position = 0;
        }

        if (_length == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellation).ConfigureAwait(false);
        _length += read;
        _ended = read == 0;
        return read > 0;
    }
}
