namespace OpsHub.Wire.Edifact;

/// <summary>What UNB says.</summary>
public sealed record InterchangeHeader
{
    /// <summary>Repertoire of the characters.</summary>
    public EdifactRepertoire Repertoire { get; init; }

    /// <summary>1 to 4.</summary>
    public int SyntaxVersion { get; init; }

    /// <summary>Who sends, 1-35 characters.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Code of who gave the sender its name; empty when not given.</summary>
    public string SenderQualifier { get; init; } = "";

    /// <summary>Whom it is for, 1-35 characters.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>Code of who gave the recipient its name; empty when not given.</summary>
    public string RecipientQualifier { get; init; } = "";

    /// <summary>The sender's number of the interchange, 1-14 characters.</summary>
    public string ControlReference { get; init; } = "";

    /// <summary>The sender says that this is only a test: nothing of it may be recorded.</summary>
    public bool IsTest { get; init; }
}

/// <summary>One message of an interchange, from UNH to UNT. Its segments are cut when they are asked for.</summary>
public sealed class EdifactMessage
{
    private readonly SegmentCursor _segments;

    internal EdifactMessage(SegmentCursor segments) => _segments = segments;

    /// <summary>The sender's number of the message, unique in the interchange.</summary>
    public required string Reference { get; init; }

    /// <summary>Such as CUSCAR.</summary>
    public required string Type { get; init; }

    /// <summary>The decimal mark of the interchange; NUL where point and comma both are one.</summary>
    public byte DecimalMark { get; init; }

    /// <summary>Directory version and release, such as <c>D.95B</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>Number of UNH in the interchange.</summary>
    public required int FirstSegment { get; init; }

    /// <summary>What is wrong with the envelope or with the form of segments; at most 100.</summary>
    public IReadOnlyList<EdifactFinding> Findings { get; internal set; } = [];

    /// <summary>Number of UNT, or of the last segment where that is missing.</summary>
    public int LastSegment { get; internal set; }

    /// <summary>The segments between UNH and UNT whose form is right, in order.</summary>
    public IEnumerable<EdifactSegment> Segments()
    {
        var cursor = _segments;
        while (cursor.Number < LastSegment && cursor.TryRead(out var read))
        {
            if (read.Segment is { Tag: not ("UNH" or "UNT") } segment)
                yield return segment;
        }
    }
}

/// <summary>
/// An interchange that was read: taken with its messages, or refused whole. A message of its own may still carry findings.
/// </summary>
/// <param name="Header">What UNB says, as far as it could be read.</param>
/// <param name="Messages">In order, at most <see cref="EdifactReader.MaxMessages"/>; empty when the interchange is refused.</param>
/// <param name="Findings">Why it is refused, all of it, at most 100; empty when it is taken.</param>
public sealed record EdifactInterchange(InterchangeHeader Header, IReadOnlyList<EdifactMessage> Messages, IReadOnlyList<EdifactFinding> Findings)
{
    /// <summary>True when the envelope is right.</summary>
    public bool IsTaken => Findings.Count == 0;
}
