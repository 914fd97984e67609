using static OpsHub.Wire.Ais.SixBit;

namespace OpsHub.Wire.Ais;

/// <summary>Reports to bits, the inverse of <see cref="AisDecoder"/>, for types 1, 2, 3, 4, 5, 18, 19, 21, 24 and 27.</summary>
public static class AisEncoder
{
    /// <summary>Bytes of buffer that every encoded message fits in, padding included.</summary>
    public const int MaxPackedLength = 64 + Padding;

    /// <summary>
    /// Writes the bits of a message. The buffer needs <see cref="MaxPackedLength"/> bytes.
    /// </summary>
    /// <returns>How many bits the message has.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A raw field does not fit its place in the message.</exception>
    /// <exception cref="NotSupportedException">The type cannot be written.</exception>
    public static int Encode(in AisMessage message, Span<byte> packed)
    {
        packed = packed[..MaxPackedLength];
        packed.Clear();
        Put(packed, 0, 6, message.Type);
        Put(packed, 6, 2, message.Repeat);
        Put(packed, 8, 30, message.Mmsi);
        return message.Type switch
        {
            1 or 2 or 3 => ClassAPosition(packed, message.Position),
            4 or 11 => BaseStation(packed, message.BaseStation),
            5 => Voyage(packed, message.Static),
            18 => ClassBPosition(packed, message.Position),
            19 => ExtendedClassB(packed, message.Position, message.Static),
            21 => AidToNavigation(packed, message.Aid),
            24 => PartOfStatic(packed, message.Static),
            27 => LongRange(packed, message.Position),
            _ => throw new NotSupportedException($"AIS message type {message.Type} is read but not written."),
        };
    }

    private static int ClassAPosition(Span<byte> p, in PositionReport r)
    {
        Put(p, 38, 4, r.NavigationStatus);
        PutSigned(p, 42, 8, r.RateOfTurnRaw);
        Put(p, 50, 10, r.SpeedRaw);
        Put(p, 60, r.IsAccurate);
        PutSigned(p, 61, 28, r.LongitudeRaw);
        PutSigned(p, 89, 27, r.LatitudeRaw);
        Put(p, 116, 12, r.CourseRaw);
        Put(p, 128, 9, r.HeadingRaw);
        Put(p, 137, 6, r.Second);
        Put(p, 143, 2, r.Maneuver);
        Put(p, 148, r.Raim);
        Put(p, 149, 19, (uint)Math.Max(r.CommunicationState, 0));
        return 168;
    }

    private static int BaseStation(Span<byte> p, in BaseStationReport r)
    {
        Put(p, 38, 14, r.Year);
        Put(p, 52, 4, r.Month);
        Put(p, 56, 5, r.Day);
        Put(p, 61, 5, r.Hour);
        Put(p, 66, 6, r.Minute);
        Put(p, 72, 6, r.Second);
        Put(p, 78, r.IsAccurate);
        PutSigned(p, 79, 28, r.LongitudeRaw);
        PutSigned(p, 107, 27, r.LatitudeRaw);
        Put(p, 134, 4, r.FixType);
        Put(p, 148, r.Raim);
        Put(p, 149, 19, (uint)Math.Max(r.CommunicationState, 0));
        return 168;
    }

    private static int Voyage(Span<byte> p, in StaticReport r)
    {
        Put(p, 38, 2, r.AisVersion);
        Put(p, 40, 30, r.Imo);
        r.CallSign.Write(p, 70, 7);
        r.Name.Write(p, 112, 20);
        Put(p, 232, 8, r.ShipType);
        PutDimensions(p, 240, r.ToBow, r.ToStern, r.ToPort, r.ToStarboard);
        Put(p, 270, 4, r.FixType);
        Put(p, 274, 4, r.EtaMonth);
        Put(p, 278, 5, r.EtaDay);
        Put(p, 283, 5, r.EtaHour);
        Put(p, 288, 6, r.EtaMinute);
        Put(p, 294, 8, r.DraughtRaw);
        r.Destination.Write(p, 302, 20);
        Put(p, 422, r.DataTerminalNotReady);
        return 424;
    }

    private static int ClassBPosition(Span<byte> p, in PositionReport r)
    {
        PutClassBCommon(p, r);
        Put(p, 139, 2, r.Regional);
        Put(p, 141, r.ClassB.HasFlag(ClassBFlags.CarrierSense));
        Put(p, 142, r.ClassB.HasFlag(ClassBFlags.Display));
        Put(p, 143, r.ClassB.HasFlag(ClassBFlags.Dsc));
        Put(p, 144, r.ClassB.HasFlag(ClassBFlags.Band));
        Put(p, 145, r.ClassB.HasFlag(ClassBFlags.Message22));
        Put(p, 146, r.IsAssigned);
        Put(p, 147, r.Raim);
        Put(p, 148, r.CommunicationSelector);
        Put(p, 149, 19, (uint)Math.Max(r.CommunicationState, 0));
        return 168;
    }

    private static int ExtendedClassB(Span<byte> p, in PositionReport r, in StaticReport s)
    {
        PutClassBCommon(p, r);
        Put(p, 139, 4, r.Regional);
        s.Name.Write(p, 143, 20);
        Put(p, 263, 8, s.ShipType);
        PutDimensions(p, 271, s.ToBow, s.ToStern, s.ToPort, s.ToStarboard);
        Put(p, 301, 4, s.FixType);
        Put(p, 305, r.Raim);
        Put(p, 306, r.DataTerminalNotReady);
        Put(p, 307, r.IsAssigned);
        return 312;
    }

    private static void PutClassBCommon(Span<byte> p, in PositionReport r)
    {
        Put(p, 38, 8, r.Reserved);
        Put(p, 46, 10, r.SpeedRaw);
        Put(p, 56, r.IsAccurate);
        PutSigned(p, 57, 28, r.LongitudeRaw);
        PutSigned(p, 85, 27, r.LatitudeRaw);
        Put(p, 112, 12, r.CourseRaw);
        Put(p, 124, 9, r.HeadingRaw);
        Put(p, 133, 6, r.Second);
    }

    private static int AidToNavigation(Span<byte> p, in AidToNavigationReport r)
    {
        Put(p, 38, 5, r.AidType);
        r.Name.Write(p, 43, 20, continued: !r.NameExtension.IsEmpty);
        Put(p, 163, r.IsAccurate);
        PutSigned(p, 164, 28, r.LongitudeRaw);
        PutSigned(p, 192, 27, r.LatitudeRaw);
        PutDimensions(p, 219, r.ToBow, r.ToStern, r.ToPort, r.ToStarboard);
        Put(p, 249, 4, r.FixType);
        Put(p, 253, 6, r.Second);
        Put(p, 259, r.IsOffPosition);
        Put(p, 260, 8, r.Regional);
        Put(p, 268, r.Raim);
        Put(p, 269, r.IsVirtual);
        Put(p, 270, r.IsAssigned);
        var extension = Math.Min(r.NameExtension.Length, 14);
        r.NameExtension.Write(p, 272, extension);
        // Filled with zeroes to a whole byte, as the standard asks.
        return (272 + extension * 6 + 7) / 8 * 8;
    }

    private static int PartOfStatic(Span<byte> p, in StaticReport r)
    {
        if (r.Parts.HasFlag(StaticParts.Name))
        {
            r.Name.Write(p, 40, 20);
            return 160;
        }

        Put(p, 38, 2, 1);
        Put(p, 40, 8, r.ShipType);
        Write(p, 48, 42, r.VendorRaw);
        r.CallSign.Write(p, 90, 7);
        if (r.Parts.HasFlag(StaticParts.Mothership))
            Put(p, 132, 30, r.MothershipMmsi);
        else
            PutDimensions(p, 132, r.ToBow, r.ToStern, r.ToPort, r.ToStarboard);
        Put(p, 162, 4, r.FixType);
        return 168;
    }

    private static int LongRange(Span<byte> p, in PositionReport r)
    {
        Put(p, 38, r.IsAccurate);
        Put(p, 39, r.Raim);
        Put(p, 40, 4, r.NavigationStatus);
        PutSigned(p, 44, 18, r.LongitudeRaw);
        PutSigned(p, 62, 17, r.LatitudeRaw);
        Put(p, 79, 6, r.SpeedRaw);
        Put(p, 85, 9, r.CourseRaw);
        Put(p, 94, r.IsNotCurrentGnss);
        return 96;
    }

    private static void PutDimensions(Span<byte> p, int offset, ushort bow, ushort stern, byte port, byte starboard)
    {
        Put(p, offset, 9, bow);
        Put(p, offset + 9, 9, stern);
        Put(p, offset + 18, 6, port);
        Put(p, offset + 24, 6, starboard);
    }

    private static void Put(Span<byte> p, int offset, bool flag) => Write(p, offset, 1, flag ? 1u : 0u);

    private static void Put(Span<byte> p, int offset, int bits, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (uint)((1UL << bits) - 1));
        Write(p, offset, bits, value);
    }

    private static void PutSigned(Span<byte> p, int offset, int bits, int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (1 << (bits - 1)) - 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -(1 << (bits - 1)));
        Write(p, offset, bits, (uint)value);
    }
}
