using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Ais;

/// <summary>What the encoder writes, the decoder reads back bit for bit, and gpsd's decoder reads the same.</summary>
public sealed class AisRoundTripTests(ITestOutputHelper output)
{
    private static readonly byte[] Types = [1, 2, 3, 4, 5, 11, 18, 19, 21, 24, 27];

    [Fact]
    public void Write_AnyMessage_IsReadBackTheSame() =>
        Prop.ForAll(Messages().ToArbitrary(), message =>
        {
            var text = AisWriter.Write(message, new AisWriteOptions((byte)'B', 7));
            Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 80));
            var read = AisLines.Hear(text).Last();
            Assert.True(read.Outcome == AisOutcome.Message || read.Refusal == AisRefusal.PositionOutOfRange, $"{read.Outcome} {read.Refusal}");
            AssertSame(message, read.Message);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Write_StationAndTime_AreReadBack() =>
        Prop.ForAll(Messages().ToArbitrary(), Gen.Choose(0, int.MaxValue).Select(n => n * 700L).ToArbitrary(), (message, time) =>
        {
            var station = new StationId("EETLL-1"u8);
            var text = AisWriter.Write(message, new AisWriteOptions((byte)'A', 3, station, 1_000_000_000_000 + time));
            var read = AisLines.Hear(text).Last().Message;
            // Only the first sentence of a multipart message carries the block.
            if (text.Count(c => c == '!') == 1)
                Assert.Equal(station, read.Source);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Write_FieldThatDoesNotFit_Throws()
    {
        var message = AisMessage.Of(276000001, new PositionReport { Type = 1, SpeedRaw = 1024 });
        Assert.Throws<ArgumentOutOfRangeException>(() => AisWriter.Write(message, default));
    }

    [Fact]
    public void Write_TypeThatIsOnlyRead_Throws() =>
        Assert.Throws<NotSupportedException>(() => AisWriter.Write(AisMessage.Of(276000001, new PositionReport { Type = 9 }), default));

    [GpsdecodeFact]
    public void Write_AnyMessage_IsReadTheSameByGpsdecode()
    {
        var messages = Messages().Sample(2_000, 50).ToList();
        var text = string.Concat(messages.Select((m, i) => AisWriter.Write(m, new AisWriteOptions((byte)'A', i % 10))));
        GpsdecodeFactAttribute.Compare(Encoding.ASCII.GetBytes(text), output, minimum: 1_500);
    }

    private static void AssertSame(in AisMessage expected, in AisMessage actual)
    {
        Assert.Equal((expected.Type, expected.Repeat, expected.Mmsi, expected.Content), (actual.Type, actual.Repeat, actual.Mmsi, actual.Content));
        Assert.Equal(expected.Position, actual.Position);
        Assert.Equal(expected.Static, actual.Static);
        Assert.Equal(expected.BaseStation, actual.BaseStation);
        Assert.Equal(expected.Aid, actual.Aid);
    }

    private static Gen<AisMessage> Messages() =>
        from type in Gen.Elements(Types)
        from mmsi in Gen.Choose(1, 999_999_999)
        from n in Gen.Choose(0, int.MaxValue).ArrayOf(24)
        from name in Words(20)
        from extension in Words(14)
        from callSign in Words(7)
        from destination in Words(20)
        select Make(type, (uint)mmsi, n, name, extension, callSign, destination);

    private static Gen<AisText> Words(int length) =>
        from n in Gen.Choose(0, length)
        from characters in Gen.Choose(' ', '_').Where(c => c != '@').ArrayOf(n)
        select AisText.From(new string([.. characters.Select(c => (char)c)]));

    private static AisMessage Make(byte type, uint mmsi, int[] n, AisText name, AisText extension, AisText callSign, AisText destination)
    {
        var message = type switch
        {
            1 or 2 or 3 or 18 or 27 => AisMessage.Of(mmsi, Position(type, n)),
            4 or 11 => AisMessage.Of(mmsi, Base(n)),
            19 => AisMessage.Of(mmsi, Position(19, n), Static(19, mmsi, n, name, callSign, destination) with { DataTerminalNotReady = (n[20] & 1) != 0 }),
            21 => AisMessage.Of(mmsi, Aid(n, name, extension)),
            _ => AisMessage.Of(mmsi, type, Static(type, mmsi, n, name, callSign, destination)),
        };
        message.Type = type;
        message.Repeat = (byte)(n[23] & 3);
        return message;
    }

    private static PositionReport Position(byte type, int[] n)
    {
        var coarse = type == 27;
        var classA = type <= 3;
        var classB = type is 18 or 19;
        return new PositionReport
        {
            Type = type,
            NavigationStatus = classB ? (byte)15 : (byte)(n[0] & 15),
            RateOfTurnRaw = classA ? (sbyte)n[1] : AisPosition.RateOfTurnNotAvailable,
            SpeedRaw = (ushort)(n[2] & (coarse ? 63 : 1023)),
            IsAccurate = (n[3] & 1) != 0,
            LongitudeRaw = Signed(n[4], coarse ? 18 : 28),
            LatitudeRaw = Signed(n[5], coarse ? 17 : 27),
            CourseRaw = (ushort)(n[6] & (coarse ? 511 : 4095)),
            HeadingRaw = coarse ? AisPosition.HeadingNotAvailable : (ushort)(n[7] & 511),
            Second = coarse ? (byte)60 : (byte)(n[8] & 63),
            Maneuver = classA ? (byte)(n[9] & 3) : (byte)0,
            Reserved = classB ? (byte)n[10] : (byte)0,
            Regional = type switch { 18 => (byte)(n[11] & 3), 19 => (byte)(n[11] & 15), _ => 0 },
            Raim = (n[12] & 1) != 0,
            ClassB = type == 18 ? (ClassBFlags)(n[13] & 31) : ClassBFlags.None,
            IsAssigned = classB && (n[14] & 1) != 0,
            DataTerminalNotReady = type == 19 && (n[20] & 1) != 0,
            IsNotCurrentGnss = coarse && (n[15] & 1) != 0,
            AltitudeRaw = AisPosition.AltitudeNotAvailable,
            CommunicationSelector = type == 18 && (n[16] & 1) != 0,
            CommunicationState = coarse || type == 19 ? -1 : n[17] & 0x7FFFF,
        };
    }

    private static BaseStationReport Base(int[] n) => new()
    {
        Year = (ushort)(n[0] & 16383),
        Month = (byte)(n[1] & 15),
        Day = (byte)(n[2] & 31),
        Hour = (byte)(n[3] & 31),
        Minute = (byte)(n[6] & 63),
        Second = (byte)(n[7] & 63),
        IsAccurate = (n[8] & 1) != 0,
        LongitudeRaw = Signed(n[4], 28),
        LatitudeRaw = Signed(n[5], 27),
        FixType = (byte)(n[9] & 15),
        Raim = (n[10] & 1) != 0,
        CommunicationState = n[11] & 0x7FFFF,
    };

    private static StaticReport Static(byte type, uint mmsi, int[] n, AisText name, AisText callSign, AisText destination)
    {
        var partA = type == 24 && (n[22] & 1) == 0;
        if (partA)
            return new StaticReport { Parts = StaticParts.Name, Name = name };
        var auxiliary = type == 24 && mmsi / 10_000_000 == 98;
        var report = new StaticReport
        {
            ShipType = (byte)n[0],
            ToBow = auxiliary ? (ushort)0 : (ushort)(n[1] & 511),
            ToStern = auxiliary ? (ushort)0 : (ushort)(n[2] & 511),
            ToPort = auxiliary ? (byte)0 : (byte)(n[3] & 63),
            ToStarboard = auxiliary ? (byte)0 : (byte)(n[6] & 63),
            FixType = (byte)(n[7] & 15),
        };
        return type switch
        {
            19 => report with { Parts = StaticParts.Name | StaticParts.Ship, Name = name },
            24 => report with
            {
                Parts = StaticParts.Ship | StaticParts.Vendor | (auxiliary ? StaticParts.Mothership : 0),
                CallSign = callSign,
                VendorRaw = (ulong)n[8] << 11 | (uint)n[9] & 2047,
                MothershipMmsi = auxiliary ? (uint)(n[10] & 0x3FFFFFFF) : 0,
            },
            _ => report with
            {
                Parts = StaticParts.Name | StaticParts.Ship | StaticParts.Voyage,
                Name = name,
                CallSign = callSign,
                Destination = destination,
                Imo = (uint)(n[8] & 0x3FFFFFFF),
                AisVersion = (byte)(n[9] & 3),
                EtaMonth = (byte)(n[10] & 15),
                EtaDay = (byte)(n[11] & 31),
                EtaHour = (byte)(n[12] & 31),
                EtaMinute = (byte)(n[13] & 63),
                DraughtRaw = (byte)n[14],
                DataTerminalNotReady = (n[15] & 1) != 0,
            },
        };
    }

    private static AidToNavigationReport Aid(int[] n, AisText name, AisText extension) => new()
    {
        AidType = (byte)(n[0] & 31),
        Name = name,
        NameExtension = extension,
        IsAccurate = (n[1] & 1) != 0,
        LongitudeRaw = Signed(n[4], 28),
        LatitudeRaw = Signed(n[5], 27),
        ToBow = (ushort)(n[6] & 511),
        ToStern = (ushort)(n[7] & 511),
        ToPort = (byte)(n[8] & 63),
        ToStarboard = (byte)(n[9] & 63),
        FixType = (byte)(n[10] & 15),
        Second = (byte)(n[11] & 63),
        IsOffPosition = (n[12] & 1) != 0,
        Regional = (byte)n[13],
        Raim = (n[14] & 1) != 0,
        IsVirtual = (n[15] & 1) != 0,
        IsAssigned = (n[16] & 1) != 0,
    };

    // Any value of so many bits, sign included.
    private static int Signed(int number, int bits) => number << (32 - bits) >> (32 - bits);
}
