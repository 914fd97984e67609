using System.Text;
using OpsHub.Wire.Tests.Support;
using OpsHub.Wire.Tracks;

namespace OpsHub.Wire.Tests.Tracks;

public sealed class TrackCsvTests
{
    private const string Track = "gps/own_ship_track.csv";

    [SharedDataFact(Track)]
    public async Task Read_OwnShipTrack_TakesEveryFix()
    {
        using var stream = File.OpenRead(SharedFile.PathOf(Track));
        var reads = await TrackCsv.ReadAsync(stream).ToListAsync();
        Assert.Equal(597, reads.Count);
        Assert.All(reads, r => Assert.Empty(r.Findings));
        Assert.Equal(59.7249807, reads[0].Fix!.Value.LatitudeDegrees);
        Assert.Equal(1_408_129_200_540, reads[0].Fix!.Value.UnixMs);
    }

    [Fact]
    public async Task Read_AllColumnsInAnyOrder_AreTaken()
    {
        var fix = (await Read("id,lon,lat,course_degrees,speed_knots,time_utc\nT-1,24.75,59.45,360,12.5,1700000000\n")).Single().Fix!.Value;
        Assert.Equal(
            new TrackFix { Id = "T-1", LongitudeDegrees = 24.75, LatitudeDegrees = 59.45, CourseDegrees = 0, SpeedKnots = 12.5, UnixMs = 1_700_000_000_000 },
            fix);
    }

    [Fact]
    public async Task Read_BrokenRows_NameEveryFieldAndTheRestIsTaken()
    {
        var reads = await Read("time_utc,lat,lon,speed_knots\nnever,95,x,-1\n2014-08-15T19:00:00Z,59,24,\n2014-08-15T19:00:00Z,59\n2014-08-15T19:00:01Z,59,24,1\n");
        Assert.Equal(["time_utc", "lat", "lon", "speed_knots"], reads[0].Findings.Select(f => f.Field));
        Assert.All(reads[0].Findings, f => Assert.Equal(2, f.Line));
        Assert.NotNull(reads[1].Fix);
        Assert.Equal(4, Assert.Single(reads[2].Findings).Line);
        Assert.NotNull(reads[3].Fix);
    }

    [Theory]
    [InlineData("")]
    [InlineData("time,lat,lon\n1,2,3\n")]
    public async Task Read_WrongHeader_IsAFinding(string text)
    {
        var read = Assert.Single(await Read(text));
        Assert.Null(read.Fix);
        Assert.NotEmpty(read.Findings);
    }

    private static async Task<List<TrackRead>> Read(string text) =>
        await TrackCsv.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))).ToListAsync();
}
