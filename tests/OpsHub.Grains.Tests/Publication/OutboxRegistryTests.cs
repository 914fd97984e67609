using Microsoft.Extensions.Options;
using OpsHub.Grains.Publication;
using OpsHub.Grains.Tests.Support;
using OpsHub.Storage;
using OpsHub.Testing.Storage;
using OpsHub.Testing.Time;

namespace OpsHub.Grains.Tests.Publication;

public sealed class OutboxRegistryTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly FaultyJournal _journal;
    private readonly PublicationMeters _meters = new();
    private readonly OutboxOptions _options = new() { MaxOpen = 2, CarryForwardMs = 2_000, BusyAfterMs = 100 };

    public OutboxRegistryTests() => _journal = new FaultyJournal(new InMemoryJournal(_time));

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Checkpoint_ForgetsPublishedIntentsUpToTheOldestOpenOne()
    {
        var outboxes = await Start();
        foreach (var grain in new[] { "a", "b", "c" })
            await outboxes.Open(grain);
        outboxes.Close("a");
        outboxes.Close("c");

        await outboxes.Checkpoint();

        Assert.Equal(["b", "c"], await Intents());
        outboxes.Close("b");
        await outboxes.Checkpoint();
        Assert.Empty(await Intents());
    }

    [Fact]
    public async Task Open_WhenOpenAlready_WritesNoSecondIntent()
    {
        var outboxes = await Start();
        await outboxes.Open("a");
        await outboxes.Open("a");

        Assert.Equal(["a"], await Intents());
    }

    [Fact]
    public async Task Start_AfterACrash_WakesEveryGrainWithAnIntent()
    {
        var crashed = await Start();
        await crashed.Open("a");
        await crashed.Open("b");
        crashed.Close("a");

        var outboxes = await Start();

        // a was published, but nobody can know: it is asked too, and has nothing new.
        Assert.Equal(["a", "b"], (await outboxes.Checkpoint()).Order());
        Assert.NotNull(await outboxes.Find("b", "silo"));
        Assert.Null(await outboxes.Find("c", "silo"));
        outboxes.Close("a");
        outboxes.Close("b");
        Assert.Empty(await outboxes.Checkpoint());
        Assert.Empty(await Intents());
    }

    [Fact]
    public async Task Checkpoint_WhenAnOutboxStaysOpen_CarriesItsIntentForward()
    {
        var outboxes = await Start();
        await outboxes.Open("stuck");
        outboxes.Ledgered("stuck", 7);
        for (var i = 0; i < 5; i++)
        {
            await outboxes.Open("quick");
            outboxes.Close("quick");
        }

        _time.Advance(TimeSpan.FromSeconds(3));
        await outboxes.Checkpoint();
        await outboxes.Checkpoint();

        Assert.Equal(["stuck\t7"], await Intents());
        var after = await Start();
        Assert.Equal(7, (await after.Find("stuck", "silo"))!.Value.LedgeredUpTo);
    }

    [Fact]
    public async Task Checkpoint_WakesOrphans_AndWhatIsOpenForHalfAMinute()
    {
        var outboxes = await Start();
        await outboxes.Open("orphan");
        await outboxes.Open("slow");
        outboxes.Orphan("orphan");

        Assert.Equal(["orphan"], await outboxes.Checkpoint());
        await outboxes.Find("orphan", null);
        Assert.Empty(await outboxes.Checkpoint());
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(["orphan", "slow"], (await outboxes.Checkpoint()).Order());
    }

    [Fact]
    public async Task WaitForRoom_WhenFull_WaitsForAClose()
    {
        var outboxes = await Start();
        await outboxes.Open("a");
        await outboxes.Open("b");
        var waiting = outboxes.WaitForRoom().AsTask();
        Assert.False(waiting.IsCompleted);

        outboxes.Close("a");

        Assert.True(await waiting);
    }

    [Fact]
    public async Task WaitForRoom_WhenNobodyCloses_GivesUpAtTheDeadline()
    {
        var outboxes = await Start();
        await outboxes.Open("a");
        await outboxes.Open("b");
        var waiting = outboxes.WaitForRoom().AsTask();

        _time.Advance(TimeSpan.FromMilliseconds(101));

        Assert.False(await waiting);
    }

    [Fact]
    public async Task Open_WhenTheIntentFails_CanBeOpenedAgain()
    {
        var outboxes = await Start();
        _journal.Fail(_ => true);
        await Assert.ThrowsAsync<StorageException>(() => outboxes.Open("a"));
        _journal.FailNone();

        await outboxes.Open("a");

        Assert.Equal(["a"], await Intents());
    }

    [Fact]
    public async Task Find_WhenTheOutboxWasFilledOnAnotherSilo_AsksThatSilosIntents()
    {
        var other = await Start("other");
        await other.Open("moved");
        var outboxes = await Start();

        Assert.NotNull(await outboxes.Find("moved", "other"));
        Assert.Null(await outboxes.Find("stayed", "other"));
    }

    [Fact]
    public async Task CloseElsewhere_WhatWasPublishedOnAnotherSilo_IsForgotten()
    {
        await (await Start()).Open("moved");
        var outboxes = await Start();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["moved"], await outboxes.Checkpoint());

        outboxes.CloseElsewhere("moved", _time.GetTimestamp());

        Assert.Empty(await outboxes.Checkpoint());
        Assert.Equal(0, outboxes.OpenCount);
        Assert.Empty(await Intents());
    }

    [Fact]
    public async Task CloseElsewhere_WhenTheGrainHasWrittenHereSinceItWasAsked_KeepsTheIntent()
    {
        await (await Start()).Open("back");
        var outboxes = await Start();
        _time.Advance(TimeSpan.FromSeconds(1));
        var askedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await outboxes.Open("back");

        outboxes.CloseElsewhere("back", askedAt);

        Assert.Equal(1, outboxes.OpenCount);
        Assert.Equal(["back"], await Intents());
    }

    private async Task<OutboxRegistry> Start(string silo = "silo")
    {
        var options = new OutboxOptions { Silo = silo, MaxOpen = _options.MaxOpen, CarryForwardMs = _options.CarryForwardMs, BusyAfterMs = _options.BusyAfterMs };
        var outboxes = new OutboxRegistry(_journal, Options.Create(options), _time, _meters);
        await outboxes.Recovered;
        return outboxes;
    }

    private async Task<List<string>> Intents()
    {
        var intents = new List<string>();
        await foreach (var entry in _journal.ReadAsync("outbox/silo", 1, int.MaxValue))
            intents.Add(System.Text.Encoding.UTF8.GetString(entry.Bytes.Span));
        return intents;
    }
}
