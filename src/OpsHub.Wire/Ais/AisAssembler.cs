namespace OpsHub.Wire.Ais;

/// <summary>
/// Puts multipart messages together. Parts belong together when feed, receiving station, sequence id, channel and part count agree; they
/// may come in any order. Bounded: when all places are taken the oldest unfinished message is given up, and one that is older than the
/// limit is given up too. All buffers are made once.
/// </summary>
public sealed class AisAssembler
{
    /// <summary>Longest payload of one part. A whole NMEA sentence has 82 bytes; some equipment sends longer ones.</summary>
    public const int MaxPartLength = 128;

    /// <summary>Most parts of a message.</summary>
    public const int MaxParts = 9;

    /// <summary>Longest assembled payload.</summary>
    public const int MaxPayloadLength = MaxPartLength * MaxParts;

    private readonly Slot[] _slots;
    private readonly byte[] _parts;
    private readonly long _maxAgeMs;
    private int _used;

    /// <summary>An assembler for so many unfinished messages, each kept for so long.</summary>
    /// <param name="capacity">Unfinished messages kept.</param>
    /// <param name="maxAgeMs">Parts of one message leave a receiver within a fraction of a second; the default allows for slow links.</param>
    public AisAssembler(int capacity = 64, int maxAgeMs = 5_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAgeMs, 1);
        _slots = new Slot[capacity];
        _parts = new byte[capacity * MaxPayloadLength];
        _maxAgeMs = maxAgeMs;
    }

    /// <summary>Messages that are waiting for parts.</summary>
    public int Unfinished => _used;

    /// <summary>Messages given up because a part never came.</summary>
    public long Lost { get; private set; }

    /// <summary>
    /// Takes a part. On <see cref="AisOutcome.Message"/> the payload is in <paramref name="payload"/>, which needs
    /// <see cref="MaxPayloadLength"/> bytes.
    /// </summary>
    public AisOutcome Add(
        in AisSentence sentence, in StationId source, ulong feed, long taggedMs, long nowMs, Span<byte> payload, out AssembledPayload assembled, out AisRefusal refusal)
    {
        assembled = default;
        refusal = AisRefusal.None;
        if (sentence.Payload.Length > MaxPartLength)
        {
            refusal = AisRefusal.PayloadTooLong;
            return AisOutcome.Refused;
        }

        var at = Find(sentence, source, feed, nowMs);
        ref var slot = ref _slots[at];
        var bit = 1 << sentence.FragmentNumber;
        if ((slot.Received & bit) != 0)
        {
            if (Part(at, sentence.FragmentNumber, slot).SequenceEqual(sentence.Payload))
            {
                refusal = AisRefusal.FragmentDuplicate;
                return AisOutcome.Refused;
            }

            // Another message that uses the same sequence id: the first one will never be finished.
            Lost++;
            Start(ref slot, sentence, source, feed, nowMs);
        }

        sentence.Payload.CopyTo(_parts.AsSpan(at * MaxPayloadLength + (sentence.FragmentNumber - 1) * MaxPartLength));
        slot.Lengths[sentence.FragmentNumber - 1] = (byte)sentence.Payload.Length;
        slot.Received |= (ushort)bit;
        if (slot.TaggedMs == 0)
            slot.TaggedMs = taggedMs;
        if (sentence.FragmentNumber == sentence.FragmentCount)
            slot.FillBits = (byte)sentence.FillBits;
        // Bits 1..count all set.
        if (slot.Received != (1 << (slot.Count + 1)) - 2)
            return AisOutcome.Pending;

        var length = 0;
        for (var number = 1; number <= slot.Count; number++)
        {
            var part = Part(at, number, slot);
            part.CopyTo(payload[length..]);
            length += part.Length;
        }

        assembled = new AssembledPayload(length, slot.FillBits, slot.TaggedMs);
        slot = default;
        _used--;
        return AisOutcome.Message;
    }

    /// <summary>Gives up what is too old. Returns how many messages were lost by it.</summary>
    public int Expire(long nowMs)
    {
        var lost = 0;
        if (_used == 0)
            return 0;
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Count != 0 && IsOld(_slots[i], nowMs))
            {
                _slots[i] = default;
                _used--;
                lost++;
            }
        }

        Lost += lost;
        return lost;
    }

    private int Find(in AisSentence sentence, in StationId source, ulong feed, long nowMs)
    {
        int free = -1, oldest = 0;
        for (var i = 0; i < _slots.Length; i++)
        {
            ref var slot = ref _slots[i];
            if (slot.Count == 0)
            {
                if (free < 0)
                    free = i;
                continue;
            }

            if (slot.Feed == feed && slot.SequenceId == sentence.SequenceId && slot.Channel == sentence.Channel
                && slot.Count == sentence.FragmentCount && slot.Source == source)
            {
                if (!IsOld(slot, nowMs))
                    return i;
                Lost++;
                Start(ref slot, sentence, source, feed, nowMs);
                return i;
            }

            if (slot.FirstMs < _slots[oldest].FirstMs)
                oldest = i;
        }

        if (free >= 0)
        {
            _used++;
        }
        else
        {
            Lost++;
            free = oldest;
        }

        Start(ref _slots[free], sentence, source, feed, nowMs);
        return free;
    }

    // A clock that was set back makes parts look newer than now: they are as good as old ones.
    private bool IsOld(in Slot slot, long nowMs) => nowMs - slot.FirstMs > _maxAgeMs || nowMs < slot.FirstMs - _maxAgeMs;

    private static void Start(ref Slot slot, in AisSentence sentence, in StationId source, ulong feed, long nowMs) => slot = new Slot
    {
        Feed = feed,
        Source = source,
        SequenceId = (sbyte)sentence.SequenceId,
        Channel = sentence.Channel,
        Count = (byte)sentence.FragmentCount,
        FirstMs = nowMs,
    };

    private ReadOnlySpan<byte> Part(int at, int number, in Slot slot) =>
        _parts.AsSpan(at * MaxPayloadLength + (number - 1) * MaxPartLength, slot.Lengths[number - 1]);

    private struct Slot
    {
        public ulong Feed;
        public StationId Source;
        public long FirstMs;
        public long TaggedMs;
        public PartLengths Lengths;
        public ushort Received;
        public sbyte SequenceId;
        public byte Channel;
        public byte Count;
        public byte FillBits;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxParts)]
    private struct PartLengths
    {
        private byte _first;
    }
}

/// <summary>What an assembled message is made of.</summary>
/// <param name="Length">Payload characters.</param>
/// <param name="FillBits">Padding bits of the last part.</param>
/// <param name="TaggedUnixMs">First tag-block time among the parts, 0 when none had one.</param>
public readonly record struct AssembledPayload(int Length, int FillBits, long TaggedUnixMs);
