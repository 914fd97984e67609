using System.Globalization;

namespace OpsHub.Wire.Text;

/// <summary>Instants as senders write them: Unix seconds or milliseconds, ISO 8601, or <c>yyyy-MM-dd HH:mm:ss</c> (taken as UTC).</summary>
public static class WireTime
{
    // Seconds reach this value in the year 5138, milliseconds passed it in 1973: nothing plausible is ambiguous.
    private const long FirstMilliseconds = 100_000_000_000;

    // 9999-12-31T23:59:59.999Z, the last instant the framework can hold.
    private const long LastUnixMs = 253_402_300_799_999;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:sszzz",
    ];

    /// <summary>What a sender may write, for a finding's <c>Expected</c>.</summary>
    public const string Expected = "Unix seconds or milliseconds, ISO 8601, or yyyy-MM-dd HH:mm:ss in UTC";

    /// <summary>Unix milliseconds from a whole number of seconds or milliseconds.</summary>
    public static bool TryFromNumber(long number, out long unixMs)
    {
        unixMs = 0;
        if (number < 0)
            return false;
        if (number < FirstMilliseconds)
            unixMs = number * 1000;
        else if (number <= LastUnixMs)
            unixMs = number;
        else
            return false;
        return true;
    }

    /// <summary>Reads any of the accepted forms.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long unixMs)
    {
        unixMs = 0;
        text = text.Trim();
        if (text.IsEmpty || text.Length > 40)
            return false;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return TryFromNumber(number, out unixMs);
        if (SpanText.TryParseNumber(text, out var seconds))
        {
            // Fractional seconds, as some senders write them; a fraction of a millisecond means nothing.
            if (seconds is < 0 or >= FirstMilliseconds)
                return false;
            unixMs = (long)Math.Round(seconds * 1000);
            return true;
        }

        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, styles, out var at))
            return false;
        unixMs = new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return unixMs >= 0;
    }
}
