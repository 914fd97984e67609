using System.Text;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Testing.Runtime;
using Fault = OpsHub.Storage.Tests.Journals.FaultyGrainStorage.Fault;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>The journal on a provider that fails, lies, is slow, and is written by others. The records outlive each journal.</summary>
public sealed class GrainStorageJournalFaultTests : GrainStorageJournalTestBase
{
    [Fact]
    public async Task Append_WhenTheWriteFails_IsRefusedAndTheNextOneTakesItsNumber()
    {
        await using var journal = Open();
        await journal.AppendAsync("s", Bytes("a"));
        Storage.Next("group", Fault.Fails);

        var refused = await Assert.ThrowsAsync<StorageException>(async () => await journal.AppendAsync("s", Bytes("b")));
        Assert.Equal(StorageFault.InputOutput, refused.Fault);
        Assert.Equal(2, await journal.AppendAsync("s", [Bytes("c")], expectedLast: 1));
        Assert.Equal(["a", "c"], await ReadAsync(journal, "s"));
    }

    [Theory]
    [InlineData(Fault.LandsAndFails)]
    [InlineData(Fault.LandsAndIsRefused)]
    internal async Task Append_WhenTheWriteLandsAndIsSaidToHaveFailed_IsAcknowledgedOnce(Fault fault)
    {
        await using var journal = Open();
        await journal.AppendAsync("s", Bytes("a"));
        Storage.Next("group", fault);

        Assert.Equal(2, await journal.AppendAsync("s", [Bytes("b")], expectedLast: 1));
        Assert.Equal(3, await journal.AppendAsync("s", Bytes("c")));
        Assert.Equal(["a", "b", "c"], await ReadAsync(journal, "s"));
    }

    [Fact]
    public async Task Append_WhenTheFailedWriteLandsBeforeTheNext_TheOwnerThatExpectsOtherwiseIsRefused()
    {
        await using var journal = Open();
        await journal.AppendAsync("s", Bytes("a"));
        Storage.Next("group", Fault.LandsLate);
        await Assert.ThrowsAsync<StorageException>(async () => await journal.AppendAsync("s", Bytes("b")));
        Assert.True(await Storage.LandLateAsync());

        var conflict = await Assert.ThrowsAsync<JournalConflictException>(async () => await journal.AppendAsync("s", [Bytes("c")], expectedLast: 1));
        Assert.Equal(2, conflict.ActualLast);
        Assert.Equal(3, await journal.AppendAsync("s", [Bytes("c")], expectedLast: 2));
        Assert.Equal(["a", "b", "c"], await ReadAsync(journal, "s"));
    }

    [Fact]
    public async Task Append_WhenTheFailedWriteLandsAfterTheNext_ItIsNotTaken()
    {
        await using var journal = Open();
        await journal.AppendAsync("s", Bytes("a"));
        Storage.Next("group", Fault.LandsLate);
        await Assert.ThrowsAsync<StorageException>(async () => await journal.AppendAsync("s", Bytes("b")));

        Assert.Equal(2, await journal.AppendAsync("s", [Bytes("c")], expectedLast: 1));
        Assert.False(await Storage.LandLateAsync());
        Assert.Equal(["a", "c"], await ReadAsync(journal, "s"));
    }

    [Fact]
    public async Task Append_WhenAnEarlierOneOfItsOwnerFails_FailsWithoutBeingWritten()
    {
        await using var journal = Open();
        await journal.AppendAsync("track/EETLL/3", Bytes("start"));
        var held = Hold("group");
        Storage.Next("group", Fault.Fails);
        var first = journal.AppendAsync("track/EETLL/3/geofences", Bytes("change")).AsTask();
        await held.Reached.Task;
        var second = journal.AppendAsync("track/EETLL/3", Bytes("fix")).AsTask();
        held.Release.SetResult();

        await Assert.ThrowsAsync<StorageException>(() => first);
        await Assert.ThrowsAsync<StorageException>(() => second);
        Assert.Equal(["start"], await ReadAsync(journal, "track/EETLL/3"));
        Assert.Equal(2, await journal.AppendAsync("track/EETLL/3", Bytes("again")));
    }

    [Fact]
    public async Task Append_ToStreamsOfOneOwner_IsDurableInTheOrderItWasIssued()
    {
        await using var journal = Open();
        string[] streams = ["track/EETLL/3/geofences", "track/EETLL/3", "track/EETLL/3/latest"];
        foreach (var stream in streams)
            await journal.AppendAsync(stream, Bytes("start"));
        Storage.Written.Clear();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => journal.AppendAsync(streams[i % 7 % 3], Bytes($"{i}")).AsTask()));

        // What is durable at any instant is what was issued up to some instant.
        var seen = new List<int>();
        var entries = streams.ToDictionary(s => s, _ => 2L);
        foreach (var (_, key) in Storage.Written.Where(w => w.State == "group"))
        {
            var stream = key["stream/".Length..key.LastIndexOf('/')];
            var group = long.Parse(key[(key.LastIndexOf('/') + 1)..]);
            Assert.True(group > 1);
            var before = entries[stream];
            await foreach (var entry in journal.ReadAsync(stream, before, int.MaxValue))
            {
                if (seen.Count > 0 && int.Parse(Encoding.UTF8.GetString(entry.Bytes.Span)) != seen[^1] + 1)
                    break;
                seen.Add(int.Parse(Encoding.UTF8.GetString(entry.Bytes.Span)));
                entries[stream] = entry.Number + 1;
            }

            Assert.True(entries[stream] > before, $"{key} was written before what was issued earlier");
        }

        Assert.Equal(Enumerable.Range(0, 300), seen);
    }

    [Fact]
    public async Task Append_OfOneOwner_DoesNotWaitForAnother()
    {
        await using var journal = Open();
        await journal.AppendAsync("track/EETLL/1", Bytes("a"));
        await journal.AppendAsync("track/EETLL/2", Bytes("a"));
        var held = Hold("group");
        var first = journal.AppendAsync("track/EETLL/1", Bytes("b")).AsTask();
        await held.Reached.Task;
        Storage.BeforeWrite = null;

        Assert.Equal(2, await journal.AppendAsync("track/EETLL/2", Bytes("b")));
        Assert.False(first.IsCompleted);
        held.Release.SetResult();
        Assert.Equal(2, await first);
    }

    [Fact]
    public async Task Append_ByTwoHostsToTheSameStreams_IsDenseAndLosesNothing()
    {
        await using var one = Open();
        await using var two = Open();
        var appends = Enumerable.Range(0, 600).Select(async i =>
        {
            var (journal, stream, entry) = (i % 2 == 0 ? one : two, $"s{i % 5}", $"{i}");
            await Task.Yield();
            return (stream, entry, number: await journal.AppendAsync(stream, Bytes(entry)));
        });

        foreach (var stream in (await Task.WhenAll(appends)).GroupBy(a => a.stream))
        {
            var expected = stream.OrderBy(a => a.number).ToArray();
            Assert.Equal(Enumerable.Range(1, expected.Length).Select(n => (long)n), expected.Select(a => a.number));
            Assert.Equal(expected.Select(a => a.entry), await ReadAsync(one, stream.Key));
            Assert.Equal(expected.Select(a => a.entry), await ReadAsync(two, stream.Key));
        }

        Assert.Equal(5, (await two.StreamsAsync().ToArrayAsync()).Length);
    }

    [Fact]
    public async Task Append_ByAnOwnerThatHasMoved_IsAConflictForTheOldHost()
    {
        await using var old = Open();
        await using var now = Open();
        await old.AppendAsync("s", [Bytes("a")], expectedLast: 0);
        await now.AppendAsync("s", [Bytes("b")], expectedLast: 1);

        var conflict = await Assert.ThrowsAsync<JournalConflictException>(async () => await old.AppendAsync("s", [Bytes("x")], expectedLast: 1));
        Assert.Equal(2, conflict.ActualLast);
        Assert.Equal(3, await old.AppendAsync("s", [Bytes("c")], expectedLast: 2));
        Assert.Equal(4, await now.AppendAsync("s", [Bytes("d")], expectedLast: 3));
        Assert.Equal(["a", "b", "c", "d"], await ReadAsync(old, "s"));
    }

    [Fact]
    public async Task Open_WithoutAUsableHint_FindsTheEnd()
    {
        await using (var journal = Open())
        {
            for (var i = 1; i <= 200; i++)
            {
                // As if it had crashed between a group and the head, each time.
                Storage.Next("head", Fault.Fails);
                await journal.AppendAsync("s", Bytes($"{i}"));
                Storage.DropFaults();
            }
        }

        Assert.DoesNotContain(Storage.Written, w => w.State == "head");
        await using var next = Open();
        Assert.Equal(201, await next.AppendAsync("s", Bytes("201")));
        Assert.Equal(Enumerable.Range(1, 201).Select(i => $"{i}"), await ReadAsync(next, "s"));
    }

    [Fact]
    public async Task Read_OfOneEntryAmongThousandsOfGroups_ReadsFewRecords()
    {
        await using (var journal = Open())
        {
            for (var i = 1; i <= 3_000; i++)
                await journal.AppendAsync("s", Enumerable.Range(0, 1 + (i % 5)).Select(n => Bytes($"{i}.{n}")).ToArray());
        }

        Storage.TakeReads();
        await using var next = Open();
        var last = await next.LastAsync("s");
        Assert.InRange(Storage.TakeReads(), 1, 100);
        foreach (var number in new[] { 1L, 2, 777, 4_321, last / 2, last - 1, last })
        {
            Assert.Equal(number, (await next.ReadAsync("s", number, 1).ToArrayAsync()).Single().Number);
            Assert.InRange(Storage.TakeReads(), 1, 24);
        }
    }

    [Fact]
    public async Task Read_WhenAGroupIsGone_SaysWhich()
    {
        var records = new DurableGrainStorage();
        await using var journal = GrainStorageJournalTests.Open(records);
        for (var i = 0; i < 3; i++)
            await journal.AppendAsync("s", Bytes($"{i}"));
        var group = new Orleans.GrainState<JournalGroupRecord>();
        var id = Orleans.Runtime.GrainId.Create("journal", "stream/s/2");
        await records.ReadStateAsync("group", id, group);
        await records.ClearStateAsync("group", id, group);

        var damaged = await Assert.ThrowsAsync<StorageException>(async () => await ReadAsync(journal, "s"));
        Assert.Equal(StorageFault.Corrupt, damaged.Fault);
    }

    [Fact]
    public async Task Append_BeyondTheQueue_IsRefusedByName()
    {
        await using var journal = GrainStorageJournalTests.Open(Storage, Time, new GrainStorageJournalOptions { MaxQueuedWrites = 2, WriteDeadlineMs = 1_000 });
        await journal.AppendAsync("s", Bytes("a"));
        var held = Hold("group");
        var running = journal.AppendAsync("s", Bytes("b")).AsTask();
        await held.Reached.Task;
        var waiting = Enumerable.Range(0, 2).Select(i => journal.AppendAsync("s", Bytes($"{i}")).AsTask()).ToArray();

        Assert.Equal(StorageFault.QueueFull, (await Assert.ThrowsAsync<StorageException>(async () => await journal.AppendAsync("s", Bytes("c")))).Fault);
        Time.Advance(TimeSpan.FromSeconds(2));
        held.Release.SetResult();
        Assert.Equal(2, await running);
        foreach (var late in waiting)
            Assert.Equal(StorageFault.DeadlineExceeded, (await Assert.ThrowsAsync<StorageException>(() => late)).Fault);
        Assert.Equal(3, await journal.AppendAsync("s", Bytes("d")));
    }
}
