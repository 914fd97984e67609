using System.CommandLine;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Domain.Ledger;
using OpsHub.Domain.Selectivity;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace OpsHub.Silo.Commands;

/// <summary>
/// <c>opshub ledger verify|draws|export</c>: checks every link of a port's ledger and repeats its random draws, from the
/// database file itself (also of a stopped server) or from an export, trusting nobody.
/// </summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Check or export the audit ledger")
    {
        OfLedgers("verify", "Check every link of the hash chain; names the first broken entry", VerifyAsync),
        OfLedgers("draws", "Repeat every random draw whose seed is revealed, and check the chain; names every draw that is wrong", RepeatDrawsAsync),
        CreateExport(),
    };

    /// <summary>A check of each ledger of a source; exit code 3 when one does not pass.</summary>
    private static Command OfLedgers(string name, string description, Func<LedgerSource, CancellationToken, Task<bool>> passes)
    {
        var source = new Argument<FileInfo?>("SOURCE") { Description = "An export (.ndjson) or a database (.db); without it the data directory's database", Arity = ArgumentArity.ZeroOrOne };
        var port = new Option<string?>("--port", "-p") { Description = "Only this port's ledger (UN/LOCODE)" };
        var data = new Option<DirectoryInfo>("--data") { Description = "Data directory", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var command = new Command(name, description) { source, port, data };
        command.SetAction(async (parsed, cancel) =>
        {
            var ledgers = LedgerSource.Open(parsed.GetValue(source), parsed.GetValue(data)!, parsed.GetValue(port), cancel);
            var (found, broken) = (0, 0);
            await foreach (var ledger in ledgers)
            {
                found++;
                if (!await passes(ledger, cancel)) broken++;
            }

            if (found == 0) throw new CommandFailedException("no ledger found there");
            return broken == 0 ? 0 : 3;
        });
        return command;
    }

    private static async Task<bool> VerifyAsync(LedgerSource ledger, CancellationToken cancel)
    {
        if (await ChainAsync(ledger, _ => { }, cancel) is not { } verifier) return false;
        AnsiConsole.WriteLine($"{ledger.Name}: {verifier.Verified:N0} entries, every link is good; head {verifier.Head.Hash}");
        return true;
    }

    private static async Task<bool> RepeatDrawsAsync(LedgerSource ledger, CancellationToken cancel)
    {
        var draws = new DrawVerifier();
        if (await ChainAsync(ledger, draws.Add, cancel) is null) return false;
        var report = draws.Report();
        foreach (var fault in report.Faults) AnsiConsole.WriteLine($"{ledger.Name}: entry {fault.Sequence:N0}: {fault.Kind}: {fault.Detail}");
        if (report.FaultCount > report.Faults.Length) AnsiConsole.WriteLine($"{ledger.Name}: and {report.FaultCount - report.Faults.Length:N0} more");
        AnsiConsole.WriteLine(
            $"{ledger.Name}: {report.Draws:N0} draws; {report.Repeated:N0} repeated from revealed seeds, {report.Waiting:N0} wait for their day's seed; {report.FaultCount:N0} wrong");
        AnsiConsole.WriteLine(
            $"{ledger.Name}: {report.Drawn:N0} were drawn, {report.Expected:N1} expected (95 % of the time {Math.Max(0, report.Expected - (1.96 * report.Deviation)):N0} to {report.Expected + (1.96 * report.Deviation):N0})");
        return report.FaultCount == 0;
    }

    /// <summary>Walks the chain and hands on each entry that is right; null, and said why, when a link is broken.</summary>
    private static async Task<LedgerVerifier?> ChainAsync(LedgerSource ledger, Action<PortEvent> each, CancellationToken cancel)
    {
        var verifier = new LedgerVerifier();
        LedgerBreak? broken = null;
        await AnsiConsole.Status().StartAsync($"{ledger.Name}: checking", async status =>
        {
            await foreach (var add in ledger.Entries.WithCancellation(cancel))
            {
                broken = add(verifier);
                if (broken is not null) return;
                each(verifier.Last!);
                if (verifier.Sequence % 10_000 == 0) status.Status($"{ledger.Name}: {verifier.Sequence:N0} entries are good");
            }
        });
        if (broken is not null)
        {
            AnsiConsole.WriteLine($"{ledger.Name}: BROKEN at entry {broken.Sequence:N0}: {broken.Detail} {verifier.Verified:N0} entries before it are good.");
            return null;
        }

        return verifier;
    }

    private static Command CreateExport()
    {
        var port = new Option<string>("--port", "-p") { Description = "UN/LOCODE of the port", DefaultValueFactory = _ => "EETLL" };
        var output = new Option<FileInfo>("--output", "-o") { Description = "File to write, one entry a line", DefaultValueFactory = _ => new FileInfo("ledger.ndjson") };
        var command = new Command("export", "Fetch a port's ledger from a running server; the export can be verified anywhere") { port, output };
        var connection = new ConnectionOptions(command, "auditor");
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = await connection.ConnectAsync(parsed, cancel);
            var file = parsed.GetValue(output)!;
            await using var writer = new StreamWriter(file.FullName);
            var next = 1L;
            while (true)
            {
                var page = await client.GetAsync<PortEvent[]>($"/api/v1/ports/{Uri.EscapeDataString(parsed.GetValue(port)!)}/ledger?from={next}&max=2000", cancel);
                foreach (var entry in page) await writer.WriteLineAsync(JsonSerializer.Serialize(entry, ContractJson.Options));
                if (page.Length == 0) break;
                next = page[^1].Sequence + 1;
            }

            AnsiConsole.WriteLine($"{next - 1:N0} entries written to {file.FullName}");
            return 0;
        });
        return command;
    }
}
