using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tests.Geofences;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Tests.Tracking;

public sealed class TrackTableTests
{
    private const long Now = 1_772_352_000_000;
    private static readonly TrackerId s_ship = TrackerId.OfMmsi(276829000);
    private readonly TrackTable _table = new(1_000);

    public static TheoryData<FixRefusal, PositionFix> Impossible => new()
    {
        { FixRefusal.OutOfRange, Fix(0) with { LatitudeDegrees = 91 } },
        { FixRefusal.OutOfRange, Fix(0) with { LongitudeDegrees = 181 } },
        { FixRefusal.OutOfRange, Fix(0) with { LatitudeDegrees = double.NaN } },
        { FixRefusal.OutOfRange, Fix(0) with { LatitudeDegrees = 0, LongitudeDegrees = 0 } },
        { FixRefusal.OutOfRange, Fix(0) with { SpeedKnots = 102.3f } },
        { FixRefusal.OutOfRange, Fix(0) with { SpeedKnots = -1 } },
        { FixRefusal.OutOfRange, Fix(0) with { CourseDegrees = 360 } },
        { FixRefusal.OutOfRange, Fix(0) with { HeadingDegrees = 511 } },
        { FixRefusal.OutOfRange, Fix(0) with { Tracker = new("") } },
        { FixRefusal.TooOld, Fix(0) with { AtUnixMs = Now - 86_400_001 } },
        { FixRefusal.InFuture, Fix(0) with { AtUnixMs = Now + 300_001 } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Take_WhatNoSensorCanHaveMeant_IsRefused(FixRefusal reason, PositionFix fix)
    {
        Assert.Equal(reason, _table.Take(fix, Now, out _));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Take_AtTheEdges_IsTaken()
    {
        Assert.Equal(FixRefusal.None, Take(Fix(0) with { AtUnixMs = Now - 86_400_000, SpeedKnots = float.NaN }));
        Assert.Equal(FixRefusal.None, Take(Fix(0) with { AtUnixMs = Now + 300_000, CourseDegrees = 359.999f }));
    }

    [Fact]
    public void Take_TheSameFixAgain_IsADuplicate()
    {
        Take(Fix(0));

        Assert.Equal(FixRefusal.Duplicate, Take(Fix(0)));
    }

    [Fact]
    public void Take_TheSameReportFromASecondReceiver_IsADuplicate()
    {
        Take(Fix(0));

        Assert.Equal(FixRefusal.Duplicate, Take(Fix(0) with { AtUnixMs = Now + 300 }));
        Assert.Equal(FixRefusal.None, Take(Fix(0) with { AtUnixMs = Now + 1_000 }));
    }

    [Fact]
    public void Take_AnOlderFix_IsOutOfOrder()
    {
        Take(Fix(10));

        Assert.Equal(FixRefusal.OutOfOrder, Take(Fix(5)));
    }

    [Fact]
    public void Take_AJumpNoShipCanMake_IsRefused_AndTheTrackGoesOn()
    {
        Take(Fix(0));

        Assert.Equal(FixRefusal.Teleport, Take(Fix(10, latitude: 60.5)));
        Assert.Equal(FixRefusal.None, Take(Fix(20)));
    }

    [Fact]
    public void Take_WhenTheFirstFixWasWrong_BelievesTheThirdThatAgrees()
    {
        Take(Fix(0, latitude: 10));

        Assert.Equal(FixRefusal.Teleport, Take(Fix(10)));
        Assert.Equal(FixRefusal.Teleport, Take(Fix(20)));
        Assert.Equal(FixRefusal.None, Take(Fix(30)));
        Assert.Equal(59.5, _table.Find(s_ship)!.Fix!.Value.LatitudeDegrees, 7);
    }

    [Fact]
    public void Take_WhenTwoSendersUseOneId_StaysWithTheFirst()
    {
        Take(Fix(0));
        for (var second = 10; second < 200; second += 20)
        {
            Assert.Equal(FixRefusal.Teleport, Take(Fix(second, latitude: 10)));
            Assert.Equal(FixRefusal.None, Take(Fix(second + 10)));
        }
    }

    [Theory]
    [InlineData(TrackKind.Vessel, 50, true)]
    [InlineData(TrackKind.Vessel, 150, false)]
    [InlineData(TrackKind.Aircraft, 500, true)]
    [InlineData(TrackKind.BaseStation, 100, false)]
    public void Take_JudgesSpeedByKind(TrackKind kind, double knots, bool possible)
    {
        var metres = knots * TrackPlausibility.MetresPerSecondPerKnot * 600;
        Take(Fix(0) with { Kind = kind });

        var taken = Take(Fix(600, latitude: 59.5 + (metres / 111_195)) with { Kind = kind }, Now + 600_000);

        Assert.Equal(possible ? FixRefusal.None : FixRefusal.Teleport, taken);
    }

    [Fact]
    public void Take_WhenFull_RefusesNewTrackersOnly()
    {
        var table = new TrackTable(1);
        table.Take(Fix(0), Now, out _);

        Assert.Equal(FixRefusal.ShardFull, table.Take(Fix(0) with { Tracker = TrackerId.OfMmsi(1) }, Now, out _));
        Assert.Equal(FixRefusal.None, table.Take(Fix(10), Now, out _));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void Find_GivesMedianIntervalAndNaNForWhatIsNotAvailable()
    {
        foreach (var second in new[] { 0, 10, 20, 140, 150 })
            Take(Fix(second) with { HeadingDegrees = float.NaN });

        var view = _table.Find(s_ship)!;

        Assert.Equal(10, view.ReportIntervalSeconds);
        Assert.True(float.IsNaN(view.Fix!.Value.HeadingDegrees));
        Assert.Equal((12.3f, 45.6f), (view.Fix.Value.SpeedKnots, view.Fix.Value.CourseDegrees));
    }

    [Fact]
    public void TakeChanges_GivesEachTrackerOnceWithItsLatest()
    {
        Take(Fix(0));
        Take(Fix(10));
        _table.Describe(new TrackDescription(s_ship, TrackKind.Vessel, Label: "Aava"));

        var (fixes, descriptions) = _table.TakeChanges();

        Assert.Equal(Now + 10_000, Assert.Single(fixes).AtUnixMs);
        Assert.Equal("Aava", Assert.Single(descriptions).Label);
        Assert.False(_table.HasChanges);
        Assert.Empty(_table.TakeChanges().Fixes);
    }

    [Fact]
    public void Describe_KeepsWhatTheLaterOneDoesNotSay()
    {
        _table.Describe(new TrackDescription(s_ship, TrackKind.Vessel, Label: "Aava", Imo: 9074729));

        var merged = _table.Describe(new TrackDescription(s_ship, TrackKind.Unknown, Destination: "EETLL"))!;

        Assert.Equal(("Aava", 9074729, "EETLL", TrackKind.Vessel), (merged.Label, merged.Imo, merged.Destination, merged.Kind));
        Assert.Null(_table.Describe(new TrackDescription(s_ship, TrackKind.Unknown, Destination: "EETLL")));
    }

    [Fact]
    public void WithoutSilent_ForgetsThemAndKeepsChanges()
    {
        Take(Fix(0) with { Tracker = TrackerId.OfMmsi(1) }, Now - 1_000);
        Take(Fix(0), Now);
        _table.Describe(new TrackDescription(TrackerId.OfDevice("waiting"), TrackKind.Truck));

        var kept = _table.WithoutSilent(Now);

        Assert.Null(kept.Find(TrackerId.OfMmsi(1)));
        Assert.NotNull(kept.Find(TrackerId.OfDevice("waiting")));
        Assert.Equal(s_ship, Assert.Single(kept.TakeChanges().Fixes).Tracker);
    }

    [Fact]
    public void WithoutSilent_WhenNobodyIs_IsTheSame()
    {
        Take(Fix(0), Now);
        _table.Describe(new TrackDescription(TrackerId.OfDevice("waiting"), TrackKind.Truck));

        Assert.Same(_table, _table.WithoutSilent(Now));
    }

    [Fact]
    public void Rewatch_WhereATrackerNeededNoLooking_LooksAgain()
    {
        var both = new[] { GeofenceCondition.Enter, GeofenceCondition.Leave }.Select(on => new GeofenceRule { On = on });
        var yard = FenceIndexTests.Square("yard", 1, 24.7, 59.4, 24.8, 59.6) with { Rules = [.. both] };
        var gate = FenceIndexTests.Square("gate", 2, 24.7, 59.50025, 24.8, 59.5005) with { Rules = [.. both] };
        var table = new TrackTable(10) { Watch = new FenceWatch { Index = FenceIndexTests.Build(24, yard) } };
        table.Take(Fix(0), Now, out _);
        table.Take(Fix(10, 59.5001), Now, out _);

        table.Rewatch(FenceIndexTests.Build(24, yard, gate), Now);
        table.Take(Fix(20, 59.5003), Now, out _);
        table.Rewatch(FenceIndexTests.Build(24, gate), Now);
        table.Take(Fix(30, 59.5007), Now, out _);

        Assert.Equal(["yard Enter", "gate Enter", "yard Leave", "gate Leave"], table.Watch!.Transitions.Select(t => $"{t.Geofence} {t.Rule.On}"));
    }

    internal static PositionFix Fix(int second, double latitude = 59.5) => new(
        s_ship, TrackKind.Vessel, Now + (second * 1000L), latitude, 24.75, 12.3f, 45.6f, 47);

    private FixRefusal Take(PositionFix fix, long? now = null) => _table.Take(fix, now ?? Now, out _);
}
