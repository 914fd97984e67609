using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Tests.Tracking;

public sealed class DeviceSilenceTests
{
    private const long Start = 1_772_352_000_000;
    private static readonly SilenceLimits s_limits = new(OfficerSeconds: 300, TruckSeconds: 600, CargoSeconds: 3_600);
    private readonly TrackTable _table = new(100);

    [Fact]
    public void Find_EachClassHasItsLimit()
    {
        Heard("officer", TrackKind.Officer);
        Heard("truck", TrackKind.Truck, carries: true);
        Heard("cargo", TrackKind.Cargo, carries: true);
        Heard("vessel", TrackKind.Vessel, carries: true);
        Assert.Empty(Silent(299));
        Assert.Equal(["officer"], Silent(300));
        Assert.Equal(["officer", "truck"], Silent(600));
        Assert.Equal(["cargo", "officer", "truck"], Silent(3_600));
    }

    [Fact]
    public void Find_ATruckThatCarriesNothingAndIsNowhere_OwesNothing()
    {
        Heard("truck", TrackKind.Truck);
        Assert.Empty(Silent(6_000));
    }

    [Fact]
    public void Find_WhenTheLimitIsZero_IsNever()
    {
        Heard("truck", TrackKind.Truck, carries: true);
        Assert.Empty(DeviceSilence.Find(_table, s_limits with { TruckSeconds = 0 }, 0, Start + 6_000_000));
    }

    [Fact]
    public void Find_SilenceBeforeSomebodyListened_DoesNotCount()
    {
        Heard("truck", TrackKind.Truck, carries: true);
        Assert.Empty(DeviceSilence.Find(_table, s_limits, Start + 5_500_000, Start + 6_000_000));
        Assert.Single(DeviceSilence.Find(_table, s_limits, Start + 5_500_000, Start + 6_100_000));
    }

    [Fact]
    public void Find_WhenHalfOfAKindGoSilentTogether_TheFeedIsTheCause()
    {
        for (var i = 0; i < 3; i++)
            Heard($"truck{i}", TrackKind.Truck, carries: true);
        Assert.All(Found(600), device => Assert.Equal("feed/truck", device.RootCause));
        for (var i = 3; i < 7; i++)
            Heard($"truck{i}", TrackKind.Truck, carries: true, at: 500);
        Assert.All(Found(600), device => Assert.Equal($"device/{device.Track.Tracker}", device.RootCause));
    }

    private List<SilentDevice> Found(int atSeconds) => [.. DeviceSilence.Find(_table, s_limits, 0, Start + (atSeconds * 1_000L))];

    private string[] Silent(int atSeconds) => [.. Found(atSeconds).Select(device => device.Track.Tracker.Value["dev:".Length..]).Order(StringComparer.Ordinal)];

    private void Heard(string device, TrackKind kind, bool carries = false, int at = 0)
    {
        var tracker = TrackerId.OfDevice(device);
        var fix = new PositionFix(tracker, kind, Start + (at * 1_000L), 59.5, 24.7, 3, 90, float.NaN);
        Assert.Equal(FixRefusal.None, _table.Take(fix, fix.AtUnixMs, out _));
        _table.Describe(new TrackDescription(tracker, kind, device, Carries: carries ? new ShipmentId("EETLL-1") : null));
    }
}
