using System.Net.Http.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Testing.Live;

namespace OpsHub.Gateway.Tests.Live;

/// <summary>What happens to clients that were away for long, froze, or came back after a restart. A host with a small ring.</summary>
public sealed class LiveLossTests : IAsyncLifetime
{
    private const int Ring = 20;

    private HubHost _hub = null!;

    public async Task InitializeAsync() => _hub = await HubHost.StartAsync($"Live:RingEvents={Ring}", "Live:StuckWriteSeconds=60");

    public Task DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Reconnect_BeyondTheRing_TakesASnapshot()
    {
        var commander = await _hub.AsRole("commander", "commander");
        Welcome welcome;
        await using (var first = await _hub.LiveAsync(commander))
        {
            welcome = await first.HelloAsync(HubHost.Tallinn);
            await RaiseAsync(Ring + 5, "beyond");
            await first.FirstAsync(LiveProtocolTests.IsEventOf($"beyond-{Ring + 4}"));
        }

        await using var second = await _hub.LiveAsync(commander);
        Assert.False((await second.HelloAsync(HubHost.Tallinn, welcome.Epoch, [.. welcome.Topics])).Resumed);
        Assert.True((await second.InvokeAsync<ReplayAnswer>("Replay", new ReplayRequest("alarms", 1))).SnapshotNeeded);
    }

    [Fact]
    public async Task Restart_KeepsEpochAndNumbers_AndClientsResume()
    {
        var commander = await _hub.AsRole("commander", "commander");
        Welcome before;
        await using (var live = await _hub.LiveAsync(commander))
        {
            before = await live.HelloAsync(HubHost.Tallinn);
            await RaiseAsync(3, "restart");
            await live.FirstAsync(LiveProtocolTests.IsEventOf("restart-2"));
        }

        await _hub.RestartAsync();
        commander = await _hub.As("commander", HubHost.UserPassword);
        await using var again = await _hub.LiveAsync(commander);
        var after = await again.HelloAsync(HubHost.Tallinn, before.Epoch, [.. before.Topics]);
        Assert.Equal(before.Epoch, after.Epoch);
        Assert.True(after.Resumed);
        var first = (await again.FirstAsync(message => message.Target == "Event" && LiveProtocolTests.Topic(message) == "alarms")).As<TopicEvent>();
        Assert.Equal(before.Topics.Single(topic => topic.T == "alarms").Seq + 1, first.Seq);
        var snapshot = (await commander.GetFromJsonAsync<PortSnapshot>("/api/v1/ports/EETLL/snapshot", ContractJson.Options))!;
        Assert.Contains(snapshot.Alarms, alarm => alarm.Id.Value == "restart-2");
    }

    [Fact]
    public async Task FrozenClient_CostsTheOthersNothing_AndStartsOver()
    {
        var commander = await _hub.AsRole("commander", "commander");
        await using var frozen = await LiveClient.ConnectAsync(_hub.Address, HubHost.TokenOf(commander), socketBufferBytes: 4 * 1024);
        await using var lively = await _hub.LiveAsync(commander);
        await frozen.HelloAsync(HubHost.Tallinn);
        var start = (await lively.HelloAsync(HubHost.Tallinn)).Topics.Single(topic => topic.T == "alarms").Seq;
        frozen.Freeze();
        await FillSocketsAsync();
        // Half a ring at a time: the board may take a burst in one go, and a flood of alarms is an event of its own.
        const int burst = Ring / 2;
        for (var n = 0; n < 5; n++)
        {
            await RaiseAsync(burst, $"frozen-{n}");
            await lively.FirstAsync(LiveProtocolTests.IsEventOf($"frozen-{n}-{burst - 1}"));
        }

        var seen = lively.Received.Where(message => message.Target == "Event" && LiveProtocolTests.Topic(message) == "alarms")
            .Select(message => message.As<TopicEvent>().Seq).ToArray();
        Assert.Equal(Enumerable.Range(1, seen.Length).Select(i => start + i), seen);
        Assert.DoesNotContain(lively.Received, message => message.Target == "Reset");
        frozen.Thaw();
        await frozen.FirstAsync(message => message.Target == "Reset");
    }

    /// <summary>
    /// More than the kernel keeps for a connection that nobody reads (Linux: 4 MB), so that the hub's write to it waits.
    /// Port plans are the largest events there are.
    /// </summary>
    private async Task FillSocketsAsync()
    {
        var admin = await _hub.As("administrator", HubHost.AdministratorPassword);
        for (var i = 0; i < 3; i++)
        {
            var port = HubHost.Port(HubHost.Tallinn, "Tallinn") with { PlanGeoJson = $$"""{"type":"FeatureCollection","features":[],"name":"{{new string((char)('a' + i), 3_000_000)}}"}""" };
            (await admin.PutAsJsonAsync($"/api/v1/ports/{port.Port}", port, ContractJson.Options)).EnsureSuccessStatusCode();
        }
    }

    private async Task RaiseAsync(int count, string name)
    {
        for (var i = 0; i < count; i++)
        {
            var command = LiveProtocolTests.Alarm($"{name}-{i}") with { Cause = new string('c', 180), Consequence = new string('q', 180) };
            var result = await _hub.Grains.AlarmBoard(HubHost.Tallinn).Raise(command);
            Assert.True(result.IsAccepted, result.Refusal?.Detail);
        }
    }
}
