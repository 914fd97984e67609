using System.Text;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>What every journal adapter promises. Each adapter runs all of it.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    protected IJournal Journal { get; set; } = null!;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>Closes the store and opens it again on the same data.</summary>
    protected abstract Task ReopenAsync();

    [ContractFact]
    public async Task Append_OneByOne_NumbersAreDenseFromOne()
    {
        for (var expected = 1; expected <= 5; expected++)
            Assert.Equal(expected, await Journal.AppendAsync("port/EETLL/log", Bytes($"e{expected}")));

        Assert.Equal(5, await Journal.LastAsync("port/EETLL/log"));
        Assert.Equal(["1:e1", "2:e2", "3:e3", "4:e4", "5:e5"], await ReadAsync("port/EETLL/log"));
    }

    [ContractFact]
    public async Task Append_Batch_ReturnsFirstNumberAndKeepsOrder()
    {
        await Journal.AppendAsync("s", Bytes("a"));

        Assert.Equal(2, await Journal.AppendAsync("s", [Bytes("b"), Bytes("c"), Bytes("d")]));
        Assert.Equal(["1:a", "2:b", "3:c", "4:d"], await ReadAsync("s"));
    }

    [ContractFact]
    public async Task Append_ManyCallersAndStreams_EveryStreamIsDenseAndEveryNumberIsReturnedOnce()
    {
        var appends = Enumerable.Range(0, 2_000)
            .Select(i => (Stream: $"s{i % 7}", Entry: $"{i}"))
            .Select(async a => (a.Stream, a.Entry, Number: await Journal.AppendAsync(a.Stream, Bytes(a.Entry))));

        foreach (var stream in (await Task.WhenAll(appends)).GroupBy(a => a.Stream))
        {
            var expected = stream.OrderBy(a => a.Number).Select(a => $"{a.Number}:{a.Entry}").ToArray();
            Assert.Equal(Enumerable.Range(1, expected.Length).Select(n => (long)n), stream.Select(a => a.Number).Order());
            Assert.Equal(expected, await ReadAsync(stream.Key));
        }
    }

    [ContractFact]
    public async Task Append_IssuedInOrderWithoutWaiting_KeepsTheOrder()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(1, 500).Select(i => Journal.AppendAsync("s", Bytes($"{i}")).AsTask()));

        Assert.Equal(Enumerable.Range(1, 500).Select(n => (long)n), numbers);
    }

    [ContractFact]
    public async Task Append_WhenExpectedLastIsRight_IsTaken()
    {
        Assert.Equal(1, await Journal.AppendAsync("s", [Bytes("a"), Bytes("b")], expectedLast: 0));
        Assert.Equal(3, await Journal.AppendAsync("s", [Bytes("c")], expectedLast: 2));
    }

    [ContractFact]
    public async Task Append_WhenSomebodyElseHasAppended_IsAConflictAndChangesNothing()
    {
        await Journal.AppendAsync("s", [Bytes("a"), Bytes("b")], expectedLast: 0);

        var conflict = await Assert.ThrowsAsync<JournalConflictException>(
            async () => await Journal.AppendAsync("s", [Bytes("x")], expectedLast: 1));

        Assert.Equal(("s", 1L, 2L), (conflict.Stream, conflict.ExpectedLast, conflict.ActualLast));
        Assert.Equal(["1:a", "2:b"], await ReadAsync("s"));
        Assert.Equal(3, await Journal.AppendAsync("s", Bytes("c")));
    }

    [ContractFact]
    public async Task Append_ByTwoOwnersAtOnce_NeverInterleaves()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 50).Select(async owner =>
        {
            try
            {
                await Journal.AppendAsync("s", [Bytes($"{owner}a"), Bytes($"{owner}b")], expectedLast: 0);
                return 1;
            }
            catch (JournalConflictException)
            {
                return 0;
            }
        }));

        Assert.Equal(1, attempts.Sum());
        var entries = await ReadAsync("s");
        Assert.Equal(2, entries.Length);
        Assert.Equal(entries[0][2..^1], entries[1][2..^1]);
    }

    [ContractFact]
    public async Task Append_ConflictInAGroup_LeavesTheOthersUntouched()
    {
        var good = Enumerable.Range(0, 100).Select(i => Journal.AppendAsync("good", Bytes($"{i}")).AsTask()).ToArray();
        var bad = Journal.AppendAsync("good", [Bytes("x")], expectedLast: 9_999).AsTask();
        var more = Enumerable.Range(100, 100).Select(i => Journal.AppendAsync("good", Bytes($"{i}")).AsTask()).ToArray();

        await Assert.ThrowsAsync<JournalConflictException>(() => bad);
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), (await Task.WhenAll([.. good, .. more])).Order());
    }

    [ContractFact]
    public async Task Append_EmptyAndLargeEntries_ComeBackAsTheyWere()
    {
        var large = new byte[1_500_000];
        new Random(7).NextBytes(large);
        await Journal.AppendAsync("s", ReadOnlyMemory<byte>.Empty);
        await Journal.AppendAsync("s", [large, ReadOnlyMemory<byte>.Empty, Bytes("end")]);

        var entries = await Journal.ReadAsync("s", 1, 10).ToArrayAsync();

        Assert.Equal([0, 1_500_000, 0, 3], entries.Select(e => e.Bytes.Length));
        Assert.True(entries[1].Bytes.Span.SequenceEqual(large));
    }

    [ContractFact]
    public async Task Append_OutsideTheLimits_IsRefusedByName()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.AppendAsync("", Bytes("x")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.AppendAsync(new string('s', 201), Bytes("x")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.AppendAsync("s", []));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.AppendAsync("s", new byte[JournalLimits.MaxEntryBytes + 1]));
        Assert.Equal(0, await Journal.LastAsync("s"));
    }

    [ContractFact]
    public async Task Append_WhenAlreadyCancelled_IsNotWritten()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Journal.AppendAsync("s", Bytes("x"), new CancellationToken(canceled: true)));

        Assert.Equal(0, await Journal.LastAsync("s"));
    }

    [ContractFact]
    public async Task Read_FromTheMiddleWithALimit_ReturnsThatWindow()
    {
        // Several groups and segments, so that the window crosses them.
        for (var i = 1; i <= 20; i++)
            await Journal.AppendAsync("s", Enumerable.Range(0, 50).Select(_ => Bytes($"{i}")).ToArray());

        var window = await Journal.ReadAsync("s", 333, 400).ToArrayAsync();

        Assert.Equal(Enumerable.Range(333, 400).Select(n => (long)n), window.Select(e => e.Number));
        Assert.Equal("7", Encoding.UTF8.GetString(window[0].Bytes.Span));
        Assert.Empty(await Journal.ReadAsync("s", 1_001, 10).ToArrayAsync());
        Assert.Empty(await Journal.ReadAsync("s", 1, 0).ToArrayAsync());
        Assert.Empty(await Journal.ReadAsync("unknown", 1, 10).ToArrayAsync());
    }

    [ContractFact]
    public async Task Truncate_InTheMiddle_ForgetsUpToThereAndNeverReusesNumbers()
    {
        for (var i = 1; i <= 10; i++)
            await Journal.AppendAsync("s", [Bytes($"{i}a"), Bytes($"{i}b")]);

        await Journal.TruncateAsync("s", 5);

        Assert.Equal("6:3b", (await ReadAsync("s"))[0]);
        Assert.Equal(20, await Journal.LastAsync("s"));
        await Journal.TruncateAsync("s", 1_000_000);
        Assert.Empty(await ReadAsync("s"));
        Assert.Equal(20, await Journal.LastAsync("s"));
        await Journal.TruncateAsync("s", 3);
        Assert.Empty(await ReadAsync("s"));
        await ReopenAsync();
        Assert.Equal(21, await Journal.AppendAsync("s", Bytes("next")));
        Assert.Equal(["21:next"], await ReadAsync("s"));
    }

    [ContractFact]
    public async Task Truncate_InOneGroupWithAppends_KeepsWhatCameAfter()
    {
        var first = Journal.AppendAsync("s", [Bytes("a"), Bytes("b"), Bytes("c")]).AsTask();
        var truncate = Journal.TruncateAsync("s", 2).AsTask();
        var second = Journal.AppendAsync("s", Bytes("d")).AsTask();
        await Task.WhenAll(first, truncate, second);

        Assert.Equal(["3:c", "4:d"], await ReadAsync("s"));
    }

    [ContractFact]
    public async Task Reopen_AfterAppends_ContinuesTheNumbers()
    {
        await Journal.AppendAsync("a", [Bytes("1"), Bytes("2")]);
        await Journal.AppendAsync("b", Bytes("1"));
        await ReopenAsync();

        Assert.Equal(3, await Journal.AppendAsync("a", Bytes("3")));
        Assert.Equal(2, await Journal.AppendAsync("b", [Bytes("2")], expectedLast: 1));
        Assert.Equal(["1:1", "2:2", "3:3"], await ReadAsync("a"));
    }

    [ContractFact]
    public async Task Streams_ByPrefix_AreListedInOrderWithTheirNumbers()
    {
        foreach (var name in (string[])["port/b/log", "port/a/log", "ledger/x", "portable"])
            await Journal.AppendAsync(name, [Bytes("1"), Bytes("2"), Bytes("3")]);
        await Journal.TruncateAsync("port/a/log", 2);
        await Journal.TruncateAsync("ledger/x", 3);

        Assert.Equal(
            [new JournalStream("port/a/log", 3, 3), new JournalStream("port/b/log", 1, 3)],
            await Journal.StreamsAsync("port/").ToArrayAsync());
        Assert.Equal(
            ["ledger/x 4-3", "port/a/log 3-3", "port/b/log 1-3", "portable 1-3"],
            await Journal.StreamsAsync().Select(s => $"{s.Name} {s.First}-{s.Last}").ToArrayAsync());
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<string[]> ReadAsync(string stream) =>
        await Journal.ReadAsync(stream, 1, int.MaxValue).Select(e => $"{e.Number}:{Encoding.UTF8.GetString(e.Bytes.Span)}").ToArrayAsync();
}
