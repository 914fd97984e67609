using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Grains.Tests.Workload;

namespace OpsHub.Grains.Tests.Officers;

public sealed class OfficerGrainTests : IAsyncLifetime
{
    private WorkPort _port = null!;

    public async Task InitializeAsync() => _port = await WorkPort.Start();

    public Task DisposeAsync() => _port.DisposeAsync().AsTask();

    [Fact]
    public async Task Reservation_WhenTheOfferNeverCame_EndsByItself()
    {
        var officer = await _port.OnShift(1);
        WorkPort.Accepted(await Reserve(officer, WorkPort.CaseId(7)));
        Assert.Equal(20, (await _port.View(officer)).LoadMinutes);

        await _port.Until(async () => (await _port.View(officer)).LoadMinutes == 0, 1);
    }

    [Fact]
    public async Task Reservation_WhenTheRecordSaysOtherwise_BecomesWhatTheRecordSays()
    {
        var officer = await _port.OnShift(1);
        var id = await _port.Open(1);
        await _port.Offered(id);
        WorkPort.Accepted(await _port.Accept(id, officer));
        await _port.Quiet();

        // A late reservation of an old plan must not undo the hold.
        Assert.Equal("AlreadyAssigned", (await Reserve(officer, id)).Refusal?.Name);
        await _port.Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(AssignmentStage.Held, Assert.Single((await _port.View(officer)).Assignments).Stage);
    }

    [Fact]
    public async Task EndShift_GivesUnstartedWorkToOthers_AndRunningWorkFinishes()
    {
        var leaving = await _port.OnShift(1);
        var (running, waiting) = (await _port.Open(1), await _port.Open(2));
        await _port.Offered(running);
        await _port.Offered(waiting);
        WorkPort.Accepted(await _port.Accept(running, leaving));
        WorkPort.Accepted(await _port.Accept(waiting, leaving));
        WorkPort.Accepted(await _port.StartWork(running, leaving));
        var other = await _port.OnShift(2);

        WorkPort.Accepted(await _port.Grains.Officer(leaving).EndShift(
            new EndShift { CommandId = _port.NextId(), Actor = WorkPort.Self(leaving), Reason = "done" }));

        await _port.Until(async () => (await _port.View(waiting)).Officer == other);
        Assert.Equal((leaving, InspectionStatus.Examining), ((await _port.View(running)).Officer, (await _port.View(running)).Status));
        WorkPort.Accepted(await _port.Finish(running, leaving));
        await _port.Quiet();
        Assert.Empty((await _port.View(leaving)).Assignments);
    }

    [Fact]
    public async Task Shift_WhenItsEndPassesDuringAnOutage_EndsAndGivesWorkBack()
    {
        var officer = await _port.OnShift(1, hours: 1);
        var id = await _port.Open(1);
        await _port.Offered(id);
        WorkPort.Accepted(await _port.Accept(id, officer));
        await _port.Quiet();

        await _port.Host.StopAsync();
        _port.Time.Advance(TimeSpan.FromHours(2));
        await _port.Host.StartAgainAsync();

        await _port.Until(async () => (await _port.View(id)).Status is InspectionStatus.Queued, 1);
        Assert.Equal(OfficerStatus.OffShift, (await _port.View(officer)).Status);
    }

    [Fact]
    public async Task RaiseDuress_RaisesAP1ThatIsNeverShelved_AndClearingReturnsIt()
    {
        var officer = await _port.OnShift(1);
        WorkPort.Accepted(await _port.Grains.Officer(officer).RaiseDuress(
            new RaiseDuress { CommandId = _port.NextId(), Actor = WorkPort.Self(officer), LatitudeDegrees = 59.44, LongitudeDegrees = 24.75 }));
        await _port.Quiet();

        var alarm = Assert.Single(await _port.Alarms());
        Assert.Equal((AlarmPriority.P1, true, 59.44), (alarm.Priority, alarm.NeverShelve, alarm.LatitudeDegrees));

        WorkPort.Accepted(await _port.Grains.Officer(officer).ClearDuress(
            new ClearDuress { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Note = "found safe" }));
        await _port.Quiet();
        Assert.Equal(AlarmStatus.ReturnedUnacknowledged, Assert.Single(await _port.Alarms()).Status);
    }

    [Fact]
    public async Task Break_WhenMissingAfterSixHours_IsAnAlarmUntilTaken()
    {
        var officer = await _port.OnShift(1);
        await _port.Until(async () => (await _port.Alarms()).Any(a => a.Id.Value == "break-due/officer1"), 60);

        WorkPort.Accepted(await _port.Grains.Officer(officer).TakeBreak(
            new TakeBreak { CommandId = _port.NextId(), Actor = WorkPort.Self(officer), Minutes = 30 }));
        await _port.Until(async () => (await _port.Alarms()).All(a => a.ReturnedAt is not null));
        await _port.Until(async () => (await _port.View(officer)).Status is OfficerStatus.Available, 60);
        Assert.Null((await _port.View(officer)).BreakDueAt);
    }

    private async Task<CommandResult> Reserve(OfficerId officer, InspectionId inspection) => await _port.Grains.Officer(officer).Reserve(new ReserveCapacity
    {
        CommandId = _port.NextId(), Actor = Actor.Of("balancer"), Inspection = inspection, Minutes = 20, ExpiresAt = _port.Now.AddMinutes(2), BasedOnEpoch = 0,
    });
}
