namespace OpsHub.Wire.Csv;

/// <summary>How a record ended.</summary>
internal enum CsvState : byte
{
    /// <summary>All quotes are closed.</summary>
    Whole,

    /// <summary>A quote is open at the end of the text.</summary>
    Open,

    /// <summary>Something stands between a closing quote and the next delimiter.</summary>
    Broken,
}

/// <summary>Splits one record into fields (RFC 4180). A quote inside an unquoted field is an ordinary character, as spreadsheets have it.</summary>
internal static class CsvFields
{
    /// <summary>Most columns of any layout; a record with more is broken anyway.</summary>
    public const int MaxFields = 256;

    /// <summary>Splits; <paramref name="fields"/> is only whole when the result is <see cref="CsvState.Whole"/>.</summary>
    public static CsvState Split(ReadOnlySpan<char> record, char delimiter, List<string> fields)
    {
        fields.Clear();
        while (true)
        {
            if (!record.IsEmpty && record[0] == '"')
            {
                var state = Quoted(ref record, delimiter, fields);
                if (state != CsvState.Whole)
                    return state;
            }
            else
            {
                var end = record.IndexOf(delimiter);
                fields.Add((end < 0 ? record : record[..end]).ToString());
                record = end < 0 ? default : record[end..];
            }

            // What is left begins with a delimiter, or is nothing.
            if (record.IsEmpty || fields.Count > MaxFields)
                return CsvState.Whole;
            record = record[1..];
            if (record.IsEmpty)
            {
                fields.Add("");
                return CsvState.Whole;
            }
        }
    }

    /// <summary>How a line ends that begins inside an open quote.</summary>
    public static CsvState Continue(ReadOnlySpan<char> line, char delimiter)
    {
        while (true)
        {
            var quote = ClosingQuote(line);
            if (quote < 0)
                return CsvState.Open;
            line = line[(quote + 1)..];
            if (line.IsEmpty)
                return CsvState.Whole;
            if (line[0] != delimiter)
                return CsvState.Broken;
            line = line[1..];
            // Unquoted fields, until one begins with a quote.
            while (line.IsEmpty || line[0] != '"')
            {
                var end = line.IndexOf(delimiter);
                if (end < 0)
                    return CsvState.Whole;
                line = line[(end + 1)..];
            }

            line = line[1..];
        }
    }

    private static CsvState Quoted(ref ReadOnlySpan<char> record, char delimiter, List<string> fields)
    {
        var text = record[1..];
        var quote = ClosingQuote(text);
        if (quote < 0)
            return CsvState.Open;
        var rest = text[(quote + 1)..];
        if (!rest.IsEmpty && rest[0] != delimiter)
            return CsvState.Broken;
        fields.Add(text[..quote].ToString().Replace("\"\"", "\"", StringComparison.Ordinal));
        record = rest;
        return CsvState.Whole;
    }

    // The first quote that is not doubled, or -1.
    private static int ClosingQuote(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (true)
        {
            var quote = text[at..].IndexOf('"');
            if (quote < 0)
                return -1;
            at += quote;
            if (at + 1 >= text.Length || text[at + 1] != '"')
                return at;
            at += 2;
        }
    }
}
