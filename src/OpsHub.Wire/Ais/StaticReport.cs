namespace OpsHub.Wire.Ais;

/// <summary>Which fields of a <see cref="StaticReport"/> the message carried.</summary>
[Flags]
public enum StaticParts : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Name (types 5, 19, 24A).</summary>
    Name = 1,

    /// <summary>Ship type and call sign, where it has one, and dimensions (types 5, 19, 24B).</summary>
    Ship = 2,

    /// <summary>IMO number, destination, draught, ETA (type 5).</summary>
    Voyage = 4,

    /// <summary>Vendor (type 24B).</summary>
    Vendor = 8,

    /// <summary>Mother ship instead of dimensions (type 24B from a craft with an MMSI that starts with 98).</summary>
    Mothership = 16,
}

/// <summary>Who something is: message types 5, 19 and 24 (ITU-R M.1371-5). Raw fields as sent; see <see cref="Parts"/> for which were.</summary>
public readonly record struct StaticReport
{
    /// <summary>What the message carried; all other fields are zero.</summary>
    public StaticParts Parts { get; init; }

    /// <summary>IMO number as sent, unchecked (real fleets send wrong ones); 0 not available.</summary>
    public uint Imo { get; init; }

    /// <summary>Version of the standard the station claims, 0-3.</summary>
    public byte AisVersion { get; init; }

    /// <summary>At most 7 characters; empty not available.</summary>
    public AisText CallSign { get; init; }

    /// <summary>At most 20 characters; empty not available.</summary>
    public AisText Name { get; init; }

    /// <summary>0 not available, 1-99 as in the standard.</summary>
    public byte ShipType { get; init; }

    /// <summary>Metres from the antenna to the bow, 0-511.</summary>
    public ushort ToBow { get; init; }

    /// <summary>Metres from the antenna to the stern, 0-511.</summary>
    public ushort ToStern { get; init; }

    /// <summary>Metres from the antenna to port, 0-63.</summary>
    public byte ToPort { get; init; }

    /// <summary>Metres from the antenna to starboard, 0-63.</summary>
    public byte ToStarboard { get; init; }

    /// <summary>Kind of position-fixing device, 0 undefined.</summary>
    public byte FixType { get; init; }

    /// <summary>1-12; 0 not available.</summary>
    public byte EtaMonth { get; init; }

    /// <summary>1-31; 0 not available.</summary>
    public byte EtaDay { get; init; }

    /// <summary>0-23; 24 not available.</summary>
    public byte EtaHour { get; init; }

    /// <summary>0-59; 60 not available.</summary>
    public byte EtaMinute { get; init; }

    /// <summary>1/10 m; 0 not available, 255 means 25.5 m or more.</summary>
    public byte DraughtRaw { get; init; }

    /// <summary>At most 20 characters; empty not available.</summary>
    public AisText Destination { get; init; }

    /// <summary>Data terminal not ready.</summary>
    public bool DataTerminalNotReady { get; init; }

    /// <summary>42 bits: three characters, unit model (4 bits), serial number (20 bits); before edition 4, seven characters.</summary>
    public ulong VendorRaw { get; init; }

    /// <summary>MMSI of the mother ship; 0 when not sent.</summary>
    public uint MothershipMmsi { get; init; }

    /// <summary>Metres; null when not available.</summary>
    public double? DraughtMetres => DraughtRaw == 0 ? null : DraughtRaw / 10.0;

    /// <summary>Overall length in metres; null when not available.</summary>
    public int? LengthMetres => ToBow + ToStern == 0 ? null : ToBow + ToStern;

    /// <summary>Beam in metres; null when not available.</summary>
    public int? BeamMetres => ToPort + ToStarboard == 0 ? null : ToPort + ToStarboard;

    /// <summary>Model of the unit, 0-15.</summary>
    public int VendorModel => (int)(VendorRaw >> 20) & 15;

    /// <summary>Serial number of the unit.</summary>
    public int VendorSerial => (int)VendorRaw & 0xFFFFF;

    /// <summary>Three characters that name the manufacturer.</summary>
    public string VendorName() => VendorText(3);

    /// <summary>The same 42 bits as the seven characters they were before edition 4 of the standard.</summary>
    public string VendorLegacyText() => VendorText(7);

    private string VendorText(int characters)
    {
        Span<byte> packed = stackalloc byte[8 + SixBit.Padding];
        packed.Clear();
        SixBit.Write(packed, 0, 42, VendorRaw);
        return AisText.Read(packed, 0, characters).ToString();
    }
}
