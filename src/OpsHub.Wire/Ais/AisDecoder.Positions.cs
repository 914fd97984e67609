using static OpsHub.Wire.Ais.SixBit;

namespace OpsHub.Wire.Ais;

/// <summary>The messages that say where something is: types 1, 2, 3, 9, 18, 19 and 27.</summary>
public static partial class AisDecoder
{
    private static PositionReport ClassAPosition(ReadOnlySpan<byte> p, int bits, byte type) => new()
    {
        Type = type,
        NavigationStatus = (byte)ReadUnsigned(p, 38, 4),
        RateOfTurnRaw = (sbyte)ReadSigned(p, 42, 8),
        SpeedRaw = (ushort)ReadUnsigned(p, 50, 10),
        IsAccurate = ReadFlag(p, 60),
        LongitudeRaw = ReadSigned(p, 61, 28),
        LatitudeRaw = ReadSigned(p, 89, 27),
        CourseRaw = (ushort)ReadUnsigned(p, 116, 12),
        HeadingRaw = (ushort)ReadUnsigned(p, 128, 9),
        Second = (byte)ReadUnsigned(p, 137, 6),
        Maneuver = (byte)ReadUnsigned(p, 143, 2),
        Raim = ReadFlag(p, 148),
        AltitudeRaw = AisPosition.AltitudeNotAvailable,
        CommunicationState = StateAt(p, bits, 149),
    };

    private static PositionReport Aircraft(ReadOnlySpan<byte> p, int bits) => new()
    {
        Type = 9,
        NavigationStatus = 15,
        RateOfTurnRaw = AisPosition.RateOfTurnNotAvailable,
        AltitudeRaw = (ushort)ReadUnsigned(p, 38, 12),
        SpeedRaw = (ushort)ReadUnsigned(p, 50, 10),
        IsAccurate = ReadFlag(p, 60),
        LongitudeRaw = ReadSigned(p, 61, 28),
        LatitudeRaw = ReadSigned(p, 89, 27),
        CourseRaw = (ushort)ReadUnsigned(p, 116, 12),
        HeadingRaw = AisPosition.HeadingNotAvailable,
        Second = (byte)ReadUnsigned(p, 128, 6),
        Regional = (byte)ReadUnsigned(p, 134, 8),
        DataTerminalNotReady = ReadFlag(p, 142),
        IsAssigned = ReadFlag(p, 146),
        Raim = ReadFlag(p, 147),
        CommunicationSelector = bits > 148 && ReadFlag(p, 148),
        CommunicationState = StateAt(p, bits, 149),
    };

    private static PositionReport ClassBPosition(ReadOnlySpan<byte> p, int bits) => new()
    {
        Type = 18,
        NavigationStatus = 15,
        RateOfTurnRaw = AisPosition.RateOfTurnNotAvailable,
        Reserved = (byte)ReadUnsigned(p, 38, 8),
        SpeedRaw = (ushort)ReadUnsigned(p, 46, 10),
        IsAccurate = ReadFlag(p, 56),
        LongitudeRaw = ReadSigned(p, 57, 28),
        LatitudeRaw = ReadSigned(p, 85, 27),
        CourseRaw = (ushort)ReadUnsigned(p, 112, 12),
        HeadingRaw = (ushort)ReadUnsigned(p, 124, 9),
        Second = (byte)ReadUnsigned(p, 133, 6),
        Regional = (byte)ReadUnsigned(p, 139, 2),
        ClassB = (ReadFlag(p, 141) ? ClassBFlags.CarrierSense : 0) | (ReadFlag(p, 142) ? ClassBFlags.Display : 0)
            | (ReadFlag(p, 143) ? ClassBFlags.Dsc : 0) | (ReadFlag(p, 144) ? ClassBFlags.Band : 0)
            | (ReadFlag(p, 145) ? ClassBFlags.Message22 : 0),
        IsAssigned = ReadFlag(p, 146),
        Raim = ReadFlag(p, 147),
        AltitudeRaw = AisPosition.AltitudeNotAvailable,
        CommunicationSelector = bits > 148 && ReadFlag(p, 148),
        CommunicationState = StateAt(p, bits, 149),
    };

    private static PositionReport ExtendedClassBPosition(ReadOnlySpan<byte> p) => new()
    {
        Type = 19,
        NavigationStatus = 15,
        RateOfTurnRaw = AisPosition.RateOfTurnNotAvailable,
        Reserved = (byte)ReadUnsigned(p, 38, 8),
        SpeedRaw = (ushort)ReadUnsigned(p, 46, 10),
        IsAccurate = ReadFlag(p, 56),
        LongitudeRaw = ReadSigned(p, 57, 28),
        LatitudeRaw = ReadSigned(p, 85, 27),
        CourseRaw = (ushort)ReadUnsigned(p, 112, 12),
        HeadingRaw = (ushort)ReadUnsigned(p, 124, 9),
        Second = (byte)ReadUnsigned(p, 133, 6),
        Regional = (byte)ReadUnsigned(p, 139, 4),
        Raim = ReadFlag(p, 305),
        DataTerminalNotReady = ReadFlag(p, 306),
        IsAssigned = ReadFlag(p, 307),
        AltitudeRaw = AisPosition.AltitudeNotAvailable,
        CommunicationState = -1,
    };

    private static PositionReport LongRange(ReadOnlySpan<byte> p) => new()
    {
        Type = 27,
        IsAccurate = ReadFlag(p, 38),
        Raim = ReadFlag(p, 39),
        NavigationStatus = (byte)ReadUnsigned(p, 40, 4),
        RateOfTurnRaw = AisPosition.RateOfTurnNotAvailable,
        LongitudeRaw = ReadSigned(p, 44, 18),
        LatitudeRaw = ReadSigned(p, 62, 17),
        SpeedRaw = (ushort)ReadUnsigned(p, 79, 6),
        CourseRaw = (ushort)ReadUnsigned(p, 85, 9),
        HeadingRaw = AisPosition.HeadingNotAvailable,
        Second = 60,
        IsNotCurrentGnss = ReadFlag(p, 94),
        AltitudeRaw = AisPosition.AltitudeNotAvailable,
        CommunicationState = -1,
    };
}
