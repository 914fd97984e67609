using static OpsHub.Wire.Ais.SixBit;

namespace OpsHub.Wire.Ais;

/// <summary>
/// Bits to reports, after ITU-R M.1371-5 annex 8. Stateless; allocates nothing. A message may be longer than its type needs (real
/// equipment pads to full slots) and a few bits shorter where only the tail without meaning for us is missing.
/// </summary>
public static partial class AisDecoder
{
    /// <summary>
    /// Decodes one message.
    /// </summary>
    /// <param name="packed">The bits, most significant first, with <see cref="SixBit.Padding"/> bytes of zero behind them.</param>
    /// <param name="bits">How many bits the message has, fill bits excluded.</param>
    /// <param name="message">The message; type, repeat indicator and MMSI are set whenever they could be read.</param>
    /// <returns><see cref="AisRefusal.None"/>, or why the message cannot be used.</returns>
    public static AisRefusal Decode(ReadOnlySpan<byte> packed, int bits, out AisMessage message)
    {
        message = default;
        if (bits < 38)
            return AisRefusal.TooShortForType;
        message.Type = (byte)ReadUnsigned(packed, 0, 6);
        message.Repeat = (byte)ReadUnsigned(packed, 6, 2);
        message.Mmsi = ReadUnsigned(packed, 8, 30);
        if (message.Type is 0 or > 27)
            return AisRefusal.TypeUnknown;
        if (message.Mmsi is 0 or > 999_999_999)
            return AisRefusal.MmsiOutOfRange;
        var refusal = DecodeBody(packed, bits, ref message);
        if (refusal == AisRefusal.None && message.PositionState == PositionState.OutOfRange)
            return AisRefusal.PositionOutOfRange;
        return refusal;
    }

    private static AisRefusal DecodeBody(ReadOnlySpan<byte> packed, int bits, ref AisMessage message)
    {
        switch (message.Type)
        {
            case 1 or 2 or 3:
                return bits < 149 ? AisRefusal.TooShortForType : Take(ref message, ClassAPosition(packed, bits, message.Type));
            case 4 or 11:
                if (bits < 149)
                    return AisRefusal.TooShortForType;
                message.BaseStation = BaseStation(packed, bits);
                message.Content = AisContent.BaseStation;
                return AisRefusal.None;
            case 5:
                return bits < 422 ? AisRefusal.TooShortForType : Take(ref message, Voyage(packed, bits));
            case 9:
                return bits < 148 ? AisRefusal.TooShortForType : Take(ref message, Aircraft(packed, bits));
            case 18:
                return bits < 148 ? AisRefusal.TooShortForType : Take(ref message, ClassBPosition(packed, bits));
            case 19:
                if (bits < 308)
                    return AisRefusal.TooShortForType;
                Take(ref message, ExtendedClassBPosition(packed));
                return Take(ref message, ExtendedClassBStatic(packed));
            case 21:
                if (bits < 271)
                    return AisRefusal.TooShortForType;
                message.Aid = AidToNavigation(packed, bits);
                message.Content = AisContent.AidToNavigation;
                return AisRefusal.None;
            case 24:
                return PartOfStatic(packed, bits, ref message);
            case 27:
                return bits < 95 ? AisRefusal.TooShortForType : Take(ref message, LongRange(packed));
            default:
                return AisRefusal.None;
        }
    }

    private static AisRefusal Take(ref AisMessage message, in PositionReport report)
    {
        message.Position = report;
        message.Content |= AisContent.Position;
        return AisRefusal.None;
    }

    private static AisRefusal Take(ref AisMessage message, in StaticReport report)
    {
        message.Static = report;
        message.Content |= AisContent.Static;
        return AisRefusal.None;
    }

    private static StaticReport ExtendedClassBStatic(ReadOnlySpan<byte> p) => new()
    {
        Parts = StaticParts.Name | StaticParts.Ship,
        Name = AisText.Read(p, 143, 20),
        ShipType = (byte)ReadUnsigned(p, 263, 8),
        ToBow = (ushort)ReadUnsigned(p, 271, 9),
        ToStern = (ushort)ReadUnsigned(p, 280, 9),
        ToPort = (byte)ReadUnsigned(p, 289, 6),
        ToStarboard = (byte)ReadUnsigned(p, 295, 6),
        FixType = (byte)ReadUnsigned(p, 301, 4),
        DataTerminalNotReady = ReadFlag(p, 306),
    };

    private static BaseStationReport BaseStation(ReadOnlySpan<byte> p, int bits) => new()
    {
        Year = (ushort)ReadUnsigned(p, 38, 14),
        Month = (byte)ReadUnsigned(p, 52, 4),
        Day = (byte)ReadUnsigned(p, 56, 5),
        Hour = (byte)ReadUnsigned(p, 61, 5),
        Minute = (byte)ReadUnsigned(p, 66, 6),
        Second = (byte)ReadUnsigned(p, 72, 6),
        IsAccurate = ReadFlag(p, 78),
        LongitudeRaw = ReadSigned(p, 79, 28),
        LatitudeRaw = ReadSigned(p, 107, 27),
        FixType = (byte)ReadUnsigned(p, 134, 4),
        Raim = ReadFlag(p, 148),
        CommunicationState = StateAt(p, bits, 149),
    };

    private static StaticReport Voyage(ReadOnlySpan<byte> p, int bits) => new()
    {
        Parts = StaticParts.Name | StaticParts.Ship | StaticParts.Voyage,
        AisVersion = (byte)ReadUnsigned(p, 38, 2),
        Imo = ReadUnsigned(p, 40, 30),
        CallSign = AisText.Read(p, 70, 7),
        Name = AisText.Read(p, 112, 20),
        ShipType = (byte)ReadUnsigned(p, 232, 8),
        ToBow = (ushort)ReadUnsigned(p, 240, 9),
        ToStern = (ushort)ReadUnsigned(p, 249, 9),
        ToPort = (byte)ReadUnsigned(p, 258, 6),
        ToStarboard = (byte)ReadUnsigned(p, 264, 6),
        FixType = (byte)ReadUnsigned(p, 270, 4),
        EtaMonth = (byte)ReadUnsigned(p, 274, 4),
        EtaDay = (byte)ReadUnsigned(p, 278, 5),
        EtaHour = (byte)ReadUnsigned(p, 283, 5),
        EtaMinute = (byte)ReadUnsigned(p, 288, 6),
        DraughtRaw = (byte)ReadUnsigned(p, 294, 8),
        Destination = AisText.Read(p, 302, 20),
        // Some equipment leaves out the last two bits; "not ready" is the default of the standard.
        DataTerminalNotReady = bits <= 422 || ReadFlag(p, 422),
    };

    private static AidToNavigationReport AidToNavigation(ReadOnlySpan<byte> p, int bits) => new()
    {
        AidType = (byte)ReadUnsigned(p, 38, 5),
        Name = AisText.Read(p, 43, 20),
        IsAccurate = ReadFlag(p, 163),
        LongitudeRaw = ReadSigned(p, 164, 28),
        LatitudeRaw = ReadSigned(p, 192, 27),
        ToBow = (ushort)ReadUnsigned(p, 219, 9),
        ToStern = (ushort)ReadUnsigned(p, 228, 9),
        ToPort = (byte)ReadUnsigned(p, 237, 6),
        ToStarboard = (byte)ReadUnsigned(p, 243, 6),
        FixType = (byte)ReadUnsigned(p, 249, 4),
        Second = (byte)ReadUnsigned(p, 253, 6),
        IsOffPosition = ReadFlag(p, 259),
        Regional = (byte)ReadUnsigned(p, 260, 8),
        Raim = ReadFlag(p, 268),
        IsVirtual = ReadFlag(p, 269),
        IsAssigned = ReadFlag(p, 270),
        // At most 14 characters; what is behind them is padding to a whole byte or slot. A name that ended does not go on.
        NameExtension = bits < 278 || !AisText.IsFull(p, 43, 20) ? default : AisText.Read(p, 272, Math.Min(14, (bits - 272) / 6)),
    };

    private static AisRefusal PartOfStatic(ReadOnlySpan<byte> p, int bits, ref AisMessage message)
    {
        if (bits < 40)
            return AisRefusal.TooShortForType;
        var part = ReadUnsigned(p, 38, 2);
        if (part == 0)
        {
            return bits < 160
                ? AisRefusal.TooShortForType
                : Take(ref message, new StaticReport { Parts = StaticParts.Name, Name = AisText.Read(p, 40, 20) });
        }

        if (part != 1)
            return AisRefusal.TypeUnknown;
        if (bits < 162)
            return AisRefusal.TooShortForType;
        // 98MIDxxxx: a craft of a mother ship; its dimensions are the mother ship's MMSI.
        var auxiliary = message.Mmsi / 10_000_000 == 98;
        return Take(ref message, new StaticReport
        {
            Parts = StaticParts.Ship | StaticParts.Vendor | (auxiliary ? StaticParts.Mothership : 0),
            ShipType = (byte)ReadUnsigned(p, 40, 8),
            VendorRaw = Read(p, 48, 42),
            CallSign = AisText.Read(p, 90, 7),
            ToBow = auxiliary ? (ushort)0 : (ushort)ReadUnsigned(p, 132, 9),
            ToStern = auxiliary ? (ushort)0 : (ushort)ReadUnsigned(p, 141, 9),
            ToPort = auxiliary ? (byte)0 : (byte)ReadUnsigned(p, 150, 6),
            ToStarboard = auxiliary ? (byte)0 : (byte)ReadUnsigned(p, 156, 6),
            MothershipMmsi = auxiliary ? ReadUnsigned(p, 132, 30) : 0,
            FixType = bits >= 166 ? (byte)ReadUnsigned(p, 162, 4) : (byte)0,
        });
    }

    // A cut-off communication state means nothing; say so rather than give a number that nobody sent.
    private static int StateAt(ReadOnlySpan<byte> p, int bits, int offset) =>
        bits >= offset + 19 ? ReadSigned(p, offset, 19) & 0x7FFFF : -1;
}
