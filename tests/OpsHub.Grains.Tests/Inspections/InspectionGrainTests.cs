using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Grains.Tests.Workload;

namespace OpsHub.Grains.Tests.Inspections;

public sealed class InspectionGrainTests : IAsyncLifetime
{
    private WorkPort _port = null!;

    public async Task InitializeAsync() => _port = await WorkPort.Start();

    public Task DisposeAsync() => _port.DisposeAsync().AsTask();

    [Fact]
    public async Task Life_FromOfferToRelease_SettlesTheOfficerAtEachStep()
    {
        var officer = await _port.OnShift(1);
        var id = await _port.Open(1);
        await _port.Offered(id);

        WorkPort.Accepted(await _port.Accept(id, officer));
        await _port.Quiet();
        Assert.Equal(AssignmentStage.Held, Assert.Single((await _port.View(officer)).Assignments).Stage);

        WorkPort.Accepted(await _port.StartWork(id, officer));
        await _port.Quiet();
        Assert.Equal(OfficerStatus.Busy, (await _port.View(officer)).Status);

        WorkPort.Accepted(await _port.Finish(id, officer));
        await _port.Quiet();
        var after = await _port.View(officer);
        Assert.Equal((0, 1, OfficerStatus.Available), (after.LoadMinutes, after.FinishedThisShift, after.Status));
        Assert.Equal(InspectionStatus.Closed, (await _port.View(id)).Status);
        Assert.Empty((await _port.Balancer.Workload()).Cases);
    }

    [Fact]
    public async Task Offer_WhenNotAnswered_IsRemindedThenGoesToTheNext_ThenTheSupervisorIsAlarmed()
    {
        var first = await _port.OnShift(1);
        var id = await _port.Open(1);
        Assert.Equal(first, await _port.Offered(id));
        var second = await _port.OnShift(2);

        await _port.Until(async () => (await _port.View(id)).OfferReminded, 1);
        await _port.Until(async () => (await _port.View(id)).Officer == second, 1);
        Assert.Empty(await _port.Alarms());
        await _port.Until(async () => (await _port.View(id)).Status is InspectionStatus.Queued, 1);
        await _port.Until(async () => (await _port.Alarms()).Any(a => a.Id.Value == $"offer-unanswered/{id}"), 1);

        Assert.Equal([first, second], (await _port.View(id)).NotAgain.ToArray());
        Assert.Equal("OfferExpired", (await _port.Grains.Inspection(id).Accept(
            new AcceptInspection { CommandId = _port.NextId(), Actor = WorkPort.Self(first), Officer = first, Epoch = 1 })).Refusal?.Name);
    }

    [Fact]
    public async Task Offer_WhenTheHostStoppedMeanwhile_StillExpires()
    {
        await _port.OnShift(1);
        var id = await _port.Open(1);
        await _port.Offered(id);
        await _port.Quiet();

        await _port.Host.StopAsync();
        _port.Time.Advance(TimeSpan.FromMinutes(3));
        await _port.Host.StartAgainAsync();

        // Nobody asks: the dispatcher's reminder wakes it, and it wakes the case.
        await _port.Until(async () => (await _port.Grains.Ledger(WorkPort.Port).Read(1, 1_000)).Any(e => e.Draft.Type == "inspectionWithdrawn"), 1);
        Assert.Equal(InspectionStatus.Queued, (await _port.View(id)).Status);
    }

    [Fact]
    public async Task Overdue_RaisesAnAlarmThatReturnsWhenClosed()
    {
        var officer = await _port.OnShift(1);
        var id = await _port.Open(1, dueInHours: 0.1);
        await _port.Offered(id);
        WorkPort.Accepted(await _port.Accept(id, officer));
        await _port.Until(async () => (await _port.Alarms()).Any(a => a.Id.Value == "inspection-overdue/EETLL-1"), 1);

        WorkPort.Accepted(await _port.StartWork(id, officer));
        WorkPort.Accepted(await _port.Finish(id, officer));
        await _port.Quiet();

        Assert.NotNull(Assert.Single(await _port.Alarms()).ReturnedAt);
    }

    [Fact]
    public async Task Command_WhenTheWriteFails_IsNotAcknowledgedAndChangesNothing()
    {
        var id = await _port.Open(1);
        await _port.Quiet();
        var command = new CancelInspection { CommandId = _port.NextId(), Actor = WorkPort.Supervisor, Reason = "waived" };
        _port.Storage.FailNextWrite(new IOException("disk full"));

        await Assert.ThrowsAnyAsync<Exception>(() => _port.Grains.Inspection(id).Cancel(command));

        Assert.Equal(InspectionStatus.Queued, (await _port.View(id)).Status);
        WorkPort.Accepted(await _port.Grains.Inspection(id).Cancel(command));
        Assert.Equal(InspectionStatus.Cancelled, (await _port.View(id)).Status);
    }

    [Fact]
    public async Task Command_WhenRepeatedAfterARestart_ReturnsTheFirstResult()
    {
        var officer = await _port.OnShift(1);
        var id = await _port.Open(1);
        await _port.Offered(id);
        var accept = new AcceptInspection { CommandId = _port.NextId(), Actor = WorkPort.Self(officer), Officer = officer, Epoch = 1 };
        var first = await _port.Grains.Inspection(id).Accept(accept);
        await _port.Quiet();
        await _port.Restart();

        var second = await _port.Grains.Inspection(id).Accept(accept);

        Assert.True(second is { Repeated: true, IsAccepted: true } && second.Version == first.Version);
    }

    [Fact]
    public async Task Refusal_OfAnOfficersAnswer_IsInTheLedger()
    {
        var id = await _port.Open(1);
        var stranger = WorkPort.OfficerId(9);
        Assert.Equal("NotTheHolder", (await _port.Accept(id, stranger)).Refusal?.Name);
        await _port.Quiet();

        var entries = await _port.Grains.Ledger(WorkPort.Port).Read(1, 1_000);
        Assert.Contains(entries, e => e.Draft.Type == "inspectionCommandRefused" && e.Draft.Actor.User.Value == "officer9" && e.Draft.Data.Contains("NotTheHolder"));
    }
}
