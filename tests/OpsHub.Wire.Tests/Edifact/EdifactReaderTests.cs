using System.Text;
using OpsHub.Wire.Edifact;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Edifact;

public sealed class EdifactReaderTests
{
    private const string Body = "BGM+785+X+9'";

    [Fact]
    public void Read_WholeInterchange_GivesHeaderMessagesAndSegments()
    {
        var read = Edi.Read("UNA:+.? 'UNB+UNOC:3+LINE:ZZ+PORT:14+20260301:0800+IC1++++++1'\r\nUNH+M1+CUSCAR:D:95B:UN'\nFTX+AAA+++IT?'S 5 ?+ 5?: \u00E9'\nUNT+3+M1'\nUNZ+1+IC1'\r\n");
        Assert.Empty(read.Findings);
        Assert.Equal((EdifactRepertoire.UnoC, 3, "LINE", "ZZ", "PORT", "IC1", true), (read.Header.Repertoire, read.Header.SyntaxVersion, read.Header.Sender, read.Header.SenderQualifier, read.Header.Recipient, read.Header.ControlReference, read.Header.IsTest));
        var message = Assert.Single(read.Messages);
        Assert.Equal(("M1", "CUSCAR", "D.95B", 2, 4), (message.Reference, message.Type, message.Directory, message.FirstSegment, message.LastSegment));
        var ftx = Assert.Single(message.Segments());
        Assert.Equal(("FTX", 3, "IT'S 5 + 5: \u00E9"), (ftx.Tag, ftx.Number, ftx[4]));
        Assert.Equal("", ftx[9, 9]);
    }

    [Fact]
    public void Read_OtherServiceCharacters_AreThoseOfTheAdvice()
    {
        var read = Edi.Read("UNA|*,! ~UNB*UNOA|2*LINE*PORT*260301|0800*IC1~UNH*M1*CUSCAR|D|95B|UN~FTX*A+B:C?*!*!!~UNT*3*M1~UNZ*1*IC1~");
        Assert.Empty(read.Findings);
        var ftx = Assert.Single(Assert.Single(read.Messages).Segments());
        Assert.Equal(("A+B:C?", "*!"), (ftx[1], ftx[2]));
    }

    // UNOA has neither bar, asterisk nor tilde but as service characters; released they are text.
    [Theory]
    [InlineData("FTX*AAA!!|B", "B", null)]
    [InlineData("FTX*AAA!|B", null, EdifactFault.ForeignCharacter)]
    [InlineData("FTX*AAA!!!|B", null, EdifactFault.ForeignCharacter)]
    [InlineData("FTX*AAA~", null, EdifactFault.SegmentTag)]
    public void Read_ServiceCharactersOutsideTheRepertoire_AreNoText(string segment, string? second, EdifactFault? fault)
    {
        var text = $"UNA|*,! ~UNB*UNOA|2*LINE*PORT*260301|0800*IC1~UNH*M1*CUSCAR|D|95B|UN~{segment}~UNT*{(fault == EdifactFault.SegmentTag ? 4 : 3)}*M1~UNZ*1*IC1~";
        var message = Assert.Single(Edi.Read(text).Messages);
        Assert.Equal(fault, message.Findings.Count == 0 ? null : Assert.Single(message.Findings).Fault);
        if (second is not null)
            Assert.Equal(second, Assert.Single(message.Segments())[1, 2]);
    }

    [Fact]
    public void Read_Groups_AreCountedAndClosed()
    {
        var good = $"{Edi.Unb}UNG+CUSCAR+A+B+260301:0800+G1+UN+D:95B'{Edi.Message("CUSCAR", "BGM+785+X+9")}UNE+1+G1'UNG+CUSCAR+A+B+260301:0800+G2+UN+D:95B'{Edi.Message("CUSCAR", "BGM+785+Y+9", "M2")}UNE+1+G2'UNZ+2+IC1'";
        Assert.Empty(Edi.Read(good).Findings);
        Assert.Equal((EdifactFault.ControlCount, "UNE 1.1"), Only(good.Replace("UNE+1+G1", "UNE+2+G1", StringComparison.Ordinal)));
        Assert.Equal((EdifactFault.ReferenceMismatch, "UNE 2.1"), Only(good.Replace("UNE+1+G1", "UNE+1+G9", StringComparison.Ordinal)));
        Assert.Equal((EdifactFault.ControlCount, "UNZ 1.1"), Only(good.Replace("UNZ+2", "UNZ+1", StringComparison.Ordinal)));
        Assert.Equal((EdifactFault.GroupOrder, "UNZ"), Only(good.Replace("UNE+1+G2'", "", StringComparison.Ordinal)));
        Assert.Equal((EdifactFault.GroupOrder, "UNE"), Only(Edi.Interchange(Edi.Message("CUSCAR", "BGM+785+X+9") + "UNE+1+G1'")));
        Assert.Equal((EdifactFault.GroupOrder, "UNH"), Only(good.Replace("UNE+1+G2'UNZ+2", Edi.Message("CUSCAR", "BGM+785+Z+9", "M3") + "UNE+2+G2'UNZ+2", StringComparison.Ordinal).Replace("UNG+CUSCAR+A+B+260301:0800+G2+UN+D:95B'", "", StringComparison.Ordinal).Replace("UNE+2+G2'", "", StringComparison.Ordinal), first: true));
    }

    public static TheoryData<string, EdifactFault, int, string> WrongWhole => new()
    {
        { "", EdifactFault.Empty, 0, "" },
        { "\r\n\r\n", EdifactFault.Empty, 0, "" },
        { "UNA:+.?'", EdifactFault.ServiceAdvice, 0, "UNA" },
        { "UNA::.? 'UNB+'", EdifactFault.ServiceAdvice, 0, "UNA" },
        { "UNAA+.? 'UNB+'", EdifactFault.ServiceAdvice, 0, "UNA" },
        { "UNA:+;? 'UNB+'", EdifactFault.ServiceAdvice, 0, "UNA" },
        { "<Declaration/>", EdifactFault.NotTerminated, 1, "<De" },
        { "UNH+1+CUSCAR:D:95B:UN'", EdifactFault.HeaderMissing, 1, "UNH" },
        { "{\"a\":'x'}", EdifactFault.SegmentTag, 1, "" },
        { Whole().Replace("UNOA", "UNOZ", StringComparison.Ordinal), EdifactFault.Syntax, 1, "UNB 1.1" },
        { Whole().Replace("UNOA:2", "UNOA:5", StringComparison.Ordinal), EdifactFault.Syntax, 1, "UNB 1.2" },
        { Whole().Replace("+LINE", "+", StringComparison.Ordinal), EdifactFault.Party, 1, "UNB 2.1" },
        { Whole().Replace("+PORT", "+" + new string('P', 36), StringComparison.Ordinal), EdifactFault.Party, 1, "UNB 3.1" },
        { Whole().Replace("260301:", "260231:", StringComparison.Ordinal), EdifactFault.PreparedAt, 1, "UNB 4.1" },
        { Whole().Replace(":0800", ":2500", StringComparison.Ordinal), EdifactFault.PreparedAt, 1, "UNB 4.2" },
        { Whole().Replace("UNZ+1+IC1", "UNZ+2+IC1", StringComparison.Ordinal), EdifactFault.ControlCount, 5, "UNZ 1.1" },
        { Whole().Replace("UNZ+1+IC1", "UNZ++IC1", StringComparison.Ordinal), EdifactFault.ControlCount, 5, "UNZ 1.1" },
        { Whole().Replace("UNZ+1+IC1", "UNZ+1+IC2", StringComparison.Ordinal), EdifactFault.ReferenceMismatch, 5, "UNZ 2.1" },
        { Whole().Replace("UNZ+1+IC1'", "", StringComparison.Ordinal), EdifactFault.TrailerMissing, 4, "UNZ" },
        { Whole()[..^1], EdifactFault.NotTerminated, 5, "UNZ" },
        { Whole().Replace("X+9'", "X+9?'", StringComparison.Ordinal).Replace("UNT+3+M1'", "", StringComparison.Ordinal)[..^12], EdifactFault.NotTerminated, 3, "BGM" },
        { Whole() + "UNB+UNOA:2'", EdifactFault.AfterTrailer, 6, "UNB" },
        { Whole() + "garbage", EdifactFault.AfterTrailer, 6, "gar" },
        { Whole().Replace("UNH+", "DTM+137:20260301:102'UNH+", StringComparison.Ordinal), EdifactFault.OutsideMessage, 2, "DTM" },
        { Whole().Replace("UNZ+", "UNT+3+M1'UNZ+", StringComparison.Ordinal), EdifactFault.OutsideMessage, 5, "UNT" },
        { $"{Edi.Unb}UNZ+0+IC1'", EdifactFault.NoMessage, 2, "UNZ" },
        { Whole().Replace("UNH+", Edi.Unb + "UNH+", StringComparison.Ordinal), EdifactFault.AfterTrailer, 2, "UNB" },
    };

    [Theory]
    [MemberData(nameof(WrongWhole))]
    public void Read_WrongEnvelope_RefusesTheWholeAtItsPlace(string text, EdifactFault fault, int segment, string place)
    {
        var read = Edi.Read(text);
        Assert.False(read.IsTaken);
        Assert.Empty(read.Messages);
        var finding = Assert.Single(read.Findings);
        Assert.Equal((fault, segment, place), (finding.Fault, finding.Place.Segment, finding.Place.ToString()));
        Assert.NotEmpty(finding.Expected);
    }

    public static TheoryData<string, EdifactFault, int, string> WrongMessage => new()
    {
        { Whole().Replace("UNT+3", "UNT+4", StringComparison.Ordinal), EdifactFault.ControlCount, 4, "UNT 1.1" },
        { Whole().Replace("UNT+3+M1", "UNT+3+M2", StringComparison.Ordinal), EdifactFault.ReferenceMismatch, 4, "UNT 2.1" },
        { Whole().Replace("UNT+3+M1'", "", StringComparison.Ordinal), EdifactFault.MessageNotClosed, 3, "UNT" },
        { Whole().Replace("X+9", "x+9", StringComparison.Ordinal), EdifactFault.ForeignCharacter, 3, "BGM 2" },
        { Whole().Replace("X+9", "X\n+9", StringComparison.Ordinal), EdifactFault.ForeignCharacter, 3, "BGM 2" },
        { Whole().Replace("BGM", "BG", StringComparison.Ordinal), EdifactFault.SegmentTag, 3, "" },
        { Whole().Replace("X+9", "X" + new string('+', 70), StringComparison.Ordinal), EdifactFault.TooManyElements, 3, "BGM 61" },
        { Whole().Replace("X+9", new string('X', 5_000), StringComparison.Ordinal), EdifactFault.SegmentTooLong, 3, "BGM" },
        { Whole().Replace("UNH+M1", "UNH+", StringComparison.Ordinal).Replace("UNT+3+M1", "UNT+3+", StringComparison.Ordinal), EdifactFault.ControlReference, 2, "UNH 1.1" },
        { Whole().Replace("CUSCAR:D:95B:UN", "CUSCAR", StringComparison.Ordinal), EdifactFault.MessageIdentifier, 2, "UNH 2" },
        { "UNA:+.?*'" + Whole().Replace("X+9", "X*Y+9", StringComparison.Ordinal), EdifactFault.Repetition, 3, "BGM 2" },
    };

    [Theory]
    [MemberData(nameof(WrongMessage))]
    public void Read_WrongMessage_CostsOnlyItself(string text, EdifactFault fault, int segment, string place)
    {
        // A good message behind the wrong one is taken as it is.
        text = text.Replace("UNZ+1", Edi.Message("CUSCAR", "BGM+785+Z+9", "M9") + "UNZ+2", StringComparison.Ordinal);
        var read = Edi.Read(text);
        Assert.Empty(read.Findings);
        var finding = Assert.Single(read.Messages[0].Findings);
        Assert.Equal((fault, segment, place), (finding.Fault, finding.Place.Segment, finding.Place.ToString()));
        Assert.Empty(read.Messages[1].Findings);
        Assert.Equal("Z", Assert.Single(read.Messages[1].Segments())[2]);
    }

    [Fact]
    public void Read_ReferenceUsedTwice_RefusesTheSecondMessage()
    {
        var read = Edi.Read(Edi.Interchange(Edi.Message("CUSCAR", "BGM+785+X+9"), Edi.Message("CUSCAR", "BGM+785+Y+9")));
        Assert.Empty(read.Messages[0].Findings);
        Assert.Equal(EdifactFault.DuplicateReference, Assert.Single(read.Messages[1].Findings).Fault);
    }

    [Fact]
    public void Read_SeveralFaultsOfTheEnvelope_AreToldAtOnce()
    {
        var read = Edi.Read(Whole().Replace("+LINE", "+", StringComparison.Ordinal).Replace("UNZ+1+IC1", "UNZ+7+IC7", StringComparison.Ordinal));
        Assert.Equal([EdifactFault.Party, EdifactFault.ControlCount, EdifactFault.ReferenceMismatch], read.Findings.Select(f => f.Fault));
    }

    [Fact]
    public void Read_TooLarge_IsRefusedUnread() =>
        Assert.Equal(EdifactFault.TooLarge, Assert.Single(EdifactReader.Read(new byte[EdifactReader.MaxLength + 1]).Findings).Fault);

    [Fact]
    public void Read_ManyMessages_AreTakenUpToTheLimit()
    {
        var text = string.Concat(Enumerable.Range(0, EdifactReader.MaxMessages + 1).Select(i => $"UNH+{i}+CUSCAR:D:95B:UN'{Body}UNT+3+{i}'"));
        var read = Edi.Read($"{Edi.Unb}{text}UNZ+{EdifactReader.MaxMessages + 1}+IC1'");
        Assert.Contains(read.Findings, f => f.Fault == EdifactFault.TooManyMessages);
        Assert.Empty(read.Messages);
    }

    [SharedDataFact("edifact/IFTSTA_D00B.edi")]
    public void Read_RealInterchangeWithAnotherReferenceAtItsEnd_IsRefusedThere()
    {
        var finding = Assert.Single(EdifactReader.Read(File.ReadAllBytes(SharedFile.PathOf("edifact/IFTSTA_D00B.edi"))).Findings);
        Assert.Equal((EdifactFault.ReferenceMismatch, 33, "UNZ 2.1", "2805570", "2803570"), (finding.Fault, finding.Place.Segment, finding.Place.ToString(), finding.Value, finding.Expected));
    }

    [SharedDataFact("edifact/COARRI_D95B_ITG10.edi")]
    public void Read_RealMessageWithinAnInterchange_HasTheCountItSays()
    {
        var text = File.ReadAllText(SharedFile.PathOf("edifact/COARRI_D95B_ITG10.edi"), Encoding.Latin1);
        var message = Assert.Single(Edi.Read($"{Edi.Unb}{text}UNZ+1+IC1'").Messages);
        Assert.Empty(message.Findings);
        Assert.Equal(20, message.Segments().Count());
    }

    private static string Whole() => Edi.Interchange(Edi.Message("CUSCAR", "BGM+785+X+9"));

    private static (EdifactFault, string) Only(string text, bool first = false)
    {
        var findings = Edi.Read(text).Findings;
        var finding = first ? findings[0] : Assert.Single(findings);
        return (finding.Fault, finding.Place.ToString());
    }
}
