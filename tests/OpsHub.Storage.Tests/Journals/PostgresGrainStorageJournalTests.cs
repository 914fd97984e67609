#if ORLEANS
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Storage.Hosting;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Storage.Tests.Postgres;
using OpsHub.Testing.Runtime;
using OpsHub.Testing.Storage;
using Orleans.Hosting;

namespace OpsHub.Storage.Tests.Journals;

/// <summary>On Orleans' own provider for PostgreSQL.</summary>
[RequiresPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresGrainStorageJournalTests(PostgresServer server) : JournalContract
{
    private IConfiguration _configuration = null!;
    private GrainHost? _host;

    public override async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
            return;
        _configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Kind"] = "postgres",
            ["Storage:Journal"] = "grainstorage",
            ["Storage:ConnectionString"] = server.CreateDatabase(),
        }).Build();
        _host = await StartAsync();
        Journal = _host.Services.GetRequiredService<IJournal>();
        Assert.IsType<GrainStorageJournal>(Journal);
    }

    public override async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [ContractFact]
    public async Task Append_ByTwoSilosToTheSameStreams_IsDense()
    {
        await using var host = await StartAsync();
        var other = host.Services.GetRequiredService<IJournal>();
        var appends = Enumerable.Range(0, 200).Select(async i =>
            (stream: $"s{i % 3}", number: await (i % 2 == 0 ? Journal : other).AppendAsync($"s{i % 3}", Bytes($"{i}"))));

        foreach (var stream in (await Task.WhenAll(appends)).GroupBy(a => a.stream))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Select(a => a.number).Order());
            Assert.Equal(stream.Count(), (await ReadAsync(stream.Key)).Length);
        }
    }

    protected override async Task ReopenAsync()
    {
        await _host!.RestartAsync();
        Journal = _host.Services.GetRequiredService<IJournal>();
    }

    private Task<GrainHost> StartAsync() => GrainHost.StartAsync(silo =>
        silo.UsePostgres(_configuration).ConfigureServices(services => services.AddGrainStorageJournal(_configuration).AddPostgresJournal(_configuration)));
}
#endif
