using Microsoft.Data.Sqlite;
using OpsHub.Storage.Journals;

namespace OpsHub.Storage.Tests.Sqlite;

public sealed class SqliteWriterTests : IDisposable
{
    private static readonly byte[] s_entry = new byte[1_024 - JournalSegment.EntryOverheadBytes];
    private readonly SqliteFixture _fixture = new(o => o.BusyTimeoutMs = 100);

    private IJournal Journal => _fixture.Journal;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Write_WhenManyWait_IsCommittedInGroupsOf64KiB()
    {
        using var measured = new StorageMeasurements(_fixture);
        var held = HeldWriter.Hold(_fixture.Database, sizeBytes: 64 * 1_024);
        var appends = Enumerable.Range(0, 100).Select(_ => Journal.AppendAsync("s", s_entry).AsTask()).ToArray();
        measured.RecordObservable();
        held.Release();
        await Task.WhenAll(appends);

        Assert.Equal([100], measured.Values["opshub.storage.queue.length"]);
        Assert.Equal([1, 64, 36], measured.Values["opshub.storage.group.writes"]);
        Assert.Equal([65_536, 65_536, 36 * 1_024], measured.Values["opshub.storage.group.bytes"]);
        Assert.Equal(3, measured.Values["opshub.storage.commit.duration"].Count);
        Assert.All(measured.Values["opshub.storage.commit.duration"], ms => Assert.InRange(ms, 0.001, 60_000));
    }

    [Fact]
    public async Task Write_WhenItsGroupFails_FailsWithEverythingQueuedBehindIt_AndLaterWritesSucceed()
    {
        using var measured = new StorageMeasurements(_fixture);
        var held = HeldWriter.Hold(_fixture.Database);
        // More than one group, so that some of them only stand in the queue when the first group fails.
        var appends = Enumerable.Range(0, 100).Select(_ => Journal.AppendAsync("s", s_entry).AsTask()).ToArray();
        held.Release(new StorageException(StorageFault.DiskFull, "no space"));

        foreach (var append in appends)
            Assert.Equal(StorageFault.DiskFull, (await Assert.ThrowsAsync<StorageException>(() => append)).Fault);
        Assert.Equal(0, await Journal.LastAsync("s"));
        Assert.Equal(101, measured.Values["opshub.storage.failures"].Sum());
        Assert.Equal(1, await Journal.AppendAsync("s", s_entry));
        Assert.Null(_fixture.Database.LastFault);
    }

    [Fact]
    public async Task Write_WithAFaultOfItsOwn_DoesNotDisturbItsGroup()
    {
        var first = HeldWriter.Hold(_fixture.Database);
        var before = Journal.AppendAsync("s", s_entry).AsTask();
        first.Release(new InvalidOperationException("a bug in one write"));
        var after = Journal.AppendAsync("s", s_entry).AsTask();

        Assert.Equal((1L, 2L), (await before, await after));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.Task);
    }

    [Fact]
    public async Task Write_BeyondTheQueueLimit_IsRefusedAtOnceByName()
    {
        _fixture.Options.MaxQueuedWrites = 10;
        _fixture.Reopen();
        var held = HeldWriter.Hold(_fixture.Database);
        var taken = Enumerable.Range(0, 10).Select(_ => Journal.AppendAsync("s", s_entry).AsTask()).ToArray();

        var refused = Journal.AppendAsync("s", s_entry);
        Assert.True(refused.IsFaulted);
        Assert.Equal(StorageFault.QueueFull, (await Assert.ThrowsAsync<StorageException>(async () => await refused)).Fault);
        held.Release();
        Assert.Equal(10, (await Task.WhenAll(taken))[^1]);
    }

    [Fact]
    public async Task Write_BeyondTheQueuedBytes_IsRefusedAtOnceByName()
    {
        _fixture.Options.MaxQueuedBytes = 100_000;
        _fixture.Reopen();
        var held = HeldWriter.Hold(_fixture.Database);
        var taken = Journal.AppendAsync("s", new byte[90_000]).AsTask();

        Assert.Equal(
            StorageFault.QueueFull,
            (await Assert.ThrowsAsync<StorageException>(async () => await Journal.AppendAsync("s", new byte[20_000]))).Fault);
        held.Release();
        Assert.Equal(1, await taken);
    }

    [Fact]
    public async Task Write_ThatWaitedBeyondItsDeadline_IsNotWritten()
    {
        var time = new SteppingTime();
        using var fixture = new SqliteFixture(o => o.WriteDeadlineMs = 1_000, time);
        // The held write fills its group, so that the late one is taken by the next.
        var held = HeldWriter.Hold(fixture.Database, sizeBytes: 64 * 1_024);
        var late = fixture.Journal.AppendAsync("s", s_entry).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(1_001));
        var inTime = fixture.Journal.AppendAsync("s", s_entry).AsTask();
        held.Release();

        Assert.Equal(StorageFault.DeadlineExceeded, (await Assert.ThrowsAsync<StorageException>(() => late)).Fault);
        Assert.Equal(1, await inTime);
    }

    [Fact]
    public async Task Write_CancelledWhileQueued_IsNotWritten()
    {
        using var cancel = new CancellationTokenSource();
        var held = HeldWriter.Hold(_fixture.Database);
        var cancelled = Journal.AppendAsync("s", s_entry, cancel.Token).AsTask();
        var other = Journal.AppendAsync("s", s_entry).AsTask();
        await cancel.CancelAsync();
        held.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(1, await other);
    }

    [Fact]
    public async Task Write_WhileAnotherProgramHoldsTheDatabase_FailsAsBusyAndRecovers()
    {
        await Journal.AppendAsync("s", s_entry);
        using (var other = new SqliteConnection($"Data Source={_fixture.Options.DatabasePath};Pooling=False"))
        {
            other.Open();
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            var busy = await Assert.ThrowsAsync<StorageException>(async () => await Journal.AppendAsync("s", s_entry));
            Assert.Equal(StorageFault.Busy, busy.Fault);
            Assert.Equal(StorageFault.Busy, _fixture.Database.LastFault);
        }

        Assert.Equal(2, await Journal.AppendAsync("s", s_entry));
    }

    [Fact]
    public async Task Write_WhenTheDatabaseIsFull_NothingIsAcknowledged_AndItRecoversWithSpace()
    {
        _fixture.Options.MaxDatabaseBytes = 512 * 1_024;
        _fixture.Reopen();
        var acknowledged = 0;
        StorageException? full = null;
        while (full is null)
        {
            try
            {
                await Journal.AppendAsync("s", new byte[16 * 1_024]);
                acknowledged++;
            }
            catch (StorageException error)
            {
                full = error;
            }
        }

        Assert.Equal(StorageFault.DiskFull, full.Fault);
        Assert.Contains("Free space", full.Message, StringComparison.Ordinal);
        Assert.InRange(acknowledged, 10, 32);
        Assert.Equal(acknowledged, await Journal.LastAsync("s"));
        _fixture.Options.MaxDatabaseBytes = null;
        Assert.Equal(acknowledged + 1, await Journal.AppendAsync("s", new byte[16 * 1_024]));
        Assert.Equal(acknowledged + 1, (await Journal.ReadAsync("s", 1, 1_000).ToArrayAsync()).Length);
    }

    [Fact]
    public async Task Write_WhenTheFileHasGone_FailsAndNeverStartsAnEmptyOne()
    {
        await Journal.AppendAsync("s", s_entry);
        var path = _fixture.Options.DatabasePath;
        string[] files = [path, path + "-wal", path + "-shm"];
        foreach (var file in files)
            File.Move(file, file + ".away");
        for (var attempt = 0; attempt < 3; attempt++)
            await Assert.ThrowsAsync<StorageException>(async () => await Journal.AppendAsync("s", s_entry));
        Assert.False(File.Exists(path));

        foreach (var file in files.Where(f => File.Exists(f + ".away")))
            File.Move(file + ".away", file, overwrite: true);
        Assert.Equal(2, await Journal.AppendAsync("s", s_entry));
    }

    [Fact]
    public async Task Write_AfterClosing_IsRefusedAndWhatWasQueuedIsWritten()
    {
        var journal = Journal;
        var held = HeldWriter.Hold(_fixture.Database);
        var queued = Enumerable.Range(0, 200).Select(_ => journal.AppendAsync("s", s_entry).AsTask()).ToArray();
        held.Release();
        _fixture.Reopen();

        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), await Task.WhenAll(queued));
        Assert.Equal(
            StorageFault.Closed, (await Assert.ThrowsAsync<StorageException>(async () => await journal.AppendAsync("s", s_entry))).Fault);
        Assert.Equal(200, await Journal.LastAsync("s"));
    }

    private sealed class SteppingTime : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _timestamp);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _timestamp, by.Ticks);
    }
}
