using System.Collections.Frozen;
using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Cargo;

/// <summary>What both messages have in common: how they begin, and the ship and its voyage.</summary>
internal abstract class MessageReader(EdifactMessage message, FindingSink findings, InterchangeDocuments seen)
{
    protected EdifactMessage Message { get; } = message;

    protected FindingSink Findings { get; } = findings;

    protected InterchangeDocuments Seen { get; } = seen;

    protected SegmentValues Values { get; } = new(findings, new ServiceDecimal(message.DecimalMark));

    protected CargoVoyage Voyage { get; private set; } = new();

    protected string Document { get; private set; } = "";

    protected CargoFunction Function { get; private set; }

    protected DateTime? PreparedAt { get; private set; }

    private EdifactSegment? _transport;

    /// <summary>Where something is missing that no segment stands for.</summary>
    protected EdifactPlace Head(string tag) => new(Message.FirstSegment, tag);

    /// <summary>Says that a segment is missing, at the head of what it is missing in.</summary>
    protected void Missing(EdifactPlace place, string what, string expected) =>
        Findings.Add(EdifactFault.SegmentMissing, place, "", $"is missing: {what}", expected);

    /// <summary>BGM, which is the first.</summary>
    protected void Beginning(EdifactSegment bgm)
    {
        Document = Values.Required(bgm, 2, 1, 35, "the number of the report");
        if (Document.Length > 0 && !Seen.Messages.Add((Message.Type, Document)))
            Findings.Add(EdifactFault.Duplicate, bgm.At(2, 1), Document, "is the number of another message of this interchange", "a number of its own");
        switch (bgm[3])
        {
            case "9" or "":
                break;
            case "1":
                Function = CargoFunction.Cancellation;
                break;
            case "4":
                Function = CargoFunction.Change;
                break;
            case "5":
                Function = CargoFunction.Replacement;
                break;
            default:
                Findings.Add(EdifactFault.Code, bgm.At(3, 1), bgm[3], "is no function of a message that is read here", "9 original, 1 cancellation, 4 change or 5 replacement");
                break;
        }
    }

    /// <summary>DTM of the head and of the transport: 137 made, 132 or 178 arrival, 133 or 136 departure.</summary>
    protected void HeadDate(EdifactSegment dtm)
    {
        var date = Values.Date(dtm);
        switch (dtm[1])
        {
            case "137":
                PreparedAt = date;
                break;
            case "132" or "178":
                Voyage = Voyage with { ArrivalAt = date };
                break;
            case "133" or "136":
                Voyage = Voyage with { DepartureAt = date };
                break;
        }
    }

    /// <summary>TDT of the main carriage: voyage 2.1, carrier 5.1, ship 8.1 with its kind of number in 8.2 and its name in 8.4.</summary>
    protected void Transport(EdifactSegment tdt)
    {
        if (tdt[1] != "20")
            return;
        if (_transport is not null)
        {
            Findings.Add(EdifactFault.TooMany, tdt.At(), "", "is a second main carriage", "one TDT+20");
            return;
        }

        _transport = tdt;
        var isCallSign = tdt[8, 2] == "103";
        Voyage = Voyage with
        {
            Voyage = Values.Required(tdt, 2, 1, 17, "the voyage"),
            Carrier = Values.Optional(tdt, 5, 1, 17),
            VesselName = Values.Optional(tdt, 8, 4, 35),
            CallSign = isCallSign ? Values.Optional(tdt, 8, 1, 9) : null,
            VesselImo = isCallSign || tdt[8].Length == 0 ? null : Values.Imo(tdt, 8),
        };
    }

    /// <summary>What must have come before the first consignment or container.</summary>
    protected void RequireHead()
    {
        if (Document.Length == 0 && !_hasBeginning)
            Missing(Head("BGM"), "the beginning of the message", "BGM behind UNH");
        if (_transport is null)
            Missing(Head("TDT"), "the main carriage", "TDT+20 with voyage and ship");
    }

    /// <summary>Marks that BGM was there; false when this is not its place.</summary>
    protected bool TakeBeginning(EdifactSegment bgm)
    {
        if (_hasBeginning || bgm.Number != Message.FirstSegment + 1)
            return false;
        _hasBeginning = true;
        Beginning(bgm);
        return true;
    }

    /// <summary>Tells a segment of another place from one that is none of the message.</summary>
    protected void Misplaced(EdifactSegment segment, FrozenSet<string> known)
    {
        if (known.Contains(segment.Tag))
            Findings.Add(EdifactFault.SegmentMisplaced, segment.At(), segment.Tag, "does not stand where it belongs", $"its place in {Message.Type}");
        else
            Findings.Add(EdifactFault.SegmentUnknown, segment.At(), segment.Tag, $"is no segment of {Message.Type}", $"segments of {Message.Type}");
    }

    private bool _hasBeginning;
}
