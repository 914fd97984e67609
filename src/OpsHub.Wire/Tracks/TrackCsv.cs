using System.Runtime.CompilerServices;
using System.Text;
using OpsHub.Wire.Csv;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Tracks;

/// <summary>One fix of a recorded track.</summary>
public readonly record struct TrackFix
{
    /// <summary>Unix milliseconds.</summary>
    public required long UnixMs { get; init; }

    /// <summary>Degrees north, -90..90.</summary>
    public required double LatitudeDegrees { get; init; }

    /// <summary>Degrees east, -180..180.</summary>
    public required double LongitudeDegrees { get; init; }

    /// <summary>Knots over ground; null when not given.</summary>
    public double? SpeedKnots { get; init; }

    /// <summary>Degrees, 0 up to but not including 360; null when not given.</summary>
    public double? CourseDegrees { get; init; }

    /// <summary>Which thing moved; null when the file has no such column or the field is blank.</summary>
    public string? Id { get; init; }
}

/// <summary>One row of a track: taken, or refused with everything that is wrong with it.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Fix">The fix, or null when it was refused.</param>
/// <param name="Findings">In the order of the columns, at most 6; empty when a fix was taken.</param>
public readonly record struct TrackRead(long Line, TrackFix? Fix, IReadOnlyList<Finding> Findings);

/// <summary>Tracks as CSV: <c>time_utc,lat,lon</c> and, where known, <c>speed_knots</c>, <c>course_degrees</c>, <c>id</c>; columns in any order.</summary>
public static class TrackCsv
{
    private const int MaxRowLength = 4096;

    private static readonly string[] Names = ["time_utc", "lat", "lon", "speed_knots", "course_degrees", "id"];

    /// <summary>Reads row by row. A wrong header or a broken row are findings; the other rows are still taken.</summary>
    /// <param name="stream">UTF-8; not closed.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async IAsyncEnumerable<TrackRead> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);
        var records = new CsvRecords(reader, MaxRowLength);
        var header = await records.NextLineAsync(cancellation).ConfigureAwait(false);
        var columns = new List<string>();
        if (header is { } line)
            CsvFields.Split(line.Text, records.Delimiter, columns);
        var places = Array.ConvertAll(Names, name => columns.FindIndex(c => c.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)));
        var missing = Names[..3].Where((_, i) => places[i] < 0).ToArray();
        if (missing.Length > 0)
        {
            var text = header?.Text ?? "";
            yield return new TrackRead(1, null, [.. missing.Select(m => Finding.Of("header", text, $"has no column {m}", "time_utc,lat,lon", 1))]);
            yield break;
        }

        records.FieldCount = columns.Count;
        while (await records.ReadAsync(cancellation).ConfigureAwait(false))
            yield return records.Fault is { } fault ? new TrackRead(records.Line, null, [fault]) : Read(records, places);
    }

    private static TrackRead Read(CsvRecords records, int[] places)
    {
        List<Finding>? findings = null;
        var time = Text(0);
        if (!WireTime.TryParse(time, out var unixMs))
            (findings ??= []).Add(Finding.Of(Names[0], time, "is no time", WireTime.Expected, records.Line));
        var latitude = Number(1, -90, 90, "degrees north, -90 to 90");
        var longitude = Number(2, -180, 180, "degrees east, -180 to 180");
        var speed = Text(3).Length == 0 ? null : Number(3, 0, 3_000, "knots, zero or more");
        var course = Text(4).Length == 0 ? null : Number(4, 0, 360, "degrees, 0 to 360");
        var id = Text(5);
        if (findings is not null)
            return new TrackRead(records.Line, null, findings);
        var fix = new TrackFix
        {
            UnixMs = unixMs,
            LatitudeDegrees = latitude!.Value,
            LongitudeDegrees = longitude!.Value,
            SpeedKnots = speed,
            CourseDegrees = course % 360,
            Id = id.Length == 0 ? null : id,
        };
        return new TrackRead(records.Line, fix, []);

        string Text(int column) => places[column] < 0 ? "" : records.Fields[places[column]].Trim();

        double? Number(int column, double from, double to, string expected)
        {
            var text = Text(column);
            if (SpanText.TryParseNumber(text, out var value) && value >= from && value <= to)
                return value;
            (findings ??= []).Add(Finding.Of(Names[column], text, "is no number in range", expected, records.Line));
            return null;
        }
    }
}
