using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Benchmarks;

/// <summary>
/// Durable journal appends against the least a disk could be asked for: one file, the same groups written with one
/// call and one fsync each, by one thread with no callers to answer. Both in this process, in turn.
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
            using var groups = new GroupMeter();
            await AppendAsync(journal, EntriesPerRound / 10);
            List<double> ratios = [];
            Console.WriteLine($"journal: {EntryBytes} B entries, {Callers} callers, {Streams} streams, {EntriesPerRound} entries a round");
            for (var round = 1; round <= Rounds; round++)
            {
                groups.Reset();
                var ours = await AppendAsync(journal, EntriesPerRound);
                var groupSize = groups.MeanWrites;
                var raw = AppendRaw(Path.Combine(folder, "raw.log"), EntriesPerRound, (int)Math.Round(groupSize));
                ratios.Add(ours / raw);
                Console.WriteLine($"  round {round}: journal {ours,9:N0}/s   raw append+fsync {raw,9:N0}/s   group {groupSize:F1}   ratio {ours / raw:P0}");
            }

            ratios.Sort();
            Console.WriteLine($"journal: median ratio {ratios[ratios.Count / 2]:P0} (goal 70 %)");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> AppendAsync(SqliteJournal journal, int entries)
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
