using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Benchmarks;

/// <summary>Durable writes of grain states: each writer owns its grains and writes them one after the other, in random order.</summary>
internal static class StorageStateBenchmark
{
    private const int GrainsPerWriter = 100;
    private const int WritesPerRound = 60_000;
    private const int Rounds = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        var writers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 256;
        var folder = Directory.CreateTempSubdirectory("opshub-state-bench-").FullName;
        try
        {
            using var database = SqliteDatabase.Open(
                new SqliteStorageOptions { DatabasePath = Path.Combine(folder, "state.db") }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
            var states = new SqliteStates(database);
            using var groups = new GroupMeter();
            foreach (var bytes in (int[])[1_024, 2_048])
            {
                var versions = new long?[writers, GrainsPerWriter];
                Console.WriteLine($"state: {bytes} B, {writers} writers, {writers * GrainsPerWriter} grains, {WritesPerRound} writes a round");
                for (var round = 1; round <= Rounds; round++)
                {
                    groups.Reset();
                    var latenciesMs = new double[WritesPerRound];
                    var perSecond = await WriteAsync(states, bytes, writers, versions, latenciesMs);
                    Array.Sort(latenciesMs);
                    Console.WriteLine(
                        $"  round {round}{(round == 1 ? " (first writes)" : "")}: {perSecond,8:N0}/s   group {groups.MeanWrites:F1}, commit {groups.MeanCommitMs:F2} ms"
                        + $"   p50 {latenciesMs[WritesPerRound / 2]:F1} ms, p99 {latenciesMs[WritesPerRound * 99 / 100]:F1} ms");
                }
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> WriteAsync(SqliteStates states, int bytes, int writers, long?[,] versions, double[] latenciesMs)
    {
        var left = latenciesMs.Length;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var random = new Random(writer);
            var payload = new byte[bytes];
            random.NextBytes(payload);
            int mine;
            while ((mine = Interlocked.Decrement(ref left)) >= 0)
            {
                var grain = random.Next(GrainsPerWriter);
                var sentAt = Stopwatch.GetTimestamp();
                versions[writer, grain] = await states.WriteAsync(
                    $"shipment/EETLL-{writer:D4}-{grain:D4}", $"state{bytes}", versions[writer, grain], payload);
                latenciesMs[mine] = Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds;
            }
        }));
        return latenciesMs.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
