using OpsHub.Wire.Text;

namespace OpsHub.Wire.Ais;

/// <summary>Whether a tag block could be used. A bad tag block never costs the sentence that follows it.</summary>
public enum TagBlockState : byte
{
    /// <summary>The sentence has no tag block.</summary>
    None,

    /// <summary>Read, checksum right.</summary>
    Good,

    /// <summary>No two-digit <c>*hh</c>; its fields were dropped.</summary>
    ChecksumMissing,

    /// <summary>Checksum wrong; its fields were dropped.</summary>
    ChecksumBad,
}

/// <summary>The fields of an NMEA 4.0 tag block that we use; all others are passed over.</summary>
public struct TagBlock
{
    /// <summary>Whether the block was there and right.</summary>
    public TagBlockState State { get; private set; }

    /// <summary><c>s:</c> receiving station.</summary>
    public StationId Source { get; internal set; }

    /// <summary><c>c:</c> time of receipt at the station in Unix milliseconds (sent in s or ms); 0 when absent or senseless.</summary>
    public long UnixMs { get; internal set; }

    /// <summary><c>g:</c> number of this sentence in its group, from 1; 0 when not grouped.</summary>
    public int GroupNumber { get; private set; }

    /// <summary><c>g:</c> sentences in the group; 0 when not grouped.</summary>
    public int GroupCount { get; private set; }

    /// <summary><c>g:</c> id of the group.</summary>
    public int GroupId { get; private set; }

    /// <summary><c>n:</c> line number; 0 when absent.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Reads the inside of a tag block: everything between the two backslashes.</summary>
    public static TagBlock Parse(ReadOnlySpan<byte> inside)
    {
        var block = default(TagBlock);
        var star = inside.LastIndexOf((byte)'*');
        if (star < 0 || inside.Length != star + 3)
        {
            block.State = TagBlockState.ChecksumMissing;
            return block;
        }

        var said = SpanText.HexValue(inside[star + 1]) << 4 | SpanText.HexValue(inside[star + 2]);
        var fields = inside[..star];
        if (said != NmeaChecksum.Xor(fields))
        {
            block.State = TagBlockState.ChecksumBad;
            return block;
        }

        block.State = TagBlockState.Good;
        while (!fields.IsEmpty)
        {
            var comma = fields.IndexOf((byte)',');
            var field = comma < 0 ? fields : fields[..comma];
            fields = comma < 0 ? default : fields[(comma + 1)..];
            block.Take(field);
        }

        return block;
    }

    private void Take(ReadOnlySpan<byte> field)
    {
        // Some senders join group and field: "1G2:1234" is the older form of "g:1-2-1234".
        if (field.Length >= 3 && field[1] == ':')
        {
            var value = field[2..];
            switch (field[0])
            {
                case (byte)'s':
                    Source = new StationId(value);
                    break;
                case (byte)'c':
                    if (SpanText.TryParseDigits(value, out var time) && WireTime.TryFromNumber(time, out var unixMs))
                        UnixMs = unixMs;
                    break;
                case (byte)'n':
                    if (SpanText.TryParseDigits(value, out var line))
                        LineNumber = line;
                    break;
                case (byte)'g':
                    TakeGroup(value, (byte)'-', (byte)'-');
                    break;
            }
        }
        else if (field.IndexOf((byte)'G') > 0)
        {
            TakeGroup(field, (byte)'G', (byte)':');
        }
    }

    private void TakeGroup(ReadOnlySpan<byte> value, byte first, byte second)
    {
        var a = value.IndexOf(first);
        if (a < 0)
            return;
        var rest = value[(a + 1)..];
        var b = rest.IndexOf(second);
        if (b < 0)
            return;
        if (SpanText.TryParseDigits(value[..a], out var number) && SpanText.TryParseDigits(rest[..b], out var count)
            && SpanText.TryParseDigits(rest[(b + 1)..], out var id) && number is >= 1 and <= 99 && count is >= 1 and <= 99
            && number <= count && id <= int.MaxValue)
        {
            GroupNumber = (int)number;
            GroupCount = (int)count;
            GroupId = (int)id;
        }
    }
}
