using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Tests.Tracking;

public sealed class TrackHistoryTests
{
    private const long Now = 1_772_352_000_000;

    [Fact]
    public void Keyframe_OfManyTrackers_ComesBackWhole_InPartsOf64KiB()
    {
        var table = new TrackTable(5_000);
        for (var n = 0; n < 3_000; n++)
        {
            table.Restore($"mmsi:{n:D9}", TrackKind.Vessel, new TrackPoint(Now - (n * 1000), 590_000_000 + n, 240_000_000 - n, n % 3 == 0 ? -1 : n, 9_000, TrackPoint.NoAngle), Now);
            if (n % 2 == 0)
                table.Restore(new TrackDescription(new($"mmsi:{n:D9}"), TrackKind.Vessel, Label: $"Päästja {n}"));
        }

        var parts = TrackKeyframeCodec.Encode(Now, table);
        var rows = new List<KeyframeRow>();
        foreach (var part in parts)
            TrackKeyframeCodec.Decode(part.Span, rows.Add);

        Assert.All(parts, part => Assert.InRange(part.Length, 1, 66_000));
        Assert.True(parts.Count > 1);
        Assert.Equal(
            table.Rows().Select(row => new KeyframeRow(row.Tracker, row.State.Kind, row.State.Latest, row.Description?.Label)).OrderBy(row => row.Tracker, StringComparer.Ordinal),
            rows.OrderBy(row => row.Tracker, StringComparer.Ordinal));
    }

    [Fact]
    public void Keyframe_LeavesOutWhoWasSilentForADayOrNeverHeard()
    {
        var table = new TrackTable(10);
        table.Restore("dev:silent", TrackKind.Truck, new TrackPoint(Now - 86_400_001, 1, 1, -1, 0, 0), Now);
        table.Restore(new TrackDescription(new("dev:registered"), TrackKind.Truck, Label: "Never heard"));

        Assert.Empty(TrackKeyframeCodec.Encode(Now, table));
    }

    [Fact]
    public void Keyframe_CutShort_Throws()
    {
        var table = new TrackTable(10);
        table.Restore("dev:x", TrackKind.Truck, new TrackPoint(Now, 1, 2, 3, 4, 5), Now);
        table.Restore(new TrackDescription(new("dev:x"), TrackKind.Truck, Label: "X"));
        var part = Assert.Single(TrackKeyframeCodec.Encode(Now, table));

        for (var length = 0; length < part.Length; length++)
            Assert.Throws<FormatException>(() => TrackKeyframeCodec.Decode(part.Span[..length], _ => { }));
    }

    [Fact]
    public void IndexEntry_WrittenInAnEarlierRelease_StillReads()
    {
        // The index outlives releases, as the history does.
        var bytes = Convert.FromHexString("01005069A89C0100006712000000000000A06568A89C010000E85369A89C01000011000000000000000300F0490200");
        var entry = new TrackIndexEntry(Now, 4_711, Now - 60_000, Now + 1_000, 17, 3, 150_000);

        Assert.Equal(entry, TrackIndexEntry.Decode(bytes));
        Assert.Equal(bytes, entry.Encode());
        Assert.Throws<FormatException>(() => TrackIndexEntry.Decode(bytes.AsSpan(1)));
    }

    [Theory]
    [InlineData(0, 100, 100, 200, true)]
    [InlineData(0, 100, 101, 200, false)]
    [InlineData(long.MinValue, long.MaxValue, 5, 6, true)]   // not known
    [InlineData(long.MaxValue, long.MinValue, 5, 6, false)]  // nothing
    public void IndexEntry_TellsWhatCannotBeThere(long oldest, long newest, long from, long to, bool may) =>
        Assert.Equal(may, new TrackIndexEntry(0, 0, oldest, newest, 0, 0, 0).MayHave(from, to));

    [Fact]
    public void Thin_KeepsTheCornerThatMatters_AndTellsHowFarTheRestLies()
    {
        // North for 1.1 km, then east; every tenth point a metre off the line.
        var points = Enumerable.Range(0, 101).Select(n => Point(n, n <= 50 ? n * 20e-5 : 50 * 20e-5, n <= 50 ? (n % 10 == 5 ? 1e-5 : 0) : (n - 50) * 40e-5)).ToList();

        var (kept, tolerance) = TrackThinning.Thin(points, 3);

        Assert.Equal([points[0], points[50], points[100]], kept);
        Assert.InRange(tolerance, 0.3, 1.2);
    }

    [Fact]
    public void Thin_OfFewerThanAskedFor_LeavesNothingOut()
    {
        var points = Enumerable.Range(0, 10).Select(n => Point(n, n * 1e-4, 0)).ToList();

        Assert.Equal(points, TrackThinning.Thin(points, 10).Kept);
        Assert.Equal(0, TrackThinning.Thin(points, 10).ToleranceMetres);
    }

    [Fact]
    public void Thin_OfWhatStandsStill_SpreadsItsPointsInTime()
    {
        var points = Enumerable.Range(0, 1_001).Select(n => Point(n, 0, 0)).ToList();

        var gaps = TrackThinning.Thin(points, 11).Kept.Select(p => p.AtUnixMs).ToArray();

        Assert.Equal(11, gaps.Length);
        Assert.All(gaps.Zip(gaps.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, 60_000, 260_000));
    }

    [Fact]
    public void Thin_OverTheAntimeridian_TakesTheShortWay()
    {
        var points = new List<TrackPoint> { At(0, 179.999), At(1, -179.9995), At(2, -179.998) };

        Assert.InRange(TrackThinning.Thin(points, 2).ToleranceMetres, 0, 0.1);

        static TrackPoint At(int second, double longitude) => new(Now + (second * 1000), 0, (int)Math.Round(longitude * 1e7), 0, 0, 0);
    }

    [Fact]
    public void Thin_OfADay_StaysWithinItsTolerance()
    {
        var points = Enumerable.Range(0, 20_000).Select(n => Point(n, Math.Sin(n / 500.0) * 0.05, n * 1e-5)).ToList();

        var (kept, tolerance) = TrackThinning.Thin(points, 500);

        Assert.Equal(500, kept.Count);
        Assert.InRange(tolerance, 0.01, 20);
        Assert.Equal((points[0], points[^1]), (kept[0], kept[^1]));
    }

    private static TrackPoint Point(int second, double north, double east) =>
        new(Now + (second * 1000), (int)Math.Round((59 + north) * 1e7), (int)Math.Round((24 + east) * 1e7), 0, 0, 0);
}
