using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Grains.Tests.Support;
using OpsHub.Storage;

namespace OpsHub.Grains.Tests.Publication;

/// <summary>What every publishing grain promises, shown on shipments.</summary>
public sealed class PublishingGrainTests
{
    private static readonly ShipmentId s_id = new("EETLL-D1");

    [Fact]
    public async Task Handle_WhenAccepted_PutsItsEventsIntoTheLedgerInOrder()
    {
        await using var port = await TestPort.Start();

        var result = await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        await port.Quiet();

        Assert.Equal(new CommandResult(1), result);
        var events = (await port.Ledger()).Where(e => e.Draft.Subject == s_id.Value).ToArray();
        Assert.Equal(["declarationLodged", "laneAssigned", "shipmentReleased"], events.Select(e => e.Draft.Type));
        Assert.Equal([1L, 2L, 3L], events.Select(e => e.Draft.SourceSequence));
        Assert.All(events, e => Assert.Equal(("alice", "shipment/EETLL-D1"), (e.Draft.Actor.User.Value, e.Draft.Source)));
    }

    [Fact]
    public async Task Handle_WhenRepeated_AnswersTheFirstResultAndDoesNothing()
    {
        await using var port = await TestPort.Start();
        var lodgement = port.Lodgement("D1");
        var first = await port.Grains.Shipment(s_id).Lodge(lodgement);

        var again = await port.Grains.Shipment(s_id).Lodge(lodgement);

        Assert.Equal(first with { Repeated = true }, again);
        await port.Quiet();
        Assert.Equal(3, (await port.Ledger()).Count(e => e.Draft.Subject == s_id.Value));
    }

    [Fact]
    public async Task Handle_WhenRepeatedAfterARestart_AnswersTheFirstResult()
    {
        await using var port = await TestPort.Start();
        var hold = new PlaceHold { CommandId = port.NextId(), Actor = TestPort.Alice, Agency = "police", Reason = "Tip-off" };
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        var first = await port.Grains.Shipment(s_id).PlaceHold(hold);

        await port.Host.RestartAsync();

        Assert.Equal(first with { Repeated = true }, await port.Grains.Shipment(s_id).PlaceHold(hold));
    }

    [Fact]
    public async Task Handle_WhenTheWriteFails_IsNotAcknowledgedAndLeavesNoTrace()
    {
        await using var port = await TestPort.Start();
        await port.Quiet();
        port.Storage.FailNextWrite(new StorageException(StorageFault.DiskFull, "The test's disk is full."));
        var lodgement = port.Lodgement("D1");

        await Assert.ThrowsAnyAsync<Orleans.Runtime.OrleansException>(() => port.Grains.Shipment(s_id).Lodge(lodgement));

        Assert.Null(await port.Grains.Shipment(s_id).Get());
        Assert.DoesNotContain(await port.Ledger(), e => e.Draft.Subject == s_id.Value);
        // The same command again is a first one, for nothing of it was kept.
        Assert.Equal(new CommandResult(1), await port.Grains.Shipment(s_id).Lodge(lodgement));
        await port.Seen("shipmentReleased", s_id.Value);
        await port.Quiet();
    }

    [Fact]
    public async Task Handle_WhenTheLedgerIsDown_IsAcknowledged_AndPublishedOnceItIsBack()
    {
        await using var port = await TestPort.Start();
        await port.Quiet();
        port.Journal.Fail(stream => stream.EndsWith("/log", StringComparison.Ordinal));

        var result = await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        Assert.Null(result.Refusal);
        port.Journal.FailNone();

        await port.Quiet();
        Assert.Equal(3, (await port.Ledger()).Count(e => e.Draft.Subject == s_id.Value));
    }

    [Fact]
    public async Task Restart_WithUnpublishedEvents_PublishesThemThoughNobodyCalls()
    {
        await using var port = await TestPort.Start();
        await port.Quiet();
        port.Journal.Fail(stream => stream.EndsWith("/log", StringComparison.Ordinal));
        for (var i = 1; i <= 20; i++)
            await port.Grains.Shipment(new($"EETLL-D{i}")).Lodge(port.Lodgement($"D{i}"));
        await port.Host.StopAsync();
        port.Journal.FailNone();

        await port.Host.StartAgainAsync();

        for (var i = 1; i <= 20; i++)
            await port.Seen("shipmentReleased", $"EETLL-D{i}");
        await port.Quiet();
        var shipments = (await port.Ledger()).Where(e => e.Draft.Topic == Topics.Shipments).ToArray();
        Assert.Equal(60, shipments.Length);
        Assert.Equal(60, shipments.Select(e => (e.Draft.Source, e.Draft.SourceSequence)).Distinct().Count());
    }

    [Fact]
    public async Task Publish_OfWhatWasWrittenOnAnotherSilo_AnswersOnceItIsPublished()
    {
        await using var port = await TestPort.Start();
        await port.Quiet();
        port.Journal.Fail(stream => stream.EndsWith("/log", StringComparison.Ordinal));
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        await port.Host.StopAsync();
        port.Journal.FailNone();
        port.Outbox.Silo = "another";
        await port.Host.StartAgainAsync();

        // Only this answer closes the outbox where it was filled. A released shipment's activation goes right after.
        var shipment = port.Grains.GetGrain<IPublishingGrain>(Orleans.Runtime.GrainId.Parse($"shipment/{s_id}"));
        Assert.True(await shipment.Publish());
        Assert.Equal(3, (await port.Ledger()).Count(e => e.Draft.Subject == s_id.Value));
        Assert.True(await shipment.Publish());
    }

    [Fact]
    public async Task Restart_WhenEverythingWasPublished_PublishesNothingAgain()
    {
        await using var port = await TestPort.Start();
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        await port.Quiet();
        var before = (await port.Ledger()).Length;

        await port.Host.RestartAsync();
        Assert.Equal(ShipmentStatus.Released, (await port.Grains.Shipment(s_id).Get())!.Status);
        await port.Grains.Shipment(s_id).PlaceHold(new PlaceHold { CommandId = port.NextId(), Actor = TestPort.Alice, Agency = "police", Reason = "Tip-off" });
        await port.Quiet();

        Assert.Equal(["holdPlaced", "shipmentHeld"], (await port.Ledger())[before..].Select(e => e.Draft.Type));
    }

    [Fact]
    public async Task Handle_WhenRefused_IsAnEntryOfTheLedger_AndARepeatIsNot()
    {
        await using var port = await TestPort.Start();
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        var lift = new LiftHold { CommandId = port.NextId(), Actor = TestPort.Alice, Agency = "police", Reason = "Fine" };

        var refused = await port.Grains.Shipment(s_id).LiftHold(lift);
        var again = await port.Grains.Shipment(s_id).LiftHold(lift);

        Assert.Equal(("NoSuchHold", 1), (refused.Refusal!.Name, refused.Version));
        Assert.Equal(refused with { Repeated = true }, again);
        await port.Quiet();
        var entry = Assert.Single(await port.Ledger(), e => e.Draft.Type == "shipmentCommandRefused");
        Assert.Contains("\"command\":\"LiftHold\"", entry.Draft.Data);
    }

    [Fact]
    public async Task Handle_WithoutACommandId_IsRefused()
    {
        await using var port = await TestPort.Start();

        var result = await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1") with { CommandId = default });

        Assert.Equal(CommonRefusals.CommandIdMissing, result.Refusal!.Name);
    }

    [Fact]
    public async Task Handle_WhenTooManyOutboxesAreOpen_IsBusy_UntilTheLedgerCatchesUp()
    {
        await using var port = await TestPort.Start(p => (p.Outbox.MaxOpen, p.Outbox.BusyAfterMs) = (2, 50));
        await port.Quiet();
        port.Journal.HoldBack(stream => stream.EndsWith("/log", StringComparison.Ordinal));
        await port.Grains.Shipment(new("EETLL-D1")).Lodge(port.Lodgement("D1"));
        await port.Grains.Shipment(new("EETLL-D2")).Lodge(port.Lodgement("D2"));

        var busy = await port.Grains.Shipment(new("EETLL-D3")).Lodge(port.Lodgement("D3"));

        Assert.Equal(CommonRefusals.Busy, busy.Refusal!.Name);
        port.Journal.Release();
        await port.Quiet();
        Assert.Null((await port.Grains.Shipment(new("EETLL-D3")).Lodge(port.Lodgement("D3"))).Refusal);
    }

    [Fact]
    public async Task Handle_WhenTheSameEntityGetsManyCommandsWhileTheLedgerIsSlow_KeepsTheirOrder()
    {
        await using var port = await TestPort.Start();
        await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"));
        port.Journal.HoldBack(stream => stream.EndsWith("/log", StringComparison.Ordinal));
        for (var i = 0; i < 70; i++)
        {
            var result = await port.Grains.Shipment(s_id).PlaceHold(new PlaceHold { CommandId = port.NextId(), Actor = TestPort.Alice, Agency = $"agency {i}", Reason = "Check" });
            Assert.Equal(i + 2, result.Version);
        }

        port.Journal.Release();
        await port.Quiet();

        var holds = (await port.Ledger()).Where(e => e.Draft.Type == "holdPlaced").Select(e => e.Draft.SourceSequence).ToArray();
        Assert.Equal(70, holds.Length);
        Assert.Equal(holds.Order(), holds);
    }

    [Fact]
    public async Task Lodge_WhenThePortIsNotConfigured_IsRefused()
    {
        await using var port = await TestPort.Start(configured: false);

        Assert.Equal("PortNotReady", (await port.Grains.Shipment(s_id).Lodge(port.Lodgement("D1"))).Refusal!.Name);
        Assert.Null(await port.Grains.Shipment(s_id).Get());
    }
}
