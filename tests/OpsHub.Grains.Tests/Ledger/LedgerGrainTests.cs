using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Ledger;
using OpsHub.Grains.Tests.Support;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Grains.Tests.Ledger;

public sealed class LedgerGrainTests
{
    [Fact]
    public async Task Append_FromManySourcesAtOnce_ChainsEveryDraftOnce()
    {
        await using var port = await TestPort.Start(configured: false);
        var ledger = port.Grains.Ledger(TestPort.Port);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(s => ledger.Append([Draft($"s{s}", 1), Draft($"s{s}", 2)])));

        var entries = await port.Ledger();
        Assert.Equal(400, entries.Length);
        Assert.Equal(new LedgerHead(400, entries[^1].Hash), await ledger.Head());
        Assert.Equal(entries[10..15].ToArray(), (await ledger.Read(11, 5)).ToArray());
    }

    [Fact]
    public async Task Append_WhenRepeated_SkipsWhatIsThere()
    {
        await using var port = await TestPort.Start(configured: false);
        var ledger = port.Grains.Ledger(TestPort.Port);
        await ledger.Append([Draft("a", 1), Draft("a", 2)]);

        var head = await ledger.Append([Draft("a", 1), Draft("a", 2)]);
        await ledger.Append([Draft("a", 2), Draft("a", 3)]);

        Assert.Equal(2, head.Sequence);
        Assert.Equal([1L, 2L, 3L], (await port.Ledger()).Select(e => e.Draft.SourceSequence));
    }

    [Fact]
    public async Task Append_WhenRepeatedAfterARestart_SkipsWhatIsThere()
    {
        await using var port = await TestPort.Start(configured: false);
        await port.Grains.Ledger(TestPort.Port).Append([Draft("a", 1), Draft("a", 2)]);

        await port.Host.RestartAsync();
        await port.Grains.Ledger(TestPort.Port).Append([Draft("a", 1), Draft("a", 2), Draft("a", 3)]);

        Assert.Equal([1L, 2L, 3L], (await port.Ledger()).Select(e => e.Draft.SourceSequence));
    }

    [Fact]
    public async Task Append_WhenTheJournalFails_IsNotAcknowledged_AndTheChainStaysWhole()
    {
        await using var port = await TestPort.Start(configured: false);
        var ledger = port.Grains.Ledger(TestPort.Port);
        await ledger.Append([Draft("a", 1)]);
        port.Journal.Fail(_ => true);

        await Assert.ThrowsAnyAsync<Exception>(() => ledger.Append([Draft("b", 1)]));
        port.Journal.FailNone();

        await TestPort.Until(async () =>
        {
            try
            {
                return (await ledger.Append([Draft("c", 1)])).Sequence == 2;
            }
            catch (Exception)
            {
                // The failed activation is still on its way out.
                return false;
            }
        });
        Assert.Equal(["a", "c"], (await port.Ledger()).Select(e => e.Draft.Source));
    }

    [Fact]
    public async Task Append_WhenSomebodyElseWroteToTheLog_IsRefusedByTheJournal()
    {
        await using var port = await TestPort.Start(configured: false);
        var ledger = port.Grains.Ledger(TestPort.Port);
        await ledger.Append([Draft("a", 1)]);
        await port.Journal.AppendAsync("port/EETLL/log", new byte[] { 1, 2, 3 });

        await Assert.ThrowsAnyAsync<Exception>(() => ledger.Append([Draft("b", 1)]));
    }

    [Fact]
    public async Task Append_PutsEntriesOnTheStream_InOrder()
    {
        await using var port = await TestPort.Start(configured: false);
        var seen = new List<long>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = port.Host.Client.GetStreamProvider(PortEventStream.Provider).GetStream<PortEventBatch>(StreamId.Create(PortEventStream.Namespace, "EETLL"));
        await stream.SubscribeAsync((batch, _) =>
        {
            seen.AddRange(batch.Events.Select(e => e.Sequence));
            if (seen.Count == 100)
                all.TrySetResult();
            return Task.CompletedTask;
        });

        await Task.WhenAll(Enumerable.Range(0, 100).Select(s => port.Grains.Ledger(TestPort.Port).Append([Draft($"s{s}", 1)])));
        await all.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task Append_OfNothingOrTooMuch_Throws()
    {
        await using var port = await TestPort.Start(configured: false);
        var ledger = port.Grains.Ledger(TestPort.Port);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => ledger.Append([]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ledger.Append([.. Enumerable.Range(1, 513).Select(i => Draft("a", i))]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ledger.Read(0, 10));
    }

    [Fact]
    public async Task Head_OfAnEmptyLedger_IsZero()
    {
        await using var port = await TestPort.Start(configured: false);

        Assert.Equal(new LedgerHead(0, new string('0', 64)), await port.Grains.Ledger(TestPort.Port).Head());
        Assert.Equal(ImmutableArray<PortEvent>.Empty, await port.Grains.Ledger(TestPort.Port).Read(1, 10));
    }

    private static PortEventDraft Draft(string source, long n) => new(
        source, n, new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), Topics.Audit, "signedIn", "alice", TestPort.Alice, """{"type":"signedIn","user":"alice"}""");
}
