using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Tests.Alarms;

public sealed class AlarmSuppressionTests
{
    private readonly AlarmBoard _board = new();

    [Fact]
    public void Window_SuppressesWhatItCovers_AndAnnouncesWhatStillStandsAtItsEnd()
    {
        _board.Raise("geofence/Quay 3/dwell/t1", @class: "geofence-dwell", zone: "Quay 3");
        _board.Raise("geofence/Quay 4/dwell/t2", @class: "geofence-dwell", zone: "Quay 4");
        Assert.Null(_board.Suppress(Maintenance()));
        Assert.Equal(AlarmStatus.SuppressedByDesign, _board.StatusOf("geofence/Quay 3/dwell/t1"));
        Assert.Equal("Quay 3 closed", _board["geofence/Quay 3/dwell/t1"]!.SuppressedBy);
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("geofence/Quay 4/dwell/t2"));

        var announced = _board.Health().RaisedLast24Hours;
        _board.Raise("geofence/Quay 3/dwell/t3", @class: "geofence-dwell", zone: "Quay 3");
        _board.Raise("geofence/Quay 3/dwell/t4", @class: "geofence-dwell", zone: "Quay 3");
        _board.Return("geofence/Quay 3/dwell/t4");
        Assert.Equal((announced, 2), (_board.Health().RaisedLast24Hours, _board.Health().Suppressed));
        Assert.Equal(2, Assert.Single(AlarmRules.Suppressions(_board.State)).Suppressed);

        _board.Pass(TimeSpan.FromHours(2));

        Assert.Empty(_board.State.Suppressions);
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("geofence/Quay 3/dwell/t1"));
        Assert.Equal(_board.Now, _board["geofence/Quay 3/dwell/t3"]!.AnnouncedAt);
        Assert.Equal((1, 1, 1, 2), (_board.Count<AlarmSuppressionPut>(), _board.Count<AlarmSuppressionBegan>(), _board.Count<AlarmSuppressionEnded>(), _board.Count<AlarmUnsuppressed>()));
    }

    [Fact]
    public void Window_NeverTouchesP1()
    {
        _board.Suppress(Maintenance());
        _board.Raise("geofence/Quay 3/dwell/t1", AlarmPriority.P1, "geofence-dwell", zone: "Quay 3");
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("geofence/Quay 3/dwell/t1"));
        _board.Raise("geofence/Quay 3/dwell/t2", AlarmPriority.P3, "geofence-dwell", zone: "Quay 3");
        Assert.Equal(AlarmStatus.SuppressedByDesign, _board.StatusOf("geofence/Quay 3/dwell/t2"));
        _board.Raise("geofence/Quay 3/dwell/t2", AlarmPriority.P1, "geofence-dwell", zone: "Quay 3");
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("geofence/Quay 3/dwell/t2"));
    }

    [Fact]
    public void Weekly_HoldsOnThePortsClock_OverMidnightAndOverTheChangeToSummerTime()
    {
        // Saturday 28 March 2026, 18:00 in Tallinn (UTC+2); clocks go forward on Sunday at 03:00.
        _board.Now = new DateTimeOffset(2026, 3, 28, 16, 0, 0, TimeSpan.Zero);
        var closed = Rule() with { Name = "closed", TimeZone = "Europe/Tallinn", Weekly = [new WeeklyHours(6, new TimeOnly(20, 0), new TimeOnly(6, 0)), new WeeklyHours(7, new TimeOnly(6, 0), new TimeOnly(12, 0))] };
        Assert.Null(_board.Suppress(closed));
        _board.Raise("queue-limit/EETLL");
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("queue-limit/EETLL"));

        _board.Pass(TimeSpan.FromHours(2));
        Assert.Equal(AlarmStatus.SuppressedByDesign, _board.StatusOf("queue-limit/EETLL"));
        var view = Assert.Single(AlarmRules.Suppressions(_board.State));
        // Sunday 12:00 summer time: the two spans touch, so nothing changes at 06:00.
        Assert.Equal((true, new DateTimeOffset(2026, 3, 29, 9, 0, 0, TimeSpan.Zero)), (view.IsActive, view.ChangesAt));

        _board.Pass(TimeSpan.FromHours(15));
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("queue-limit/EETLL"));
        _board.Pass(TimeSpan.FromDays(7));
        Assert.Equal(2, _board.Count<AlarmSuppressionEnded>());
    }

    [Fact]
    public void WhileAlarm_SuppressesTheConsequence_WhileTheCauseStands()
    {
        _board.Raise("queue-limit/EETLL");
        _board.Suppress(Rule() with { Name = "known", Classes = ["offer-unanswered"], WhileAlarm = "queue-limit" });
        _board.Raise("offer-unanswered/1");
        Assert.Equal(AlarmStatus.SuppressedByDesign, _board.StatusOf("offer-unanswered/1"));
        _board.Acknowledge("queue-limit/EETLL");
        Assert.Equal(AlarmStatus.SuppressedByDesign, _board.StatusOf("offer-unanswered/1"));
        _board.Return("queue-limit/EETLL");
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("offer-unanswered/1"));
    }

    [Fact]
    public void Remove_AnnouncesWhatStillStands_AndAnUnknownOneIsRefused()
    {
        _board.Suppress(Maintenance());
        _board.Raise("geofence/Quay 3/dwell/t1", @class: "geofence-dwell", zone: "Quay 3");
        Assert.Null(_board.Unsuppress("Quay 3 closed"));
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("geofence/Quay 3/dwell/t1"));
        Assert.Equal("UnknownSuppression", _board.Unsuppress("Quay 3 closed")?.Name);
    }

    [Fact]
    public void Put_WhatIsWrong_IsRefusedWithTheField()
    {
        Assert.Equal("suppression.classes", Refused(Maintenance() with { Classes = ["nonsense"] }));
        Assert.Equal("suppression.classes", Refused(Maintenance() with { Classes = ["duress"] }));
        Assert.Equal("suppression.classes", Refused(Maintenance() with { Classes = ["gate-out-before-release"] }));
        Assert.Equal("suppression.reason", Refused(Maintenance() with { Reason = "" }));
        Assert.Equal("suppression", Refused(Maintenance() with { WhileAlarm = "queue-limit" }));
        Assert.Equal("suppression", Refused(Rule()));
        Assert.Equal("suppression.until", Refused(Maintenance() with { Until = _board.Now.AddDays(91) }));
        Assert.Equal("suppression.until", Refused(Maintenance() with { Until = null }));
        Assert.Equal("suppression.timeZone", Refused(Rule() with { Weekly = [new WeeklyHours(1, default, new TimeOnly(6, 0))], TimeZone = "Moon" }));
        Assert.Equal("suppression.weekly", Refused(Rule() with { Weekly = [new WeeklyHours(8, default, new TimeOnly(6, 0))], TimeZone = "UTC" }));
        Assert.Equal("suppression.whileAlarm", Refused(Rule() with { WhileAlarm = "queue-limit" }));
    }

    [Fact]
    public void Put_AChain_IsRefused()
    {
        Assert.Null(_board.Suppress(Rule() with { Name = "a", Classes = ["offer-unanswered"], WhileAlarm = "queue-limit" }));
        Assert.Equal("SuppressionChain", _board.Suppress(Rule() with { Name = "b", Classes = ["queue-limit"], WhileAlarm = "officer-silent" })?.Name);
        Assert.Equal("SuppressionChain", _board.Suppress(Rule() with { Name = "c", Classes = ["break-due"], WhileAlarm = "offer-unanswered" })?.Name);
    }

    private string? Refused(AlarmSuppression rule)
    {
        var refusal = _board.Suppress(rule);
        Assert.Equal("SuppressionInvalid", refusal?.Name);
        return refusal?.Field;
    }

    private static AlarmSuppression Rule() => new() { Name = "rule", Classes = ["queue-limit"], Reason = "the port is closed" };

    private AlarmSuppression Maintenance() => new()
    {
        Name = "Quay 3 closed", Classes = ["geofence-dwell"], Zone = "Quay 3", Reason = "crane in maintenance", From = _board.Now, Until = _board.Now.AddHours(2),
    };
}
