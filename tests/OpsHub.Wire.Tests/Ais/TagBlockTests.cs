using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Ais;

public sealed class TagBlockTests
{
    private const string Sentence = "!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1B";

    [Theory]
    [InlineData("s:r003669945,c:1428621738", "r003669945", 1_428_621_738_000)]
    [InlineData("c:1428621738123,s:b1", "b1", 1_428_621_738_123)]
    [InlineData("n:157036,d:x,i:<O>,r:12", "", 0)]
    [InlineData("s:123456789012345678,c:soon", "123456789012345", 0)]
    [InlineData("c:99999999999999999", "", 0)]
    public void Parse_Fields_AreReadAndOthersPassedOver(string fields, string source, long unixMs)
    {
        var message = AisLines.Decode(Tag(fields) + Sentence);
        Assert.Equal(source, message.Source.ToString());
        Assert.Equal(unixMs, message.TaggedUnixMs);
        Assert.Equal(unixMs == 0 ? AisLines.Now : unixMs, message.UnixMs);
    }

    [Theory]
    [InlineData("\\s:r003669945,c:1428621738*00\\")]
    [InlineData("\\s:r003669945,c:1428621738*A\\")]
    [InlineData("\\s:r003669945,c:1428621738\\")]
    [InlineData("\\\\")]
    public void Parse_BadBlock_IsCountedAndCostsOnlyItself(string block)
    {
        var receiver = new AisReceiver();
        var heard = Assert.Single(AisLines.Hear(block + Sentence, receiver));
        Assert.Equal(AisOutcome.Message, heard.Outcome);
        Assert.True(heard.Message.Source.IsNone);
        Assert.Equal(0, heard.Message.TaggedUnixMs);
        Assert.Equal(1, receiver.Counters.TagBlocksBad);
    }

    [Fact]
    public void Accept_GroupedSentences_ShareStationAndTime()
    {
        var first = Tag("g:1-2-27300,n:636994,s:b003669710,c:1428621738") + "!SAVDM,2,1,2,B,55Mw@A7J1adAL@?;7WPl58F0U<h4pB222222220t1PN5553fN4g?`4iSp5Rc,0*26";
        var second = Tag("g:2-2-27300,n:636995") + "!SAVDM,2,2,2,B,iP`88888880,2*5E";
        var message = AisLines.Decode(first + "\r\n" + second);
        Assert.Equal(5, message.Type);
        Assert.Equal("b003669710", message.Source.ToString());
        Assert.Equal(1_428_621_738_000, message.TaggedUnixMs);
    }

    [Fact]
    public void Accept_OlderGroupForm_IsReadToo()
    {
        var first = Tag("1G2:7,s:st,c:1428621738") + Sentence;
        var second = Tag("2G2:7") + Sentence;
        var heard = AisLines.Hear(first + "\n" + second);
        Assert.All(heard, h => Assert.Equal("st", h.Message.Source.ToString()));
    }

    [Fact]
    public void Accept_GroupOfAnotherFeed_IsNotMixedIn()
    {
        var receiver = new AisReceiver();
        receiver.Accept(Bytes(Tag("g:1-2-7,s:st,c:1428621738") + Sentence), feed: 1, AisLines.Now, out _, out _);
        receiver.Accept(Bytes(Tag("g:2-2-7") + Sentence), feed: 2, AisLines.Now, out var message, out _);
        Assert.True(message.Source.IsNone);
    }

    [Fact]
    public void Accept_CoastGuardSuffix_GivesStationAndTime()
    {
        var message = AisLines.Decode("!AIVDM,1,1,,B,;4R33:1uUK2F`q?mOt@@GoQ00000,0*5D,s28089,d-103,T39.44353985,x147521,r08TPHI1,1242958962");
        Assert.Equal("r08TPHI1", message.Source.ToString());
        Assert.Equal(1_242_958_962_000, message.TaggedUnixMs);
        Assert.Equal(new DateTimeOffset(2009, 5, 22, 2, 22, 40, TimeSpan.Zero), message.BaseStation.At);
    }

    [SharedDataFact("ais/pyais/mixed.txt")]
    public void Accept_MixedFile_TakesEveryGoodSentenceAndNamesTheRest()
    {
        var receiver = new AisReceiver();
        var heard = AisLines.Hear(File.ReadAllBytes(SharedFile.PathOf("ais/pyais/mixed.txt")), receiver);
        Assert.Equal(12, heard.Count(h => h.Outcome == AisOutcome.Message));
        Assert.Equal(2, receiver.Counters.OfType(5));
        Assert.Equal(10, receiver.Counters.OfType(1));
        Assert.Equal(1, receiver.Counters.Of(AisRefusal.ChecksumMissing));
        Assert.Equal(6, receiver.Counters.Of(AisRefusal.OtherSentence));
        Assert.Equal(2, receiver.Counters.Of(AisRefusal.NotASentence));
        Assert.Equal(3, receiver.Counters.TagBlocksBad);
        var grouped = Assert.Single(heard, h => h.Message.Type == 5 && h.Message.TaggedUnixMs != 0).Message;
        Assert.Equal("b003669710", grouped.Source.ToString());
    }

    [SharedDataFact("ais/pyais/timestamped.ais")]
    public void Accept_GatehouseFile_GivesTheAnnouncedTimeToItsSentence()
    {
        var messages = AisLines.Hear(File.ReadAllBytes(SharedFile.PathOf("ais/pyais/timestamped.ais")))
            .Where(h => h.Outcome == AisOutcome.Message).Select(h => h.Message).ToList();
        Assert.Equal(4, messages.Count);
        Assert.Equal(new DateTimeOffset(2008, 5, 9, 0, 0, 0, 10, TimeSpan.Zero).ToUnixTimeMilliseconds(), messages[0].TaggedUnixMs);
        // The other announcements name another checksum than that of the sentence behind them.
        Assert.All(messages[1..], m => Assert.Equal(0, m.TaggedUnixMs));
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static string Tag(string fields) => $"\\{fields}*{fields.Aggregate(0, (sum, c) => sum ^ c):X2}\\";
}
