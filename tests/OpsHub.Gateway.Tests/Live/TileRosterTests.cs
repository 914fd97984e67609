using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Live;

namespace OpsHub.Gateway.Tests.Live;

/// <summary>Who is told who is who, and when.</summary>
public sealed class TileRosterTests
{
    private const long NowMs = 1_700_000_000_000;

    private readonly Tile _tile = new(new TileKey(2_330, 1_196));

    [Fact]
    public void RosterSince_ForAClientWithNothing_HasEverybody()
    {
        Enter("mmsi:276000001");
        _tile.Tick(1, NowMs);
        Enter("mmsi:276000002");
        Assert.Equal(2, Entries(_tile.RosterSince(0)));
    }

    [Fact]
    public void RosterSince_ForAClientThatFellBehind_HasOnlyWhatItWasNotTold()
    {
        var slot = Enter("mmsi:276000001");
        _tile.Tick(1, NowMs);
        for (var version = 2; version < 5; version++)
        {
            _tile.Move(slot, 1, (ushort)version, 10, 20, NowMs + version);
            _tile.Tick(version, NowMs + version);
        }

        Assert.Equal(0, Entries(_tile.RosterSince(1)));
        Enter("mmsi:276000002");
        Assert.Equal(1, Entries(_tile.RosterSince(1)));
        _tile.Tick(5, NowMs + 5);
        Assert.Equal(2, Entries(_tile.RosterSince(4)));
        Assert.Equal(0, Entries(_tile.RosterSince(5)));
    }

    [Fact]
    public void RosterSince_WhenOneLeft_HasTheOthers()
    {
        var first = Enter("mmsi:276000001");
        Enter("mmsi:276000002");
        _tile.Tick(1, NowMs);
        Assert.Equal(2, Entries(_tile.RosterSince(0)));
        _tile.Leave(first, NowMs);
        _tile.Tick(2, NowMs);
        Assert.Equal(1, Entries(_tile.RosterSince(0)));
    }

    [Theory]
    [InlineData(10, 12, false)]
    [InlineData(10, 16, true)]
    [InlineData(10, 6, false)]
    [InlineData(10, 4, true)]
    public void Interval_IsToldWhenStalenessWouldLookWrong(double told, double measured, bool again)
    {
        var track = new Track(new TrackerId("mmsi:276000001"));
        track.Measured(told);
        track.IsDescriptionChanged = false;
        track.Measured(measured);
        Assert.Equal(again, track.IsDescriptionChanged);
    }

    private ushort Enter(string tracker)
    {
        var track = new Track(new TrackerId(tracker));
        track.Describe(new TrackDescription(track.Id, TrackKind.Vessel, "A"));
        return _tile.Enter(track, NowMs)!.Value;
    }

    private static int Entries(byte[] roster) => Encoding.UTF8.GetString(roster).Split("\"slot\"").Length - 1;
}
