using System.Text;
using OpsHub.Wire.Ais;
using OpsHub.Wire.N2k;

namespace OpsHub.Wire.Tests.N2k;

public sealed class N2kDecoderTests
{
    private const string ClassA = "2014-08-15T19:00:00.443Z,4,129038,43,255,27,01,10,dc,6d,0f,d0,9f,63,0e,e2,26,9d,23,ed,a6,ad,83,02,0c,80,08,88,ae,0a,00,00,fe";

    [Fact]
    public void Accept_ClassAPosition_GivesTheIntegersOfTheRadioMessage()
    {
        var message = Decode(ClassA);
        Assert.Equal(1_408_129_200_443, message.UnixMs);
        Assert.Equal(258858000u, message.Ais.Mmsi);
        var position = message.Ais.Position;
        Assert.Equal(24.1410, position.LongitudeDegrees, 4);
        Assert.Equal(59.7502, position.LatitudeDegrees, 4);
        Assert.Equal(125, position.SpeedRaw);
        Assert.Equal(2547, position.CourseRaw);
        Assert.Equal(256, position.HeadingRaw);
        Assert.Equal(5, position.RateOfTurnRaw);
        Assert.Equal(59, position.Second);
        Assert.True(position.IsAccurate);
        Assert.Equal(0, position.NavigationStatus);
    }

    [Fact]
    public void Accept_ClassBPosition_GivesItsFlags()
    {
        var position = Decode("2014-08-15T19:00:00.363Z,4,129039,43,255,26,12,44,11,b6,0d,32,83,be,0e,5b,4f,99,23,03,ac,87,3e,01,06,00,26,ff,ff,00,74,ff").Ais.Position;
        Assert.Equal(18, position.Type);
        Assert.Equal(ClassBFlags.CarrierSense | ClassBFlags.Dsc | ClassBFlags.Band | ClassBFlags.Message22, position.ClassB);
        Assert.Equal(393222, position.CommunicationState);
        Assert.Null(position.HeadingDegrees);
    }

    [Fact]
    public void Accept_Voyage_GivesShipAndDimensions()
    {
        var report = Decode("2014-08-15T19:00:04.857Z,6,129794,43,255,75,05,c8,27,16,0e,82,ec,8d,00,5a,44,48,4d,34,20,20,48,4f,4f,47,45,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,47,4a,06,fa,00,50,00,64,05,aa,3f,00,37,05,0f,fc,03,53,54,2e,50,45,54,45,52,53,42,55,52,47,20,20,20,20,20,20,20,00,e0").Ais.Static;
        Assert.Equal("HOOGE", report.Name.ToString());
        Assert.Equal("ZDHM4", report.CallSign.ToString());
        Assert.Equal("ST.PETERSBURG", report.Destination.ToString());
        Assert.Equal(9301122u, report.Imo);
        Assert.Equal((138, 23, 17, 8), (report.ToBow, report.ToStern, report.ToPort, report.ToStarboard));
        Assert.Equal(161, report.LengthMetres);
        Assert.Equal(10.2, report.DraughtMetres);
        Assert.Equal((8, 16, 7, 0), (report.EtaMonth, report.EtaDay, report.EtaHour, report.EtaMinute));
    }

    [Fact]
    public void Accept_ClassBStatic_GivesPartAAndPartB()
    {
        var partA = Decode("2014-08-15T19:00:54.131Z,6,129809,43,255,25,18,90,e4,c3,0d,54,4f,4b,49,4f,20,49,49,40,40,40,40,40,40,40,40,40,40,40,40").Ais.Static;
        Assert.Equal("TOKIO II", partA.Name.ToString());
        var partB = Decode("2014-08-15T19:00:24.003Z,6,129810,43,255,33,18,80,e5,c3,0d,24,44,47,59,44,24,3a,45,4f,4a,33,36,39,37,40,64,00,1e,00,00,00,64,00,00,00,00,00,00").Ais.Static;
        Assert.Equal("OJ3697", partB.CallSign.ToString());
        Assert.Equal("DGYD$:E", partB.VendorLegacyText());
        Assert.Equal(36, partB.ShipType);
    }

    [Fact]
    public void Accept_FullFix_GivesTimeAndPlace()
    {
        var fix = Decode("2014-08-15T19:00:00.042Z,3,129029,160,255,43,87,a9,3f,fc,ed,c4,28,00,58,67,11,cf,db,49,08,00,f4,15,47,c4,d2,6e,03,80,66,23,00,00,00,00,00,10,fc,0a,50,00,ff,7f,ff,ff,ff,7f,00").OwnShip;
        Assert.Equal(new DateTimeOffset(2014, 8, 15, 18, 59, 59, 462, TimeSpan.Zero).ToUnixTimeMilliseconds(), fix.FixUnixMs);
        Assert.Equal(59.725, fix.LatitudeDegrees!.Value, 3);
        Assert.Equal(24.737, fix.LongitudeDegrees!.Value, 3);
    }

    [Theory]
    [InlineData("", N2kOutcome.Ignored, N2kRefusal.NotALine)]
    [InlineData("# a comment", N2kOutcome.Ignored, N2kRefusal.NotALine)]
    [InlineData("2014-08-15T19:00:00.443Z,4,130311,43,255,1,00", N2kOutcome.Ignored, N2kRefusal.OtherGroup)]
    [InlineData("2014-08-15T19:00:00.443Z,4,130311,43,255,0", N2kOutcome.Ignored, N2kRefusal.OtherGroup)]
    [InlineData("2014-08-15-19:00:00.443,4,130311,43,255,1,00", N2kOutcome.Ignored, N2kRefusal.OtherGroup)]
    [InlineData("yesterday at about seven,4,129038,43,255,1,00", N2kOutcome.Refused, N2kRefusal.TimeBad)]
    [InlineData("2014-08-15T19:00:00.443Z,4,129038,43", N2kOutcome.Refused, N2kRefusal.FieldBad)]
    [InlineData("2014-08-15T19:00:00.443Z,9,129038,43,255,1,00", N2kOutcome.Refused, N2kRefusal.FieldBad)]
    [InlineData("2014-08-15T19:00:00.443Z,4,129038,43,255,500,00", N2kOutcome.Refused, N2kRefusal.FieldBad)]
    [InlineData("2014-08-15T19:00:00.443Z,4,129038,43,255,2,00", N2kOutcome.Refused, N2kRefusal.LengthWrong)]
    [InlineData("2014-08-15T19:00:00.443Z,4,129038,43,255,1,0g", N2kOutcome.Refused, N2kRefusal.ByteBad)]
    [InlineData("2014-08-15T19:00:00.443Z,4,129038,43,255,2,00;00", N2kOutcome.Refused, N2kRefusal.ByteBad)]
    [InlineData("2014-08-15T19:00:00.443Z,4,129038,43,255,8,01,10,dc,6d,0f,d0,9f,63", N2kOutcome.Refused, N2kRefusal.TooShortForGroup)]
    [InlineData("2014-08-15T19:00:00.443Z,4,129809,43,255,25,18,00,00,00,00,54,4f,4b,49,4f,20,49,49,40,40,40,40,40,40,40,40,40,40,40,40", N2kOutcome.Refused, N2kRefusal.MmsiOutOfRange)]
    [InlineData("2014-08-15T19:00:00.443Z,2,129025,160,255,8,ff,ff,ff,70,a3,83,be,0e", N2kOutcome.Refused, N2kRefusal.PositionOutOfRange)]
    public void Accept_AnyOtherLine_IsNamed(string line, N2kOutcome outcome, N2kRefusal refusal)
    {
        Assert.Equal(outcome, N2kDecoder.Accept(Encoding.ASCII.GetBytes(line), out _, out var reason));
        Assert.Equal(refusal, reason);
    }

    [Fact]
    public void Accept_PerLine_AllocatesNothing()
    {
        var line = Encoding.ASCII.GetBytes(ClassA);
        for (var i = 0; i < 100; i++)
            N2kDecoder.Accept(line, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            N2kDecoder.Accept(line, out _, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static N2kMessage Decode(string line)
    {
        Assert.Equal(N2kOutcome.Message, N2kDecoder.Accept(Encoding.ASCII.GetBytes(line), out var message, out _));
        return message;
    }
}
