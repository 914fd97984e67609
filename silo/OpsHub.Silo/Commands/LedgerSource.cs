using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Contracts;
using OpsHub.Domain.Ledger;
using OpsHub.Storage;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Silo.Commands;

/// <summary>One ledger to verify, wherever it comes from: each entry hands itself to a verifier.</summary>
internal sealed record LedgerSource(string Name, IAsyncEnumerable<Func<LedgerVerifier, LedgerBreak?>> Entries)
{
    /// <param name="source">An export or a database; null = the data directory's database.</param>
    /// <exception cref="CommandFailedException">There is no such file, or it is neither.</exception>
    public static async IAsyncEnumerable<LedgerSource> Open(FileInfo? source, DirectoryInfo data, string? port, [EnumeratorCancellation] CancellationToken cancel)
    {
        var file = source ?? new FileInfo(Path.Combine(data.FullName, "opshub.db"));
        if (!file.Exists) throw new CommandFailedException($"{file}: no such file; name an export or a database, or pass --data");
        if (file.Extension is ".ndjson" or ".jsonl" or ".json")
        {
            yield return new LedgerSource(file.Name, FromExport(file, cancel));
            yield break;
        }

        using var own = SqliteJournal.OpenReadOnly(file.FullName);
        using var states = SqliteGrainStorage.OpenReadOnly(file.FullName);
        await using var records = new GrainStorageJournal(
            () => states, file.Name, new GrainStorageJournalOptions(), TimeProvider.System, NullLogger<GrainStorageJournal>.Instance);
        var prefix = port is null ? PortLog.StreamPrefix : PortLog.StreamOf(new PortId(port));
        // The hub keeps it in one of the two (Storage:Journal); whatever is there is checked.
        foreach (var journal in new IJournal[] { own, records })
        {
            await foreach (var stream in journal.StreamsAsync(prefix, cancel))
            {
                if (stream.Last > 0 && PortLog.PortOf(stream.Name) is not null) yield return new LedgerSource(stream.Name, FromJournal(journal, stream, cancel));
            }
        }
    }

    private static async IAsyncEnumerable<Func<LedgerVerifier, LedgerBreak?>> FromJournal(IJournal journal, JournalStream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        var entries = journal.ReadAsync(stream.Name, 1, int.MaxValue, cancel).GetAsyncEnumerator(cancel);
        await using var _ = entries;
        while (true)
        {
            LedgerBreak? damaged = null;
            try
            {
                if (!await entries.MoveNextAsync()) yield break;
            }
            catch (StorageException error) when (error.Fault == StorageFault.Corrupt)
            {
                damaged = new LedgerBreak(0, LedgerBreakKind.Malformed, error.Message);
            }

            if (damaged is not null)
            {
                yield return verifier => damaged with { Sequence = verifier.Sequence + 1 };
                yield break;
            }

            var bytes = entries.Current.Bytes;
            yield return verifier => verifier.Add(bytes.Span);
        }
    }

    private static async IAsyncEnumerable<Func<LedgerVerifier, LedgerBreak?>> FromExport(FileInfo file, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = file.OpenText();
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length == 0) continue;
            yield return verifier =>
            {
                try
                {
                    return verifier.Add(JsonSerializer.Deserialize<PortEvent>(line, ContractJson.Options)!);
                }
                catch (JsonException error)
                {
                    return new LedgerBreak(verifier.Sequence + 1, LedgerBreakKind.Malformed, $"not an entry: {error.Message}");
                }
            };
        }
    }
}
