using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Ais;

/// <summary>One input per reason; the counters must say the same as the result.</summary>
public sealed class AisRefusalTests
{
    [Theory]
    [InlineData("garbage", AisOutcome.Ignored, AisRefusal.NotASentence)]
    [InlineData("AIVDM,2,2,1,B,00000000000,2*26", AisOutcome.Ignored, AisRefusal.NotASentence)]
    [InlineData("$GPGGA,184353.07,1929.045,S,02410.506,E,1,04,2.6,100.00,M,-33.9,M,,0000*6D", AisOutcome.Ignored, AisRefusal.OtherSentence)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0", AisOutcome.Refused, AisRefusal.ChecksumMissing)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1", AisOutcome.Refused, AisRefusal.ChecksumMissing)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*XY", AisOutcome.Refused, AisRefusal.ChecksumMissing)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1C", AisOutcome.Refused, AisRefusal.ChecksumBad)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3T,0*1B", AisOutcome.Refused, AisRefusal.ChecksumBad)]
    public void Accept_AsWritten_IsNamed(string line, AisOutcome outcome, AisRefusal refusal) => Check(line, outcome, refusal);

    [Theory]
    [InlineData("!GPVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.TalkerUnknown)]
    [InlineData("!AIVDM,1,1,,A", AisRefusal.FieldMissing)]
    [InlineData("!AIVDM,", AisRefusal.FieldMissing)]
    [InlineData("!AIVDM,0,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.FragmentNumberBad)]
    [InlineData("!AIVDM,1,2,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.FragmentNumberBad)]
    [InlineData("!AIVDM,x,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.FragmentNumberBad)]
    [InlineData("!AIVDM,12,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.FragmentNumberBad)]
    [InlineData("!AIVDM,2,1,xx,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.SequenceIdBad)]
    [InlineData("!AIVDM,1,1,,B,,0", AisRefusal.PayloadEmpty)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3X,0", AisRefusal.PayloadCharacterBad)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L~S,0", AisRefusal.PayloadCharacterBad)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,6", AisRefusal.FillBitsBad)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,", AisRefusal.FillBitsBad)]
    [InlineData("!AIVDM,1,1,,A,15Mj2,0", AisRefusal.TooShortForType)]
    [InlineData("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g,0", AisRefusal.TooShortForType)]
    [InlineData("!AIVDM,1,1,,A,05Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.TypeUnknown)]
    [InlineData("!AIVDM,1,1,,A,w5Mj23P000G?q7fK>g:o7@1:0L3S,0", AisRefusal.TypeUnknown)]
    [InlineData("!AIVDM,1,1,,A,1000000000G?q7fK>g:o7@1:0L3S,0", AisRefusal.MmsiOutOfRange)]
    [InlineData("!AIVDM,1,1,,A,1Owwww@000G?q7fK>g:o7@1:0L3S,0", AisRefusal.MmsiOutOfRange)]
    public void Accept_WithRightChecksum_IsNamed(string body, AisRefusal refusal) => Check(Sum(body), AisOutcome.Refused, refusal);

    [Fact]
    public void Accept_PayloadOfTooManyCharacters_IsRefused()
    {
        Check(Sum($"!AIVDM,1,1,,A,{new string('0', AisAssembler.MaxPayloadLength + 1)},0"), AisOutcome.Refused, AisRefusal.PayloadTooLong, direct: true);
        Check(Sum($"!AIVDM,2,1,3,A,{new string('0', AisAssembler.MaxPartLength + 1)},0"), AisOutcome.Refused, AisRefusal.PayloadTooLong);
    }

    [Theory]
    [InlineData(90.000002, 0)]
    [InlineData(-90.000002, 0)]
    [InlineData(0, 180.000002)]
    [InlineData(0, -180.000002)]
    public void Accept_PositionOutOfRange_IsRefusedWithTheMessage(double latitude, double longitude)
    {
        var line = Position(AisPosition.FromDegrees(latitude), AisPosition.FromDegrees(longitude));
        var heard = Check(line, AisOutcome.Refused, AisRefusal.PositionOutOfRange);
        Assert.Equal(276000001u, heard.Message.Mmsi);
        Assert.Equal(PositionState.OutOfRange, heard.Message.PositionState);
    }

    [Theory]
    [InlineData(90, 180)]
    [InlineData(-90, -180)]
    [InlineData(91, 181)]
    [InlineData(91, 10)]
    public void Accept_PositionAtTheEdgeOrNotAvailable_IsAMessage(double latitude, double longitude) =>
        Assert.Equal(AisOutcome.Message, Assert.Single(AisLines.Hear(Position(AisPosition.FromDegrees(latitude), AisPosition.FromDegrees(longitude)))).Outcome);

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(26)]
    public void Accept_TypeThatIsNotDecoded_IsRecognisedAndCounted(int type)
    {
        var receiver = new AisReceiver();
        var body = $"!AIVDM,1,1,,A,{(char)SixBit.Armour((uint)type)}5Mj23P000G?q7fK>g:o7@1:0L3S,0";
        var heard = Assert.Single(AisLines.Hear(Sum(body), receiver));
        Assert.Equal(AisOutcome.Message, heard.Outcome);
        Assert.Equal(AisContent.None, heard.Message.Content);
        Assert.Equal(1, receiver.Counters.OfType(type));
    }

    /// <summary>Appends the right checksum.</summary>
    internal static string Sum(string body) => $"{body}*{body[1..].Aggregate(0, (sum, c) => sum ^ c):X2}";

    private static string Position(int latitudeRaw, int longitudeRaw) =>
        AisWriter.Write(AisMessage.Of(276000001, new PositionReport { Type = 1, LatitudeRaw = latitudeRaw, LongitudeRaw = longitudeRaw }), default);

    private static Heard Check(string line, AisOutcome outcome, AisRefusal refusal, bool direct = false)
    {
        var receiver = new AisReceiver();
        Heard heard;
        if (direct)
        {
            // Longer than the line reader keeps, so past it.
            var result = receiver.Accept(System.Text.Encoding.ASCII.GetBytes(line), 0, AisLines.Now, out var message, out var reason);
            heard = new Heard(result, reason, message);
        }
        else
        {
            heard = Assert.Single(AisLines.Hear(line, receiver));
        }

        Assert.Equal((outcome, refusal), (heard.Outcome, heard.Refusal));
        Assert.Equal(1, receiver.Counters.Of(refusal));
        Assert.Equal(1, receiver.Counters.Lines);
        Assert.Equal(0, receiver.Counters.Messages);
        return heard;
    }
}
