using System.Globalization;

namespace OpsHub.Wire.Edifact;

/// <summary>Walks once over the segments of an interchange and keeps the control segments' accounts.</summary>
internal sealed class EnvelopeReader(ReadOnlyMemory<byte> bytes, ServiceCharacters characters)
{
    private const string ReferenceExpected = "1 to 14 characters";

    private readonly List<EdifactFinding> _findings = [];
    private readonly List<EdifactMessage> _messages = [];
    private readonly List<EdifactFinding> _messageFindings = [];
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);
    private InterchangeHeader _header = new();
    private EdifactMessage? _open;
    private string? _group;
    private int _groupMessages;
    private int _groups;
    private bool _closed;

    public EdifactInterchange Read()
    {
        var cursor = new SegmentCursor(bytes, characters, EdifactRepertoire.UnoC);
        var last = 0;
        while (cursor.TryRead(out var read))
        {
            last = cursor.Number;
            if (last > EdifactReader.MaxSegments)
            {
                Find(EdifactFault.TooManySegments, new EdifactPlace(last, read.Tag), "", "is one segment too many", $"at most {EdifactReader.MaxSegments} in an interchange");
                return new EdifactInterchange(_header, [], _findings);
            }

            if (last == 1)
                Header(read, ref cursor);
            else if (_closed)
            {
                Find(EdifactFault.AfterTrailer, new EdifactPlace(last, read.Tag), "", "stands behind the end of the interchange", "nothing behind UNZ, one interchange at a time");
                break;
            }
            else
                Segment(read, cursor);
            // A body that is no interchange at all is not told segment by segment.
            if (_findings.Count >= EdifactReader.MaxFindings || (last == 1 && read.Tag != "UNB"))
                break;
        }

        // A segment that swallowed the rest has been told already.
        if (!_closed && _header.ControlReference.Length > 0 && !_findings.Exists(f => f.Fault == EdifactFault.NotTerminated))
        {
            EndMessage(last, EdifactFault.MessageNotClosed);
            Find(EdifactFault.TrailerMissing, new EdifactPlace(last, "UNZ"), "", "is missing: the interchange ends early", $"UNZ with the reference {_header.ControlReference}");
        }

        return new EdifactInterchange(_header, _findings.Count == 0 ? _messages : [], _findings);
    }

    private void Header(SegmentRead read, ref SegmentCursor cursor)
    {
        if (read.Finding is { } wrong)
        {
            _findings.Add(wrong);
            return;
        }

        var unb = read.Segment!;
        if (unb.Tag != "UNB")
        {
            Find(EdifactFault.HeaderMissing, unb.At(), unb.Tag, "is no interchange header", "UNB first");
            return;
        }

        if (!EdifactRepertoires.TryParse(unb[1], out var repertoire))
            Find(EdifactFault.Syntax, unb.At(1, 1), unb[1], "is no repertoire that is read here", "UNOA, UNOB or UNOC");
        if (unb[1, 2] is not ("1" or "2" or "3" or "4"))
            Find(EdifactFault.Syntax, unb.At(1, 2), unb[1, 2], "is no syntax version", "1 to 4");
        Party(unb, 2);
        Party(unb, 3);
        PreparedAt(unb);
        Reference(unb, 5);
        cursor.Repertoire = repertoire;
        _header = new InterchangeHeader
        {
            Repertoire = repertoire,
            SyntaxVersion = unb[1, 2] is [>= '1' and <= '4'] version ? version[0] - '0' : 0,
            Sender = unb[2],
            SenderQualifier = unb[2, 2],
            Recipient = unb[3],
            RecipientQualifier = unb[3, 2],
            ControlReference = unb[5],
            IsTest = unb[11] == "1",
        };
    }

    private void Party(EdifactSegment unb, int element)
    {
        if (unb[element].Length is 0 or > 35)
            Find(EdifactFault.Party, unb.At(element, 1), unb[element], "is no name of a partner", "1 to 35 characters");
    }

    private void PreparedAt(EdifactSegment unb)
    {
        var (date, time) = (unb[4], unb[4, 2]);
        // Version 4 has the century, the others have not; senders mix them, and nothing hangs on it.
        if (!DateOnly.TryParseExact(date, ["yyMMdd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            Find(EdifactFault.PreparedAt, unb.At(4, 1), date, "is no date", "YYMMDD or CCYYMMDD");
        if (!TimeOnly.TryParseExact(time, "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            Find(EdifactFault.PreparedAt, unb.At(4, 2), time, "is no time", "HHMM");
    }

    private void Segment(SegmentRead read, in SegmentCursor cursor)
    {
        switch (read.Tag)
        {
            case "UNH" when read.Segment is { } unh:
                BeginMessage(unh, cursor);
                break;
            case "UNT" when read.Segment is { } unt && _open is not null:
                Trailer(unt);
                break;
            case "UNG" or "UNE" or "UNZ" or "UNB" when read.Segment is { } control:
                EndMessage(control.Number - 1, EdifactFault.MessageNotClosed);
                Control(control);
                break;
            default:
                if (_open is not null)
                    InMessage(read);
                else
                    _findings.Add(read.Finding ?? EdifactFinding.Of(
                        EdifactFault.OutsideMessage, read.Segment!.At(), read.Tag, "stands outside of a message", "UNH, UNG, UNE or UNZ"));
                break;
        }
    }

    private void InMessage(SegmentRead read)
    {
        // A segment that never ends has swallowed the rest of the interchange.
        if (read.Finding is { Fault: EdifactFault.NotTerminated } cut)
            _findings.Add(cut);
        else if (read.Finding is { } wrong && _messageFindings.Count < EdifactReader.MaxFindings)
            _messageFindings.Add(wrong);
    }

    private void BeginMessage(EdifactSegment unh, in SegmentCursor cursor)
    {
        EndMessage(unh.Number - 1, EdifactFault.MessageNotClosed);
        if (_messages.Count == EdifactReader.MaxMessages)
        {
            Find(EdifactFault.TooManyMessages, unh.At(), "", "is one message too many", $"at most {EdifactReader.MaxMessages} in an interchange");
            return;
        }

        if (_groups > 0 && _group is null)
            Find(EdifactFault.GroupOrder, unh.At(), "", "stands between groups", "all messages in groups, or none");
        _open = new EdifactMessage(cursor)
        {
            Reference = unh[1],
            Type = unh[2],
            Directory = $"{unh[2, 2]}.{unh[2, 3]}",
            FirstSegment = unh.Number,
            DecimalMark = characters.DecimalMark,
        };
        _groupMessages++;
        if (unh[1].Length is 0 or > 14)
            FindInMessage(EdifactFault.ControlReference, unh.At(1, 1), unh[1], "is no message reference", ReferenceExpected);
        else if (!_references.Add(unh[1]))
            FindInMessage(EdifactFault.DuplicateReference, unh.At(1, 1), unh[1], "is the reference of another message of this interchange", "a reference of its own");
        if (unh[2].Length is 0 or > 6 || unh[2, 2].Length is 0 or > 3 || unh[2, 3].Length is 0 or > 3)
            FindInMessage(EdifactFault.MessageIdentifier, unh.At(2), unh[2], "is no message identifier", "type, version, release and agency, like CUSCAR:D:95B:UN");
    }

    private void Trailer(EdifactSegment unt)
    {
        var count = unt.Number - _open!.FirstSegment + 1;
        if (!EdifactReader.TryCount(unt[1], out var stated) || stated != count)
            FindInMessage(EdifactFault.ControlCount, unt.At(1, 1), unt[1], "is not the count of the message's segments", Text(count));
        if (unt[2] != _open.Reference)
            FindInMessage(EdifactFault.ReferenceMismatch, unt.At(2, 1), unt[2], "is not the reference of UNH", _open.Reference);
        EndMessage(unt.Number, null);
    }

    private void EndMessage(int lastSegment, EdifactFault? fault)
    {
        if (_open is not { } message)
            return;
        if (fault is { } unclosed)
            FindInMessage(unclosed, new EdifactPlace(lastSegment, "UNT"), "", "is missing: the message is not closed", $"UNT with the reference {message.Reference}");
        message.LastSegment = lastSegment;
        message.Findings = _messageFindings.Count == 0 ? [] : [.. _messageFindings];
        _messageFindings.Clear();
        _messages.Add(message);
        _open = null;
    }

    private void Control(EdifactSegment segment)
    {
        switch (segment.Tag)
        {
            case "UNG" when _group is null && (_groups > 0 || _messages.Count == 0):
                _groups++;
                _group = segment[5];
                _groupMessages = 0;
                Reference(segment, 5);
                break;
            case "UNE" when _group is not null:
                Close(segment, _groupMessages, "messages of the group", _group);
                _group = null;
                break;
            case "UNZ" when _group is null:
                _closed = true;
                if (_messages.Count == 0)
                    Find(EdifactFault.NoMessage, segment.At(), "", "closes an interchange without a message", "at least one message");
                Close(segment, _groups > 0 ? _groups : _messages.Count, _groups > 0 ? "groups" : "messages", _header.ControlReference);
                break;
            case "UNB":
                Find(EdifactFault.AfterTrailer, segment.At(), "", "begins another interchange before the first has ended", "one interchange at a time");
                break;
            default:
                _closed |= segment.Tag == "UNZ";
                Find(EdifactFault.GroupOrder, segment.At(), "", "does not stand where a group can begin or end", "UNG, messages, UNE, and UNZ behind the last group");
                break;
        }
    }

    private void Close(EdifactSegment segment, int count, string ofWhat, string reference)
    {
        if (!EdifactReader.TryCount(segment[1], out var stated) || stated != count)
            Find(EdifactFault.ControlCount, segment.At(1, 1), segment[1], $"is not the count of {ofWhat}", Text(count));
        if (segment[2] != reference)
            Find(EdifactFault.ReferenceMismatch, segment.At(2, 1), segment[2], "is not the reference it began with", reference);
    }

    private void Reference(EdifactSegment segment, int element)
    {
        if (segment[element].Length is 0 or > 14)
            Find(EdifactFault.ControlReference, segment.At(element, 1), segment[element], "is no control reference", ReferenceExpected);
    }

    private void Find(EdifactFault fault, EdifactPlace place, string value, string problem, string expected) =>
        _findings.Add(EdifactFinding.Of(fault, place, value, problem, expected));

    private void FindInMessage(EdifactFault fault, EdifactPlace place, string value, string problem, string expected)
    {
        if (_messageFindings.Count < EdifactReader.MaxFindings)
            _messageFindings.Add(EdifactFinding.Of(fault, place, value, problem, expected));
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
