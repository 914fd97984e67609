namespace OpsHub.Wire.Edifact;

/// <summary>
/// What can be wrong with an interchange or a cargo message. The number is the error code of the answer (ERC, data element 9321) and is
/// never given to another fault: 1xx characters and segments, 2xx envelope, 3xx structure of a message, 4xx values, 5xx agreement.
/// </summary>
public enum EdifactFault : short
{
    // Characters and segments.
    Empty = 101,
    TooLarge = 102,
    ServiceAdvice = 103,
    ForeignCharacter = 104,
    NotTerminated = 105,
    SegmentTooLong = 106,
    TooManyElements = 107,
    SegmentTag = 108,
    Repetition = 109,
    TooManySegments = 110,

    // Envelope: interchange, group, message.
    HeaderMissing = 201,
    Syntax = 202,
    Party = 203,
    PreparedAt = 204,
    ControlReference = 205,
    TrailerMissing = 206,
    ControlCount = 207,
    ReferenceMismatch = 208,
    AfterTrailer = 209,
    OutsideMessage = 210,
    MessageIdentifier = 211,
    MessageNotClosed = 212,
    DuplicateReference = 213,
    TooManyMessages = 214,
    GroupOrder = 215,
    NoMessage = 216,

    // Structure of a message.
    MessageType = 301,
    SegmentUnknown = 302,
    SegmentMisplaced = 303,
    SegmentMissing = 304,
    ElementMissing = 305,
    TooMany = 306,

    // Values.
    Code = 401,
    Date = 402,
    Number = 403,
    Location = 404,
    Country = 405,
    ContainerNumber = 406,
    ContainerCheckDigit = 407,
    ImoNumber = 408,
    ImoCheckDigit = 409,
    HsCode = 410,
    Unit = 411,
    StowPosition = 412,
    TooLong = 413,
    SizeType = 414,

    // Agreement of values with each other.
    Total = 501,
    Duplicate = 502,
    Undeclared = 503,
    DateOrder = 504,
    Incomplete = 505,
}
