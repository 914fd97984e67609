namespace OpsHub.Wire.Ais;

/// <summary>
/// Lines in, messages out: sentence checks, tag blocks and their groups, multipart assembly, decoding, counters. Allocates nothing per
/// line. Keeps state between lines, so one receiver serves one thread; several senders may share it when each gives its own feed number.
/// </summary>
public sealed class AisReceiver
{
    private readonly AisAssembler _assembler;
    private readonly TagGroups _groups = new();
    private readonly byte[] _payload = new byte[AisAssembler.MaxPayloadLength];
    private readonly byte[] _packed = new byte[SixBit.PackedLength(AisAssembler.MaxPayloadLength)];
    private long _announcedMs;
    private ulong _announcedFeed;
    private byte _announcedChecksum;

    /// <summary>A receiver with the given assembler, or one with its defaults.</summary>
    public AisReceiver(AisAssembler? assembler = null) => _assembler = assembler ?? new AisAssembler();

    /// <summary>What came in and what became of it.</summary>
    public AisCounters Counters { get; } = new();

    /// <summary>Multipart messages that are waiting for parts.</summary>
    public int Unfinished => _assembler.Unfinished;

    /// <summary>
    /// Takes one line.
    /// </summary>
    /// <param name="line">A line as <see cref="NmeaLineReader"/> gives it: a sentence, perhaps with a tag block before it.</param>
    /// <param name="feed">Any number that tells senders apart (a hash of the remote address, say); parts are only joined within a feed.</param>
    /// <param name="nowUnixMs">Time of receipt, Unix milliseconds.</param>
    /// <param name="message">Filled on <see cref="AisOutcome.Message"/>, and as far as readable when a whole message was refused.</param>
    /// <param name="refusal">Why the line was ignored or refused.</param>
    public AisOutcome Accept(ReadOnlySpan<byte> line, ulong feed, long nowUnixMs, out AisMessage message, out AisRefusal refusal)
    {
        message = default;
        Counters.CountLine();
        refusal = AisSentence.TryParse(line, out var sentence);
        var tag = sentence.Tag;
        if (tag.State != TagBlockState.None)
            Counters.CountTagBlock(tag.State);
        if (tag.GroupNumber != 0)
            _groups.Apply(ref tag, feed, nowUnixMs);
        if (refusal != AisRefusal.None)
        {
            Counters.Count(refusal);
            if (refusal is not (AisRefusal.NotASentence or AisRefusal.OtherSentence))
                return AisOutcome.Refused;
            if (refusal == AisRefusal.OtherSentence && FeedTime.TryReadGatehouse(line, out _announcedMs, out _announcedChecksum))
                _announcedFeed = feed;
            return AisOutcome.Ignored;
        }

        var source = tag.Source;
        var taggedMs = tag.UnixMs;
        if (!sentence.Suffix.IsEmpty)
            FeedTime.ReadSuffix(sentence.Suffix, ref source, ref taggedMs);
        if (_announcedMs != 0)
            TakeAnnounced(sentence, feed, ref taggedMs);

        // Only the tag block's station ties parts together: feeds append theirs to the last part alone.
        var outcome = Unpack(sentence, tag.Source, feed, nowUnixMs, ref taggedMs, out var bits, out refusal);
        if (outcome == AisOutcome.Message)
        {
            refusal = AisDecoder.Decode(_packed, bits, out message);
            message.Channel = sentence.Channel;
            message.IsOwnShip = sentence.IsOwnShip;
            message.Source = source;
            message.TaggedUnixMs = taggedMs;
            message.ReceivedUnixMs = nowUnixMs;
            if (refusal == AisRefusal.None)
                Counters.CountMessage(message.Type);
            else
                outcome = AisOutcome.Refused;
        }

        if (outcome == AisOutcome.Refused)
            Counters.Count(refusal);
        return outcome;
    }

    /// <summary>Gives up unfinished messages that are too old. Call now and then, or at least before reading the counters.</summary>
    public void Expire(long nowUnixMs)
    {
        _assembler.Expire(nowUnixMs);
        CountLost();
    }

    private AisOutcome Unpack(
        in AisSentence sentence, in StationId source, ulong feed, long nowMs, ref long taggedMs, out int bits, out AisRefusal refusal)
    {
        bits = 0;
        refusal = AisRefusal.None;
        var payload = sentence.Payload;
        var fillBits = sentence.FillBits;
        if (sentence.FragmentCount > 1)
        {
            var outcome = _assembler.Add(sentence, source, feed, taggedMs, nowMs, _payload, out var assembled, out refusal);
            CountLost();
            if (outcome != AisOutcome.Message)
                return outcome;
            payload = _payload.AsSpan(0, assembled.Length);
            fillBits = assembled.FillBits;
            taggedMs = assembled.TaggedUnixMs;
        }

        if (payload.Length > AisAssembler.MaxPayloadLength)
        {
            refusal = AisRefusal.PayloadTooLong;
            return AisOutcome.Refused;
        }

        if (!SixBit.TryUnarmour(payload, _packed))
        {
            refusal = AisRefusal.PayloadCharacterBad;
            return AisOutcome.Refused;
        }

        bits = payload.Length * 6 - fillBits;
        return AisOutcome.Message;
    }

    private void TakeAnnounced(in AisSentence sentence, ulong feed, ref long taggedMs)
    {
        if (feed != _announcedFeed)
            return;
        if (sentence.Checksum == _announcedChecksum && taggedMs == 0)
            taggedMs = _announcedMs;
        _announcedMs = 0;
    }

    private void CountLost()
    {
        var counted = Counters.Of(AisRefusal.FragmentLost);
        if (_assembler.Lost != counted)
            Counters.Count(AisRefusal.FragmentLost, _assembler.Lost - counted);
    }
}
