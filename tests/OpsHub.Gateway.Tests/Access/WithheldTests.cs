using System.Net;
using System.Net.Http.Json;
using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Administration;
using OpsHub.Gateway.Tests.Live;

namespace OpsHub.Gateway.Tests.Access;

/// <summary>
/// A port that draws every declaration at random, with one drawn case held by one of two officers, and alarms of three
/// duties: what each role is told of it.
/// </summary>
public sealed class DrawnPort : IAsyncLifetime
{
    public const string Holder = "holder";
    public const string Bystander = "bystander";
    public static readonly ShipmentId Drawn = new("EETLL-DRAWN1");

    private const string Trader = "DRAWNTRADER";

    public HubHost Hub { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await HubHost.StartDrawingAsync(1);
        var admin = await Hub.As("administrator", HubHost.AdministratorPassword);
        await RegisterAsync(admin, Holder);
        await RegisterAsync(admin, Bystander);
        await Hub.AsRole(Bystander, "officer");
        await Hub.EnsureAsync("trader", new AccountRequest("Trader", HubHost.UserPassword, ["trader"], ["EETLL"], TraderId: Trader));
        var shift = new StartShift { CommandId = HubHost.NewCommand(), EndsAt = DateTimeOffset.UtcNow.AddHours(8) };
        var holder = await Hub.AsRole(Holder, "officer");
        (await holder.PostAsJsonAsync("/api/v1/officers/me/shift/start", shift, ContractJson.Options)).EnsureSuccessStatusCode();
        await RaiseAsync("of-commanders", "commander", null);
        await RaiseAsync("of-every-officer", "officer", null);
        await RaiseAsync("of-the-holder", "supervisor", Holder);
        await RaiseAsync("of-the-bystander", "supervisor", Bystander);
        await LodgeAsync();
        await Until.FoundAsync(async () => (await SnapshotAsync("commander")) is { } board
            && board.Inspections.Any(inspection => inspection.Officer?.Value == Holder)
            && board.Alarms.Any(alarm => alarm.Id.Value == "of-the-bystander") ? board : null);
    }

    public Task DisposeAsync() => Hub.DisposeAsync();

    public Task<HttpClient> AsAsync(string who) => who == "trader" ? Hub.As("trader", HubHost.UserPassword) : Hub.AsRole(who, RoleOf(who));

    public async Task<PortSnapshot> SnapshotAsync(string who) =>
        (await (await AsAsync(who)).GetFromJsonAsync<PortSnapshot>("/api/v1/ports/EETLL/snapshot", ContractJson.Options))!;

    private static string RoleOf(string who) => who is Holder or Bystander ? "officer" : who;

    private static async Task RegisterAsync(HttpClient admin, string officer)
    {
        var profile = new OfficerProfile { Officer = new OfficerId(officer), Name = officer, HomePort = HubHost.Tallinn, Skills = ["physical"] };
        (await admin.PutAsJsonAsync($"/api/v1/officers/{officer}", profile, ContractJson.Options)).EnsureSuccessStatusCode();
    }

    private async Task LodgeAsync()
    {
        var body = $$"""{"declarationId":"DRAWN1","date":"2026-01-01","declarantId":"{{Trader}}","importerId":"{{Trader}}","hs6":"440890","countryOfDeparture":"BE","countryOfOrigin":"BE","netMassKilograms":108,"itemPrice":100}""";
        var agency = await AsAsync("agency");
        var answer = await agency.PostAsync(new Uri("/api/v1/ports/EETLL/declarations", UriKind.Relative), HubHost.Json(body));
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<IntakeAnswer>(ContractJson.Options))!.Accepted);
    }

    private async Task RaiseAsync(string alarm, string owner, string? subject)
    {
        var result = await Hub.Grains.AlarmBoard(HubHost.Tallinn).Raise(LiveProtocolTests.Alarm(alarm, owner) with { Subject = subject });
        Assert.True(result.IsAccepted, result.Refusal?.Detail);
    }
}

public sealed class WithheldTests(DrawnPort port) : IClassFixture<DrawnPort>
{
    [Theory]
    [InlineData("commander")]
    [InlineData("supervisor")]
    [InlineData("auditor")]
    public async Task Snapshot_OfThoseWhoFollowEverything_HoldsEverything(string role)
    {
        var board = await port.SnapshotAsync(role);
        Assert.Superset(new HashSet<string> { "of-commanders", "of-every-officer", "of-the-holder", "of-the-bystander" }, AlarmsOf(board));
        Assert.Equal([DrawnPort.Bystander, DrawnPort.Holder], board.Officers.Select(officer => officer.Profile.Officer.Value));
        Assert.Contains(board.Inspections, inspection => inspection.Officer?.Value == DrawnPort.Holder);
        Assert.Contains(board.RecentShipments, row => row.Id == DrawnPort.Drawn);
        Assert.NotNull(board.Kpis.Queue.Value);
        Assert.Equal(1, board.Port.RandomRate);
    }

    [Fact]
    public async Task Snapshot_OfAnAnalyst_HasNoAlarmsAndNoOfficers()
    {
        var board = await port.SnapshotAsync("analyst");
        Assert.Equal(["shipments", "inspections", "port"], board.Topics.Select(topic => topic.T));
        Assert.Empty(board.Alarms);
        Assert.Empty(board.Officers);
        Assert.NotEmpty(board.Inspections);
        Assert.Contains(board.RecentShipments, row => row.Id == DrawnPort.Drawn);
        Assert.NotNull(board.Kpis.Queue.Value);
    }

    [Theory]
    [InlineData(DrawnPort.Holder, "of-the-holder")]
    [InlineData(DrawnPort.Bystander, "of-the-bystander")]
    public async Task Snapshot_OfAnOfficer_IsItsOwnDuty(string officer, string own)
    {
        var board = await port.SnapshotAsync(officer);
        Assert.Equal(["alarms", $"assignments/{officer}"], board.Topics.Select(topic => topic.T));
        Assert.Contains(own, AlarmsOf(board));
        Assert.Contains("of-every-officer", AlarmsOf(board));
        Assert.DoesNotContain("of-commanders", AlarmsOf(board));
        Assert.DoesNotContain(officer == DrawnPort.Holder ? "of-the-bystander" : "of-the-holder", AlarmsOf(board));
        Assert.Equal(officer, Assert.Single(board.Officers).Profile.Officer.Value);
        Assert.All(board.Inspections, inspection => Assert.Equal(officer, inspection.Officer?.Value));
        Assert.Equal(officer == DrawnPort.Holder, board.Inspections.Length > 0);
        Assert.Empty(board.RecentShipments);
        Assert.Empty(board.Movements);
        Assert.Null(board.Kpis.Queue.Value);
        Assert.Equal((0.0, 0), (board.Port.RandomRate, board.Port.RedAtScore));
    }

    [Theory]
    [InlineData("commander")]
    [InlineData("supervisor")]
    [InlineData("analyst")]
    [InlineData("auditor")]
    public async Task Shipment_ForThoseWhoWatchTheDraw_SaysItWasDrawn(string role)
    {
        var shipment = await ShipmentAsync(role);
        Assert.Equal(LaneSource.Random, shipment.Decision.Source);
        Assert.True(shipment.Decision.Draw?.Drawn);
    }

    [Theory]
    [InlineData("agency")]
    [InlineData("trader")]
    [InlineData(DrawnPort.Holder)]
    public async Task Shipment_ForThoseWhoActOnIt_DoesNotTellThatItWasDrawn(string who)
    {
        var shipment = await ShipmentAsync(who);
        Assert.Equal(Lane.Red, shipment.Lane);
        Assert.Equal(LaneSource.None, shipment.Decision.Source);
        Assert.Null(shipment.Decision.Draw);
    }

    [Theory]
    [InlineData("agency")]
    [InlineData("trader")]
    [InlineData(DrawnPort.Holder)]
    public async Task Nothing_ToldToThoseWhoActOnIt_SpeaksOfADraw(string who)
    {
        var client = await port.AsAsync(who);
        var told = new StringBuilder();
        foreach (var address in new[] { $"/api/v1/shipments/{DrawnPort.Drawn}", $"/api/v1/inspections/{DrawnPort.Drawn}~1", "/api/v1/ports", "/api/v1/ports/EETLL/snapshot", "/api/v1/officers/me/cases" })
        {
            var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.OK)
                told.AppendLine(await answer.Content.ReadAsStringAsync());
        }

        if (who == DrawnPort.Holder)
            told.AppendLine(await AssignmentsAsync(client));
        var text = told.ToString();
        Assert.Contains("EETLL", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"source\":\"random\"", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"drawn\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("commitment", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("at random", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"randomRate\":1", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trader", 0.0)]
    [InlineData("agency", 0.0)]
    [InlineData(DrawnPort.Holder, 0.0)]
    [InlineData("analyst", 1.0)]
    public async Task Ports_TellTheRate_OnlyToThoseWhoSeeTargeting(string who, double rate)
    {
        var ports = (await (await port.AsAsync(who)).GetFromJsonAsync<PortConfiguration[]>("/api/v1/ports", ContractJson.Options))!;
        Assert.Equal(rate, Assert.Single(ports).RandomRate);
    }

    [Fact]
    public async Task Shipment_IsClosedToAnOfficerWithoutACaseOfIt()
    {
        var told = await Told.ByAsync(await (await port.AsAsync(DrawnPort.Bystander)).GetAsync(new Uri($"/api/v1/shipments/{DrawnPort.Drawn}", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.Forbidden, told.Status);
    }

    /// <summary>Everything the hub ever told the officer of the own cases.</summary>
    private async Task<string> AssignmentsAsync(HttpClient officer)
    {
        await using var live = await port.Hub.LiveAsync(officer);
        await live.HelloAsync(HubHost.Tallinn);
        var replay = await live.InvokeAsync<ReplayAnswer>("Replay", new ReplayRequest($"assignments/{DrawnPort.Holder}", 1));
        Assert.NotEmpty(replay.Events);
        return string.Concat(replay.Events.Select(e => e.Data.ToJsonString()));
    }

    private async Task<ShipmentView> ShipmentAsync(string who) =>
        (await (await port.AsAsync(who)).GetFromJsonAsync<ShipmentView>($"/api/v1/shipments/{DrawnPort.Drawn}", ContractJson.Options))!;

    private static HashSet<string> AlarmsOf(PortSnapshot board) => [.. board.Alarms.Select(alarm => alarm.Id.Value)];
}
