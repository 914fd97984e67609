using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Grains;
using OpsHub.Grains.Publication;
using OpsHub.Storage.Hosting;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Hosting;

namespace OpsHub.Benchmarks;

/// <summary>A configured port in this process, on SQLite in a folder of its own, as the silo has it.</summary>
internal sealed class GrainBenchHost : IAsyncDisposable
{
    public static readonly PortId Port = new("EETLL");
    private static readonly Actor s_administrator = new(new UserId("administrator"), Roles.Administrator);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opshub-grain-bench-");
    private readonly Action<IServiceCollection>? _change;
    private long _commands;

    private GrainBenchHost(Action<IServiceCollection>? change) => _change = change;

    public GrainHost Host { get; private set; } = null!;

    public IGrainFactory Grains => Host.Grains;

    public string DatabasePath => Path.Combine(_folder.FullName, "opshub.db");

    /// <param name="trackShards">Of the port.</param>
    /// <param name="change">Puts something in the place of what the silo has.</param>
    public static async Task<GrainBenchHost> StartAsync(Action<IServiceCollection>? change = null, int trackShards = 4)
    {
        var bench = new GrainBenchHost(change);
        bench.Host = await GrainHost.StartAsync(bench.Configure);
        var configuration = new PortConfiguration { Port = Port, Name = "Tallinn", TrackShards = trackShards };
        await bench.Grains.Port(Port).Configure(new ConfigurePort { CommandId = bench.NextId(), Actor = s_administrator, Configuration = configuration });
        await bench.PublishProfiles();
        await bench.Quiet();
        return bench;
    }

    public CommandId NextId() => new(new Guid(1, 0, 0, BitConverter.GetBytes(Interlocked.Increment(ref _commands))));

    /// <summary>Waits until everything that was acknowledged is in the ledger and followed by what follows from it.</summary>
    public async Task Quiet()
    {
        var outboxes = Host.Services.GetRequiredService<OutboxRegistry>();
        while (outboxes.OpenCount > 0)
            await Task.Delay(1);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void Configure(ISiloBuilder silo)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Storage:Sqlite:DatabasePath", DatabasePath)])
            .Build();
        silo.AddSqliteGrainStorageAsDefault();
        silo.UseSqliteReminders();
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(PortEventStream.Provider);
        silo.ConfigureServices(services =>
        {
            services.AddSqliteDatabase(configuration).AddOpsHubGrains();
            _change?.Invoke(services);
        });
    }

    /// <summary>Twenty profiles of three comparisons, most of which hit now and then: the work an evaluator has.</summary>
    private async Task PublishProfiles()
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < 20; i++)
        {
            var id = RiskProfileId.Of(Port, $"p{i}");
            var definition = new ProfileDefinition(
                id, 1, $"Profile {i}",
                $"hs2 in ('{20 + i}', '{60 + i}') and countryOfOrigin in ('CN', 'VN', 'US', 'HK') and pricePerKilogram {(i % 2 == 0 ? "<" : ">")} 5000",
                10 + i, Lane.Green, 5, new("ana"), now.AddDays(-1), now.AddDays(30));
            await Grains.RiskProfile(id).Publish(new PublishProfile { CommandId = NextId(), Actor = s_administrator, Definition = definition });
        }
    }
}
