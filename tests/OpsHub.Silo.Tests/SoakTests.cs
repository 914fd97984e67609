using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Ports;
using OpsHub.Silo.Commands;
using OpsHub.Silo.Demo;
using OpsHub.Testing.Live;
using Xunit.Abstractions;

namespace OpsHub.Silo.Tests;

/// <summary>The demo at twenty times its normal traffic, looked at by one board, for as long as <c>OPSHUB_SOAK_MINUTES</c> says (10).</summary>
public sealed class SoakTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Password = "a password of the soak";
    private const double Traffic = 20;
    private static readonly TimeSpan s_sampleEvery = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Of the last fifth against the third tenth to the middle. Seen: 276 and 288 MiB; a leak of 1 MB/s is 300 MB between the
    /// two in ten minutes.
    /// </summary>
    private const double MostGrowth = 1.1;

    /// <summary>Until the caches are full and the heap has its size (seen: three to four minutes) growth says nothing.</summary>
    private static readonly TimeSpan s_shortestJudged = TimeSpan.FromMinutes(8);

    private readonly string _data = Directory.CreateTempSubdirectory("opshub-soak-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return Task.CompletedTask;
    }

    [LongFact]
    public async Task Demo_AtTwentyTimesItsTraffic_KeepsItsMemoryAndItsLedger()
    {
        var length = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("OPSHUB_SOAK_MINUTES") ?? "10", CultureInfo.InvariantCulture));
        await using var hub = await HubProcess.StartDemoAsync(_data, Password, Traffic);
        await using var board = await BoardAsync(hub);
        var samples = await SampleAsync(hub, board, length);
        var frames = board.Counts.GetValueOrDefault("Tiles");
        var events = board.Counts.GetValueOrDefault("Event");
        Assert.Equal(0, await hub.StopAsync());

        Report(samples);
        output.WriteLine($"The board got {frames} frames and {events} events, {board.BytesReceived / 1024 / 1024} MiB.");
        Assert.True(frames > length.TotalSeconds, $"only {frames} frames: the board did not see the traffic");
        Assert.True(events > length.TotalSeconds, $"only {events} events: the port did not work");
        var steady = Median(samples, length, 0.3, 0.5);
        var last = Median(samples, length, 0.8, 1);
        output.WriteLine($"Resident: {steady:F0} MiB in minutes {length.TotalMinutes * 0.3:F1} to {length.TotalMinutes * 0.5:F1}, {last:F0} MiB in the last {length.TotalMinutes * 0.2:F1}; {last / steady:F3} times.");
        Assert.True(length < s_shortestJudged || last <= steady * MostGrowth, $"resident memory grew from {steady:F0} to {last:F0} MiB");
        var errors = hub.Output.Split('\n').Where(line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal)).ToArray();
        Assert.True(errors.Length == 0, $"{errors.Length} errors in the log:\n{string.Join('\n', errors.Take(20))}");
        Assert.Equal(0, await OpsHubCommandLine.RunAsync(["ledger", "verify", "--data", _data]));
    }

    private async Task<LiveClient> BoardAsync(HubProcess hub)
    {
        var board = await LiveClient.ConnectAsync(hub.Address, await SignInAsync(hub));
        board.Keeps = false;
        await board.HelloAsync(DemoPort.Port, null, [.. new[] { "shipments", "inspections", "officers", "alarms", "port" }.Select(topic => new TopicPosition(topic, 0))]);
        await board.SendAsync("View", new ViewRequest(12, [.. TilesAround(DemoPort.Configuration)]));
        return board;
    }

    /// <summary>The demo makes its accounts after the doors are open.</summary>
    private static async Task<string> SignInAsync(HubProcess hub)
    {
        using var client = new HttpClient { BaseAddress = hub.Address };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/session", new SessionRequest("commander", Password), patience.Token);
            if (answer.IsSuccessStatusCode)
                return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(patience.Token))!["accessToken"]!;
        }

        throw new InvalidOperationException(hub.Output);
    }

    /// <summary>As many tiles as a view may have.</summary>
    private static IEnumerable<string> TilesAround(PortConfiguration port)
    {
        var middle = TileReader.TileOf(port.LatitudeDegrees, port.LongitudeDegrees).Split('/').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return from x in Enumerable.Range(-4, 8) from y in Enumerable.Range(-4, 8) select $"{middle[0] + x}/{middle[1] + y}";
    }

    private static async Task<List<(TimeSpan At, double Mib)>> SampleAsync(HubProcess hub, LiveClient board, TimeSpan length)
    {
        var samples = new List<(TimeSpan, double)>();
        var began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(s_sampleEvery);
        while (TimeProvider.System.GetElapsedTime(began) is var at && at < length)
        {
            samples.Add((at, hub.ResidentBytes / 1024.0 / 1024.0));
            Assert.False(board.Closed.IsCompleted, $"the board was cut after {at}");
            await timer.WaitForNextTickAsync();
        }

        return samples;
    }

    private void Report(List<(TimeSpan At, double Mib)> samples)
    {
        foreach (var minute in samples.GroupBy(sample => (int)sample.At.TotalMinutes))
            output.WriteLine($"minute {minute.Key + 1}: {minute.Min(s => s.Mib):F0} to {minute.Max(s => s.Mib):F0} MiB resident");
    }

    private static double Median(List<(TimeSpan At, double Mib)> samples, TimeSpan length, double from, double to)
    {
        var part = samples.Where(s => s.At >= length * from && s.At <= length * to).Select(s => s.Mib).Order().ToArray();
        return part[part.Length / 2];
    }
}
