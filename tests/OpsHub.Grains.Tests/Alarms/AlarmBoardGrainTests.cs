using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Grains.Tests.Workload;

namespace OpsHub.Grains.Tests.Alarms;

public sealed class AlarmBoardGrainTests : IAsyncLifetime
{
    private static readonly AlarmId Gate = new("gate-closed/3");
    private WorkPort _port = null!;

    public async Task InitializeAsync() => _port = await WorkPort.Start();

    public Task DisposeAsync() => _port.DisposeAsync().AsTask();

    [Fact]
    public async Task Raise_WhenP1IsNotAcknowledged_EscalatesTwice()
    {
        await Raise(AlarmPriority.P1);
        await _port.Until(async () => Assert.Single(await _port.Alarms()).EscalationLevel == 1, 1);
        Assert.Equal(60, (_port.Now - Assert.Single(await _port.Alarms()).RaisedAt).TotalSeconds, 2.0);
        await _port.Until(async () => Assert.Single(await _port.Alarms()).EscalationLevel == 2, 1);
        Assert.Equal(180, (_port.Now - Assert.Single(await _port.Alarms()).RaisedAt).TotalSeconds, 2.0);
    }

    [Fact]
    public async Task Shelve_ComesBackAfterARestart_WithoutAnybodyAsking()
    {
        await Raise(AlarmPriority.P2);
        WorkPort.Accepted(await _port.Board.Shelve(
            new ShelveAlarm { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Alarm = Gate, Minutes = 5, Reason = "being repaired" }));
        await _port.Quiet();
        var until = Assert.Single(await _port.Alarms()).ShelvedUntil!.Value;

        await _port.Host.StopAsync();
        _port.Time.Advance(TimeSpan.FromMinutes(10));
        await _port.Host.StartAgainAsync();

        // The board is not touched; what it did is in the log.
        await _port.Until(async () => (await _port.Grains.Ledger(WorkPort.Port).Read(1, 1_000)).Any(e => e.Draft.Type == "alarmUnshelved"), 1);
        Assert.True(_port.Now > until);
        Assert.Equal(AlarmStatus.Unacknowledged, Assert.Single(await _port.Alarms()).Status);
    }

    [Fact]
    public async Task Acknowledge_IsRemembered_AndEveryStepIsInTheLedger()
    {
        await Raise(AlarmPriority.P2);
        await Raise(AlarmPriority.P2);
        WorkPort.Accepted(await _port.Board.Acknowledge(new AcknowledgeAlarm { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Alarm = Gate }));
        var again = await _port.Board.Acknowledge(new AcknowledgeAlarm { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Alarm = Gate });
        Assert.Equal("AlreadyAcknowledged", again.Refusal?.Name);
        await _port.Quiet();
        await _port.Restart();

        Assert.Equal((AlarmStatus.Acknowledged, 2), (Assert.Single(await _port.Alarms()).Status, Assert.Single(await _port.Alarms()).Count));
        var types = (await _port.Grains.Ledger(WorkPort.Port).Read(1, 1_000)).Select(e => e.Draft.Type).Where(type => type.StartsWith("alarm", StringComparison.Ordinal));
        Assert.Equal(["alarmRaised", "alarmRaised", "alarmAcknowledged", "alarmCommandRefused"], types);
    }

    [Fact]
    public async Task Health_CountsWhatStands()
    {
        await Raise(AlarmPriority.P1);
        var health = await _port.Board.Health();
        Assert.Equal((1, 1, 1, false), (health.Active, health.Unacknowledged, health.RaisedLast10Minutes, health.Flood));
    }

    private async Task Raise(AlarmPriority priority) => WorkPort.Accepted(await _port.Board.Raise(new RaiseAlarm
    {
        CommandId = _port.NextId(), Actor = Actor.Of("gate"), Alarm = Gate, Priority = priority, Title = "Gate 3 closed", Cause = "barrier stuck",
        Consequence = "trucks queue", Response = "open by hand", Owner = Roles.Supervisor, TimeToRespondSeconds = 300,
    }));
}
