using OpsHub.Wire.Text;

namespace OpsHub.Wire.Csv;

/// <summary>
/// Reads records so that a broken one costs only itself. A quote that is never closed would swallow the rest of the file; here a record
/// may go over several lines only when that closes the quote cleanly and gives the right number of fields, else its first line is refused
/// and the following lines are read as records of their own.
/// </summary>
internal sealed class CsvRecords(TextReader reader, int maxLength)
{
    /// <summary>Lines looked ahead for the closing quote. A description has a few; each broken quote costs this much at most.</summary>
    private const int MaxContinuationLines = 20;

    private readonly BoundedLines _lines = new(reader, maxLength);
    private readonly Queue<TextLine> _ahead = new();
    private readonly List<TextLine> _joined = [];

    /// <summary>Separates fields; set from the header.</summary>
    public char Delimiter { get; set; } = ',';

    /// <summary>Fields a record has to have; 0 while not known (reading the header).</summary>
    public int FieldCount { get; set; }

    /// <summary>The fields of the record that was read last.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>Line the record that was read last begins on.</summary>
    public long Line { get; private set; }

    /// <summary>What was wrong with the record that was read last; null when it is whole. Then <see cref="Fields"/> means nothing.</summary>
    public Finding? Fault { get; private set; }

    /// <summary>The next line as it is, for the header; blank ones are passed over. Null at the end.</summary>
    public async ValueTask<TextLine?> NextLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var line = _ahead.Count > 0 ? _ahead.Dequeue() : await _lines.ReadAsync(cancellation).ConfigureAwait(false);
            if (line is null || !string.IsNullOrWhiteSpace(line.Value.Text))
                return line;
        }
    }

    /// <summary>Reads the next record; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        Fault = null;
        if (await NextLineAsync(cancellation).ConfigureAwait(false) is not { } line)
            return false;
        Line = line.Number;
        if (line.IsTooLong)
        {
            Fault = Refuse(line, "is too long", $"at most {maxLength} characters");
            return true;
        }

        switch (CsvFields.Split(line.Text, Delimiter, Fields))
        {
            case CsvState.Broken:
                Fault = Refuse(line, "has text behind a closing quote", "a delimiter behind a closing quote; quotes inside a field doubled");
                break;
            case CsvState.Open:
                if (!await ContinueAsync(line, cancellation).ConfigureAwait(false))
                    Fault = Refuse(line, "opens a quote that is not closed", "a closing quote; quotes inside a field doubled");
                break;
            default:
                if (FieldCount > 0 && Fields.Count != FieldCount)
                    Fault = Refuse(line, $"has {Fields.Count} fields", $"{FieldCount} fields, as the header");
                break;
        }

        return true;
    }

    // Joins following lines until the quote is closed. What was looked at in vain is read again as lines of its own.
    private async ValueTask<bool> ContinueAsync(TextLine first, CancellationToken cancellation)
    {
        _joined.Clear();
        var length = first.Text.Length;
        var state = CsvState.Open;
        while (state == CsvState.Open && _joined.Count < MaxContinuationLines)
        {
            var line = _ahead.Count > 0 ? _ahead.Dequeue() : await _lines.ReadAsync(cancellation).ConfigureAwait(false);
            if (line is not { } next)
                break;
            _joined.Add(next);
            length += next.Text.Length + 1;
            if (next.IsTooLong || length > maxLength)
                break;
            state = CsvFields.Continue(next.Text, Delimiter);
        }

        if (state == CsvState.Whole)
        {
            var text = string.Join('\n', _joined.Select(line => line.Text).Prepend(first.Text));
            if (CsvFields.Split(text, Delimiter, Fields) == CsvState.Whole && (FieldCount == 0 || Fields.Count == FieldCount))
                return true;
        }

        // In front of what was already waiting.
        var waiting = _ahead.ToArray();
        _ahead.Clear();
        foreach (var line in _joined.Concat(waiting))
            _ahead.Enqueue(line);
        return false;
    }

    private static Finding Refuse(TextLine line, string problem, string expected) =>
        Finding.Of("row", line.Text, problem, expected, line.Number);
}
