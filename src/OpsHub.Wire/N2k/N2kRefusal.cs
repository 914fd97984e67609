namespace OpsHub.Wire.N2k;

/// <summary>What became of one line of a capture.</summary>
public enum N2kOutcome : byte
{
    /// <summary>A message we use.</summary>
    Message,

    /// <summary>A blank or comment line, or a parameter group we have no use for.</summary>
    Ignored,

    /// <summary>Refused; the reason is in <see cref="N2kRefusal"/>.</summary>
    Refused,
}

/// <summary>Why a line was not taken.</summary>
public enum N2kRefusal : byte
{
    /// <summary>Nothing was refused.</summary>
    None,

    /// <summary>Blank or a comment.</summary>
    NotALine,

    /// <summary>A parameter group we have no use for.</summary>
    OtherGroup,

    /// <summary>Fewer than the six fields <c>time,prio,pgn,src,dst,len</c>, or one of them no number or out of range.</summary>
    FieldBad,

    /// <summary>The first field is no time.</summary>
    TimeBad,

    /// <summary>Another number of bytes than <c>len</c> says.</summary>
    LengthWrong,

    /// <summary>A byte that is not two hexadecimal digits.</summary>
    ByteBad,

    /// <summary>Fewer bytes than the parameter group needs (an unassembled fast packet, say).</summary>
    TooShortForGroup,

    /// <summary>The MMSI is zero or has more than nine digits.</summary>
    MmsiOutOfRange,

    /// <summary>Latitude beyond 90 or longitude beyond 180 degrees.</summary>
    PositionOutOfRange,
}
