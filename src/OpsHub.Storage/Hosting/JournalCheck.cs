using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Storage.Postgres;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Storage.Hosting;

/// <summary>Refuses to start when the journal stands in the place that was not chosen: the hub would begin a second one.</summary>
internal sealed class JournalCheck(IServiceProvider services, IConfiguration configuration) : IHostedService
{
    /// <exception cref="OptionsValidationException">It does.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var kind = StorageChoice.Of(configuration);
        var (chosen, other) = StorageChoice.JournalOf(configuration) == JournalKind.Database
            ? (JournalKind.Database, JournalKind.GrainStorage)
            : (JournalKind.GrainStorage, JournalKind.Database);
        var found = await FirstStreamAsync(kind, other, cancellationToken);
        if (found is null)
            return;
        var text = chosen.ToString().ToLowerInvariant();
        // Hosts on Azure once had a journal each, on their own files; those cannot be made one.
        var advice = kind == StorageKind.Azure
            ? "Export its ledgers with the version that wrote it and keep them, then start with a new data folder"
            : $"Set Storage:Journal to {other.ToString().ToLowerInvariant()}, or begin with an empty database";
        throw new OptionsValidationException("Storage:Journal", typeof(JournalKind),
            [$"Storage:Journal is {text}, but the journal of this hub stands in {Place(other)} (stream '{found}'). {advice}; a journal is not moved."]);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Place(JournalKind journal) => journal == JournalKind.Database ? "the tables of the database" : "records of the grains' storage";

    private async Task<string?> FirstStreamAsync(StorageKind kind, JournalKind place, CancellationToken cancellationToken)
    {
        switch (place, kind)
        {
            case (JournalKind.GrainStorage, _):
                await using (var records = StorageServiceExtensions.GrainStorageJournalOf(services, new GrainStorageJournalOptions()))
                    return await FirstStreamAsync(records, cancellationToken);
            case (_, StorageKind.Postgres):
                await using (var postgres = new PostgresJournal(services.GetRequiredService<PostgresDatabase>()))
                    return await FirstStreamAsync(postgres, cancellationToken);
            default:
                return await FirstStreamAsync(new SqliteJournal(services.GetRequiredService<SqliteDatabase>()), cancellationToken);
        }
    }

    private static async Task<string?> FirstStreamAsync(IJournal journal, CancellationToken cancellationToken)
    {
        await foreach (var stream in journal.StreamsAsync("", cancellationToken))
            return stream.Name;
        return null;
    }
}
