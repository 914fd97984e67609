using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
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
        Assert.Equal(0, await hub.CommandAsync("supervisor", "import", Declarations(hub), "--report", hub.Folder));
        await hub.StopAsync();
        await hub.StartAgainAsync();
        await hub.QuietAsync();
        // Hundreds of outboxes were left open: they are woken when there is a silo to wake them on.
        Assert.Empty(hub.Complaints);

        using (var supervisor = await hub.SignedInAsync("supervisor"))
        {
            foreach (var number in new[] { 1, Rows })
            {
                var shipment = await supervisor.GetAsync<JsonObject>($"/api/v1/shipments/EETLL-{Id(number)}", CancellationToken.None);
                Assert.NotNull(shipment["lane"]);
            }
        }

        var export = Path.Combine(hub.Folder, "ledger.ndjson");
        Assert.Equal(0, await hub.CommandAsync("auditor", "ledger", "export", "-o", export));
        var lodged = Lodged(export);
        Assert.Equal((Rows, Rows), (lodged.Length, lodged.Distinct().Count()));
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", export]));
        FlipABit(export);
        Assert.Equal(3, await OpsHubCommandLine.RunAsync(["ledger", "verify", export]));
    }

    [PostgresFact(NeedsCluster = true)]
    public async Task TwoHosts_OneStoppedWithOpenOutboxes_EverythingIsInTheLogOnceAndNoOutboxStaysOpen()
    {
        const int rows = 500;
        string[] settings = ["Storage:Kind=postgres", $"Storage:ConnectionString={server.CreateDatabase()}"];
        await using var first = await RunningHub.StartAsync(settings);
        await using var second = await RunningHub.StartAsync(settings);
        Assert.Equal(0, await first.CommandAsync("supervisor", "import", Declarations(first, rows), "--report", first.Folder));
        await first.StopAsync();

        // Those whose case is asked for move to the other host and are published there; the rest waits for the first.
        using (var supervisor = await second.SignedInAsync("supervisor"))
        {
            foreach (var number in Enumerable.Range(1, rows / 2))
                Assert.NotNull(await supervisor.GetAsync<JsonObject>($"/api/v1/shipments/EETLL-{Id(number)}", CancellationToken.None));
        }

        await first.StartAgainAsync();
        await first.QuietAsync();
        await second.QuietAsync();
        var export = Path.Combine(second.Folder, "ledger.ndjson");
        Assert.Equal(0, await second.CommandAsync("auditor", "ledger", "export", "-o", export));
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", export]));
        var lodged = Lodged(export);
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

    private static string[] Lodged(string export) =>
    [
        .. File.ReadLines(export)
            .Select(line => JsonSerializer.Deserialize<PortEvent>(line, ContractJson.Options)!.Draft)
            .Where(draft => draft.Type == "declarationLodged").Select(draft => draft.Subject),
    ];

    /// <summary>In the columns of the Korean customs file.</summary>
    private static string Declarations(RunningHub hub, int rows = Rows)
    {
        var path = Path.Combine(hub.Folder, "declarations.csv");
        File.WriteAllLines(path, Enumerable.Range(0, rows + 1).Select(Row));
        return path;

        static string Row(int number) => number == 0
            ? "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud"
            : string.Create(CultureInfo.InvariantCulture, $"{Id(number)},2020-01-{1 + (number % 28):00},30,B,11,21,11,10,ZZR1LT{number % 10},QLRUBN{number % 100},0VKY2BR,,{(number % 2 == 0 ? 440890 : 690722)},CN,CN,8.0,A,G,{100 + number}.0,{5_000 + number}.4,0,0");
    }

    private static string Id(int number) => (90_000_000 + number).ToString(CultureInfo.InvariantCulture);

    private static void FlipABit(string export)
    {
        var bytes = File.ReadAllBytes(export);
        var at = bytes.AsSpan().IndexOf("declarationLodged"u8);
        bytes[at] ^= 1;
        File.WriteAllBytes(export, bytes);
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
