using OpsHub.Wire.Text;

namespace OpsHub.Wire.Ais;

/// <summary>Times of receipt that recorded feeds carry outside tag blocks.</summary>
internal static class FeedTime
{
    /// <summary>
    /// Coast guard form behind the checksum: <c>,s28089,d-103,x147521,r08TPHI1,1242958962</c>. Station (<c>r</c> or <c>b</c>) and Unix seconds.
    /// </summary>
    public static void ReadSuffix(ReadOnlySpan<byte> suffix, ref StationId source, ref long unixMs)
    {
        while (!suffix.IsEmpty)
        {
            var comma = suffix.IndexOf((byte)',');
            var field = (comma < 0 ? suffix : suffix[..comma]).Trim(" \t"u8);
            suffix = comma < 0 ? default : suffix[(comma + 1)..];
            if (field.IsEmpty)
                continue;
            if (field[0] is (byte)'r' or (byte)'b' && field.Length > 1 && source.IsNone)
                source = new StationId(field);
            // Nine digits or more: anything shorter is no time since AIS exists.
            else if (suffix.IsEmpty && unixMs == 0 && field.Length >= 9 && SpanText.TryParseDigits(field, out var time))
                WireTime.TryFromNumber(time, out unixMs);
        }
    }

    /// <summary>
    /// Gatehouse form, a sentence before the sentence: <c>$PGHP,1,2008,5,9,0,0,0,10,338,2,,1,09*17</c>. Year to millisecond, and last the
    /// checksum of the sentence it belongs to.
    /// </summary>
    public static bool TryReadGatehouse(ReadOnlySpan<byte> line, out long unixMs, out byte checksum)
    {
        unixMs = 0;
        checksum = 0;
        if (!line.StartsWith("$PGHP,1,"u8))
            return false;
        var star = line.IndexOf((byte)'*');
        if (star < 0 || line.Length < star + 3
            || (SpanText.HexValue(line[star + 1]) << 4 | SpanText.HexValue(line[star + 2])) != NmeaChecksum.Xor(line[1..star]))
            return false;

        var fields = line[8..star];
        Span<int> numbers = stackalloc int[7];
        for (var i = 0; i < numbers.Length; i++)
        {
            var comma = fields.IndexOf((byte)',');
            if (comma < 0 || !SpanText.TryParseDigits(fields[..comma], out var number) || number > 9999)
                return false;
            numbers[i] = (int)number;
            fields = fields[(comma + 1)..];
        }

        var last = fields[(fields.LastIndexOf((byte)',') + 1)..];
        if (last.Length != 2)
            return false;
        var (high, low) = (SpanText.HexValue(last[0]), SpanText.HexValue(last[1]));
        if (high < 0 || low < 0 || numbers[0] is < 1970 or > 9999 || numbers[1] is < 1 or > 12
            || numbers[2] < 1 || numbers[2] > DateTime.DaysInMonth(numbers[0], numbers[1])
            || numbers[3] > 23 || numbers[4] > 59 || numbers[5] > 59 || numbers[6] > 999)
            return false;
        checksum = (byte)(high << 4 | low);
        var at = new DateTimeOffset(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], TimeSpan.Zero);
        unixMs = at.ToUnixTimeMilliseconds();
        return true;
    }
}
