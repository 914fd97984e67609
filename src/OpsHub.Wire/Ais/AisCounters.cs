namespace OpsHub.Wire.Ais;

/// <summary>What came in and what became of it. One writer; other threads may read at any time.</summary>
public sealed class AisCounters
{
    private readonly long[] _refusals = new long[Enum.GetValues<AisRefusal>().Length];
    private readonly long[] _types = new long[28];
    private long _lines;
    private long _messages;
    private long _tagBlocks;
    private long _tagBlocksBad;

    /// <summary>Lines offered.</summary>
    public long Lines => Volatile.Read(ref _lines);

    /// <summary>Messages decoded (also those of types that are only counted).</summary>
    public long Messages => Volatile.Read(ref _messages);

    /// <summary>Tag blocks seen.</summary>
    public long TagBlocks => Volatile.Read(ref _tagBlocks);

    /// <summary>Tag blocks whose checksum was missing or wrong; their sentences were still taken.</summary>
    public long TagBlocksBad => Volatile.Read(ref _tagBlocksBad);

    /// <summary>Lines, fragments or messages not taken for the given reason.</summary>
    public long Of(AisRefusal refusal) => Volatile.Read(ref _refusals[(int)refusal]);

    /// <summary>Messages decoded of a type, 1-27.</summary>
    public long OfType(int type) => Volatile.Read(ref _types[type]);

    internal void CountLine() => _lines++;

    internal void CountMessage(byte type)
    {
        _messages++;
        _types[type]++;
    }

    internal void CountTagBlock(TagBlockState state)
    {
        _tagBlocks++;
        if (state != TagBlockState.Good)
            _tagBlocksBad++;
    }

    internal void Count(AisRefusal refusal, long times = 1) => _refusals[(int)refusal] += times;
}
