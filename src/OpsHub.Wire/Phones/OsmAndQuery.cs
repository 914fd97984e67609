using System.Globalization;
using System.Text;

namespace OpsHub.Wire.Phones;

/// <summary>
/// The OsmAnd protocol: <c>id|deviceid</c>, <c>lat</c> and <c>lon</c> or <c>location=lat,lon</c>, <c>timestamp</c>, <c>speed</c>,
/// <c>bearing|heading</c>, <c>altitude</c>, <c>accuracy</c>, <c>batt</c>, and of a cargo tracker <c>seal=open|closed|tampered</c>, as a query string or a form body. Unknown fields are passed over.
/// </summary>
public static class OsmAndQuery
{
    // Far more than the protocol has; keeps a hostile query from costing much.
    private const int MaxFields = 64;
    private const int MaxValueLength = 512;

    /// <summary>
    /// Reads a query (with or without <c>?</c>) or a form body.
    /// </summary>
    /// <param name="query">The text, still percent-encoded.</param>
    /// <param name="speedUnit">Unit of <c>speed</c>; knots by the protocol, but some senders give m/s.</param>
    public static PhoneReading Parse(ReadOnlySpan<char> query, SpeedUnit speedUnit = SpeedUnit.Knots)
    {
        var builder = new FixBuilder(speedUnit);
        if (!query.IsEmpty && query[0] == '?')
            query = query[1..];
        var fields = 0;
        while (!query.IsEmpty)
        {
            var end = query.IndexOf('&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            if (pair.IsEmpty)
                continue;
            if (++fields > MaxFields)
            {
                builder.Find("query", pair, "has too many fields", $"at most {MaxFields} fields");
                break;
            }

            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair[..equals];
            var raw = equals < 0 ? default : pair[(equals + 1)..];
            if (raw.Length > MaxValueLength)
                builder.Find(Decode(name[..Math.Min(name.Length, 40)]), raw, "is too long", $"at most {MaxValueLength} characters");
            else if (name.Length <= 40)
                Take(builder, Decode(name), raw);
        }

        return builder.Build("id", "lat", "lon");
    }

    /// <summary>The query of a fix, without <c>?</c>; speed in knots, time in milliseconds. Fields that are not known are left out.</summary>
    public static string Write(in PhoneFix fix)
    {
        var query = new StringBuilder(160);
        query.Append("id=").Append(Uri.EscapeDataString(fix.DeviceId));
        Append(query, "lat", fix.LatitudeDegrees);
        Append(query, "lon", fix.LongitudeDegrees);
        Append(query, "timestamp", fix.UnixMs);
        Append(query, "speed", fix.SpeedKnots);
        Append(query, "bearing", fix.CourseDegrees);
        Append(query, "altitude", fix.AltitudeMetres);
        Append(query, "accuracy", fix.AccuracyMetres);
        Append(query, "batt", fix.BatteryPercent);
        if (fix.Seal is { } seal)
            query.Append("&seal=").Append(seal.ToString().ToLowerInvariant());
        return query.ToString();
    }

    private static void Append<T>(StringBuilder query, string name, T? value)
        where T : struct, IFormattable
    {
        if (value is { } number)
            query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(number.ToString(null, CultureInfo.InvariantCulture)));
    }

    private static void Append(StringBuilder query, string name, double value) => Append(query, name, (double?)value);

    private static void Take(FixBuilder builder, string name, ReadOnlySpan<char> raw)
    {
        switch (name)
        {
            case "id" or "deviceid":
                builder.Device(name, Decode(raw));
                break;
            case "lat":
                builder.Latitude(name, Decode(raw));
                break;
            case "lon":
                builder.Longitude(name, Decode(raw));
                break;
            case "location":
                Location(builder, Decode(raw));
                break;
            case "timestamp":
                builder.Time(name, Decode(raw));
                break;
            case "speed":
                builder.Speed(name, Decode(raw));
                break;
            case "bearing" or "heading":
                builder.Course(name, Decode(raw));
                break;
            case "altitude":
                builder.Altitude(name, Decode(raw));
                break;
            case "accuracy":
                builder.Accuracy(name, Decode(raw));
                break;
            case "seal":
                builder.Seal(name, Decode(raw));
                break;
            case "batt":
                builder.Battery(name, Decode(raw), 100);
                break;
        }
    }

    private static void Location(FixBuilder builder, ReadOnlySpan<char> value)
    {
        var comma = value.IndexOf(',');
        builder.Latitude("location", comma < 0 ? value : value[..comma]);
        builder.Longitude("location", comma < 0 ? default : value[(comma + 1)..]);
    }

    // A form's encoding: plus is a blank, then percent escapes of UTF-8. A broken escape stays as it is.
    private static string Decode(ReadOnlySpan<char> raw)
    {
        if (raw.IndexOfAny('%', '+') < 0)
            return raw.ToString();
        var text = new StringBuilder(raw.Length).Append(raw).Replace('+', ' ').ToString();
        return Uri.UnescapeDataString(text);
    }
}
