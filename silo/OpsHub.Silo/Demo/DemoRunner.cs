using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Silo.Commands;

namespace OpsHub.Silo.Demo;

/// <summary>
/// Plays a port day against a running server. Everything it does goes through the doors, signed in as somebody: there is no
/// back way in. The same seed gives the same day.
/// </summary>
internal sealed class DemoRunner(DemoOptions options, DemoDoors doors, TimeProvider time, ILogger<DemoRunner> log) : IDisposable
{
    private static readonly (string User, string Name, string Role)[] People =
    [
        ("commander", "Port commander", "commander"), ("supervisor", "Shift supervisor", "supervisor"), ("analyst", "Risk analyst", "analyst"),
        ("auditor", "Auditor", "auditor"), ("agency", "Veterinary and Food Board", "agency"), ("trader", "Trader", "trader"),
        ("chief", "Chief on duty (played)", "supervisor"), ("terminal", "Terminal operator (played)", "agency"),
    ];

    private readonly List<OpsHubClient> _clients = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await SetUpAsync(cancel);
            // The terminal's system lodges and reports for many traders; the trader account sees only its own.
            var terminal = await SignedInAsync("terminal", cancel);
            var cargo = new CargoFlow(options, terminal, await SignedInAsync("agency", cancel), time);
            var officers = Enumerable.Range(2, DemoPort.Officers - 1).ToArray();
            var vessels = new VesselTraffic(options);
            var road = new RoadTraffic(options, officers.Select(n => ($"phone-officer{n}", DemoPort.Zone(n))));
            log.LogInformation("Demo plays: {Vessels} vessels, {Officers} officers, seed {Seed}", vessels.Count, officers.Length, options.Seed);
            Task[] parts =
            [
                vessels.RunAsync(doors, time, cancel),
                road.RunAsync(doors, time, cancel),
                LodgeAsync(terminal, cargo, cancel),
                cargo.RunAsync(cancel),
                new DutyDesk(options, await SignedInAsync("chief", cancel), time).RunAsync(cancel),
                .. officers.Select(number => new OfficerBot(number, options, doors, doors.Password, time).RunAsync(cancel)),
            ];
            // A part that fails ends the demo loudly instead of leaving half a port.
            await await Task.WhenAny(parts);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            log.LogError(error, "The demo stopped: {Reason}", error.Message);
        }
    }

    private async Task SetUpAsync(CancellationToken cancel)
    {
        var administrator = await SignedInAsync("administrator", cancel);
        await administrator.SendAsync(HttpMethod.Put, $"/api/v1/ports/{DemoPort.Port}", DemoPort.Configuration, cancel);
        foreach (var (user, name, role) in People) await AccountAsync(administrator, user, name, role, cancel);
        for (var number = 1; number <= DemoPort.Officers; number++)
        {
            var profile = DemoPort.Officer(number);
            await AccountAsync(administrator, profile.Officer.Value, profile.Name, "officer", cancel);
            await administrator.SendAsync(HttpMethod.Put, $"/api/v1/officers/{profile.Officer}", profile, cancel);
            await DeviceAsync(administrator, $"phone-officer{number}", "officer", profile.Name, profile.Officer.Value, cancel);
        }

        foreach (var truck in new RoadTraffic(options, []).TruckDevices) await DeviceAsync(administrator, truck, "truck", truck.Replace("truck-", "Truck "), null, cancel);
        var analyst = await SignedInAsync("analyst", cancel);
        foreach (var profile in DemoPort.Profiles(time.GetUtcNow()))
        {
            var body = new JsonObject { ["commandId"] = Guid.CreateVersion7(time.GetUtcNow()).ToString(), ["definition"] = JsonSerializer.SerializeToNode(profile, ContractJson.Options) };
            try
            {
                await analyst.SendAsync(HttpMethod.Put, $"/api/v1/profiles/{profile.Profile.Value}", body, cancel);
            }
            catch (ServerRefusedException refused) when (refused.Status == System.Net.HttpStatusCode.Conflict)
            {
                // Published by an earlier start of the demo.
            }
        }
    }

    private Task AccountAsync(OpsHubClient administrator, string user, string name, string role, CancellationToken cancel) =>
        administrator.SendAsync(HttpMethod.Put, $"/api/v1/accounts/{user}", new JsonObject
        {
            ["displayName"] = name,
            ["password"] = doors.Password,
            ["roles"] = new JsonArray(role),
            ["ports"] = new JsonArray(DemoPort.Port.Value),
            ["agency"] = role == "agency" ? name : null,
            ["traderId"] = role == "trader" ? "BRK-0001" : null,
        }, cancel);

    private static Task DeviceAsync(OpsHubClient administrator, string device, string kind, string label, string? officer, CancellationToken cancel) =>
        administrator.SendAsync(HttpMethod.Post, "/api/v1/devices", new JsonObject
        {
            ["deviceId"] = device,
            ["port"] = DemoPort.Port.Value,
            ["kind"] = kind,
            ["label"] = label,
            ["officer"] = officer,
        }, cancel);

    /// <summary>Lodges declarations in waves; each batch is what came due since the last second.</summary>
    private async Task LodgeAsync(OpsHubClient terminal, CargoFlow cargo, CancellationToken cancel)
    {
        var waves = new DeclarationWaves(options);
        var started = time.GetUtcNow();
        // Minutes since 2026 in base 36: the next start of the demo lodges new declarations, not amendments of old ones.
        var run = Base36((long)(started - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMinutes);
        var owed = 25.0;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            var batch = new JsonArray();
            var containers = new List<string>();
            for (; owed >= 1; owed--)
            {
                var declaration = waves.Next(run, time.GetUtcNow());
                containers.Add((string)declaration["containers"]![0]!);
                batch.Add(declaration);
            }

            if (batch.Count > 0) await LodgeBatchAsync(terminal, cargo, batch, cancel);
            owed += waves.PerMinute((time.GetUtcNow() - started).TotalSeconds) / 60;
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    private async Task LodgeBatchAsync(OpsHubClient terminal, CargoFlow cargo, JsonArray batch, CancellationToken cancel)
    {
        try
        {
            var answer = await terminal.SendContentAsync<IntakeAnswer>(HttpMethod.Post, $"/api/v1/ports/{DemoPort.Port}/declarations", JsonContent.Create(batch), cancel);
            var byId = batch.ToDictionary(d => $"{DemoPort.Port}-{(string)d!["declarationId"]!}", d => (string)d!["containers"]![0]!);
            foreach (var lodged in answer.Lodged) cargo.Follow(lodged.Shipment.Value, byId.GetValueOrDefault(lodged.Shipment.Value, "MSCU0000000"));
        }
        catch (Exception error) when (error is HttpRequestException or ServerRefusedException)
        {
            log.LogWarning("Demo: {Count} declarations were not lodged: {Reason}", batch.Count, error.Message);
        }
    }

    private async Task<OpsHubClient> SignedInAsync(string user, CancellationToken cancel)
    {
        var client = new OpsHubClient(doors.Rest);
        _clients.Add(client);
        await client.SignInAsync(user, doors.Password, cancel);
        return client;
    }

    private static string Base36(long value)
    {
        var text = "";
        for (; value > 0; value /= 36) text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(int)(value % 36)] + text;
        return text.ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());
}
