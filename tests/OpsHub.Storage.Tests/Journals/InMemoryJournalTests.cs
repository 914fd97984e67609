using OpsHub.Storage.Journals;
using OpsHub.Testing.Storage;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>The simulation's journal keeps the same promises as the real ones.</summary>
public sealed class InMemoryJournalTests : JournalContract
{
    public override Task InitializeAsync()
    {
        Journal = new InMemoryJournal(TimeProvider.System);
        return Task.CompletedTask;
    }

    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task ReopenAsync() => Task.CompletedTask;

    [Fact]
    public async Task Crash_BeforeTheCommit_LosesExactlyWhatWasNotAcknowledged()
    {
        var time = new ManualTime();
        var journal = new InMemoryJournal(time, TimeSpan.FromMilliseconds(5));
        var first = journal.AppendAsync("s", Bytes("kept")).AsTask();
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, await first);

        var second = journal.AppendAsync("s", Bytes("lost")).AsTask();
        Assert.Equal(1, await journal.LastAsync("s"));
        journal.Crash();

        await Assert.ThrowsAsync<StorageException>(() => second);
        journal.FailWith(StorageFault.DiskFull);
        var third = journal.AppendAsync("s", Bytes("full")).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(StorageFault.DiskFull, (await Assert.ThrowsAsync<StorageException>(() => third)).Fault);
        journal.FailWith(null);
        var fourth = journal.AppendAsync("s", Bytes("next")).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(2, await fourth);
        Assert.Equal([new JournalEntry(2, default).Number], [(await journal.ReadAsync("s", 2, 9).ToArrayAsync())[0].Number]);
    }

    private sealed class ManualTime : TimeProvider
    {
        private readonly List<(DateTimeOffset At, TimerCallback Callback)> _timers = [];
        private DateTimeOffset _now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add((_now + dueTime, callback));
            return new Handle();
        }

        public void Advance(TimeSpan by)
        {
            _now += by;
            foreach (var timer in _timers.Where(t => t.At <= _now).ToArray())
            {
                _timers.Remove(timer);
                timer.Callback(null);
            }
        }

        private sealed class Handle : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
