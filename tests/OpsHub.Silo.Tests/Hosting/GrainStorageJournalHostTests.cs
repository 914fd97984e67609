using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsHub.Grains.Publication;
using OpsHub.Silo.Commands;
using OpsHub.Storage.Journals;
using OpsHub.Storage.Journals.GrainStorage;
using OpsHub.Testing.Storage;

namespace OpsHub.Silo.Tests.Hosting;

/// <summary>The whole hub with its journal in records of the grains' storage, as it is on Azure.</summary>
public sealed class GrainStorageJournalHostTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Rows = 1_000;
    private const string Choice = "Storage:Journal=grainstorage";

    [Fact]
    public async Task Import_OnSqlite_IsThereAfterARestartAndTheDatabaseProvesTheLedger()
    {
        await using var hub = await RunningHub.StartAsync(Choice);
        await ImportAndRestartAsync(hub);
        await CheckAsync(hub);
        var database = Path.Combine(hub.Folder, "opshub.db");
        // Beside the running hub, and of the stopped one.
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", database]));
        await hub.StopAsync();
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", database]));
    }

    [PostgresFact]
    public async Task Import_OnPostgres_IsThereAfterARestart()
    {
        await using var hub = await RunningHub.StartAsync("Storage:Kind=postgres", $"Storage:ConnectionString={server.CreateDatabase()}", Choice);
        await ImportAndRestartAsync(hub);
        await CheckAsync(hub);
    }

    [PostgresFact(NeedsCluster = true)]
    public async Task TwoHosts_OneJournal_EverythingIsInTheLogOnce()
    {
        string[] settings = ["Storage:Kind=postgres", $"Storage:ConnectionString={server.CreateDatabase()}", Choice];
        await using var first = await RunningHub.StartAsync(settings);
        await using var second = await RunningHub.StartAsync(settings);
        Assert.Equal(0, await first.CommandAsync("supervisor", "import", DeclarationFile.Write(first.Folder, Rows), "--report", first.Folder));
        await first.StopAsync();
        await first.StartAgainAsync();
        await first.QuietAsync();
        await second.QuietAsync();
        await CheckAsync(second);
    }

    [Theory]
    [InlineData("database", "grainstorage")]
    [InlineData("grainstorage", "database")]
    public async Task Start_WhenTheJournalStandsElsewhere_IsRefusedWithTheSettingThatFindsIt(string before, string after)
    {
        await using var hub = await RunningHub.StartAsync($"Storage:Journal={before}");
        await hub.QuietAsync();
        await hub.StopAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => hub.StartAgainAsync($"Storage:Journal={after}"));
        Assert.Contains($"Set Storage:Journal to {before}", refused.Message, StringComparison.Ordinal);
        await hub.StopAsync();
        await hub.StartAgainAsync();
    }

    [Fact]
    public async Task Journal_OnGrainStorage_IsNotFollowedByTheStates()
    {
        await using var hub = await RunningHub.StartAsync(Choice);
        Assert.IsType<GrainStorageJournal>(hub.App.Services.GetRequiredService<IJournal>());
        Assert.False(hub.App.Services.GetRequiredService<OutboxRegistry>().Options.StatesFollowJournal);
    }

    private static async Task ImportAndRestartAsync(RunningHub hub)
    {
        Assert.Equal(0, await hub.CommandAsync("supervisor", "import", DeclarationFile.Write(hub.Folder, Rows), "--report", hub.Folder));
        await hub.StopAsync();
        await hub.StartAgainAsync();
        await hub.QuietAsync();
        Assert.Empty(hub.Complaints);
        using var supervisor = await hub.SignedInAsync("supervisor");
        foreach (var number in new[] { 1, Rows })
        {
            var shipment = await supervisor.GetAsync<JsonObject>($"/api/v1/shipments/EETLL-{DeclarationFile.Id(number)}", CancellationToken.None);
            Assert.NotNull(shipment["lane"]);
        }
    }

    private static async Task CheckAsync(RunningHub hub)
    {
        var export = Path.Combine(hub.Folder, "ledger.ndjson");
        Assert.Equal(0, await hub.CommandAsync("auditor", "ledger", "export", "-o", export));
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", export]));
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "draws", export]));
        var lodged = DeclarationFile.Lodged(export);
        Assert.Equal((Rows, Rows), (lodged.Length, lodged.Distinct().Count()));
    }
}
