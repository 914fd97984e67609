using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tracking;

namespace OpsHub.Domain.Tests.Geofences;

public sealed class SealTests
{
    private const long Start = 1_790_000_000_000;
    private static readonly TrackerId s_cargo = TrackerId.OfDevice("seal-1");
    private static readonly GeofenceAlarm s_alarm = new(AlarmPriority.P2, null, "Goods may be gone.", "Send a patrol.", Roles.Supervisor, 300);
    private readonly FenceWatch _watch = new();
    private readonly TrackTable _table;
    private int _step;

    public SealTests()
    {
        _table = new TrackTable(10) { Watch = _watch };
        Use(new GeofenceRule { On = GeofenceCondition.Seal, Kinds = [TrackKind.Cargo], Alarm = s_alarm });
    }

    [Theory]
    [InlineData(24.0, SealState.Open, false)]
    [InlineData(24.0, SealState.Tampered, false)]
    [InlineData(24.5, SealState.Open, true)]
    [InlineData(24.5, SealState.Tampered, true)]
    [InlineData(24.5, SealState.Closed, false)]
    public void Sealed_InsideOrOutsideOfWhereItMayBeOpened(double longitude, SealState state, bool isBroken)
    {
        At(longitude);
        Say(state);
        Assert.Equal(isBroken ? [$"broken {state}"] : [], Told());
    }

    [Fact]
    public void Sealed_OfAnotherKind_IsNobodysMatter()
    {
        At(24.5, TrackKind.Truck);
        Say(SealState.Open);
        Assert.Empty(Told());
    }

    [Fact]
    public void Sealed_BrokenOutside_StandsThroughComingAndGoing_UntilItIsClosed()
    {
        At(24.5);
        Say(SealState.Open);
        Say(SealState.Open);
        At(24.0);
        At(24.5);
        Assert.Equal(["broken Open"], Told());

        Say(SealState.Closed);
        Assert.Equal(["broken Open", "ended "], Told());
        Assert.Empty(_table.Stays());
        Say(SealState.Open);
        Assert.Equal("broken Open", Told()[^1]);
    }

    [Theory]
    [InlineData(SealState.Open)]
    [InlineData(SealState.Tampered)]
    public void Moved_OutOfWhereItMayBeOpen_WithAnOpenSeal_IsTheSameAsOpeningItThere(SealState state)
    {
        At(24.0);
        Say(state);
        At(24.0001);
        Assert.Empty(Told());
        At(24.5);
        At(24.6);
        Assert.Equal([$"broken {state}"], Told());

        Say(SealState.Closed);
        At(24.0);
        At(24.5);
        Assert.Equal([$"broken {state}", "ended "], Told());
    }

    [Fact]
    public void Sealed_WhatIsOlder_ChangesNothing()
    {
        At(24.5);
        Say(SealState.Open);
        _table.Describe(new TrackDescription(s_cargo, TrackKind.Cargo, Seal: new SealReport(SealState.Closed, DateTimeOffset.FromUnixTimeMilliseconds(Start))));
        Assert.Equal(["broken Open"], Told());
        Assert.Equal(SealState.Open, _table.Find(s_cargo)!.Description.Seal!.State);
    }

    [Fact]
    public void Sealed_AfterARestart_IsNotToldAgain_AndTamperingIsWorse()
    {
        At(24.5);
        Say(SealState.Open);
        var stays = Assert.Single(_table.Stays()).Stays;
        var after = new FenceWatch { Index = _watch.Index };
        FenceStay[]? restored = [.. stays];
        var (tracker, place) = (new WatchedTracker(s_cargo.Value, TrackKind.Cargo), new FenceMoment(Start, 590_500_000, 245_000_000));

        // The report that was not acknowledged comes again.
        after.Sealed(tracker, ref restored, place, new SealReport(SealState.Open, DateTimeOffset.FromUnixTimeMilliseconds(Start)));
        Assert.Empty(after.Transitions);
        after.Sealed(tracker, ref restored, place, new SealReport(SealState.Tampered, DateTimeOffset.FromUnixTimeMilliseconds(Start + 1)));
        var raised = GeofenceEvents.Raise(Assert.Single(after.Transitions), s_alarm, "Box 7");
        Assert.Equal((AlarmPriority.P1, "Box 7: seal tampered with outside of warehouse", "geofence-seal"), (raised.Priority, raised.Title, raised.Class));
        Assert.Equal($"geofence/warehouse/seal/{s_cargo}", raised.Alarm.Value);
        after.Sealed(tracker, ref restored, place, new SealReport(SealState.Closed, DateTimeOffset.FromUnixTimeMilliseconds(Start + 2)));
        Assert.True(after.Transitions[^1].HasEnded);
        Assert.Null(restored);
    }

    [Fact]
    public void Rewatch_WithoutTheRule_EndsWhatStands()
    {
        At(24.5);
        Say(SealState.Open);
        _table.Rewatch(FenceIndexBuilder.Build(GeofenceSet.None), Start + 60_000);
        Assert.Equal(["broken Open", "ended "], Told());
    }

    [Fact]
    public void Description_StoredBeforeThereWereSeals_IsRead()
    {
        var read = System.Text.Json.JsonSerializer.Deserialize<TrackDescription>("""{"tracker":"dev:a","kind":"cargo","label":"A"}""", ContractJson.Options)!;
        Assert.Null(read.Seal);
    }

    private void Use(GeofenceRule rule) => _watch.Index = FenceIndexBuilder.Build(new GeofenceSet(1, 24, [
        FenceIndexTests.Square("warehouse", 1, 23.9, 59.0, 24.1, 59.1) with { Rules = [rule] }]));

    private void At(double longitude, TrackKind kind = TrackKind.Cargo)
    {
        var at = Start + (++_step * 3_600_000L);
        Assert.Equal(FixRefusal.None, _table.Take(new PositionFix(s_cargo, kind, at, 59.05, longitude, 10, 90, float.NaN), at, out _));
    }

    private void Say(SealState state) => _table.Describe(new TrackDescription(
        s_cargo, TrackKind.Unknown, Seal: new SealReport(state, DateTimeOffset.FromUnixTimeMilliseconds(Start + (++_step * 3_600_000L)))));

    private string[] Told() => [.. _watch.Transitions.Select(t => $"{(t.HasEnded ? "ended" : "broken")} {t.Seal}")];
}
