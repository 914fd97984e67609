namespace OpsHub.Wire.Ais;

/// <summary>Which reports a message carries.</summary>
[Flags]
public enum AisContent : byte
{
    /// <summary>Recognised and counted, but not decoded beyond type, repeat indicator and MMSI.</summary>
    None = 0,

    /// <summary><see cref="AisMessage.Position"/>: types 1, 2, 3, 9, 18, 19, 27.</summary>
    Position = 1,

    /// <summary><see cref="AisMessage.Static"/>: types 5, 19, 24.</summary>
    Static = 2,

    /// <summary><see cref="AisMessage.BaseStation"/>: types 4, 11.</summary>
    BaseStation = 4,

    /// <summary><see cref="AisMessage.Aid"/>: type 21.</summary>
    AidToNavigation = 8,
}

/// <summary>One decoded AIS message. A plain value: keep it, copy it, put it in a batch; nothing in it refers to the input.</summary>
public struct AisMessage
{
    /// <summary>Message type, 1-27.</summary>
    public byte Type { get; internal set; }

    /// <summary>Times repeated, 0-3.</summary>
    public byte Repeat { get; internal set; }

    /// <summary>Nine digits, 1-999999999.</summary>
    public uint Mmsi { get; internal set; }

    /// <summary><c>A</c>, <c>B</c>, <c>1</c>, <c>2</c>, or 0 when not told.</summary>
    public byte Channel { get; internal set; }

    /// <summary>From a VDO sentence: the ship that carries the receiver.</summary>
    public bool IsOwnShip { get; internal set; }

    /// <summary>Receiving station named by the tag block, or none.</summary>
    public StationId Source { get; internal set; }

    /// <summary>Time from the tag block (or what the feed appended), Unix milliseconds; 0 when there was none.</summary>
    public long TaggedUnixMs { get; internal set; }

    /// <summary>Time of receipt as the caller gave it, Unix milliseconds.</summary>
    public long ReceivedUnixMs { get; internal set; }

    /// <summary>Best time of the message: tagged, else received. Unix milliseconds.</summary>
    public readonly long UnixMs => TaggedUnixMs != 0 ? TaggedUnixMs : ReceivedUnixMs;

    /// <summary>Which of the reports below are filled.</summary>
    public AisContent Content { get; internal set; }

    /// <summary>Filled when <see cref="Content"/> has <see cref="AisContent.Position"/>.</summary>
    public PositionReport Position { get; internal set; }

    /// <summary>Filled when <see cref="Content"/> has <see cref="AisContent.Static"/>.</summary>
    public StaticReport Static { get; internal set; }

    /// <summary>Filled when <see cref="Content"/> has <see cref="AisContent.BaseStation"/>.</summary>
    public BaseStationReport BaseStation { get; internal set; }

    /// <summary>Filled when <see cref="Content"/> has <see cref="AisContent.AidToNavigation"/>.</summary>
    public AidToNavigationReport Aid { get; internal set; }

    /// <summary>True when <see cref="Content"/> has the given report.</summary>
    public readonly bool Has(AisContent content) => (Content & content) != 0;

    /// <summary>The position of whichever report the message carries.</summary>
    public readonly PositionState PositionState =>
        Has(AisContent.Position) ? Position.State
        : Has(AisContent.BaseStation) ? BaseStation.State
        : Has(AisContent.AidToNavigation) ? Aid.State
        : PositionState.NotAvailable;

    /// <summary>A position to send; the report's type decides the message type (1, 2, 3, 18 or 27).</summary>
    public static AisMessage Of(uint mmsi, in PositionReport position) =>
        new() { Type = position.Type, Mmsi = mmsi, Content = AisContent.Position, Position = position };

    /// <summary>Static data to send as type 5, or as type 24 part A or B.</summary>
    public static AisMessage Of(uint mmsi, byte type, in StaticReport report) =>
        new() { Type = type, Mmsi = mmsi, Content = AisContent.Static, Static = report };

    /// <summary>A class B position with static data to send as type 19.</summary>
    public static AisMessage Of(uint mmsi, in PositionReport position, in StaticReport report) =>
        new() { Type = 19, Mmsi = mmsi, Content = AisContent.Position | AisContent.Static, Position = position, Static = report };

    /// <summary>An aid to navigation to send as type 21.</summary>
    public static AisMessage Of(uint mmsi, in AidToNavigationReport aid) =>
        new() { Type = 21, Mmsi = mmsi, Content = AisContent.AidToNavigation, Aid = aid };

    /// <summary>A base station report to send as type 4.</summary>
    public static AisMessage Of(uint mmsi, in BaseStationReport report) =>
        new() { Type = 4, Mmsi = mmsi, Content = AisContent.BaseStation, BaseStation = report };
}
