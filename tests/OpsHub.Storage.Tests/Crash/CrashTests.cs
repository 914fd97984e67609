using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Sqlite;
using Xunit.Abstractions;

namespace OpsHub.Storage.Tests.Crash;

public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 24;
    private const int Seed = 20_260_301;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<(string Stream, long Number), string> _appended = [];
    private readonly Dictionary<string, (long Version, string Hash)> _written = [];

    private string DatabasePath => _folder.File("opshub.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_UnderLoadAtRandomMoments_LosesNothingAcknowledged()
    {
        var random = new Random(Seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Every sixth while it opens and recovers, every sixth as soon as it is open, the others somewhere under load.
            var acknowledgements = (kill % 6) switch { 0 => -1, 1 => 0, _ => random.Next(1, 4_000) };
            await RunAndKillAsync(kill, acknowledgements);
            var (entries, states) = await CheckAsync();
            output.WriteLine($"kill {kill} (seed {Seed}): after {acknowledgements} acknowledgements; kept {entries} entries, {states} states");
        }

        Assert.True(_appended.Count > 5_000, $"only {_appended.Count} appends were acknowledged: that was no load");
        Assert.True(_written.Values.Sum(w => w.Version) > 1_000, "there was no load of state writes");
    }

    private async Task RunAndKillAsync(int run, int acknowledgements)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", typeof(CrashHost).Assembly.Location, "crash-host", DatabasePath, run.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var killed = false;
        var seen = acknowledgements < 0 ? 1 : -1;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [var kind, var name, var number, { Length: 16 } hash])
            {
                seen++;
                Remember(kind, name, long.Parse(number, CultureInfo.InvariantCulture), hash);
            }
            else if (line == "ready")
            {
                seen++;
            }

            if (!killed && seen >= Math.Max(0, acknowledgements))
            {
                // SIGKILL; what is left in the pipe was acknowledged before and is read on.
                process.Kill();
                killed = true;
            }
        }

        await process.WaitForExitAsync();
        Assert.True(killed, $"the host ended by itself: {await errors}");
    }

    private void Remember(string kind, string name, long number, string hash)
    {
        if (kind == "J")
            Assert.True(_appended.TryAdd((name, number), hash), $"{name} {number} was acknowledged twice");
        else if (!_written.TryGetValue(name, out var written) || written.Version < number)
            _written[name] = (number, hash);
    }

    private async Task<(int Entries, int States)> CheckAsync()
    {
        using var database = SqliteDatabase.Open(
            new SqliteStorageOptions { DatabasePath = DatabasePath }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        Assert.Equal("ok", await database.Readers.ReadAsync(0, static (session, _) => IntegrityCheck(session), default));
        var entries = await CheckJournalAsync(new SqliteJournal(database));
        return (entries.Count, await CheckStatesAsync(new SqliteStates(database), entries));
    }

    private async Task<Dictionary<(string, long), string>> CheckJournalAsync(SqliteJournal journal)
    {
        var found = new Dictionary<(string, long), string>();
        await foreach (var stream in journal.StreamsAsync())
        {
            var next = 1L;
            await foreach (var entry in journal.ReadAsync(stream.Name, 1, int.MaxValue))
            {
                Assert.Equal(next++, entry.Number);
                CrashPayload.Header(entry.Bytes.Span);
                found.Add((stream.Name, entry.Number), CrashPayload.Hash(entry.Bytes.Span));
            }

            Assert.Equal(stream.Last, next - 1);
        }

        foreach (var (key, hash) in _appended)
            Assert.True(found.TryGetValue(key, out var stored) && stored == hash, $"acknowledged append {key} is lost or changed");
        return found;
    }

    private async Task<int> CheckStatesAsync(SqliteStates states, Dictionary<(string Stream, long Number), string> entries)
    {
        foreach (var (grain, written) in _written)
        {
            var record = await states.ReadAsync(grain, "state");
            Assert.True(record?.Version >= written.Version, $"acknowledged write {written.Version} of {grain} is lost");
            var payload = record!.Value.Payload!.Value;
            Assert.Equal(CrashPayload.Of("state", grain, record.Value.Version), CrashPayload.Header(payload.Span));
            if (record.Value.Version == written.Version)
                Assert.Equal(written.Hash, CrashPayload.Hash(payload.Span));
            // Enqueued behind the state write, so durable only with it: the newest outbox entry is never ahead of the state.
            Assert.DoesNotContain(
                entries, e => e.Key.Stream == "outbox/" + grain && e.Value == CrashPayload.Hash(CrashPayload.Make(CrashPayload.Of("outbox", grain, record.Value.Version + 1))));
        }

        return _written.Count;
    }

    private static string IntegrityCheck(SqliteSession session)
    {
        using var statement = new SqliteStatement(session.Handle, "PRAGMA integrity_check");
        return statement.Step() ? statement.Text(0) : "no answer";
    }
}
