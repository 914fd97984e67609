using OpsHub.Wire.Ais;
using static OpsHub.Wire.N2k.N2kUnits;

namespace OpsHub.Wire.N2k;

/// <summary>The parameter groups that carry AIS messages. Byte 0 is message type and repeat indicator, bytes 1-4 the MMSI.</summary>
internal static class N2kAis
{
    private const uint MsPerDay = 86_400_000;

    public static void Decode(int pgn, ReadOnlySpan<byte> d, ref AisMessage message)
    {
        // Byte 0 says which AIS message it was; only what the group can carry is believed.
        var type = (byte)(d[0] & 63);
        message.Type = pgn switch
        {
            129038 => type is 2 or 3 ? type : (byte)1,
            129039 => 18,
            129041 => 21,
            129793 => type == 11 ? type : (byte)4,
            129794 => 5,
            _ => 24,
        };
        switch (pgn)
        {
            case 129038:
                message.Position = ClassA(d, message.Type);
                message.Content = AisContent.Position;
                break;
            case 129039:
                message.Position = ClassB(d);
                message.Content = AisContent.Position;
                break;
            case 129041:
                message.Aid = Aid(d);
                message.Content = AisContent.AidToNavigation;
                break;
            case 129793:
                message.BaseStation = BaseStation(d);
                message.Content = AisContent.BaseStation;
                break;
            default:
                message.Static = pgn switch { 129794 => Voyage(d), 129809 => PartA(d), _ => PartB(d) };
                message.Content = AisContent.Static;
                break;
        }
    }

    private static PositionReport ClassA(ReadOnlySpan<byte> d, byte type) => new()
    {
        Type = type,
        LongitudeRaw = Coordinate(S32(d, 5), AisPosition.LongitudeNotAvailable),
        LatitudeRaw = Coordinate(S32(d, 9), AisPosition.LatitudeNotAvailable),
        IsAccurate = (d[13] & 1) != 0,
        Raim = (d[13] & 2) != 0,
        Second = (byte)(d[13] >> 2),
        CourseRaw = Course(U16(d, 14)),
        SpeedRaw = Speed(U16(d, 16)),
        CommunicationState = CommunicationState(d),
        HeadingRaw = Heading(U16(d, 21)),
        RateOfTurnRaw = RateOfTurn((short)U16(d, 23)),
        NavigationStatus = (byte)(d[25] & 15),
        Maneuver = (byte)(d[25] >> 4 & 3),
        AltitudeRaw = AisPosition.AltitudeNotAvailable,
    };

    private static PositionReport ClassB(ReadOnlySpan<byte> d) => new()
    {
        Type = 18,
        NavigationStatus = 15,
        RateOfTurnRaw = AisPosition.RateOfTurnNotAvailable,
        LongitudeRaw = Coordinate(S32(d, 5), AisPosition.LongitudeNotAvailable),
        LatitudeRaw = Coordinate(S32(d, 9), AisPosition.LatitudeNotAvailable),
        IsAccurate = (d[13] & 1) != 0,
        Raim = (d[13] & 2) != 0,
        Second = (byte)(d[13] >> 2),
        CourseRaw = Course(U16(d, 14)),
        SpeedRaw = Speed(U16(d, 16)),
        CommunicationState = CommunicationState(d),
        CommunicationSelector = d.Length > 25 && (d[25] & 1) != 0,
        HeadingRaw = Heading(U16(d, 21)),
        Reserved = d[23],
        Regional = (byte)(d[24] & 3),
        ClassB = ((d[24] & 4) != 0 ? ClassBFlags.CarrierSense : 0) | ((d[24] & 8) != 0 ? ClassBFlags.Display : 0)
            | ((d[24] & 16) != 0 ? ClassBFlags.Dsc : 0) | ((d[24] & 32) != 0 ? ClassBFlags.Band : 0)
            | ((d[24] & 64) != 0 ? ClassBFlags.Message22 : 0),
        IsAssigned = (d[24] & 128) != 0,
        AltitudeRaw = AisPosition.AltitudeNotAvailable,
    };

    private static BaseStationReport BaseStation(ReadOnlySpan<byte> d)
    {
        var (time, days) = (U32(d, 14), U16(d, 21));
        var hasTime = time / 10 < MsPerDay;
        var hasDate = days < 0xFFFD;
        var date = hasDate ? DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + days) : default;
        var seconds = (int)(time / 10_000);
        return new BaseStationReport
        {
            Year = (ushort)(hasDate ? date.Year : 0),
            Month = (byte)(hasDate ? date.Month : 0),
            Day = (byte)(hasDate ? date.Day : 0),
            Hour = (byte)(hasTime ? seconds / 3600 : 24),
            Minute = (byte)(hasTime ? seconds / 60 % 60 : 60),
            Second = (byte)(hasTime ? seconds % 60 : 60),
            LongitudeRaw = Coordinate(S32(d, 5), AisPosition.LongitudeNotAvailable),
            LatitudeRaw = Coordinate(S32(d, 9), AisPosition.LatitudeNotAvailable),
            IsAccurate = (d[13] & 1) != 0,
            Raim = (d[13] & 2) != 0,
            CommunicationState = CommunicationState(d),
            FixType = (byte)(d[23] >> 4),
        };
    }

    private static AidToNavigationReport Aid(ReadOnlySpan<byte> d)
    {
        var (bow, stern, port, starboard) = Dimensions(U16(d, 14), U16(d, 16), U16(d, 18), U16(d, 20));
        // Variable-length text: its length with the two bytes before it, then 1 for ASCII.
        var nameLength = Math.Clamp(d[26] - 2, 0, Math.Max(0, d.Length - 28));
        var name = nameLength > 0 && d[27] == 1 ? d.Slice(28, nameLength) : default;
        return new AidToNavigationReport
        {
            LongitudeRaw = Coordinate(S32(d, 5), AisPosition.LongitudeNotAvailable),
            LatitudeRaw = Coordinate(S32(d, 9), AisPosition.LatitudeNotAvailable),
            IsAccurate = (d[13] & 1) != 0,
            Raim = (d[13] & 2) != 0,
            Second = (byte)(d[13] >> 2),
            ToBow = bow,
            ToStern = stern,
            ToPort = port,
            ToStarboard = starboard,
            AidType = (byte)(d[22] & 31),
            IsOffPosition = (d[22] & 32) != 0,
            IsVirtual = (d[22] & 64) != 0,
            IsAssigned = (d[22] & 128) != 0,
            FixType = (byte)(d[23] >> 1 & 15),
            Regional = d[24],
            Name = AisText.FromAscii(name[..Math.Min(name.Length, AisText.MaxLength)]),
            NameExtension = name.Length > AisText.MaxLength ? AisText.FromAscii(name[AisText.MaxLength..Math.Min(name.Length, 34)]) : default,
        };
    }

    private static StaticReport Voyage(ReadOnlySpan<byte> d)
    {
        var (bow, stern, port, starboard) = Dimensions(U16(d, 37), U16(d, 39), U16(d, 43), U16(d, 41));
        var (days, time) = (U16(d, 45), U32(d, 47));
        var hasDate = days < 0xFFFD;
        var date = hasDate ? DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + days) : default;
        var hasTime = time / 10 < MsPerDay;
        return new StaticReport
        {
            Parts = StaticParts.Name | StaticParts.Ship | StaticParts.Voyage,
            Imo = U32(d, 5) is var imo and < 1 << 30 ? imo : 0,
            CallSign = AisText.FromAscii(d.Slice(9, 7)),
            Name = AisText.FromAscii(d.Slice(16, 20)),
            ShipType = d[36],
            ToBow = bow,
            ToStern = stern,
            ToPort = port,
            ToStarboard = starboard,
            EtaMonth = (byte)(hasDate ? date.Month : 0),
            EtaDay = (byte)(hasDate ? date.Day : 0),
            EtaHour = (byte)(hasTime ? time / 36_000_000 : 24),
            EtaMinute = (byte)(hasTime ? time / 600_000 % 60 : 60),
            // 0.01 m to 0.1 m.
            DraughtRaw = U16(d, 51) is var draught and < 0xFFFD ? (byte)Math.Min(255, (draught + 5) / 10) : (byte)0,
            Destination = AisText.FromAscii(d.Slice(53, 20)),
            AisVersion = (byte)(d[73] & 3),
            FixType = (byte)(d[73] >> 2 & 15),
            DataTerminalNotReady = (d[73] & 64) != 0,
        };
    }

    private static StaticReport PartA(ReadOnlySpan<byte> d) => new()
    {
        Parts = StaticParts.Name,
        Name = AisText.FromAscii(d.Slice(5, 20)),
    };

    private static StaticReport PartB(ReadOnlySpan<byte> d)
    {
        var (bow, stern, port, starboard) = Dimensions(U16(d, 20), U16(d, 22), U16(d, 26), U16(d, 24));
        var mothership = U32(d, 28);
        var auxiliary = U32(d, 1) / 10_000_000 == 98 && mothership is > 0 and <= 999_999_999;
        ulong vendor = 0;
        foreach (var c in d.Slice(6, 7))
            vendor = vendor << 6 | (uint)(c & 63);
        return new StaticReport
        {
            Parts = StaticParts.Ship | StaticParts.Vendor | (auxiliary ? StaticParts.Mothership : 0),
            ShipType = d[5],
            VendorRaw = vendor,
            CallSign = AisText.FromAscii(d.Slice(13, 7)),
            ToBow = auxiliary ? (ushort)0 : bow,
            ToStern = auxiliary ? (ushort)0 : stern,
            ToPort = auxiliary ? (byte)0 : port,
            ToStarboard = auxiliary ? (byte)0 : starboard,
            MothershipMmsi = auxiliary ? mothership : 0,
        };
    }

    private static int CommunicationState(ReadOnlySpan<byte> d) => (d[18] | d[19] << 8 | d[20] << 16) & 0x7FFFF;

    // The network has overall sizes and the place of the antenna, the radio message the four distances from it.
    private static (ushort Bow, ushort Stern, byte Port, byte Starboard) Dimensions(ushort length, ushort beam, ushort fromBow, ushort fromStarboard)
    {
        var bow = Metres(fromBow);
        var starboard = Metres(fromStarboard);
        return (
            (ushort)Math.Min(bow, 511),
            (ushort)Math.Clamp(Metres(length) - bow, 0, 511),
            (byte)Math.Clamp(Metres(beam) - starboard, 0, 63),
            (byte)Math.Min(starboard, 63));
    }
}
