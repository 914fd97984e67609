using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Contracts.Tracking;
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

    [Fact]
    public async Task Suppression_OutlivesARestart_EndsByItself_AndIsInTheLedgerFromEndToEnd()
    {
        var rule = new AlarmSuppression
        {
            Name = "gate 3 in repair", Classes = ["queue-limit"], Reason = "barrier replaced", From = _port.Now, Until = _port.Now.AddMinutes(20),
        };
        WorkPort.Accepted(await _port.Board.PutSuppression(new PutAlarmSuppression { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Suppression = rule }));
        await _port.Until(async () => Assert.Single(await _port.Board.Suppressions()).IsActive);
        await Raise(AlarmPriority.P2, "queue-limit");
        Assert.Equal((AlarmStatus.SuppressedByDesign, rule.Name), (Assert.Single(await _port.Alarms()).Status, Assert.Single(await _port.Alarms()).SuppressedBy));
        await _port.Quiet();

        await _port.Restart();

        Assert.Equal(AlarmStatus.SuppressedByDesign, Assert.Single(await _port.Alarms()).Status);
        Assert.Equal((1, 1), ((await _port.Board.Health()).Suppressed, Assert.Single(await _port.Board.Suppressions()).Suppressed));
        await _port.Until(async () => (await _port.Alarms()).Single().Status is AlarmStatus.Unacknowledged, 10);
        Assert.True(_port.Now >= rule.Until);
        await _port.Quiet();
        Assert.Equal(
            ["alarmSuppressionPut", "alarmSuppressionBegan", "alarmRaised", "alarmSuppressionEnded", "alarmUnsuppressed"], await LedgerTypes());
    }

    [Fact]
    public async Task OutOfService_OutlivesARestart_WithPersonAndReason_UntilPutBack()
    {
        await Raise(AlarmPriority.P2);
        WorkPort.Accepted(await _port.Board.TakeOutOfService(
            new TakeAlarmOutOfService { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Alarm = Gate, Reason = "sensor broken" }));
        await _port.Quiet();
        await _port.Restart();

        var alarm = Assert.Single(await _port.Alarms());
        Assert.Equal((AlarmStatus.OutOfService, WorkPort.Supervisor.User, "sensor broken"), (alarm.Status, alarm.OutOfServiceBy, alarm.OutOfServiceReason));
        WorkPort.Accepted(await _port.Board.PutInService(new PutAlarmInService { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Alarm = Gate }));
        Assert.Equal(AlarmStatus.Unacknowledged, Assert.Single(await _port.Alarms()).Status);
        await _port.Quiet();
        Assert.Equal(["alarmRaised", "alarmTakenOutOfService", "alarmPutInService"], await LedgerTypes());
    }

    [Fact]
    public async Task Chattering_IsHeldThroughARestart_AndSettles()
    {
        for (var i = 0; i < 2; i++)
        {
            await Raise(AlarmPriority.P2);
            WorkPort.Accepted(await _port.Board.Return(new ReturnAlarm { CommandId = _port.NextId(), Actor = Actor.Of("gate"), Alarm = Gate }));
        }

        await _port.Quiet();
        await _port.Restart();
        Assert.Equal((true, AlarmStatus.Unacknowledged), (Assert.Single(await _port.Alarms()).Chattering, Assert.Single(await _port.Alarms()).Status));
        await _port.Until(async () => Assert.Single(await _port.Alarms()) is { Chattering: false, Status: AlarmStatus.ReturnedUnacknowledged }, 1);
    }

    [Fact]
    public async Task AcknowledgeInBulk_IsOneCommandAndAnEntryForEach()
    {
        foreach (var gate in (string[])["gate-closed/1", "gate-closed/2", "gate-closed/3"])
            await Raise(AlarmPriority.P2, id: gate, cause: "power/north");
        WorkPort.Accepted(await _port.Board.Acknowledge(new AcknowledgeAlarm { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, RootCause = "power/north" }));
        await _port.Quiet();
        Assert.Equal(3, (await LedgerTypes()).Count(type => type == "alarmAcknowledged"));
        Assert.All(await _port.Alarms(), alarm => Assert.Equal(AlarmStatus.Acknowledged, alarm.Status));
    }

    /// <summary>An entry without a subject could never reach the ledger, nor could anything after it.</summary>
    [Fact]
    public async Task Refusal_OfACommandThatNamesNothing_ReachesTheLedger()
    {
        Assert.NotNull((await _port.Board.Acknowledge(new AcknowledgeAlarm { CommandId = _port.NextId(), Actor = WorkPort.Supervisor })).Refusal);
        Assert.NotNull((await _port.Board.Shelve(new ShelveAlarm { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Alarm = new(new string('x', 5_000)), Minutes = 1, Reason = "x" })).Refusal);
        Assert.NotNull((await _port.Board.PutSuppression(new PutAlarmSuppression { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Suppression = null! })).Refusal);
        await _port.Quiet();
        Assert.Equal(3, (await LedgerTypes()).Count(type => type == "alarmCommandRefused"));
    }

    [Fact]
    public async Task Catalogue_HasOpsHubsOwnRows() => Assert.Contains(await _port.Board.Catalogue(), row => row is { Class: "duress", NeverShelve: true, Zone: null });

    [Fact]
    public async Task AgencyHold_OlderThanThePortsLimit_IsAnAlarm_AndReturnsWhenLifted()
    {
        await _port.Until(async () => await _port.Grains.Port(WorkPort.Port).Selectivity(0) is not null, 1);
        var shipment = _port.Grains.Shipment(new ShipmentId("EETLL-H1"));
        var declaration = new Declaration
        {
            DeclarationId = "H1", Port = WorkPort.Port, Date = new DateOnly(2026, 3, 1), DeclarantId = "DECL1", ImporterId = "IMP1", CountryOfDeparture = "CN",
            CountryOfOrigin = "CN", NetMassKilograms = 10, Price = 100, Items = [new GoodsItem(1, "850440", null, null, null, 10, 100)],
        };
        WorkPort.Accepted(await shipment.Lodge(new LodgeDeclaration { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Declaration = declaration }));
        WorkPort.Accepted(await shipment.PlaceHold(new PlaceHold { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Agency = "PHYTO", Reason = "sample taken" }));
        WorkPort.Accepted(await shipment.PlaceHold(new PlaceHold
        {
            CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Agency = "VET", Reason = "papers", DueAt = _port.Now.AddHours(2),
        }));
        var placed = _port.Now;
        await _port.Quiet();
        await _port.Restart();

        await _port.Until(async () => (await _port.Alarms()).Any(a => a.Id.Value == "agency-hold-overdue/EETLL-H1/VET"), 60);
        Assert.InRange((_port.Now - placed).TotalHours, 2, 4);
        await _port.Until(async () => (await _port.Alarms()).Any(a => a.Id.Value == "agency-hold-overdue/EETLL-H1/PHYTO"), 120);
        Assert.InRange((_port.Now - placed).TotalHours, 24, 30);
        Assert.Equal("agency/PHYTO", (await _port.Alarms()).Single(a => a.Id.Value.EndsWith("PHYTO", StringComparison.Ordinal)).RootCause);

        WorkPort.Accepted(await _port.Grains.Shipment(new ShipmentId("EETLL-H1")).LiftHold(new LiftHold { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Agency = "PHYTO", Reason = "free" }));
        await _port.Until(async () => (await _port.Alarms()).Single(a => a.Id.Value.EndsWith("PHYTO", StringComparison.Ordinal)).ReturnedAt is not null);
        Assert.Null((await _port.Alarms()).Single(a => a.Id.Value.EndsWith("VET", StringComparison.Ordinal)).ReturnedAt);
    }

    [Fact]
    public async Task SilentTruckWithCargo_IsAnAlarm_OnceAcrossARestart_AndReturnsWithItsNextReport()
    {
        var truck = TrackerId.OfDevice("truck-7");
        var id = new AlarmId($"device-silent/{truck}");
        await Report(truck, 0);
        await _port.Until(async () => (await _port.Alarms()).Any(alarm => alarm.Id == id), 5);
        await _port.Quiet();
        var raised = await Alarm();
        Assert.Equal(("device/dev:truck-7", truck.Value), (raised.RootCause, raised.Subject));
        Assert.Equal(24.7, raised.LongitudeDegrees!.Value, 6);

        await _port.Restart();
        await _port.Grains.TrackShard(WorkPort.Port, ShardOf(truck)).Get(truck);
        await _port.Pass(TimeSpan.FromSeconds(30));
        await Report(truck, 0.001);

        await _port.Until(async () => (await Alarm()).ReturnedAt is not null, 1);
        Assert.Equal(1, (await Alarm()).Count);

        async Task<AlarmView> Alarm() => (await _port.Alarms()).Single(alarm => alarm.Id == id);
    }

    [Fact]
    public async Task SilentPhone_OfAnOfficerOnDuty_IsAnAlarm_UntilGoingOffDuty()
    {
        var officer = await _port.OnShift(1);
        await _port.Grains.Device("phone-1").Register(new DeviceRegistration("phone-1", WorkPort.Port, TrackKind.Officer, "Phone of 1", null, officer));
        var phone = TrackerId.OfDevice("phone-1");
        await Report(phone, 0, TrackKind.Officer);
        await _port.Until(async () => (await _port.Alarms()).Any(alarm => alarm.Id.Value == $"officer-silent/{phone}"), 5);
        WorkPort.Accepted(await _port.Grains.Officer(officer).EndShift(new EndShift { CommandId = _port.NextId(), Actor = WorkPort.Self(officer), Reason = "done" }));
        await _port.Until(async () => (await _port.Alarms()).Single(alarm => alarm.Id.Value == $"officer-silent/{phone}").ReturnedAt is not null, 1);
    }

    private static int ShardOf(TrackerId tracker) => GrainAccess.ShardOf(tracker, new PortConfiguration { Port = WorkPort.Port, Name = "" }.TrackShards);

    private async Task Report(TrackerId tracker, double movedDegrees, TrackKind kind = TrackKind.Truck)
    {
        var fix = new PositionFix(tracker, kind, _port.Now.ToUnixTimeMilliseconds(), 59.5 + movedDegrees, 24.7, 3, 90, float.NaN);
        var said = new TrackDescription(tracker, kind, "7", Carries: kind is TrackKind.Truck ? new ShipmentId("EETLL-1") : null);
        var receipt = await _port.Grains.TrackShard(WorkPort.Port, ShardOf(tracker)).Ingest(new PositionBatch([fix], [said]));
        Assert.Equal(1, receipt.Accepted);
    }

    private async Task<string[]> LedgerTypes() =>
        [.. (await _port.Grains.Ledger(WorkPort.Port).Read(1, 1_000)).Select(e => e.Draft.Type).Where(type => type.StartsWith("alarm", StringComparison.Ordinal))];

    private async Task Raise(AlarmPriority priority, string? @class = null, string? id = null, string? cause = null) => WorkPort.Accepted(await _port.Board.Raise(new RaiseAlarm
    {
        CommandId = _port.NextId(), Actor = Actor.Of("gate"), Alarm = id is null ? Gate : new AlarmId(id), Class = @class, RootCause = cause, Priority = priority, Title = "Gate 3 closed", Cause = "barrier stuck",
        Consequence = "trucks queue", Response = "open by hand", Owner = Roles.Supervisor, TimeToRespondSeconds = 300,
    }));
}
