using System.Globalization;
using System.Text.Json;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>
/// Cuts a stream into JSON objects: one object, an array of them, or one after the other on lines. Holds one object at a time, looks at
/// each byte once. After a syntax error reading goes on at the next place where an object of the list can begin.
/// </summary>
internal sealed class JsonObjects(Stream stream, int maxLength)
{
    // What fails so often without one whole object between is no list of objects; reading on would only cost time.
    private const int MaxFaultsInARow = 1_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32, CommentHandling = JsonCommentHandling.Disallow };

    private byte[] _buffer = new byte[16 * 1024];
    private int _position;
    private int _length;
    private long _offset;
    private long _line = 1;
    private bool _ended;
    private bool _started;
    private long _faultPlace = -1;
    private int _faultsInARow;

    // Last byte before the position that is no blank; a line end counts as one.
    private byte _before;

    // How far into the object the syntax has been checked, and the state there.
    private int _measured;
    private JsonReaderState _state;

    private enum Outcome : byte
    {
        Whole,
        More,
        Broken,
    }

    /// <summary>Line the object begins on.</summary>
    public long Line { get; private set; }

    /// <summary>The object's bytes; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>What is wrong at this place; null when <see cref="Current"/> is an object.</summary>
    public Finding? Fault { get; private set; }

    /// <summary>True from a syntax error on until <see cref="Recovered"/> was called: objects may be pieces of a broken one.</summary>
    public bool IsRecovering { get; private set; }

    /// <summary>The caller has recognised a whole object again.</summary>
    public void Recovered()
    {
        IsRecovering = false;
        _faultsInARow = 0;
    }

    /// <summary>Goes to the next object or fault; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        Fault = null;
        Current = default;
        while (await SkipToObjectAsync(cancellation).ConfigureAwait(false))
        {
            if (Fault is not null)
                return true;
            Line = _line;
            _measured = 0;
            _state = new JsonReaderState(Options);
            Outcome outcome;
            string? fault;
            while ((outcome = Measure(out fault)) == Outcome.More && !_ended && _length - _position < maxLength)
                await FillAsync(cancellation).ConfigureAwait(false);
            if (outcome == Outcome.Whole)
            {
                Current = _buffer.AsMemory(_position, _measured);
                Advance(_measured);
                return true;
            }

            // A piece of a broken object fails where the whole one failed, and that is told already.
            var place = outcome == Outcome.Broken ? _offset + _position + _measured : -1;
            var isTold = IsRecovering && place >= 0 && place == _faultPlace;
            _faultPlace = place;
            if (!isTold)
                Fault = FaultHere(fault ?? string.Create(CultureInfo.InvariantCulture, $"is longer than {maxLength} bytes"));
            IsRecovering = true;
            if (++_faultsInARow >= MaxFaultsInARow)
            {
                Fault = FaultHere(string.Create(CultureInfo.InvariantCulture, $"is the {MaxFaultsInARow}th fault in a row; the rest was not read"));
                _ended = true;
                _position = _length;
                return true;
            }

            // Only past the opening brace: a quote that was never closed makes the next object look like a part of this one.
            Advance(1);
            if (!isTold)
                return true;
        }

        return false;
    }

    // Goes on where it stopped, so that an object that comes in many pieces is still looked at once.
    private Outcome Measure(out string? fault)
    {
        fault = null;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_position + _measured, _length - _position - _measured), _ended, _state);
        var from = _measured;
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject)
                {
                    _measured = from + (int)reader.BytesConsumed;
                    return Outcome.Whole;
                }
            }

            _measured = from + (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return Outcome.More;
        }
        catch (JsonException error)
        {
            _measured = from + (int)reader.BytesConsumed;
            var line = Line + (error.LineNumber ?? 0);
            fault = _ended && _position + _measured >= _length
                ? "ends before its closing brace"
                : string.Create(CultureInfo.InvariantCulture, $"is no JSON at line {line}, byte {error.BytePositionInLine + 1}");
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
                if (!_started && b is 0xEF or 0xBB or 0xBF)
                {
                    // Byte order mark.
                    Advance(1);
                    continue;
                }

                _started = true;
                if (b == '{' && (!IsRecovering || CanBegin))
                    return true;
                if (!IsRecovering && b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']'))
                {
                    Line = _line;
                    Fault = FaultHere("is no JSON object");
                    IsRecovering = true;
                }

                Advance(1);
                if (Fault is not null)
                    return true;
            }

            if (_ended || !await FillAsync(cancellation).ConfigureAwait(false))
                return false;
        }
    }

    // Inside what is left of a broken object, a brace behind a colon or a quote begins no object of the list.
    private bool CanBegin => _before is 0 or (byte)',' or (byte)'[' or (byte)']' or (byte)'}' or (byte)'\n';

    private Finding FaultHere(string problem) => new(
        "row", SpanText.Cut(_buffer.AsSpan(_position, Math.Min(_length - _position, Finding.MaxValueLength))), problem, "one JSON object, or an array of them, in UTF-8", Line);

    private void Advance(int count)
    {
        var passed = _buffer.AsSpan(_position, count);
        _line += passed.Count((byte)'\n');
        if (passed[^1] is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
            _before = passed[^1];
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
