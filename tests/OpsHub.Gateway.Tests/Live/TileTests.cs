using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Live;
using OpsHub.Testing.Live;

namespace OpsHub.Gateway.Tests.Live;

public sealed class TileTests
{
    private const long Now = 1_772_366_400_000;
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeMilliseconds(Now);

    [Theory]
    [InlineData(59.4372, 24.7453)]
    [InlineData(-33.8688, 151.2093)]
    [InlineData(0, 0)]
    [InlineData(85, -179.9999)]
    [InlineData(-85, 179.9999)]
    public void Locate_ThenRead_IsWithinAFewDecimetres(double latitude, double longitude)
    {
        var (tile, x, y) = TileMath.Locate(latitude, longitude);
        Assert.Equal(TileReader.TileOf(latitude, longitude), tile.ToString());
        var record = new byte[TrackRecord.Length];
        TrackRecord.Write(record, 1, x, y, 0, 0, 0);
        var read = TileReader.Read(new TileFrame(tile.ToString(), true, Convert.ToBase64String(record), [])).Single();
        Assert.InRange(Math.Abs(read.LatitudeDegrees - latitude) * 111_320, 0, 0.2);
        Assert.InRange(Math.Abs(read.LongitudeDegrees - longitude) * 111_320, 0, 0.2);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(119_999, 119)]
    [InlineData(120_000, 120)]
    [InlineData(150_000, 122)]
    [InlineData(100_000_000, 255)]
    [InlineData(-5_000, 0)]
    public void Age_IsInSecondsThenInSteps(long milliseconds, byte expected) => Assert.Equal(expected, TrackRecord.Age(milliseconds));

    [Theory]
    [InlineData(float.NaN, 255)]
    [InlineData(0f, 0)]
    [InlineData(12.4f, 25)]
    [InlineData(500f, 254)]
    public void Speed_IsInHalfKnots(float knots, byte expected) => Assert.Equal(expected, TrackRecord.Speed(knots));

    [Theory]
    [InlineData(float.NaN, 255)]
    [InlineData(0f, 0)]
    [InlineData(359.9f, 0)]
    [InlineData(180f, 127)]
    public void Course_WrapsToNorth(float degrees, byte expected) => Assert.Equal(expected, TrackRecord.Course(degrees));

    [Fact]
    public void Slot_RestsTenMinutesBeforeItIsUsedAgain()
    {
        var tile = new Tile(new TileKey(2330, 1200));
        var first = tile.Enter(Moving("a"), Now)!.Value;
        tile.Leave(first, Now);
        Assert.NotEqual(first, tile.Enter(Moving("b"), Now + 599_999));
        Assert.Equal(first, tile.Enter(Moving("c"), Now + 600_000));
    }

    [Fact]
    public void Change_HasOnlyWhatMoved_AndTheKeyframeEverything()
    {
        var tile = new Tile(new TileKey(2330, 1200));
        var a = tile.Enter(Moving("a"), Now)!.Value;
        var b = tile.Enter(Moving("b"), Now)!.Value;
        tile.Move(a, 10, 20, 1, 2, Now);
        tile.Move(b, 30, 40, 1, 2, Now);
        tile.Tick(1, Now);
        tile.Move(b, 31, 41, 1, 2, Now);
        tile.Tick(2, Now);
        Assert.Equal([(int)b], TileReader.Read(Frame(tile.Image!.Change)).Select(record => record.Slot));
        Assert.Equal([(int)a, b], TileReader.Read(Frame(tile.Keyframe(Now))).Select(record => record.Slot));
        Assert.Equal((1, 2), (tile.Image.Previous, tile.Image.Version));
    }

    [Fact]
    public void Compose_InStep_GetsTheSharedChange_AndBehind_TheKeyframe()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var grid = new TileGrid(Visibility.Full, new GatewayMeters(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        var track = Moving("a");
        grid.Place(track, Now);
        grid.Tick(Now);
        var inStep = Window();
        var behind = Window();
        Assert.True(Composed(grid, inStep).Single().Key);
        Composed(grid, behind);
        for (var i = 1; i <= 2; i++)
        {
            track.Move(Fix("a", Now + (i * 1000)));
            grid.Place(track, Now);
            grid.Tick(Now);
            Assert.False(Composed(grid, inStep).Single().Key);
        }

        Assert.True(Composed(grid, behind).Single().Key);
        Assert.Empty(Composed(grid, inStep));
    }

    [Fact]
    public void Window_HasAMarginOfOne_AndKeepsLeftTilesFiveSeconds()
    {
        var window = new TileWindow();
        window.Show(new ViewRequest(12, ["100/100"]), s_now);
        Assert.Equal(9, window.Seen(s_now).Length);
        window.Show(new ViewRequest(12, ["200/200"]), s_now);
        Assert.Equal(18, window.Seen(s_now.AddSeconds(4.9)).Length);
        Assert.Equal(9, window.Seen(s_now.AddSeconds(5)).Length);
    }

    [Fact]
    public void Window_AtTheDateLine_GoesRound()
    {
        var window = new TileWindow();
        window.Show(new ViewRequest(12, ["0/100"]), s_now);
        Assert.Contains(window.Seen(s_now).ToArray(), tile => tile.Key.X == 4095);
    }

    private static TileWindow Window()
    {
        var window = new TileWindow();
        window.Show(new ViewRequest(13, [TileReader.TileOf(59.45, 24.75)]), s_now);
        return window;
    }

    private static List<TileFrame> Composed(TileGrid grid, TileWindow window)
    {
        var buffer = new ArrayBufferWriter<byte>();
        if (!grid.Compose(window, 1, s_now, buffer))
            return [];
        var last = Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\u001e', StringSplitOptions.RemoveEmptyEntries)[^1];
        using var message = JsonDocument.Parse(last);
        return [.. message.RootElement.GetProperty("arguments")[0].Deserialize<TilesChanged>(ContractJson.Options)!.Tiles];
    }

    private static TileFrame Frame(byte[] json) => JsonSerializer.Deserialize<TileFrame>(json, ContractJson.Options)!;

    private static Track Moving(string id)
    {
        var track = new Track(new TrackerId("dev:" + id));
        track.Move(Fix(id, Now));
        return track;
    }

    private static PositionFix Fix(string id, long at) => new(new TrackerId("dev:" + id), TrackKind.Truck, at, 59.45, 24.75, 5, 90, float.NaN);
}
