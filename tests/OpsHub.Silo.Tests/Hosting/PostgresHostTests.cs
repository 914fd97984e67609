using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Grains.Publication;
using OpsHub.Silo.Commands;
using OpsHub.Silo.Hosting;
using OpsHub.Testing.Storage;

namespace OpsHub.Silo.Tests.Hosting;

/// <summary>
/// The hub on PostgreSQL: on Orleans with everything there, on Embedded with journal and projections there and the grains'
/// state on SQLite.
/// </summary>
public sealed class PostgresHostTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Rows = 2_000;

    [PostgresFact]
    public async Task Import_OfTwoThousandDeclarations_IsThereAfterARestartAndEveryLinkOfTheLedgerHolds()
    {
        await using var hub = await RunningHub.StartAsync("Storage:Kind=postgres", $"Storage:ConnectionString={server.CreateDatabase()}");
        Assert.Equal(0, await hub.CommandAsync("supervisor", "import", DeclarationFile.Write(hub.Folder, Rows), "--report", hub.Folder));
        await hub.StopAsync();
        await hub.StartAgainAsync();
        await hub.QuietAsync();
        // Hundreds of outboxes were left open: they are woken when there is a silo to wake them on.
        Assert.Empty(hub.Complaints);

        using (var supervisor = await hub.SignedInAsync("supervisor"))
        {
            foreach (var number in new[] { 1, Rows })
            {
                var shipment = await supervisor.GetAsync<JsonObject>($"/api/v1/shipments/EETLL-{DeclarationFile.Id(number)}", CancellationToken.None);
                Assert.NotNull(shipment["lane"]);
            }
        }

        var export = Path.Combine(hub.Folder, "ledger.ndjson");
        Assert.Equal(0, await hub.CommandAsync("auditor", "ledger", "export", "-o", export));
        var lodged = DeclarationFile.Lodged(export);
        Assert.Equal((Rows, Rows), (lodged.Length, lodged.Distinct().Count()));
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", export]));
        DeclarationFile.FlipABit(export);
        Assert.Equal(3, await OpsHubCommandLine.RunAsync(["ledger", "verify", export]));
    }

    [PostgresFact(NeedsCluster = true)]
    public async Task TwoHosts_OneStoppedWithOpenOutboxes_EverythingIsInTheLogOnceAndNoOutboxStaysOpen()
    {
        const int rows = 500;
        string[] settings = ["Storage:Kind=postgres", $"Storage:ConnectionString={server.CreateDatabase()}"];
        await using var first = await RunningHub.StartAsync(settings);
        await using var second = await RunningHub.StartAsync(settings);
        Assert.Equal(0, await first.CommandAsync("supervisor", "import", DeclarationFile.Write(first.Folder, rows), "--report", first.Folder));
        await first.StopAsync();

        // Those whose case is asked for move to the other host and are published there; the rest waits for the first.
        using (var supervisor = await second.SignedInAsync("supervisor"))
        {
            foreach (var number in Enumerable.Range(1, rows / 2))
                Assert.NotNull(await supervisor.GetAsync<JsonObject>($"/api/v1/shipments/EETLL-{DeclarationFile.Id(number)}", CancellationToken.None));
        }

        await first.StartAgainAsync();
        await first.QuietAsync();
        await second.QuietAsync();
        var export = Path.Combine(second.Folder, "ledger.ndjson");
        Assert.Equal(0, await second.CommandAsync("auditor", "ledger", "export", "-o", export));
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", export]));
        var lodged = DeclarationFile.Lodged(export);
        Assert.Equal((rows, rows), (lodged.Length, lodged.Distinct().Count()));
    }

    [PostgresFact]
    public async Task Outboxes_WaitForTheirIntentsAndCarryTheNameOfTheHost()
    {
        await using var hub = await RunningHub.StartAsync("Storage:Kind=postgres", $"Storage:ConnectionString={server.CreateDatabase()}");
        var options = hub.App.Services.GetRequiredService<OutboxRegistry>().Options;
        Assert.False(options.StatesFollowJournal);
        Assert.StartsWith(Environment.MachineName, options.Silo, StringComparison.Ordinal);
    }
}

/// <summary>Skipped, with the reason, where no PostgreSQL server can be started, or where hosts make no cluster.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    private string? _skip;

    public bool NeedsCluster { get; set; }

    public override string? Skip
    {
        get => _skip ?? PostgresServer.Missing ?? (NeedsCluster && GrainHosting.RuntimeName != "Orleans" ? "Embedded is a single process." : null);
        set => _skip = value;
    }
}
