namespace OpsHub.Wire.Ais;

/// <summary>What became of one line of input.</summary>
public enum AisOutcome : byte
{
    /// <summary>A message was decoded.</summary>
    Message,

    /// <summary>A fragment was kept; the rest of its message is awaited.</summary>
    Pending,

    /// <summary>Not an AIS sentence at all: a comment, another NMEA sentence, garbage between sentences.</summary>
    Ignored,

    /// <summary>An AIS sentence that was refused; the reason is in <see cref="AisRefusal"/>.</summary>
    Refused,
}

/// <summary>Why a line, a sentence or a message was not taken.</summary>
public enum AisRefusal : byte
{
    /// <summary>Nothing was refused.</summary>
    None,

    /// <summary>No <c>!</c> sentence in the line.</summary>
    NotASentence,

    /// <summary>An NMEA sentence with another formatter than VDM or VDO.</summary>
    OtherSentence,

    /// <summary>The line was longer than the reader keeps.</summary>
    LineTooLong,

    /// <summary>No <c>*hh</c> at the end.</summary>
    ChecksumMissing,

    /// <summary>The XOR of the sentence is not what <c>*hh</c> says.</summary>
    ChecksumBad,

    /// <summary>VDM or VDO from a talker that is no AIS talker.</summary>
    TalkerUnknown,

    /// <summary>Fewer fields than a VDM sentence has.</summary>
    FieldMissing,

    /// <summary>Fragment count or number not 1-9, or number above count.</summary>
    FragmentNumberBad,

    /// <summary>A multipart sentence without a usable sequence id (0-9 or none).</summary>
    SequenceIdBad,

    /// <summary>A part of the message never came, or not in time, or was pushed out by newer ones.</summary>
    FragmentLost,

    /// <summary>The same part came twice.</summary>
    FragmentDuplicate,

    /// <summary>The payload field is empty.</summary>
    PayloadEmpty,

    /// <summary>A character that is not in the six-bit alphabet.</summary>
    PayloadCharacterBad,

    /// <summary>More payload than any AIS message has.</summary>
    PayloadTooLong,

    /// <summary>Fill bits not 0-5.</summary>
    FillBitsBad,

    /// <summary>Fewer bits than the message type needs.</summary>
    TooShortForType,

    /// <summary>Message type 0 or above 27, or a part number that type 24 does not have.</summary>
    TypeUnknown,

    /// <summary>The MMSI is zero or has more than nine digits.</summary>
    MmsiOutOfRange,

    /// <summary>Latitude beyond 90 or longitude beyond 180 degrees, and not the value for "not available". The message's other fields are there.</summary>
    PositionOutOfRange,
}
