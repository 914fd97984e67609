using System.CommandLine;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Domain.Ledger;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace OpsHub.Silo.Commands;

/// <summary>
/// <c>opshub ledger verify|export</c>: checks every link of a port's ledger, from the database file itself (also of a stopped
/// server) or from an export, trusting nobody.
/// </summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Check or export the audit ledger") { CreateVerify(), CreateExport() };

    private static Command CreateVerify()
    {
        var source = new Argument<FileInfo?>("SOURCE") { Description = "An export (.ndjson) or a database (.db); without it the data directory's database", Arity = ArgumentArity.ZeroOrOne };
        var port = new Option<string?>("--port", "-p") { Description = "Only this port's ledger (UN/LOCODE)" };
        var data = new Option<DirectoryInfo>("--data") { Description = "Data directory", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var command = new Command("verify", "Check every link of the hash chain; names the first broken entry") { source, port, data };
        command.SetAction(async (parsed, cancel) =>
        {
            var ledgers = LedgerSource.Open(parsed.GetValue(source), parsed.GetValue(data)!, parsed.GetValue(port), cancel);
            var (found, broken) = (0, 0);
            await foreach (var ledger in ledgers)
            {
                found++;
                if (!await VerifyAsync(ledger, cancel)) broken++;
            }

            if (found == 0) throw new CommandFailedException("no ledger found there");
            return broken == 0 ? 0 : 3;
        });
        return command;
    }

    private static async Task<bool> VerifyAsync(LedgerSource ledger, CancellationToken cancel)
    {
        var verifier = new LedgerVerifier();
        LedgerBreak? broken = null;
        await AnsiConsole.Status().StartAsync($"{ledger.Name}: checking", async status =>
        {
            await foreach (var add in ledger.Entries.WithCancellation(cancel))
            {
                broken = add(verifier);
                if (broken is not null) return;
                if (verifier.Sequence % 10_000 == 0) status.Status($"{ledger.Name}: {verifier.Sequence:N0} entries are good");
            }
        });
        if (broken is not null)
        {
            AnsiConsole.WriteLine($"{ledger.Name}: BROKEN at entry {broken.Sequence:N0}: {broken.Detail} {verifier.Verified:N0} entries before it are good.");
            return false;
        }

        AnsiConsole.WriteLine($"{ledger.Name}: {verifier.Verified:N0} entries, every link is good; head {verifier.Head.Hash}");
        return true;
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
