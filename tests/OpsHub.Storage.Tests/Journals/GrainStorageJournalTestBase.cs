using System.Text;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Testing.Runtime;
using OpsHub.Testing.Time;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>A provider that fails as it is told, and journals on it. The records outlive each journal.</summary>
public abstract class GrainStorageJournalTestBase
{
    private protected FaultyGrainStorage Storage { get; } = new(new DurableGrainStorage());

    private protected ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    private protected GrainStorageJournal Open() => GrainStorageJournalTests.Open(Storage, Time);

    /// <summary>Holds the next write of a state, and all that come while it is held.</summary>
    private protected (TaskCompletionSource Reached, TaskCompletionSource Release) Hold(string held)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Storage.BeforeWrite = (state, _) =>
        {
            if (state != held)
                return Task.CompletedTask;
            reached.TrySetResult();
            return release.Task;
        };
        return (reached, release);
    }

    private protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private protected static async Task<string[]> ReadAsync(IJournal journal, string stream) =>
        await journal.ReadAsync(stream, 1, int.MaxValue).Select(e => Encoding.UTF8.GetString(e.Bytes.Span)).ToArrayAsync();
}
