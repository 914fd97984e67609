using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Tests.Alarms;

public sealed class AlarmRulesTests
{
    private static readonly AlarmId Overdue = new("inspection-overdue/EETLL-1");
    private static readonly Actor Operator = new(new UserId("commander"), Roles.Commander);

    private AlarmBoardState _board = AlarmBoardState.Empty;
    private DateTimeOffset _now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Raise_WhenItStands_CountsWithoutASecondAlarm()
    {
        Raise(Overdue);
        Raise(Overdue);
        Assert.Equal((2, AlarmStatus.Unacknowledged), (View(Overdue).Count, View(Overdue).Status));
        Assert.Single(AlarmRules.List(_board));
    }

    [Fact]
    public void Life_AcknowledgedThenReturned_IsGone()
    {
        Raise(Overdue);
        Assert.Null(Acknowledge(Overdue));
        Assert.Equal((AlarmStatus.Acknowledged, new UserId("commander")), (View(Overdue).Status, View(Overdue).AcknowledgedBy));
        Assert.Null(Return(Overdue));
        Assert.Empty(_board.Alarms);
    }

    [Fact]
    public void Life_ReturnedUnacknowledged_StaysUntilAcknowledged()
    {
        Raise(Overdue);
        Return(Overdue);
        Assert.Equal(AlarmStatus.ReturnedUnacknowledged, View(Overdue).Status);
        Assert.Null(Acknowledge(Overdue));
        Assert.Empty(_board.Alarms);
    }

    [Fact]
    public void Raise_WhenReturnedUnacknowledged_IsAnnouncedAgain()
    {
        Raise(Overdue);
        Return(Overdue);
        Raise(Overdue);
        Assert.Equal((AlarmStatus.Unacknowledged, null), (View(Overdue).Status, View(Overdue).ReturnedAt));
    }

    [Fact]
    public void Raise_WhenItGotWorse_IsAnnouncedAgain()
    {
        Raise(Overdue, AlarmPriority.P3);
        Acknowledge(Overdue);
        Raise(Overdue, AlarmPriority.P1);
        Assert.Equal((AlarmStatus.Unacknowledged, AlarmPriority.P1), (View(Overdue).Status, View(Overdue).Priority));
    }

    [Fact]
    public void Return_WhenNothingStands_IsHarmless()
    {
        Assert.Null(Return(Overdue));
        Assert.Equal(0, _board.Version);
    }

    [Fact]
    public void Acknowledge_WhenUnknownOrAcknowledged_IsRefused()
    {
        Assert.Equal("UnknownAlarm", Acknowledge(Overdue)?.Name);
        Raise(Overdue);
        Acknowledge(Overdue);
        Assert.Equal("AlreadyAcknowledged", Acknowledge(Overdue)?.Name);
    }

    [Theory]
    [InlineData(0, "why", "ShelfTimeInvalid")]
    [InlineData(481, "why", "ShelfTimeInvalid")]
    [InlineData(10, " ", "ReasonMissing")]
    [InlineData(480, "why", null)]
    public void Shelve_HasALimitAndAReason(int minutes, string reason, string? refusal)
    {
        Raise(Overdue);
        Assert.Equal(refusal, Shelve(Overdue, minutes, reason)?.Name);
    }

    [Fact]
    public void Shelve_WhenDuress_IsRefused()
    {
        Raise(Overdue, AlarmPriority.P1, never: true);
        Assert.Equal("NeverShelve", Shelve(Overdue, 10)?.Name);
    }

    [Fact]
    public void Shelve_ComesBackByItself_Announced()
    {
        Raise(Overdue);
        Acknowledge(Overdue);
        Shelve(Overdue, 10);
        Assert.Equal("AlarmShelved", Acknowledge(Overdue)?.Name);
        Assert.Empty(Elapse(TimeSpan.FromMinutes(9.9)));

        Assert.IsType<AlarmUnshelved>(Assert.Single(Elapse(TimeSpan.FromMinutes(0.1))));

        Assert.Equal((AlarmStatus.Unacknowledged, null), (View(Overdue).Status, View(Overdue).ShelvedUntil));
    }

    [Fact]
    public void Shelve_WhenTheConditionWentMeanwhile_EndsAsNormal()
    {
        Raise(Overdue);
        Shelve(Overdue, 10);
        Return(Overdue);
        Assert.Equal(AlarmStatus.Shelved, View(Overdue).Status);
        Elapse(TimeSpan.FromMinutes(10));
        Assert.Empty(_board.Alarms);
    }

    [Fact]
    public void Raise_WhenShelved_CountsSilently_UnlessItIsWorse()
    {
        Raise(Overdue);
        Shelve(Overdue, 10);
        Raise(Overdue);
        Assert.Equal((AlarmStatus.Shelved, 2), (View(Overdue).Status, View(Overdue).Count));
        Raise(Overdue, AlarmPriority.P1);
        Assert.Equal((AlarmStatus.Unacknowledged, null), (View(Overdue).Status, View(Overdue).ShelvedUntil));
    }

    [Fact]
    public void Elapse_P1Unacknowledged_EscalatesAt60And180Seconds()
    {
        Raise(Overdue, AlarmPriority.P1);
        Assert.Empty(Elapse(TimeSpan.FromSeconds(59)));
        Assert.Equal(1, Assert.IsType<AlarmEscalated>(Assert.Single(Elapse(TimeSpan.FromSeconds(1)))).Level);
        Assert.Empty(Elapse(TimeSpan.FromSeconds(119)));
        Assert.Equal(2, Assert.IsType<AlarmEscalated>(Assert.Single(Elapse(TimeSpan.FromSeconds(1)))).Level);
        Assert.Null(AlarmRules.NextDeadline(_board));
    }

    [Fact]
    public void Elapse_WhenAcknowledgedOrNotP1_DoesNotEscalate()
    {
        Raise(Overdue, AlarmPriority.P1);
        Acknowledge(Overdue);
        Raise(new AlarmId("other"), AlarmPriority.P2);
        Assert.Empty(Elapse(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Raise_WhenItComesAndGoesThreeTimesAMinute_Chatters()
    {
        Raise(Overdue);
        Return(Overdue);
        Assert.False(View(Overdue).Chattering);
        Raise(Overdue);
        Assert.True(View(Overdue).Chattering);
        Assert.Equal(1, AlarmRules.Health(_board, _now).Chattering);
        Assert.Equal(0, AlarmRules.Health(_board, _now.AddMinutes(1)).Chattering);
    }

    [Fact]
    public void Health_MoreThanTenInTenMinutes_IsAFloodThatEndsBelowFive()
    {
        for (var i = 0; i < 10; i++)
            Raise(new AlarmId($"a{i}"));
        Assert.False(AlarmRules.Health(_board, _now).Flood);
        Raise(new AlarmId("a10"));
        Assert.True(AlarmRules.Health(_board, _now).Flood);
        Assert.IsType<AlarmFloodBegan>(Assert.Single(Elapse(TimeSpan.Zero)));

        _now += TimeSpan.FromMinutes(5);
        for (var i = 0; i < 5; i++)
            Raise(new AlarmId($"b{i}"));
        Assert.True(AlarmRules.Health(_board, _now.AddMinutes(9)).Flood);
        Assert.False(AlarmRules.Health(_board, _now.AddMinutes(10)).Flood);
        Assert.Equal(16, AlarmRules.Health(_board, _now).RaisedLast24Hours);
    }

    [Fact]
    public void Raise_WhenTheBoardIsFull_TakesOnlyP1()
    {
        _board = _board with
        {
            Alarms = [.. Enumerable.Range(0, AlarmLimits.Standing).Select(i => new StandingAlarm(Standing($"a{i}"), _now))],
        };
        Assert.Equal("BoardFull", Raise(Overdue, AlarmPriority.P2)?.Name);
        Assert.Null(Raise(Overdue, AlarmPriority.P1));
        Assert.Equal(Overdue, AlarmRules.List(_board)[0].Id);
    }

    [Fact]
    public void List_IsByPriorityThenAge()
    {
        Raise(new AlarmId("c"), AlarmPriority.P3);
        _now += TimeSpan.FromSeconds(1);
        Raise(new AlarmId("b"), AlarmPriority.P1);
        _now += TimeSpan.FromSeconds(1);
        Raise(new AlarmId("a"), AlarmPriority.P1);
        Assert.Equal(["b", "a", "c"], AlarmRules.List(_board).Select(alarm => alarm.Id.Value));
    }

    private static AlarmView Standing(string id) => new()
    {
        Id = new AlarmId(id), Status = AlarmStatus.Acknowledged, Priority = AlarmPriority.P3, Title = "t", Cause = "c", Consequence = "c",
        Response = "r", Owner = Roles.Supervisor, TimeToRespondSeconds = 60, RaisedAt = default, Count = 1, Version = 1,
    };

    private AlarmView View(AlarmId id) => _board.Alarms.Single(alarm => alarm.View.Id == id).View;

    private Refusal? Raise(AlarmId id, AlarmPriority priority = AlarmPriority.P2, bool never = false) => Do(AlarmRules.Raise(_board, new RaiseAlarm
    {
        Alarm = id, Priority = priority, Title = "Case overdue", Cause = "c", Consequence = "c", Response = "r",
        Owner = Roles.Supervisor, TimeToRespondSeconds = 600, NeverShelve = never,
    }, _now));

    private Refusal? Return(AlarmId id) => Do(AlarmRules.Return(_board, new ReturnAlarm { Alarm = id }, _now));

    private Refusal? Acknowledge(AlarmId id) => Do(AlarmRules.Acknowledge(_board, new AcknowledgeAlarm { Alarm = id, Actor = Operator }, _now));

    private Refusal? Shelve(AlarmId id, int minutes, string reason = "being repaired") =>
        Do(AlarmRules.Shelve(_board, new ShelveAlarm { Alarm = id, Minutes = minutes, Reason = reason, Actor = Operator }, _now));

    private ImmutableArray<AlarmEvent> Elapse(TimeSpan time)
    {
        _now += time;
        var events = AlarmRules.Elapse(_board, _now);
        foreach (var @event in events)
            _board = AlarmRules.Evolve(_board, @event, _now);
        return events;
    }

    private Refusal? Do(Decision<AlarmEvent> decision)
    {
        foreach (var @event in decision.Events)
        {
            var version = _board.Version;
            _board = AlarmRules.Evolve(_board, @event, _now);
            Assert.Equal(version + 1, _board.Version);
        }
        return decision.Refusal;
    }
}
