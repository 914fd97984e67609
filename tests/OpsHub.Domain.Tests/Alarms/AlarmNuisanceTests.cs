using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Tests.Alarms;

/// <summary>Shelves undone, service, chatter, floods, answers in bulk, figures.</summary>
public sealed class AlarmNuisanceTests
{
    private const string Id = "break-due/a";
    private readonly AlarmBoard _board = new();

    [Fact]
    public void Unshelve_OfWhatWasAcknowledged_IsAcknowledgedAgain()
    {
        _board.Raise(Id);
        _board.Acknowledge(Id);
        _board.Shelve(Id);
        Assert.Null(_board.Unshelve(Id));
        Assert.Equal((AlarmStatus.Acknowledged, null, null), (_board[Id]!.Status, _board[Id]!.ShelvedUntil, _board[Id]!.ShelvedBy));
    }

    [Fact]
    public void OutOfService_HasPersonAndReason_AndNoEndOfItsOwn()
    {
        _board.Raise(Id);
        Assert.Equal("ReasonMissing", _board.TakeOut(Id, reason: " ")?.Name);
        Assert.Null(_board.TakeOut(Id));
        _board.Return(Id);
        _board.Pass(TimeSpan.FromDays(30));
        Assert.Equal((AlarmStatus.OutOfService, new UserId("supervisor"), "sensor broken"), (_board[Id]!.Status, _board[Id]!.OutOfServiceBy, _board[Id]!.OutOfServiceReason));
        Assert.Equal(1, _board.Health().OutOfService);
        Assert.Null(_board.PutIn(Id));
        Assert.Null(_board[Id]);
    }

    [Fact]
    public void OutOfService_OfAP1_TakesACommander_AndOfACallForHelpNobody()
    {
        _board.Raise("gate-out-before-release/1", AlarmPriority.P1);
        _board.Raise("duress/1", AlarmPriority.P1, never: true);
        Assert.Equal("CommanderNeeded", _board.TakeOut("gate-out-before-release/1")?.Name);
        Assert.Null(_board.TakeOut("gate-out-before-release/1", AlarmBoard.Commander));
        Assert.Equal("NeverShelve", _board.TakeOut("duress/1", AlarmBoard.Commander)?.Name);
        Assert.Equal("NeverShelve", _board.Shelve("duress/1")?.Name);
    }

    [Fact]
    public void OutOfService_ThatBecomesP1_IsAnnounced()
    {
        _board.Raise(Id, AlarmPriority.P3);
        _board.TakeOut(Id);
        _board.Raise(Id, AlarmPriority.P2);
        Assert.Equal(AlarmStatus.OutOfService, _board.StatusOf(Id));
        _board.Raise(Id, AlarmPriority.P1);
        Assert.Equal((AlarmStatus.Unacknowledged, null), (_board.StatusOf(Id), _board[Id]!.OutOfServiceBy));
    }

    [Fact]
    public void Chattering_IsHeldAndCounted_NotAnnounced_UntilCalm()
    {
        for (var i = 0; i < 10; i++)
        {
            _board.Raise(Id);
            _board.Acknowledge(Id);
            _board.Pass(TimeSpan.FromSeconds(5));
            _board.Return(Id);
            _board.Pass(TimeSpan.FromSeconds(5));
        }

        // Announced when it first came, and when it came again before it was known to chatter.
        Assert.Equal(2, _board.Health().RaisedLast10Minutes);
        Assert.Equal((true, AlarmStatus.Acknowledged, 9), (_board[Id]!.Chattering, _board[Id]!.Status, _board[Id]!.Count));
        Assert.Equal((1, 10), (_board.Health().Chattering, Assert.Single(_board.Health().MostFrequent).Count));

        _board.Pass(TimeSpan.FromSeconds(54));
        Assert.NotNull(_board[Id]);
        _board.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(_board[Id]);
        Assert.Equal((0, 1), (_board.Health().Chattering, _board.Count<AlarmSettled>()));
    }

    [Fact]
    public void Chattering_Unanswered_StaysUnansweredAndReturnsWhenCalm()
    {
        _board.Raise(Id);
        _board.Return(Id);
        _board.Raise(Id);
        _board.Return(Id);
        Assert.Equal((AlarmStatus.Unacknowledged, true), (_board.StatusOf(Id), _board[Id]!.Chattering));
        _board.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal((AlarmStatus.ReturnedUnacknowledged, false), (_board.StatusOf(Id), _board[Id]!.Chattering));
        _board.Raise(Id);
        Assert.Equal(_board.Now, _board[Id]!.AnnouncedAt);
    }

    [Fact]
    public void CallForHelp_ThatComesAgain_IsAnnouncedEachTime()
    {
        for (var i = 0; i < 5; i++)
        {
            _board.Raise("duress/1", AlarmPriority.P1, never: true);
            Assert.Equal((AlarmStatus.Unacknowledged, _board.Now), (_board.StatusOf("duress/1"), _board["duress/1"]!.AnnouncedAt));
            _board.Acknowledge("duress/1");
            _board.Return("duress/1");
            _board.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(5, _board.Health().RaisedP1);
    }

    [Fact]
    public void Raise_ThatGotWorse_EscalatesFromThenOn()
    {
        _board.Raise(Id, AlarmPriority.P3);
        _board.Pass(TimeSpan.FromHours(1));
        _board.Raise(Id, AlarmPriority.P1);
        Assert.Equal(0, _board[Id]!.EscalationLevel);
        _board.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(1, _board[Id]!.EscalationLevel);
    }

    [Fact]
    public void Flood_BeginsAboveTenAndEndsBelowFive_AsEventsOfTheirOwn()
    {
        for (var i = 0; i < 11; i++)
        {
            Assert.Equal(0, _board.Count<AlarmFloodBegan>());
            _board.Raise($"break-due/{i}");
            _board.Pass(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(11, Assert.Single(_board.Log.OfType<AlarmFloodBegan>()).RaisedLast10Minutes);
        var began = _board.State.FloodSince;
        Assert.Equal((true, began), (_board.Health().Flood, _board.Health().FloodSince));

        // The seventh is ten minutes old: four are left.
        _board.Pass(TimeSpan.FromSeconds(550 - 0.001));
        Assert.True(_board.State.Flood);
        _board.Pass(TimeSpan.FromSeconds(0.001));
        Assert.False(_board.State.Flood);
        Assert.Equal(began, Assert.Single(_board.Log.OfType<AlarmFloodEnded>()).BeganAt);
        _board.Pass(TimeSpan.FromDays(1));
        Assert.Equal((1, 1), (_board.Count<AlarmFloodBegan>(), _board.Count<AlarmFloodEnded>()));
    }

    [Fact]
    public void AcknowledgeAll_OfOneCause_AnswersThoseNamedOrAll()
    {
        _board.Raise("a/1", cause: "zone/Gate 3");
        _board.Raise("a/2", cause: "zone/Gate 3");
        _board.Raise("a/3", cause: "zone/Gate 3");
        _board.Raise("a/4", cause: "device/7");
        _board.Return("a/2");

        Assert.Null(_board.AcknowledgeAll("zone/Gate 3", "a/1", "a/2"));
        Assert.Equal((AlarmStatus.Acknowledged, AlarmStatus.Normal, AlarmStatus.Unacknowledged), (_board.StatusOf("a/1"), _board.StatusOf("a/2"), _board.StatusOf("a/3")));
        Assert.Null(_board.AcknowledgeAll("zone/Gate 3"));
        Assert.Equal((AlarmStatus.Acknowledged, AlarmStatus.Unacknowledged), (_board.StatusOf("a/3"), _board.StatusOf("a/4")));
        Assert.Equal("NothingToAcknowledge", _board.AcknowledgeAll("zone/Gate 3")?.Name);
    }

    [Fact]
    public void AcknowledgeAll_OfMixedCauses_IsRefusedAsAWhole()
    {
        _board.Raise("a/1", cause: "zone/Gate 3");
        _board.Raise("a/4", cause: "device/7");
        Assert.Equal("MixedCauses", _board.AcknowledgeAll("zone/Gate 3", "a/1", "a/4")?.Name);
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("a/1"));
        var both = new AcknowledgeAlarm { Alarm = new AlarmId("a/1"), RootCause = "zone/Gate 3" };
        Assert.Equal("AcknowledgeWhat", AlarmRules.Acknowledge(_board.State, both, _board.Now).Refusal?.Name);
        Assert.Equal("AcknowledgeWhat", AlarmRules.Acknowledge(_board.State, new AcknowledgeAlarm(), _board.Now).Refusal?.Name);
    }

    [Fact]
    public void Health_HasTheFiguresOfADay()
    {
        for (var i = 0; i < 4; i++)
            _board.Raise($"break-due/{i}", AlarmPriority.P3);
        _board.Raise("queue-limit/x", AlarmPriority.P2);
        _board.Raise("gate-out-before-release/1", AlarmPriority.P1);
        _board.Pass(TimeSpan.FromSeconds(10));
        _board.Acknowledge("gate-out-before-release/1");
        _board.Pass(TimeSpan.FromSeconds(20));
        _board.Acknowledge("queue-limit/x");

        var health = _board.Health(operators: 2);
        Assert.Equal((1, 1, 4, 20.0), (health.RaisedP1, health.RaisedP2, health.RaisedP3, health.AcknowledgeSeconds));
        Assert.Equal((2, 300, 600), (health.Operators, health.AcceptablePerDay, health.ManageablePerDay));
        Assert.Equal(6, health.MostFrequent.Length);

        _board.Pass(TimeSpan.FromHours(25));
        health = _board.Health();
        Assert.Equal((0, 0, null, 6), (health.RaisedLast24Hours, health.MostFrequent.Length, health.AcknowledgeSeconds, health.Stale));
    }

    [Fact]
    public void Frequencies_AreBounded_AndKeepTheMostFrequent()
    {
        for (var i = 0; i < 3; i++)
        {
            _board.Raise("break-due/often");
            _board.Acknowledge("break-due/often");
            _board.Return("break-due/often");
            _board.Pass(TimeSpan.FromMinutes(2));
        }

        for (var i = 0; i < 3 * AlarmLimits.Frequencies; i++)
        {
            _board.Raise($"break-due/{i}");
            _board.Pass(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(AlarmLimits.Frequencies, _board.State.Occurrences.Length);
        Assert.Equal(("break-due/often", 3), (_board.Health().MostFrequent[0].Alarm.Value, _board.Health().MostFrequent[0].Count));
    }

    /// <summary>As versions wrote it that knew no classes, causes, suppressions and service.</summary>
    [Fact]
    public void State_OfAnEarlierVersion_Loads_AndLivesOn()
    {
        const string stored = """
            {"version":7,"alarms":[{"view":{"id":"hold-overdue/EETLL-1","status":"acknowledged","priority":"p2","title":"t","cause":"c","consequence":"c",
            "response":"r","owner":"supervisor","timeToRespondSeconds":900,"raisedAt":"2026-03-02T07:00:00+00:00","count":2,"subject":"EETLL-1~1","neverShelve":false,
            "version":7,"escalationLevel":0,"chattering":true},"announcedAt":"2026-03-02T07:00:00+00:00"}],
            "transitions":[{"alarm":"hold-overdue/EETLL-1","at":"2026-03-02T07:00:00+00:00"}],"recentRaises":["2026-03-02T07:00:00+00:00"],
            "hours":[{"hour":"2026-03-02T07:00:00+00:00","count":3}],"flood":true}
            """;
        _board.State = JsonSerializer.Deserialize<AlarmBoardState>(stored, ContractJson.Options)!;
        _board.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((false, false, 3), (_board.State.Flood, _board["hold-overdue/EETLL-1"]!.Chattering, _board.Health().RaisedLast24Hours));
        Assert.Equal("subject/EETLL-1~1", AlarmRootCause.Of(_board["hold-overdue/EETLL-1"]!));
        Assert.Null(_board.TakeOut("hold-overdue/EETLL-1"));
        Assert.Null(_board.PutIn("hold-overdue/EETLL-1"));
        Assert.Equal(AlarmStatus.Unacknowledged, _board.StatusOf("hold-overdue/EETLL-1"));
        Assert.Equal(_board.State, JsonSerializer.Deserialize<AlarmBoardState>(JsonSerializer.Serialize(_board.State, ContractJson.Options), ContractJson.Options), Same);
    }

    private static bool Same(AlarmBoardState? a, AlarmBoardState? b) => JsonSerializer.Serialize(a, ContractJson.Options) == JsonSerializer.Serialize(b, ContractJson.Options);
}
