using OpsHub.Wire.Text;

namespace OpsHub.Wire.Ais;

/// <summary>One VDM or VDO sentence, checked, its payload still armoured. Lives only as long as the bytes it was read from.</summary>
public ref struct AisSentence
{
    /// <summary>Two letters, first in the high byte: <c>AI</c> mobile, <c>BS</c> base station, ...</summary>
    public ushort Talker { get; private set; }

    /// <summary>VDO: the report is of the ship that carries the receiver.</summary>
    public bool IsOwnShip { get; private set; }

    /// <summary>1-9.</summary>
    public int FragmentCount { get; private set; }

    /// <summary>1-<see cref="FragmentCount"/>.</summary>
    public int FragmentNumber { get; private set; }

    /// <summary>0-9, or -1 when the field is empty.</summary>
    public int SequenceId { get; private set; }

    /// <summary><c>A</c>, <c>B</c>, <c>1</c>, <c>2</c>, or 0 when the field is empty.</summary>
    public byte Channel { get; private set; }

    /// <summary>Six-bit characters as they came.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Bits of the last character that are padding, 0-5.</summary>
    public int FillBits { get; private set; }

    /// <summary>The checksum, known to be right.</summary>
    public byte Checksum { get; private set; }

    /// <summary>What stands before the sentence.</summary>
    public TagBlock Tag { get; private set; }

    /// <summary>What stands behind the checksum (coast guard feeds append station and time there), the comma excluded.</summary>
    public ReadOnlySpan<byte> Suffix { get; private set; }

    /// <summary>
    /// Reads one line. Returns <see cref="AisRefusal.None"/> when the sentence is whole. A wrong tag block does not refuse the
    /// sentence; see <see cref="TagBlock.State"/>.
    /// </summary>
    public static AisRefusal TryParse(ReadOnlySpan<byte> line, out AisSentence sentence)
    {
        sentence = default;
        if (!line.IsEmpty && line[0] == '\\')
        {
            var close = line[1..].IndexOf((byte)'\\');
            if (close < 0)
                return AisRefusal.NotASentence;
            sentence.Tag = TagBlock.Parse(line.Slice(1, close));
            line = line[(close + 2)..];
        }

        // "!AIVDM," and at least something.
        if (line.Length < 7 || line[0] is not ((byte)'!' or (byte)'$'))
            return AisRefusal.NotASentence;
        if (line[6] != ',' || line[3] != 'V' || line[4] != 'D' || line[5] is not ((byte)'M' or (byte)'O'))
            return AisRefusal.OtherSentence;

        var star = line.IndexOf((byte)'*');
        if (star < 0 || line.Length < star + 3)
            return AisRefusal.ChecksumMissing;
        var high = SpanText.HexValue(line[star + 1]);
        var low = SpanText.HexValue(line[star + 2]);
        if (high < 0 || low < 0)
            return AisRefusal.ChecksumMissing;
        if (NmeaChecksum.Xor(line[1..star]) != (high << 4 | low))
            return AisRefusal.ChecksumBad;

        sentence.Checksum = (byte)(high << 4 | low);
        sentence.Talker = (ushort)(line[1] << 8 | line[2]);
        if (!IsAisTalker(sentence.Talker))
            return AisRefusal.TalkerUnknown;
        sentence.IsOwnShip = line[5] == 'O';
        if (line.Length > star + 4 && line[star + 3] == ',')
            sentence.Suffix = line[(star + 4)..];
        return sentence.TakeFields(line[7..star]);
    }

    private AisRefusal TakeFields(ReadOnlySpan<byte> fields)
    {
        // n,i,s,c,payload,f : count and number are one digit, sequence id and channel one character or none.
        if (fields.Length < 4 || fields[1] != ',' || fields[3] != ',')
            return CountCommas(fields) == 5 ? AisRefusal.FragmentNumberBad : AisRefusal.FieldMissing;
        FragmentCount = fields[0] - '0';
        FragmentNumber = fields[2] - '0';
        if (FragmentCount is < 1 or > 9 || FragmentNumber < 1 || FragmentNumber > FragmentCount)
            return AisRefusal.FragmentNumberBad;

        var rest = fields[4..];
        var comma = rest.IndexOf((byte)',');
        if (comma < 0)
            return AisRefusal.FieldMissing;
        SequenceId = comma switch { 0 => -1, 1 when rest[0] is >= (byte)'0' and <= (byte)'9' => rest[0] - '0', _ => -2 };
        if (SequenceId == -2)
            return AisRefusal.SequenceIdBad;

        rest = rest[(comma + 1)..];
        comma = rest.IndexOf((byte)',');
        if (comma < 0)
            return AisRefusal.FieldMissing;
        Channel = comma == 0 ? (byte)0 : rest[0];

        rest = rest[(comma + 1)..];
        comma = rest.IndexOf((byte)',');
        if (comma < 0)
            return AisRefusal.FieldMissing;
        Payload = rest[..comma];
        rest = rest[(comma + 1)..];
        if (rest.Length != 1 || rest[0] is < (byte)'0' or > (byte)'5')
            return AisRefusal.FillBitsBad;
        FillBits = rest[0] - '0';
        return Payload.IsEmpty ? AisRefusal.PayloadEmpty : AisRefusal.None;
    }

    private static int CountCommas(ReadOnlySpan<byte> fields) => fields.Count((byte)',');

    // IEC 61162-1 and IEC 62320: mobile, base stations, limited base, aids, receiving, transmitting, simplex repeater, shore.
    private static bool IsAisTalker(ushort talker) => talker switch
    {
        'A' << 8 | 'I' or 'A' << 8 | 'B' or 'A' << 8 | 'D' or 'A' << 8 | 'N' or 'A' << 8 | 'R' or 'A' << 8 | 'S'
            or 'A' << 8 | 'T' or 'A' << 8 | 'X' or 'B' << 8 | 'S' or 'S' << 8 | 'A' => true,
        _ => false,
    };
}
