namespace OpsHub.Wire.Ais;

/// <summary>Time and place of a base station (type 4) or a mobile asked for its time (type 11). Raw fields as sent.</summary>
public readonly record struct BaseStationReport
{
    /// <summary>1-9999; 0 not available. 14 bits, so senseless values up to 16383 occur.</summary>
    public ushort Year { get; init; }

    /// <summary>1-12; 0 not available.</summary>
    public byte Month { get; init; }

    /// <summary>1-31; 0 not available.</summary>
    public byte Day { get; init; }

    /// <summary>0-23; 24 not available.</summary>
    public byte Hour { get; init; }

    /// <summary>0-59; 60 not available.</summary>
    public byte Minute { get; init; }

    /// <summary>0-59; 60 not available.</summary>
    public byte Second { get; init; }

    /// <summary>True: better than 10 m.</summary>
    public bool IsAccurate { get; init; }

    /// <summary>1/10,000 minute east; 181 degrees not available.</summary>
    public int LongitudeRaw { get; init; }

    /// <summary>1/10,000 minute north; 91 degrees not available.</summary>
    public int LatitudeRaw { get; init; }

    /// <summary>Kind of position-fixing device, 0 undefined.</summary>
    public byte FixType { get; init; }

    /// <summary>Receiver autonomous integrity monitoring in use.</summary>
    public bool Raim { get; init; }

    /// <summary>19 bits; -1 when the message was cut short.</summary>
    public int CommunicationState { get; init; }

    /// <summary>Whether the position can be used.</summary>
    public PositionState State => AisPosition.StateOf(LatitudeRaw, LongitudeRaw, 600_000);

    /// <summary>Degrees north; meaningful only while <see cref="State"/> is <see cref="PositionState.Valid"/>.</summary>
    public double LatitudeDegrees => LatitudeRaw / 600_000.0;

    /// <summary>Degrees east; meaningful only while <see cref="State"/> is <see cref="PositionState.Valid"/>.</summary>
    public double LongitudeDegrees => LongitudeRaw / 600_000.0;

    /// <summary>The time sent, UTC; null when any part of it is not available or senseless.</summary>
    public DateTimeOffset? At =>
        Year is >= 1 and <= 9999 && Month is >= 1 and <= 12 && Day >= 1 && Day <= DateTime.DaysInMonth(Year, Month)
        && Hour <= 23 && Minute <= 59 && Second <= 59
            ? new DateTimeOffset(Year, Month, Day, Hour, Minute, Second, TimeSpan.Zero)
            : null;
}
