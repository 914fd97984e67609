using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;

namespace OpsHub.Domain.Tests.Geofences;

public sealed class FenceWatchTests
{
    private const long Start = 1_772_352_000_000;
    private const double Metre = 1 / 111_195.08;
    private static readonly GeofenceAlarm s_alarm = new(AlarmPriority.P2, null, "Goods may go.", "Look.", Roles.Supervisor, 300);
    private static readonly GeofenceRule s_enter = new() { On = GeofenceCondition.Enter };
    private static readonly GeofenceRule s_leave = new() { On = GeofenceCondition.Leave };
    private readonly FenceWatch _watch = new();
    private WatchedTracker _tracker = new("mmsi:276829000", TrackKind.Vessel);
    private FenceStay[]? _stays;
    private FenceRoom _room;
    private FenceMoment _last;

    [Fact]
    public void Moved_InAndOut_TellsEachOnceWithTheTimeOfTheCrossing()
    {
        Watch(s_enter, s_leave);

        Move(0, north: -1_000);
        Move(100, north: 1_000);
        Move(200, north: 1_500);
        Move(300, north: 3_500);

        // The square is from 0 to 2,000 m to the north: half of the first leg, a quarter of the last.
        Assert.Equal(["enter 50", "leave 225"], Told());
        Assert.Null(_stays);
    }

    [Fact]
    public void Moved_AcrossAGeofenceBetweenTwoFixes_TellsBothTimes()
    {
        Watch(s_enter, s_leave);

        Move(0, north: -1_000);
        Move(100, north: 4_000);

        Assert.Equal(["enter 20", "leave 60"], Told());
        Assert.Null(_stays);
    }

    [Fact]
    public void Moved_AcrossAGateThinnerThanAMetre_IsFound()
    {
        _watch.Index = FenceIndexTests.Build(24, FenceIndexTests.Square("gate", 1, 24.0, 59.0, 24.01, 59.0 + (0.5 * Metre)) with { Rules = [s_enter, s_leave] });

        Move(0, north: -300, east: 100);
        Move(60, north: 300, east: 100);

        Assert.Equal(["enter 30", "leave 30"], Told());
    }

    [Fact]
    public void Moved_AfterALongSilence_TellsOnlyWhatIsSureAndNotACrossing()
    {
        Watch(s_enter, s_leave);

        Move(0, north: -1_000);
        Move(3 * 3_600, north: 4_000);
        Move((3 * 3_600) + 3_000, north: 1_000);

        Assert.Equal(["enter 13800"], Told());
    }

    [Fact]
    public void Moved_AtTheEdgeWithScatter_DoesNotChatter()
    {
        Watch(s_enter, s_leave);
        var random = new Random(4);

        for (var second = 0; second < 2_000; second += 2)
            Move(second, north: 0 + (random.NextDouble() * 30) - 15);

        Assert.StartsWith("enter", Assert.Single(Told()), StringComparison.Ordinal);
        Move(2_010, north: -25);
        Assert.StartsWith("leave", Told()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Moved_TheFirstFixInside_IsComingIn()
    {
        Watch(s_enter);

        Move(10, north: 500);

        Assert.Equal(["enter 10"], Told());
    }

    [Fact]
    public void Moved_WithARuleForOtherKinds_TellsNothingButStays()
    {
        Watch(s_enter with { Kinds = [TrackKind.Truck] });

        Move(10, north: 500);

        Assert.Empty(Told());
        Assert.Equal(1, Assert.Single(_stays!).Number);
    }

    [Fact]
    public void Dwell_IsToldOnceWithTheTimeItWasDue_ByTheClockOrByTheNextFix()
    {
        Watch(new GeofenceRule { On = GeofenceCondition.Dwell, Seconds = 600, Alarm = s_alarm });

        Move(0, north: 500);
        Elapse(599);
        Elapse(605);
        Elapse(700);
        Move(800, north: 500);
        Move(900, north: 3_000);

        Assert.Equal(["dwell 600", "dwell ended 860"], Told());
    }

    [Fact]
    public void Dwell_WhenItLeftBeforeItWasDue_IsNotTold()
    {
        Watch(new GeofenceRule { On = GeofenceCondition.Dwell, Seconds = 600 });

        Move(0, north: 500);
        Move(500, north: 1_900);
        Move(1_500, north: 11_900);

        Assert.Empty(Told());
    }

    [Fact]
    public void Speed_OverTheLimitForAWhile_IsToldAndEndsATenthBelow()
    {
        Watch(new GeofenceRule { On = GeofenceCondition.Speed, Knots = 10, Seconds = 20 });

        Move(0, north: 500, knots: 12);
        Move(10, north: 510, knots: 12);
        Move(20, north: 520, knots: 12);
        Move(30, north: 530, knots: 9.5);
        Move(40, north: 540, knots: 8.9);
        Move(50, north: 550, knots: 30);
        Move(60, north: 560, knots: 5);

        Assert.Equal(["speed 20", "speed ended 40"], Told());
    }

    [Fact]
    public void Silence_IsToldWithTheTimeItWasDue_AndEndsWithTheNextFix()
    {
        Watch(new GeofenceRule { On = GeofenceCondition.Silence, Seconds = 300 });

        Move(0, north: 500);
        Elapse(299);
        Elapse(310);
        Elapse(400);
        Move(1_000, north: 600);
        Elapse(1_100);

        Assert.Equal(["silence 300", "silence ended 1000"], Told());
    }

    [Fact]
    public void Silence_OutsideOfTheGeofence_IsNotTold()
    {
        Watch(new GeofenceRule { On = GeofenceCondition.Silence, Seconds = 300 });

        Move(0, north: -500);
        Elapse(1_000);

        Assert.Empty(Told());
    }

    [Fact]
    public void Loitering_SlowNearOnePlace_IsTold_AndDriftingOnIsNot()
    {
        Watch(new GeofenceRule { On = GeofenceCondition.Loitering, Knots = 2, RadiusMetres = 100, Seconds = 300 });

        for (var second = 0; second <= 600; second += 60)
            Move(second, north: 500 + second, knots: 1);
        Assert.Empty(Told());
        for (var second = 660; second <= 1_200; second += 60)
            Move(second, north: 1_150 + (second % 120), knots: 0.5);
        Move(1_260, north: 1_200, knots: 8);

        Assert.Equal(["loitering 960", "loitering ended 1260"], Told());
    }

    [Fact]
    public void Deviation_OverTheSide_IsTold_AndEndsOnComingBack()
    {
        _watch.Index = FenceIndexTests.Build(24, FenceIndexTests.Corridor("fairway", 1, 400, (24.0, 59.0), (24.0, 59.05)) with
        {
            Rules = [new GeofenceRule { On = GeofenceCondition.Deviation, Alarm = s_alarm }],
        });

        Move(0, north: 1_000);
        Move(100, north: 1_000, east: 600);
        Move(200, north: 1_500, east: 600);
        Assert.False(Assert.Single(_stays!).IsInside);
        Move(300, north: 1_500, east: 0);

        Assert.Equal(["deviation 33", "deviation ended 267"], Told());
        Assert.True(Assert.Single(_stays!).IsInside);
    }

    [Fact]
    public void Deviation_OverAnEnd_IsNone()
    {
        _watch.Index = FenceIndexTests.Build(24, FenceIndexTests.Corridor("fairway", 1, 400, (24.0, 59.0), (24.0, 59.05)) with
        {
            Rules = [new GeofenceRule { On = GeofenceCondition.Deviation }],
        });

        Move(0, north: 1_000);
        Move(100, north: -1_000);

        Assert.Empty(Told());
        Assert.Null(_stays);
    }

    [Fact]
    public void Enter_WithAnAlarm_StandsUntilItLeaves_AndLeaveUntilItIsBack()
    {
        Watch(s_enter with { Alarm = s_alarm }, s_leave with { Alarm = s_alarm });

        Move(0, north: 500);
        Move(100, north: -500);
        Move(200, north: 500);

        Assert.Equal(["enter 0", "enter ended 50", "leave 50", "leave ended 150", "enter 150"], Told());
    }

    [Fact]
    public void Dropped_WhenTheGeofenceIsGone_EndsWhatStands()
    {
        Watch(s_enter with { Alarm = s_alarm }, s_leave);
        Move(0, north: 500);
        var before = _watch.Index;
        _watch.Index = FenceIndex.Empty;

        Assert.True(_watch.Dropped(_tracker, ref _stays, _last with { AtUnixMs = Start + 5_000 }, before, _ => true));

        Assert.Equal(["enter 0", "enter ended 5", "leave 5"], Told());
        Assert.Null(_stays);
    }

    [Fact]
    public void Moved_OnAnyWay_ComesInAndGoesOutInTurn() => Prop.ForAll(
        Gen.Choose(-3_000, 5_000).ArrayOf(60).ToArbitrary(),
        way =>
        {
            var test = new FenceWatchTests();
            test.Watch(s_enter, s_leave);
            for (var i = 0; i < way.Length; i++)
                test.Move(i * 60, north: way[i], east: way[^(i + 1)] / 2.0);

            var told = test.Told().Select(t => t.Split(' ')[0]).ToArray();
            Assert.Equal(told.Select((_, i) => i % 2 == 0 ? "enter" : "leave"), told);
            Assert.Equal(told.Length % 2 == 1, test._stays is not null);
            var times = test._watch.Transitions.Select(t => t.At.AtUnixMs).ToArray();
            Assert.Equal(times.Order(), times);
        }).QuickCheckThrowOnFailure();

    private void Watch(params GeofenceRule[] rules)
    {
        // 2 km by 2 km.
        var metreEast = Metre / Math.Cos(59 * Math.PI / 180);
        _watch.Index = FenceIndexTests.Build(24, FenceIndexTests.Square("yard", 1, 24 - (1_000 * metreEast), 59, 24 + (1_000 * metreEast), 59 + (2_000 * Metre)) with { Rules = [.. rules] });
    }

    private void Move(double second, double north, double east = 0, double knots = 5)
    {
        var metreEast = Metre / Math.Cos(59 * Math.PI / 180);
        var now = new FenceMoment(Start + (long)(second * 1_000), (int)Math.Round((59 + (north * Metre)) * 1e7), (int)Math.Round((24 + (east * metreEast)) * 1e7));
        // As a shard does: in the room that the fix before left it says nothing.
        if (!_room.Holds(_watch.Index.Frame.X(now.LongitudeE7), now.LatitudeE7))
            _watch.Moved(_tracker, ref _stays, out _room, _last, now, knots);
        _last = now;
    }

    private void Elapse(double second)
    {
        if (_watch.Elapsed(_tracker, ref _stays, _last, Start + (long)(second * 1_000)))
            _room = default;
    }

    private string[] Told() =>
        [.. _watch.Transitions.Select(t => FormattableString.Invariant($"{t.Rule.On.ToString().ToLowerInvariant()}{(t.HasEnded ? " ended" : "")} {Math.Round((t.At.AtUnixMs - Start) / 1_000.0)}"))];
}
