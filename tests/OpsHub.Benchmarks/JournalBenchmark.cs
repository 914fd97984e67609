using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Benchmarks;

/// <summary>
/// Durable journal appends against the least a disk could be asked for: one file, the same groups written with one
/// call and one fsync each, by one thread with no callers to answer. Then the journal on grain storage against the
/// journal, on databases of their own. All in this process, in turn.
/// </summary>
internal static class JournalBenchmark
{
    private const int EntryBytes = 1_024;
    private const int Callers = 256;
    private const int Streams = 16;
    private const int EntriesPerRound = 100_000;
    private const int Rounds = 5;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("opshub-journal-bench-").FullName;
        try
        {
            using var database = SqliteDatabase.Open(
                new SqliteStorageOptions { DatabasePath = Path.Combine(folder, "journal.db") }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
            var journal = new SqliteJournal(database);
            using var states = SqliteDatabase.Open(
                new SqliteStorageOptions { DatabasePath = Path.Combine(folder, "states.db") }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
            var storage = new SqliteGrainStorage(new SqliteStates(states), new StateCodec(), new NoState());
            await using var records = new GrainStorageJournal(
                () => storage, "records", new GrainStorageJournalOptions(), TimeProvider.System, NullLogger<GrainStorageJournal>.Instance);
            using var groups = new GroupMeter();
            await AppendAsync(records, EntriesPerRound / 10);
            await AppendAsync(journal, EntriesPerRound / 10);
            List<double> ratios = [];
            List<double> recordRatios = [];
            Console.WriteLine($"journal: {EntryBytes} B entries, {Callers} callers, {Streams} streams, {EntriesPerRound} entries a round");
            for (var round = 1; round <= Rounds; round++)
            {
                groups.Reset();
                var ours = await AppendAsync(journal, EntriesPerRound);
                var groupSize = groups.MeanWrites;
                var raw = AppendRaw(Path.Combine(folder, "raw.log"), EntriesPerRound, (int)Math.Round(groupSize));
                ratios.Add(ours / raw);
                var onRecords = await AppendAsync(records, EntriesPerRound);
                recordRatios.Add(onRecords / ours);
                Console.WriteLine($"  round {round}: journal {ours,9:N0}/s   raw append+fsync {raw,9:N0}/s   group {groupSize:F1}   ratio {ours / raw:P0}   on grain storage {onRecords,9:N0}/s   of the journal {onRecords / ours:P0}");
            }

            ratios.Sort();
            Console.WriteLine($"journal: median ratio {ratios[ratios.Count / 2]:P0} (goal 70 %)");
            recordRatios.Sort();
            Console.WriteLine($"journal on grain storage: median {recordRatios[recordRatios.Count / 2]:P0} of the journal");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> AppendAsync(IJournal journal, int entries)
    {
        var entry = new byte[EntryBytes];
        new Random(1).NextBytes(entry);
        var left = entries;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var stream = $"stream/{caller % Streams}";
            while (Interlocked.Decrement(ref left) >= 0)
                await journal.AppendAsync(stream, entry);
        }));
        return entries / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double AppendRaw(string path, int entries, int perGroup)
    {
        var entry = new byte[EntryBytes];
        new Random(1).NextBytes(entry);
        var group = new byte[perGroup * EntryBytes];
        using var file = File.OpenHandle(path, FileMode.Append, FileAccess.Write);
        var length = RandomAccess.GetLength(file);
        var started = Stopwatch.GetTimestamp();
        for (var done = 0; done < entries; done += perGroup)
        {
            for (var i = 0; i < perGroup; i++)
                entry.CopyTo(group, i * EntryBytes);
            RandomAccess.Write(file, group, length);
            length += group.Length;
            RandomAccess.FlushToDisk(file);
        }

        return entries / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
