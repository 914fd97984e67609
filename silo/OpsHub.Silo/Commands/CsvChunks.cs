using System.Text;

namespace OpsHub.Silo.Commands;

/// <summary>Whole records of a CSV file with the header in front, ready to be sent.</summary>
/// <param name="FirstLine">Line number, in the file, of the first record.</param>
/// <param name="Records">Records in the chunk.</param>
/// <param name="EndOffset">Byte offset in the file where the next chunk starts.</param>
internal sealed record CsvChunk(byte[] Body, long FirstLine, int Records, long EndOffset);

/// <summary>
/// Cuts a CSV file into chunks at record ends, so that an import can be resumed at a byte offset. A quote that never
/// closes must not swallow the file: after <see cref="MaxLinesPerRecord"/> lines the record is ended and left to the server to refuse.
/// </summary>
internal static class CsvChunks
{
    private const int MaxLinesPerRecord = 50;

    /// <param name="fromOffset">0, or the <see cref="CsvChunk.EndOffset"/> of a chunk taken before.</param>
    /// <param name="fromLine">Line number at that offset (1 at the start).</param>
    public static IEnumerable<CsvChunk> Read(string path, long fromOffset, long fromLine, int recordsPerChunk)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var lines = new LineReader(file);
        var header = lines.Next() ?? [];
        var line = 2L;
        if (fromOffset > 0)
        {
            lines.Seek(fromOffset);
            line = fromLine;
        }

        while (true)
        {
            var body = new MemoryStream(recordsPerChunk * 160);
            body.Write(header);
            var (first, records) = (line, 0);
            while (records < recordsPerChunk && AppendRecord(lines, body, ref line)) records++;
            if (records == 0) yield break;
            yield return new CsvChunk(body.ToArray(), first, records, lines.Offset);
        }
    }

    private static bool AppendRecord(LineReader lines, MemoryStream body, ref long line)
    {
        var quotes = 0;
        for (var n = 0; n < MaxLinesPerRecord; n++)
        {
            if (lines.Next() is not { } bytes) return n > 0;
            line++;
            body.Write(bytes);
            quotes += bytes.AsSpan().Count((byte)'"');
            if (quotes % 2 == 0) return true;
        }

        return true;
    }

    /// <summary>Lines as bytes with their end, counting offsets.</summary>
    private sealed class LineReader(FileStream file)
    {
        private readonly byte[] _buffer = new byte[1 << 16];
        private readonly MemoryStream _line = new();
        private int _start, _end;

        public long Offset { get; private set; }

        public void Seek(long offset)
        {
            file.Position = offset;
            Offset = offset;
            _start = _end = 0;
        }

        public byte[]? Next()
        {
            _line.SetLength(0);
            while (true)
            {
                if (_start == _end)
                {
                    (_start, _end) = (0, file.Read(_buffer));
                    if (_end == 0) return _line.Length == 0 ? null : Take();
                }

                var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
                var take = at < 0 ? _end - _start : at + 1;
                _line.Write(_buffer, _start, take);
                _start += take;
                if (at >= 0) return Take();
            }
        }

        private byte[] Take()
        {
            // A last line without an end still needs one, so that chunks can be joined.
            Offset += _line.Length;
            var bytes = _line.ToArray();
            return bytes[^1] == (byte)'\n' ? bytes : [.. bytes, (byte)'\n'];
        }
    }

    /// <summary>Text form of a value for the report, quoted where CSV needs it.</summary>
    public static string Quote(string? value)
    {
        if (value is null) return "";
        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : new StringBuilder(value).Replace("\"", "\"\"").Insert(0, '"').Append('"').ToString();
    }
}
