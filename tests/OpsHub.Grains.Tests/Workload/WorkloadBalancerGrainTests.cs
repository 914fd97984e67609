using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;

namespace OpsHub.Grains.Tests.Workload;

public sealed class WorkloadBalancerGrainTests : IAsyncLifetime
{
    private WorkPort _port = null!;

    public async Task InitializeAsync() => _port = await WorkPort.Start();

    public Task DisposeAsync() => _port.DisposeAsync().AsTask();

    [Fact]
    public async Task Decision_WhenAnOfficerIsEligible_OffersAndHoldsCapacity()
    {
        var officer = await _port.OnShift(1);
        var id = await _port.Open(1, load: 30);

        Assert.Equal(officer, await _port.Offered(id));
        await _port.Quiet();

        var assignment = Assert.Single((await _port.View(officer)).Assignments);
        Assert.Equal((AssignmentStage.Offered, 30), (assignment.Stage, assignment.Minutes));
    }

    [Fact]
    public async Task Decision_WhenTheCaseIsUrgent_ComesAtOnce()
    {
        await _port.OnShift(1);
        await _port.Quiet();
        var id = await _port.Open(1, CasePriority.P1);

        // Not a moment passes on the clock.
        await _port.Until(async () => (await _port.View(id)).Status is InspectionStatus.Offered, stepSeconds: 0);
    }

    [Fact]
    public async Task Why_NamesEveryCandidateWithCostOrExclusion_AlsoAfterARestart()
    {
        var officer = await _port.OnShift(1, skills: "documents");
        var unskilled = await _port.OnShift(2);
        var id = await _port.Open(1, skills: "documents");
        await _port.Offered(id);
        WorkPort.Accepted(await _port.Accept(id, officer));
        await _port.Quiet();

        var reasons = (await _port.Balancer.Why(id))!;
        Assert.Equal((officer, "balancer"), (reasons.Chosen, reasons.DecidedBy));
        Assert.NotNull(reasons.SeedCommitment);
        Assert.Equal((unskilled, "MissingSkill"), (reasons.Candidates[1].Officer, reasons.Candidates[1].Exclusion));

        await _port.Restart();
        Assert.Equal(reasons.DecidedAt, (await _port.Balancer.Why(id))?.DecidedAt);
    }

    [Fact]
    public async Task Decision_WhenDeclined_GoesToTheNext_AndTheDeclineIsForgottenAfterTenMinutesWithoutAnybodyElse()
    {
        var first = await _port.OnShift(1);
        var id = await _port.Open(1);
        Assert.Equal(first, await _port.Offered(id));
        WorkPort.Accepted(await _port.Decline(id, first));

        var second = await _port.OnShift(2);
        await _port.Until(async () => (await _port.View(id)).Officer == second);
        WorkPort.Accepted(await _port.Decline(id, second));
        await _port.Quiet();
        await _port.Pass(TimeSpan.FromMinutes(9));
        Assert.Equal(InspectionStatus.Queued, (await _port.View(id)).Status);

        await _port.Until(async () => (await _port.View(id)).Status is InspectionStatus.Offered, stepSeconds: 1);
        Assert.InRange((_port.Now - new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero)).TotalMinutes, 10, 12);
    }

    [Fact]
    public async Task Decision_NeverExceedsCapacity()
    {
        var officer = await _port.OnShift(1, capacity: 50);
        for (var number = 1; number <= 4; number++)
            await _port.Open(number, load: 20);
        await _port.Until(async () => (await _port.View(officer)).LoadMinutes == 40);
        await _port.Pass(TimeSpan.FromSeconds(30));

        Assert.Equal(40, (await _port.View(officer)).LoadMinutes);
        var statuses = await Task.WhenAll(Enumerable.Range(1, 4).Select(async n => (await _port.View(WorkPort.CaseId(n))).Status));
        Assert.Equal((2, 2), (statuses.Count(s => s is InspectionStatus.Offered), statuses.Count(s => s is InspectionStatus.Queued)));
    }

    [Fact]
    public async Task Restart_RebuildsTheWorkFromTheRecords()
    {
        var officer = await _port.OnShift(1, capacity: 20);
        await _port.Open(1);
        await _port.Open(2);
        await _port.Until(async () => (await _port.View(officer)).LoadMinutes == 20);
        await _port.Quiet();
        var before = await _port.Balancer.Workload();

        await _port.Restart();

        await _port.Until(async () => await _port.Balancer.Workload() is { Cases.Length: 2, Officers.Length: 1 });
        var after = await _port.Balancer.Workload();
        Assert.Equal(before.Cases.Select(c => (c.Id, c.Status)), after.Cases.Select(c => (c.Id, c.Status)));
        Assert.True(after.Version > before.Version);
    }

    [Fact]
    public async Task Restart_WhileNobodyCalls_TheReminderStillGetsWaitingCasesOffered()
    {
        var id = await _port.Open(1);
        await _port.Quiet();
        await _port.Restart();
        await _port.OnShift(1);
        await _port.Restart();

        await _port.Until(async () => (await _port.View(id)).Status is InspectionStatus.Offered, stepSeconds: 1);
    }

    [Fact]
    public async Task QueueAlarm_IsRaisedAboveTheLimit_AndReturnsWithTheQueue()
    {
        await using var port = await WorkPort.Start(queueLimit: 5);
        for (var number = 1; number <= 6; number++)
            await port.Open(number);
        await port.Until(async () => (await port.Alarms()).Any(a => a.Id.Value == "queue-limit/EETLL" && a.ReturnedAt is null));

        await port.OnShift(1, capacity: 60);
        await port.Until(async () => (await port.Alarms()).Any(a => a.Id.Value == "queue-limit/EETLL" && a.ReturnedAt is not null));
    }
}
