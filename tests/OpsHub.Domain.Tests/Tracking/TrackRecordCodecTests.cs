using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Tests.Tracking;

public sealed class TrackRecordCodecTests
{
    private static readonly TrackRecord s_fix = new(
        "mmsi:276829000", TrackKind.Vessel, TrackPoint.Of(TrackTableTests.Fix(3) with { HeadingDegrees = float.NaN }));

    [Fact]
    public void Decode_GivesWhatWasEncoded()
    {
        var description = new TrackDescription(new("dev:päckchen"), TrackKind.Cargo, Label: "Päckchen");
        var entry = TrackRecordCodec.Encode(1_772_352_001_000, [s_fix, s_fix with { Tracker = "dev:päckchen" }], [description]);
        var fixes = new List<(TrackRecord, long)>();
        var descriptions = new List<TrackDescription>();

        TrackRecordCodec.Decode(entry, (fix, receivedAt) => fixes.Add((fix, receivedAt)), descriptions.Add);

        Assert.Equal([(s_fix, 1_772_352_001_000), (s_fix with { Tracker = "dev:päckchen" }, 1_772_352_001_000)], fixes);
        Assert.Equal([description], descriptions);
    }

    [Fact]
    public void ToArray_OneEntryAfterTheOther_AreWhatEachWouldBeAlone()
    {
        var writer = new TrackRecordWriter();
        var description = new TrackDescription(new("dev:x"), TrackKind.Cargo, Label: new string('ä', 400));
        var many = Enumerable.Range(0, 100).Select(n => s_fix with { Tracker = $"dev:{n}" }).ToArray();
        foreach (var (at, fixes) in new[] { (1_772_352_001_000, many), (1_772_352_002_000, [s_fix]), (1_772_352_003_000, []) })
        {
            writer.Begin(at);
            foreach (var fix in fixes)
                writer.Add(fix.Tracker, fix.Kind, fix.Point);
            writer.Add(description);

            Assert.Equal(TrackRecordCodec.Encode(at, fixes, [description]), writer.ToArray());
            Assert.Equal((fixes.Length, 1), (writer.Fixes, writer.Descriptions));
            Assert.Equal(fixes.Length == 0 ? long.MaxValue : s_fix.Point.AtUnixMs, writer.OldestUnixMs);
        }
    }

    [Fact]
    public void Encode_AFix_TakesNoMoreThan40Bytes()
    {
        var one = TrackRecordCodec.Encode(1_772_352_001_000, [s_fix], []).Length;

        Assert.InRange(TrackRecordCodec.Encode(1_772_352_001_000, [s_fix, s_fix], []).Length - one, 1, 40);
    }

    [Fact]
    public void Decode_OfAnEntryWrittenInAnEarlierRelease_StillWorks()
    {
        // Track history outlives releases.
        var entry = Convert.FromHexString("01E85369A89C010000010000000E6D6D73693A32373638323930303001D0070000C0FA7623E08CC00ECE040000D011FFFF");
        TrackRecord? read = null;

        TrackRecordCodec.Decode(entry, (fix, _) => read = fix, _ => { });

        Assert.Equal(s_fix, read);
    }

    [Fact]
    public void Decode_OfWhatIsCutShort_Throws()
    {
        var entry = TrackRecordCodec.Encode(1_772_352_001_000, [s_fix], [new TrackDescription(new("dev:x"), TrackKind.Cargo)]);

        for (var length = 0; length < entry.Length; length++)
            Assert.ThrowsAny<FormatException>(() => TrackRecordCodec.Decode(entry.AsSpan(0, length), (_, _) => { }, _ => { }));
    }

    [Theory]
    [InlineData(59.5, 24.75, 59.5, 24.75, 0)]
    [InlineData(0, 0, 0, 1, 111_195)]
    [InlineData(59.437, 24.7536, 60.1699, 24.9384, 82_121)]   // Tallinn to Helsinki
    [InlineData(0, 179.9, 0, -179.9, 22_239)]
    public void Distance_IsTheGreatCircle(double latitude1, double longitude1, double latitude2, double longitude2, double metres) =>
        Assert.Equal(metres, GreatCircle.DistanceMetres(latitude1, longitude1, latitude2, longitude2), tolerance: Math.Max(1, metres * 0.001));
}
