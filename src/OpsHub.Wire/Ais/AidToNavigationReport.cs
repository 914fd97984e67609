namespace OpsHub.Wire.Ais;

/// <summary>A buoy, beacon or light (type 21). Raw fields as sent.</summary>
public readonly record struct AidToNavigationReport
{
    /// <summary>0-31 as in the standard; 0 not specified.</summary>
    public byte AidType { get; init; }

    /// <summary>First 20 characters of the name.</summary>
    public AisText Name { get; init; }

    /// <summary>Up to 14 more characters of the name; see <see cref="FullName"/>.</summary>
    public AisText NameExtension { get; init; }

    /// <summary>True: better than 10 m.</summary>
    public bool IsAccurate { get; init; }

    /// <summary>1/10,000 minute east; 181 degrees not available.</summary>
    public int LongitudeRaw { get; init; }

    /// <summary>1/10,000 minute north; 91 degrees not available.</summary>
    public int LatitudeRaw { get; init; }

    /// <summary>Metres to the bow (or northern) side, 0-511.</summary>
    public ushort ToBow { get; init; }

    /// <summary>Metres to the stern (or southern) side, 0-511.</summary>
    public ushort ToStern { get; init; }

    /// <summary>Metres to the port (or western) side, 0-63.</summary>
    public byte ToPort { get; init; }

    /// <summary>Metres to the starboard (or eastern) side, 0-63.</summary>
    public byte ToStarboard { get; init; }

    /// <summary>Kind of position-fixing device, 0 undefined.</summary>
    public byte FixType { get; init; }

    /// <summary>UTC second of the fix; 60 not available, 61-63 special.</summary>
    public byte Second { get; init; }

    /// <summary>A floating aid that has left its place; only valid while <see cref="Second"/> is below 60.</summary>
    public bool IsOffPosition { get; init; }

    /// <summary>8 bits of status for regional use.</summary>
    public byte Regional { get; init; }

    /// <summary>Receiver autonomous integrity monitoring in use.</summary>
    public bool Raim { get; init; }

    /// <summary>Only broadcast, there is nothing in the water.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>Reporting interval assigned by a shore station.</summary>
    public bool IsAssigned { get; init; }

    /// <summary>Whether the position can be used.</summary>
    public PositionState State => AisPosition.StateOf(LatitudeRaw, LongitudeRaw, 600_000);

    /// <summary>Degrees north; meaningful only while <see cref="State"/> is <see cref="PositionState.Valid"/>.</summary>
    public double LatitudeDegrees => LatitudeRaw / 600_000.0;

    /// <summary>Degrees east; meaningful only while <see cref="State"/> is <see cref="PositionState.Valid"/>.</summary>
    public double LongitudeDegrees => LongitudeRaw / 600_000.0;

    /// <summary>Name and extension as one; allocates.</summary>
    public string FullName()
    {
        // The name is filled to 20 before the extension begins; a blank at the joint was trimmed from the first part.
        var name = Name.ToString();
        return NameExtension.IsEmpty ? name : name.PadRight(AisText.MaxLength) + NameExtension;
    }
}
