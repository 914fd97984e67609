using Fault = OpsHub.Storage.Tests.Journals.FaultyGrainStorage.Fault;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>What is forgotten stays so, and no cleared place is ever taken for the end.</summary>
public sealed class GrainStorageJournalTruncationTests : GrainStorageJournalTestBase
{
    [Fact]
    public async Task Truncate_WhenItCrashesBeforeTheGroupsAreCleared_IsTruncatedAndTheNextOneClears()
    {
        await using (var journal = Open())
        {
            for (var i = 1; i <= 10; i++)
                await journal.AppendAsync("s", [Bytes($"{i}a"), Bytes($"{i}b")]);
            await journal.TruncateAsync("s", 11);
        }

        Assert.Empty(Storage.Cleared);
        await using var next = Open();
        Assert.Equal("6b", (await ReadAsync(next, "s"))[0]);
        await next.TruncateAsync("s", 13);
        Time.Advance(TimeSpan.FromMinutes(2));
        await next.TruncateAsync("s", 14);
        Assert.Equal(["stream/s/1", "stream/s/2", "stream/s/3", "stream/s/4", "stream/s/5", "stream/s/6"], Storage.Cleared.Order());
        Time.Advance(TimeSpan.FromMinutes(2));
        await next.TruncateAsync("s", 14);
        Assert.Equal("stream/s/7", Storage.Cleared.Last());
        Assert.Equal(["8a", "8b", "9a", "9b", "10a", "10b"], await ReadAsync(next, "s"));
        Assert.Equal(21, await next.AppendAsync("s", Bytes("11a")));
    }

    [Theory]
    [InlineData(Fault.Fails, 1)]
    [InlineData(Fault.LandsAndFails, 3)]
    internal async Task Truncate_WhenTheHeadCannotBeWritten_FailsAndCanBeRepeated(Fault fault, int firstNow)
    {
        await using var journal = Open();
        await journal.AppendAsync("s", [Bytes("a"), Bytes("b"), Bytes("c")]);
        Storage.Next("head", fault);

        await Assert.ThrowsAsync<StorageException>(async () => await journal.TruncateAsync("s", 2));
        Assert.Equal(firstNow, (await journal.StreamsAsync("s").SingleAsync()).First);
        await journal.TruncateAsync("s", 2);
        Assert.Equal(["c"], await ReadAsync(journal, "s"));
    }

    [Fact]
    public async Task Truncate_ByTwoHosts_KeepsTheFurtherOne()
    {
        await using var one = Open();
        await using var two = Open();
        for (var i = 1; i <= 9; i++)
            await one.AppendAsync("s", Bytes($"{i}"));
        await Task.WhenAll(one.TruncateAsync("s", 6).AsTask(), two.TruncateAsync("s", 4).AsTask());

        Assert.Equal(["7", "8", "9"], await ReadAsync(one, "s"));
        Assert.Equal(["7", "8", "9"], await ReadAsync(two, "s"));
    }

    [Fact]
    public async Task Append_ByAHostThatSleptWhileItsPlaceWasCleared_GoesBehindTheOthers()
    {
        await using var sleeper = Open();
        await using var awake = Open();
        await sleeper.AppendAsync("s", Bytes("1"));
        for (var i = 2; i <= 5; i++)
            await awake.AppendAsync("s", Bytes($"{i}"));
        await awake.TruncateAsync("s", 4);
        Time.Advance(TimeSpan.FromMinutes(2));
        await awake.TruncateAsync("s", 4);
        // The place the sleeper would write next is free: this is what the waiting before clearing is for.
        Assert.Contains("stream/s/2", Storage.Cleared);

        Assert.Equal(6, await sleeper.AppendAsync("s", Bytes("6")));
        Assert.Equal(["5", "6"], await ReadAsync(awake, "s"));
    }

    [Fact]
    public async Task Append_ThatTookLongerThanPlacesAreKept_IsNotAcknowledged()
    {
        await using var sleeper = Open();
        await using var awake = Open();
        await sleeper.AppendAsync("s", Bytes("1"));
        var held = Hold("group");
        var slow = sleeper.AppendAsync("s", Bytes("lost")).AsTask();
        await held.Reached.Task;
        Storage.BeforeWrite = null;
        for (var i = 2; i <= 5; i++)
            await awake.AppendAsync("s", Bytes($"{i}"));
        await awake.TruncateAsync("s", 4);
        Time.Advance(TimeSpan.FromMinutes(2));
        await awake.TruncateAsync("s", 4);
        held.Release.SetResult();

        await Assert.ThrowsAsync<StorageException>(() => slow);
        Assert.Equal(["5"], await ReadAsync(sleeper, "s"));
        Assert.Equal(6, await sleeper.AppendAsync("s", Bytes("6")));
    }
}
