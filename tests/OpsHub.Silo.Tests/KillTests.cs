using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsHub.Contracts.Live;
using OpsHub.Silo.Commands;
using Xunit.Abstractions;

namespace OpsHub.Silo.Tests;

/// <summary>The whole hub is killed while declarations and positions come in through its doors: what was acknowledged is there afterwards, once.</summary>
public class KillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Lodgers = 16;
    private const int Phones = 4;
    private const int Seed = 2014;
    private const string Password = "a password of the kills";

    private readonly string _data = Directory.CreateTempSubdirectory("opshub-kill-").FullName;
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);
    private readonly long[] _fixes = new long[Phones];
    private readonly long _beganAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private HubProcess _hub = null!;
    private string _token = "";
    private int _lodged;

    /// <summary>Of the hub, beyond its ports.</summary>
    protected virtual string[] Settings => [];

    protected virtual int Kills => Environment.GetEnvironmentVariable("OPSHUB_LONG") == "1" ? 100 : 20;

    public async Task InitializeAsync()
    {
        _hub = await HubProcess.StartAsync(_data, Settings);
        _token = await SignInAsync("administrator", _hub.OneTimePassword!);
        using var admin = Client();
        await Require(admin.PutAsJsonAsync("/api/v1/ports/EETLL", new { port = "EETLL", name = "Tallinn" }));
        await Require(admin.PutAsJsonAsync("/api/v1/accounts/all", new { displayName = "All", password = Password, roles = new[] { "administrator", "supervisor", "auditor", "commander" }, ports = new[] { "EETLL" } }));
        for (var phone = 0; phone < Phones; phone++)
            await Require(admin.PostAsJsonAsync("/api/v1/devices", new { deviceId = $"kill-{phone}", port = "EETLL", kind = "truck", label = $"Truck {phone}" }));
        _token = await SignInAsync("all", Password);
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Kill_WhileTheDoorsAreBusy_LosesNothingAcknowledged()
    {
        var random = new Random(Seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = _acknowledged.Count;
            await LoadAndKillAsync(random.Next(1, 400));
            _hub = await HubProcess.StartAsync(_data, Settings);
            await CheckAsync([.. _acknowledged.Keys.Skip(before)]);
            output.WriteLine($"kill {kill} (seed {Seed}): {_acknowledged.Count - before} declarations acknowledged, {_acknowledged.Count} in all");
        }

        await CheckAsync([.. _acknowledged.Keys]);
        await CheckLedgerAsync();
        Assert.Equal(0, await _hub.StopAsync());
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", "--data", _data]));
        Assert.True(_acknowledged.Count > Kills * 50, $"only {_acknowledged.Count} declarations were acknowledged: that was no load");
    }

    private async Task LoadAndKillAsync(int acknowledgements)
    {
        using var killed = new CancellationTokenSource();
        var left = acknowledgements;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = Enumerable.Range(0, Lodgers)
            .Select(_ => LodgeAsync(() => { if (Interlocked.Decrement(ref left) == 0) enough.TrySetResult(); }, killed.Token))
            .Concat(Enumerable.Range(0, Phones).Select(phone => ReportAsync(phone, killed.Token)))
            .ToArray();
        foreach (var part in load)
            _ = part.ContinueWith(failed => enough.TrySetException(failed.Exception!.InnerExceptions), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await _hub.KillAsync();
        await killed.CancelAsync();
        await Task.WhenAll(load);
    }

    private async Task LodgeAsync(Action acknowledged, CancellationToken killed)
    {
        using var client = Client();
        await UntilKilled(killed, async () =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"K{Interlocked.Increment(ref _lodged):D7}");
            using var answer = await client.PostAsync("/api/v1/ports/EETLL/declarations", Declaration(id), killed);
            var taken = await answer.Content.ReadFromJsonAsync<JsonNode>(killed);
            Assert.True((int)taken!["accepted"]! == 1, taken.ToJsonString());
            _acknowledged[id] = true;
            acknowledged();
        });
    }

    private async Task ReportAsync(int phone, CancellationToken killed)
    {
        using var client = new HttpClient { BaseAddress = _hub.OsmAnd };
        await UntilKilled(killed, async () =>
        {
            var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            // Along at 11 m/s from where the test began: a phone that jumps back would be filtered, and told so.
            var latitude = 59.44 + ((at - _beganAt) * 0.000_000_1);
            using var answer = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/?id=kill-{phone}&lat={latitude:F7}&lon=24.76&timestamp={at}"), killed);
            answer.EnsureSuccessStatusCode();
            _fixes[phone] = at;
        });
    }

    private static async Task UntilKilled(CancellationToken killed, Func<Task> work)
    {
        try
        {
            while (!killed.IsCancellationRequested)
                await work();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or System.Text.Json.JsonException)
        {
            // The hub is dead: what this asked for was not acknowledged.
        }
    }

    private async Task CheckAsync(string[] declarations)
    {
        using var client = Client();
        await Parallel.ForEachAsync(declarations, new ParallelOptions { MaxDegreeOfParallelism = Lodgers }, async (id, cancel) =>
        {
            using var answer = await client.GetAsync($"/api/v1/shipments/EETLL-{id}", cancel);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{id} was acknowledged and is {(int)answer.StatusCode}");
        });
        for (var phone = 0; phone < Phones; phone++)
        {
            if (_fixes[phone] == 0)
                continue;
            var track = await client.GetFromJsonAsync<JsonNode>($"/api/v1/trackers/dev:kill-{phone}");
            Assert.True((long)track!["fix"]!["atUnixMs"]! >= _fixes[phone], $"the fix of kill-{phone} at {_fixes[phone]} was acknowledged and is not there");
        }
    }

    /// <summary>Every acknowledged declaration was published, and none twice.</summary>
    private async Task CheckLedgerAsync()
    {
        using var client = Client();
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        var head = (long)(await client.GetFromJsonAsync<JsonNode>("/api/v1/ports/EETLL/ledger/head"))!["sequence"]!;
        for (var from = 1L; from <= head;)
        {
            var entries = (await client.GetFromJsonAsync<JsonArray>($"/api/v1/ports/EETLL/ledger?from={from}&max=5000"))!;
            foreach (var draft in entries.Select(entry => entry!["draft"]!).Where(draft => (string)draft["type"]! == "declarationLodged"))
                times[((string)draft["subject"]!)["EETLL-".Length..]] = times.GetValueOrDefault(((string)draft["subject"]!)["EETLL-".Length..]) + 1;
            from += entries.Count;
        }

        Assert.DoesNotContain(times, entry => entry.Value != 1);
        Assert.DoesNotContain(_acknowledged.Keys, id => !times.ContainsKey(id));
    }

    private static StringContent Declaration(string id)
    {
        var content = new StringContent($$"""
            {"declarationId":"{{id}}","date":"2026-05-04","officeId":"40","processType":"B","importType":"11","importUse":"21","paymentType":"11",
             "transportMode":"10","declarantId":"BRK-0001","importerId":"IMP-1","sellerId":null,"courierId":null,"countryOfDeparture":"CN","countryOfOrigin":"CN",
             "taxRatePercent":8,"taxType":"A","originIndicator":"Y","netMassKilograms":1200.5,"itemPrice":40000,"currency":"EUR",
             "items":[{"line":1,"hs":"640399","netMassKilograms":1200.5,"value":40000}]}
            """);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = _hub.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return client;
    }

    private async Task<string> SignInAsync(string user, string password)
    {
        using var client = new HttpClient { BaseAddress = _hub.Address };
        var answer = await Require(client.PostAsJsonAsync("/api/v1/session", new SessionRequest(user, password)));
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["accessToken"]!;
    }

    private static async Task<HttpResponseMessage> Require(Task<HttpResponseMessage> asking)
    {
        var answer = await asking;
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }
}

/// <summary>The same with the journal in records of the grains' storage.</summary>
public sealed class GrainStorageJournalKillTests(ITestOutputHelper output) : KillTests(output)
{
    protected override string[] Settings => ["Storage:Journal=grainstorage"];

    protected override int Kills => base.Kills / 4;
}
