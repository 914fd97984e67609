using System.CommandLine;
using System.Net.Http.Headers;
using System.Threading.Channels;
using OpsHub.Contracts.Live;
using Spectre.Console;

namespace OpsHub.Silo.Commands;

/// <summary>
/// <c>opshub import FILE...</c>: sends declarations through the ordinary door in chunks, a few at a time, and can be
/// interrupted at any moment: it goes on after the last answered chunk, and a chunk sent twice is harmless.
/// </summary>
internal static class ImportCommand
{
    private const int RecordsPerChunk = 1_000;
    private const int ChunksInFlight = 4;
    private static readonly TimeProvider Time = TimeProvider.System;

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "CSV (with a header line) or JSON declarations", Arity = ArgumentArity.OneOrMore };
        var port = new Option<string>("--port", "-p") { Description = "UN/LOCODE of the port", DefaultValueFactory = _ => "EETLL" };
        var report = new Option<DirectoryInfo>("--report")
        {
            Description = "Folder for NAME.refused.csv, the list of rows not taken",
            DefaultValueFactory = _ => new DirectoryInfo(Environment.CurrentDirectory),
        };
        var restart = new Option<bool>("--restart") { Description = "Start over instead of going on where an interrupted import stopped" };
        var command = new Command("import", "Import declarations from files, with progress; resumable") { files, port, report, restart };
        var connection = new ConnectionOptions(command, "supervisor");
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = await connection.ConnectAsync(parsed, cancel);
            var clean = true;
            foreach (var file in parsed.GetValue(files)!)
            {
                if (!file.Exists) throw new CommandFailedException($"{file}: no such file");
                clean &= await new FileImport(client, file, parsed.GetValue(port)!, parsed.GetValue(report)!, parsed.GetValue(restart)).RunAsync(cancel);
            }

            return clean ? 0 : 3;
        });
        return command;
    }

    private sealed class FileImport(OpsHubClient client, FileInfo file, string port, DirectoryInfo report, bool restart)
    {
        private readonly string _door = $"/api/v1/ports/{Uri.EscapeDataString(port)}/declarations";
        private ImportState _state = ImportState.For(file, client.Server, port);
        private StreamWriter? _refusals;

        private string ReportPath => Path.Combine(report.FullName, Path.GetFileNameWithoutExtension(file.Name) + ".refused.csv");

        /// <returns>True when no row was refused.</returns>
        public async Task<bool> RunAsync(CancellationToken cancel)
        {
            var stored = restart ? null : _state.Stored();
            if (stored is not null)
            {
                _state = stored;
                AnsiConsole.MarkupLineInterpolated($"[grey]{file.Name}: going on at line {stored.Line:N0} ({stored.Rows:N0} rows answered before)[/]");
            }
            else if (File.Exists(ReportPath))
            {
                File.Delete(ReportPath);
            }

            var (before, started) = (_state.Rows, Time.GetTimestamp());
            await ConsoleProgress.RunAsync(file.Name, show => SendAllAsync(show, cancel));
            _refusals?.Dispose();
            _state.Delete();
            Summarize(_state.Rows - before, Time.GetElapsedTime(started));
            return _state.Refused == 0;
        }

        private async Task SendAllAsync(Action<double, string> show, CancellationToken cancel)
        {
            // Answers are taken in file order, so that the stored offset never jumps over a chunk that failed.
            var inFlight = Channel.CreateBounded<(Task<IntakeAnswer> Answer, CsvChunk Chunk)>(ChunksInFlight - 1);
            var sending = SendChunksAsync(inFlight.Writer, cancel);
            var (rowsBefore, started) = (_state.Rows, Time.GetTimestamp());
            await foreach (var (answer, chunk) in inFlight.Reader.ReadAllAsync(cancel))
            {
                Take(await answer, chunk);
                var rate = (_state.Rows - rowsBefore) / Time.GetElapsedTime(started).TotalSeconds;
                show(100.0 * _state.Offset / Math.Max(1, _state.FileBytes), $"{_state.Rows:N0} rows, {rate:N0}/s, {_state.Refused:N0} refused");
            }

            await sending;
        }

        private async Task SendChunksAsync(ChannelWriter<(Task<IntakeAnswer>, CsvChunk)> into, CancellationToken cancel)
        {
            try
            {
                var json = file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase);
                var chunks = json ? JsonChunks.Read(file.FullName, _state.Line - 2, RecordsPerChunk) : CsvChunks.Read(file.FullName, _state.Offset, _state.Line, RecordsPerChunk);
                foreach (var chunk in chunks)
                {
                    var content = new ByteArrayContent(chunk.Body);
                    content.Headers.ContentType = new MediaTypeHeaderValue(json ? "application/json" : "text/csv");
                    await into.WriteAsync((client.SendContentAsync<IntakeAnswer>(HttpMethod.Post, _door, content, cancel), chunk), cancel);
                }

                into.Complete();
            }
            catch (Exception error)
            {
                into.Complete(error);
            }
        }

        private void Take(IntakeAnswer answer, CsvChunk chunk)
        {
            foreach (var refusal in answer.Refusals) Report(refusal, refusal.Line - 2 + chunk.FirstLine);
            _refusals?.Flush();
            _state = _state with
            {
                Offset = chunk.EndOffset,
                Line = chunk.FirstLine + chunk.Records,
                Accepted = _state.Accepted + answer.Accepted,
                Repeated = _state.Repeated + answer.Repeated,
                Refused = _state.Refused + answer.Refused,
            };
            _state.Save();
        }

        private void Report(IntakeRefusal refusal, long line)
        {
            if (_refusals is null)
            {
                var isNew = !File.Exists(ReportPath);
                _refusals = new StreamWriter(ReportPath, append: true);
                if (isNew) _refusals.WriteLine("line,declaration,field,value,problem,expected");
            }

            string?[] row = [line.ToString(), refusal.DeclarationId, refusal.Field, refusal.Value, refusal.Problem, refusal.Expected];
            _refusals.WriteLine(string.Join(',', row.Select(CsvChunks.Quote)));
        }

        private void Summarize(long rows, TimeSpan took)
        {
            AnsiConsole.WriteLine(
                $"{file.Name}: {rows:N0} rows in {took.TotalSeconds:0.0} s ({rows / took.TotalSeconds:N0} rows/s): " +
                $"{_state.Accepted:N0} accepted, {_state.Repeated:N0} already known, {_state.Refused:N0} refused");
            if (_state.Refused > 0) AnsiConsole.WriteLine($"Refused rows, with line, field and reason: {ReportPath}");
        }
    }
}
