using OpsHub.Wire.Ais;

namespace OpsHub.Wire.N2k;

/// <summary>What a message of the ship's network tells.</summary>
public enum N2kContent : byte
{
    /// <summary>Nothing we use.</summary>
    None,

    /// <summary>Another ship, in <see cref="N2kMessage.Ais"/>.</summary>
    Ais,

    /// <summary>The ship that carries the network, in <see cref="N2kMessage.OwnShip"/>.</summary>
    OwnShip,
}

/// <summary>One message of a capture. A plain value; nothing in it refers to the input.</summary>
public struct N2kMessage
{
    /// <summary>Time of the line, Unix milliseconds.</summary>
    public long UnixMs { get; internal set; }

    /// <summary>Parameter group number.</summary>
    public int Pgn { get; internal set; }

    /// <summary>Address of the sending device, 0-255.</summary>
    public byte SourceAddress { get; internal set; }

    /// <summary>Which of the two below is filled.</summary>
    public N2kContent Content { get; internal set; }

    /// <summary>
    /// The AIS report behind PGN 129038, 129039, 129041, 129793, 129794, 129809 or 129810. The network carries SI units; they are turned back
    /// into the integers of the radio message, which is exact, because its steps are the coarser ones.
    /// </summary>
    public AisMessage Ais { get; internal set; }

    /// <summary>The own ship's position, course or both (PGN 129025, 129026, 129029).</summary>
    public OwnShipFix OwnShip { get; internal set; }
}

/// <summary>What the own ship's receivers say; each message carries a part.</summary>
public readonly record struct OwnShipFix
{
    /// <summary>Degrees north; null when this message has none.</summary>
    public double? LatitudeDegrees { get; init; }

    /// <summary>Degrees east; null when this message has none.</summary>
    public double? LongitudeDegrees { get; init; }

    /// <summary>Knots over ground; null when this message has none.</summary>
    public double? SpeedKnots { get; init; }

    /// <summary>True course over ground in degrees, 0 up to but not including 360; null when this message has none.</summary>
    public double? CourseDegrees { get; init; }

    /// <summary>Metres; null when this message has none.</summary>
    public double? AltitudeMetres { get; init; }

    /// <summary>UTC of the fix, Unix milliseconds; null when this message has none.</summary>
    public long? FixUnixMs { get; init; }
}
