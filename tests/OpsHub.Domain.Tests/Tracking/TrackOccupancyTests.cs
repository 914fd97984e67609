using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tests.Geofences;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Tests.Tracking;

/// <summary>A square from 24.00 59.00 to 24.02 59.02, 1.1 km wide; a ship inside, a ship 8 m east of it, an officer inside.</summary>
public sealed class TrackOccupancyTests
{
    private const long Now = 1_772_352_000_000;
    private static readonly GeofenceRule s_enter = new()
    {
        On = GeofenceCondition.Enter, Alarm = new GeofenceAlarm(AlarmPriority.P2, null, "Goods may go.", "Look.", Roles.Supervisor, 300),
    };

    private readonly TrackTable _table = new(100) { Watch = new FenceWatch { Index = FenceIndexTests.Build(24, Fence(1, 24.02, s_enter)) } };

    public TrackOccupancyTests()
    {
        Report("mmsi:1", TrackKind.Vessel, Now - 60_000, 24.01);
        Report("mmsi:2", TrackKind.Vessel, Now - 60_000, 24.0195);
        Report("mmsi:2", TrackKind.Vessel, Now - 30_000, 24.02014);
        Report("dev:officer7", TrackKind.Officer, Now - 60_000, 24.005);
        _table.Describe(new TrackDescription(new TrackerId("mmsi:1"), TrackKind.Vessel, "MEGASTAR"));
    }

    [Fact]
    public void Of_NamesThoseInsideAndWithinTheHysteresis_WithWhatStands()
    {
        var occupants = TrackOccupancy.Of(_table, "square").OrderBy(one => one.Tracker.Value, StringComparer.Ordinal).ToArray();

        Assert.Equal(["dev:officer7", "mmsi:1", "mmsi:2"], occupants.Select(one => one.Tracker.Value));
        Assert.Equal(("MEGASTAR", Now - 60_000), (occupants[1].Label, occupants[1].EnteredAt.ToUnixTimeMilliseconds()));
        Assert.All(occupants, one => Assert.Equal(GeofenceCondition.Enter, Assert.Single(one.Standing)));
        Assert.Empty(TrackOccupancy.Of(_table, "another"));
    }

    [Fact]
    public void Try_WithTheSameRules_KeepsWhoIsWithinTheHysteresis()
    {
        var effect = Try(Fence(1, 24.0201, s_enter));

        Assert.Equal((3, 3, 0), (effect.InsideBefore, effect.InsideAfter, effect.AlarmsEnding));
        Assert.Empty(effect.Entering);
        Assert.Empty(effect.Leaving);
    }

    [Fact]
    public void Try_WithOtherRules_EndsWhatStands_AndPutsOutWhoIsOnlyWithinTheHysteresis()
    {
        var effect = Try(Fence(2, 24.02));

        Assert.Equal((3, 2, 3), (effect.InsideBefore, effect.InsideAfter, effect.AlarmsEnding));
        Assert.Equal("mmsi:2", Assert.Single(effect.Leaving));
    }

    [Fact]
    public void Try_Smaller_CountsOfficersAndNamesOthers()
    {
        var effect = Try(Fence(1, 24.001, s_enter));

        Assert.Equal((3, 0, 3), (effect.InsideBefore, effect.InsideAfter, effect.AlarmsEnding));
        Assert.Equal(["MEGASTAR", "mmsi:2"], effect.Leaving.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Try_OfWhatIsRemoved_TellsWhatEnds_AndChangesNothing()
    {
        var effect = Assert.Single(TrackOccupancy.Try(_table, new GeofenceSet(1, 24, []), ["square"]));

        Assert.Equal((3, 0, 3), (effect.InsideBefore, effect.InsideAfter, effect.AlarmsEnding));
        Assert.Equal(3, TrackOccupancy.Of(_table, "square").Length);
    }

    private static Geofence Fence(int number, double east, params GeofenceRule[] rules) =>
        FenceIndexTests.Square("square", number, 24.0, 59.0, east, 59.02) with { Rules = [.. rules] };

    private GeofenceEffect Try(Geofence fence) => Assert.Single(TrackOccupancy.Try(_table, new GeofenceSet(1, 24, [fence]), []));

    private void Report(string tracker, TrackKind kind, long at, double longitude) =>
        Assert.Equal(FixRefusal.None, _table.Take(new PositionFix(new TrackerId(tracker), kind, at, 59.01, longitude, 3, 90, float.NaN), Now, out _));
}
