using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Ledger;
using OpsHub.Grains.Publication;
using OpsHub.Storage.Journals;
using OpsHub.Testing.Runtime;
using OpsHub.Testing.Storage;
using Orleans;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime.Hosting;

namespace OpsHub.Grains.Tests.Support;

/// <summary>
/// A configured port on whichever grain runtime the tests were built with. Storage and journal outlive a restart; both can
/// be made to fail. What happens is read from the ledger, as everybody else does.
/// </summary>
internal sealed class TestPort : IAsyncDisposable
{
    public static readonly PortId Port = new("EETLL");
    public static readonly Actor Alice = new(new UserId("alice"), Roles.Supervisor);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private int _commands;

    public DurableGrainStorage Storage { get; } = new();

    public FaultyJournal Journal { get; } = new(new InMemoryJournal(TimeProvider.System));

    public OutboxOptions Outbox { get; } = new() { CheckpointMs = 50, RetryMs = 10, MaxRetryMs = 50 };

    /// <summary>Further services, and settings; null for none.</summary>
    public Action<IServiceCollection>? Services { get; set; }

    public GrainHost Host { get; private set; } = null!;

    public IGrainFactory Grains => Host.Grains;

    public static async Task<TestPort> Start(Action<TestPort>? prepare = null, bool configured = true)
    {
        var port = new TestPort();
        prepare?.Invoke(port);
        port.Host = await GrainHost.StartAsync(port.Configure);
        if (configured)
            await port.ConfigurePort(new PortConfiguration { Port = Port, Name = "Tallinn", RandomRate = 0 });
        return port;
    }

    public async Task ConfigurePort(PortConfiguration configuration)
    {
        var result = await Grains.Port(Port).Configure(new ConfigurePort { CommandId = NextId(), Actor = Alice, Configuration = configuration });
        Assert.Null(result.Refusal);
        await Until(async () => await Grains.Port(Port).Selectivity(0) is not null);
    }

    public CommandId NextId() => new(new Guid(++_commands, 0, 0, new byte[8]));

    public LodgeDeclaration Lodgement(string id, Func<Declaration, Declaration>? change = null)
    {
        var declaration = new Declaration
        {
            DeclarationId = id, Port = Port, Date = new DateOnly(2020, 1, 1), DeclarantId = "DECL1", ImporterId = "IMP1", CountryOfDeparture = "CN",
            CountryOfOrigin = "CN", NetMassKilograms = 10, Price = 100, Items = [new GoodsItem(1, "850440", null, null, null, 10, 100)],
        };
        return new LodgeDeclaration { CommandId = NextId(), Actor = Alice, Declaration = change?.Invoke(declaration) ?? declaration };
    }

    /// <summary>Everything in chapter 85 goes to this lane; returns when evaluators know.</summary>
    public async Task PublishProfile(Lane lane, int weight = 0)
    {
        var id = RiskProfileId.Of(Port, "electronics");
        var now = TimeProvider.System.GetUtcNow();
        var definition = new ProfileDefinition(
            id, 0, "Electronics", "hs2 = '85'", weight, lane, 0, new("ana"), now.AddDays(-1), now.AddDays(1));
        var before = (await Grains.Port(Port).Selectivity(0))!.Version;
        var result = await Grains.RiskProfile(id).Publish(new PublishProfile { CommandId = NextId(), Actor = new Actor(new("ana"), Roles.Analyst), Definition = definition });
        Assert.Null(result.Refusal);
        await Until(async () => await Grains.Port(Port).Selectivity(before) is not null);
    }

    /// <summary>The ledger as it is durable now, its chain verified.</summary>
    public async Task<ImmutableArray<PortEvent>> Ledger()
    {
        var verifier = new LedgerVerifier();
        var entries = ImmutableArray.CreateBuilder<PortEvent>();
        await foreach (var entry in Journal.ReadAsync(PortLog.StreamOf(Port), 1, int.MaxValue))
        {
            Assert.Null(verifier.Add(entry.Bytes.Span));
            entries.Add(LedgerEntryCodec.Decode(entry.Bytes.Span));
        }

        return entries.ToImmutable();
    }

    /// <summary>Waits until the ledger has an event of the type, and answers it.</summary>
    public async Task<PortEvent> Seen(string type, string? subject = null)
    {
        PortEvent? found = null;
        await Until(async () => (found = (await Ledger()).FirstOrDefault(e => e.Draft.Type == type && (subject is null || e.Draft.Subject == subject))) is not null);
        return found!;
    }

    /// <summary>Waits until no outbox is open: everything that happened is published and followed by what follows from it.</summary>
    public Task Quiet() => Until(() => Task.FromResult(Host.Services.GetRequiredService<OutboxRegistry>().OpenCount == 0));

    /// <summary>Asks until it is so. The asking has a period, the waiting does not depend on it.</summary>
    public static async Task Until(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await isSo())
            Assert.True(await timer.WaitForNextTickAsync(patience.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Journal.Release();
        await Host.DisposeAsync();
    }

    private void Configure(ISiloBuilder silo)
    {
        silo.AddMemoryStreams(PortEventStream.Provider);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.ConfigureServices(services =>
        {
            services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (_, _) => Storage);
            services.AddSingleton<IJournal>(Journal);
            services.AddOpsHubGrains();
            services.Configure<OutboxOptions>(o =>
            {
                o.Silo = Outbox.Silo;
                o.CheckpointMs = Outbox.CheckpointMs;
                o.RetryMs = Outbox.RetryMs;
                o.MaxRetryMs = Outbox.MaxRetryMs;
                o.MaxOpen = Outbox.MaxOpen;
                o.BusyAfterMs = Outbox.BusyAfterMs;
                o.CarryForwardMs = Outbox.CarryForwardMs;
            });
            Services?.Invoke(services);
        });
        silo.UseInMemoryReminderService();
    }
}
