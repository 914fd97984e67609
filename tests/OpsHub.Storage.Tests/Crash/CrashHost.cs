using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Storage.Tests.Crash;

/// <summary>
/// The process that is killed: appends and state writes from many callers, each acknowledged one reported on standard
/// output: <c>J stream number hash</c> and <c>S grain version hash</c>.
/// </summary>
internal static class CrashHost
{
    private const int Appenders = 48;
    private const int Grains = 48;
    private static readonly Channel<string> s_acknowledged = Channel.CreateUnbounded<string>();

    public static async Task<int> Main(string[] args)
    {
        if (args is not ["crash-host", var path, var run])
        {
            Console.Error.WriteLine("This is a test assembly: dotnet test.");
            return 2;
        }

        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await output.WriteLineAsync("opening");
        using var database = SqliteDatabase.Open(
            new SqliteStorageOptions { DatabasePath = path, CheckpointPages = 200 }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        await output.WriteLineAsync("ready");
        var load = Task.WhenAll([
            .. Enumerable.Range(0, Appenders).Select(i => AppendForEverAsync(new SqliteJournal(database), $"{run}.{i}", $"stream/{i % 5}")),
            .. Enumerable.Range(0, Grains).Select(i => WriteForEverAsync(database, $"grain/{i}"))]);
        await foreach (var line in s_acknowledged.Reader.ReadAllAsync())
        {
            await output.WriteLineAsync(line);
            if (load.IsFaulted)
                await load;
        }

        return 0;
    }

    private static async Task AppendForEverAsync(SqliteJournal journal, string caller, string stream)
    {
        for (var n = 1L; ; n++)
        {
            var payload = CrashPayload.Make(CrashPayload.Of("append", caller, n));
            var number = await journal.AppendAsync(stream, payload);
            s_acknowledged.Writer.TryWrite($"J {stream} {number} {CrashPayload.Hash(payload)}");
        }
    }

    /// <summary>Each state write is followed by an outbox entry without waiting in between, as a grain may do.</summary>
    private static async Task WriteForEverAsync(SqliteDatabase database, string grain)
    {
        var states = new SqliteStates(database);
        var journal = new SqliteJournal(database);
        var version = (await states.ReadAsync(grain, "state"))?.Version;
        while (true)
        {
            var next = (version ?? 0) + 1;
            var payload = CrashPayload.Make(CrashPayload.Of("state", grain, next));
            var outboxEntry = CrashPayload.Make(CrashPayload.Of("outbox", grain, next));
            var write = states.WriteAsync(grain, "state", version, payload).AsTask();
            var outbox = journal.AppendAsync("outbox/" + grain, outboxEntry).AsTask();
            version = await write;
            s_acknowledged.Writer.TryWrite($"S {grain} {version} {CrashPayload.Hash(payload)}");
            s_acknowledged.Writer.TryWrite($"J outbox/{grain} {await outbox} {CrashPayload.Hash(outboxEntry)}");
        }
    }
}
