using System.Runtime.CompilerServices;
using System.Text;
using OpsHub.Wire.Csv;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Declarations;

/// <summary>
/// Declarations as CSV: the header names the columns, in any order; comma, semicolon or tab. Both layouts use the same names: the Korean
/// one has 22 columns (Declaration ID ... Item Price, and Fraud and Critical Fraud where known), ours adds Currency, Containers
/// (<c>CSQU3054383;MWCU6059784</c>), Vessel IMO, Voyage, Documents (<c>type:number;...</c>) and Items
/// (<c>line|hs|description|quantity|unit|net mass|value;...</c>). Columns with other names are passed over.
/// </summary>
public static class DeclarationCsv
{
    /// <summary>
    /// Reads row by row; never holds more than one row and the lines looked ahead for a closing quote. A stream that ends early, a wrong
    /// header or a broken row are findings, not exceptions; what was taken before them stays taken.
    /// </summary>
    /// <param name="stream">UTF-8, with or without byte order mark; not closed.</param>
    /// <param name="options">What the input itself does not say.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async IAsyncEnumerable<DeclarationRead> ReadAsync(
        Stream stream, DeclarationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        options ??= DeclarationOptions.Default;
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);
        var records = new CsvRecords(reader, options.MaxRowLength);
        var (columns, faults) = await ReadHeaderAsync(records, cancellation).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            yield return new DeclarationRead(1, null, faults);
            yield break;
        }

        // Only the Korean layout leaves the currency out.
        var currency = columns.Contains(DeclarationField.Currency) ? options.DefaultCurrency : "KRW";
        var builder = new DeclarationBuilder(DeclarationFields.Column, currency);
        while (await records.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (records.Fault is { } fault)
            {
                yield return DeclarationRead.Refused(fault);
                continue;
            }

            builder.Begin(records.Line);
            for (var i = 0; i < columns.Length; i++)
            {
                if (columns[i] is { } field)
                    builder.Set(field, records.Fields[i]);
            }

            yield return builder.Build();
        }
    }

    private static async ValueTask<(DeclarationField?[] Columns, List<Finding> Faults)> ReadHeaderAsync(
        CsvRecords records, CancellationToken cancellation)
    {
        var faults = new List<Finding>();
        var line = await records.NextLineAsync(cancellation).ConfigureAwait(false);
        if (line is null)
        {
            faults.Add(new Finding("header", "", "is missing: the input is empty", "a first line with the names of the columns", 1));
            return ([], faults);
        }

        var header = line.Value;
        records.Delimiter = DelimiterOf(header.Text);
        var names = new List<string>();
        if (header.IsTooLong || CsvFields.Split(header.Text, records.Delimiter, names) != CsvState.Whole)
        {
            faults.Add(Finding.Of("header", header.Text, "is no header", "the names of the columns on one line", header.Number));
            return ([], faults);
        }

        records.FieldCount = names.Count;
        var columns = new DeclarationField?[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            if (!DeclarationFields.TryFind(names[i], out var field))
                continue;
            if (columns.Contains(field))
                faults.Add(Finding.Of(names[i], names[i], "is a column that is there twice", "each column once", header.Number));
            columns[i] = field;
        }

        foreach (var field in DeclarationFields.Required)
        {
            if (!columns.Contains(field))
                faults.Add(Finding.Of(DeclarationFields.Column(field), "", "is a column that is missing", DeclarationFields.Column(field), header.Number));
        }

        return (columns, faults);
    }

    private static char DelimiterOf(string header)
    {
        var best = ',';
        foreach (var candidate in ";\t")
        {
            if (header.Count(c => c == candidate) > header.Count(c => c == best))
                best = candidate;
        }

        return best;
    }
}
