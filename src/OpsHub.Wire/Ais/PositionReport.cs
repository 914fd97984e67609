namespace OpsHub.Wire.Ais;

/// <summary>What a decoded position is worth.</summary>
public enum PositionState : byte
{
    /// <summary>The sender said "not available" (latitude 91, longitude 181), or the message has no position.</summary>
    NotAvailable,

    /// <summary>A place on Earth.</summary>
    Valid,

    /// <summary>Latitude beyond 90 or longitude beyond 180 degrees without being the value for "not available".</summary>
    OutOfRange,
}

/// <summary>
/// Where something is and how it moves: message types 1, 2, 3, 9, 18, 19 and 27 (ITU-R M.1371-5). The raw fields are the integers of the
/// message, so that comparing them is exact; the scaled accessors are null where the raw value says "not available".
/// </summary>
public readonly record struct PositionReport
{
    // ITU-R M.1371-5: 1/10,000 minute; type 27: 1/10 minute.
    private const double FineUnitsPerDegree = 600_000;
    private const double CoarseUnitsPerDegree = 600;

    /// <summary>Message type the report came in: 1, 2, 3, 9, 18, 19 or 27. Decides units.</summary>
    public byte Type { get; init; }

    /// <summary>0-14 as in the standard, 15 not defined; 15 for class B and aircraft, which send none.</summary>
    public byte NavigationStatus { get; init; }

    /// <summary>-126..126 coded rate of turn, +-127 turning without an indicator, -128 not available.</summary>
    public sbyte RateOfTurnRaw { get; init; }

    /// <summary>1/10 knot, 1022 means 102.2 or more, 1023 not available. Type 9: knots. Type 27: knots, 63 not available.</summary>
    public ushort SpeedRaw { get; init; }

    /// <summary>True: better than 10 m.</summary>
    public bool IsAccurate { get; init; }

    /// <summary>1/10,000 minute east (type 27: 1/10 minute); 181 degrees not available.</summary>
    public int LongitudeRaw { get; init; }

    /// <summary>1/10,000 minute north (type 27: 1/10 minute); 91 degrees not available.</summary>
    public int LatitudeRaw { get; init; }

    /// <summary>1/10 degree, 3600 not available. Type 27: degrees, 511 not available.</summary>
    public ushort CourseRaw { get; init; }

    /// <summary>Degrees, 511 not available; 511 for types 9 and 27, which send none.</summary>
    public ushort HeadingRaw { get; init; }

    /// <summary>UTC second of the fix; 60 not available, 61 manual, 62 dead reckoning, 63 inoperative. 60 for type 27.</summary>
    public byte Second { get; init; }

    /// <summary>0 not available, 1 none, 2 special manoeuvre. Only types 1-3.</summary>
    public byte Maneuver { get; init; }

    /// <summary>Class B: 8 reserved bits at offset 38.</summary>
    public byte Reserved { get; init; }

    /// <summary>Reserved bits at offset 139 (type 18: 2, type 19: 4) or 134 (type 9: 8).</summary>
    public byte Regional { get; init; }

    /// <summary>Receiver autonomous integrity monitoring in use.</summary>
    public bool Raim { get; init; }

    /// <summary>Class B, type 18.</summary>
    public ClassBFlags ClassB { get; init; }

    /// <summary>Types 9, 18 and 19: reporting interval assigned by a shore station.</summary>
    public bool IsAssigned { get; init; }

    /// <summary>Types 9 and 19: data terminal not ready.</summary>
    public bool DataTerminalNotReady { get; init; }

    /// <summary>Type 27: true when the position is older than 5 s (field is 1: not a current GNSS position).</summary>
    public bool IsNotCurrentGnss { get; init; }

    /// <summary>Type 9: metres, 4094 means 4094 or more, 4095 not available. 4095 for all others.</summary>
    public ushort AltitudeRaw { get; init; }

    /// <summary>Types 9 and 18: which kind of communication state follows (false SOTDMA, true ITDMA).</summary>
    public bool CommunicationSelector { get; init; }

    /// <summary>19 bits of communication state; -1 when the message has none or was cut short before its end.</summary>
    public int CommunicationState { get; init; }

    /// <summary>Whether the position can be used.</summary>
    public PositionState State => AisPosition.StateOf(LatitudeRaw, LongitudeRaw, Type == 27 ? 600 : 600_000);

    /// <summary>Degrees north; meaningful only while <see cref="State"/> is <see cref="PositionState.Valid"/>.</summary>
    public double LatitudeDegrees => LatitudeRaw / (Type == 27 ? CoarseUnitsPerDegree : FineUnitsPerDegree);

    /// <summary>Degrees east; meaningful only while <see cref="State"/> is <see cref="PositionState.Valid"/>.</summary>
    public double LongitudeDegrees => LongitudeRaw / (Type == 27 ? CoarseUnitsPerDegree : FineUnitsPerDegree);

    /// <summary>Speed over ground in knots; null when not available.</summary>
    public double? SpeedKnots => Type switch
    {
        27 => SpeedRaw >= 63 ? null : SpeedRaw,
        9 => SpeedRaw >= 1023 ? null : SpeedRaw,
        _ => SpeedRaw >= 1023 ? null : SpeedRaw / 10.0,
    };

    /// <summary>Course over ground in degrees, 0 up to but not including 360; null when not available or senseless.</summary>
    public double? CourseDegrees => Type == 27
        ? CourseRaw >= 360 ? null : CourseRaw
        : CourseRaw >= 3600 ? null : CourseRaw / 10.0;

    /// <summary>True heading in degrees, 0-359; null when not available or senseless.</summary>
    public int? HeadingDegrees => HeadingRaw >= 360 ? null : HeadingRaw;

    /// <summary>Degrees per minute, positive to starboard: (raw / 4.733) squared with its sign; null when there is no indicator.</summary>
    public double? RateOfTurnDegreesPerMinute => RateOfTurnRaw is -128 or -127 or 127
        ? null
        : Math.CopySign(RateOfTurnRaw / 4.733 * (RateOfTurnRaw / 4.733), RateOfTurnRaw);

    /// <summary>Metres above mean sea level (aircraft); null when not available.</summary>
    public int? AltitudeMetres => AltitudeRaw >= 4095 ? null : AltitudeRaw;
}

/// <summary>The one-bit fields of a class B report (type 18).</summary>
[Flags]
public enum ClassBFlags : byte
{
    /// <summary>None set.</summary>
    None = 0,

    /// <summary>Carrier-sense unit (else SOTDMA).</summary>
    CarrierSense = 1,

    /// <summary>Has a display.</summary>
    Display = 2,

    /// <summary>Has DSC.</summary>
    Dsc = 4,

    /// <summary>Can use the whole marine band.</summary>
    Band = 8,

    /// <summary>Obeys message 22.</summary>
    Message22 = 16,
}

/// <summary>Position values shared by the reports.</summary>
public static class AisPosition
{
    /// <summary>181 degrees in 1/10,000 minute.</summary>
    public const int LongitudeNotAvailable = 181 * 600_000;

    /// <summary>91 degrees in 1/10,000 minute.</summary>
    public const int LatitudeNotAvailable = 91 * 600_000;

    /// <summary>1023: no speed.</summary>
    public const ushort SpeedNotAvailable = 1023;

    /// <summary>3600: no course.</summary>
    public const ushort CourseNotAvailable = 3600;

    /// <summary>511: no heading.</summary>
    public const ushort HeadingNotAvailable = 511;

    /// <summary>-128: no rate of turn.</summary>
    public const sbyte RateOfTurnNotAvailable = -128;

    /// <summary>4095: no altitude.</summary>
    public const ushort AltitudeNotAvailable = 4095;

    /// <summary>Judges raw coordinates of so many units per degree.</summary>
    public static PositionState StateOf(int latitudeRaw, int longitudeRaw, int unitsPerDegree)
    {
        if (longitudeRaw == 181 * unitsPerDegree || latitudeRaw == 91 * unitsPerDegree)
            return PositionState.NotAvailable;
        var inside = latitudeRaw >= -90 * unitsPerDegree && latitudeRaw <= 90 * unitsPerDegree
            && longitudeRaw >= -180 * unitsPerDegree && longitudeRaw <= 180 * unitsPerDegree;
        return inside ? PositionState.Valid : PositionState.OutOfRange;
    }

    /// <summary>1/10,000 minute from degrees, rounded.</summary>
    public static int FromDegrees(double degrees) => (int)Math.Round(degrees * 600_000);
}
