using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Live;
using OpsHub.Testing.Live;

namespace OpsHub.Gateway.Tests.Live;

[Collection(SharedHub.Name)]
public sealed class LiveProtocolTests(HubHost hub)
{
    [Fact]
    public async Task Hello_WithoutAnEpoch_WelcomesAndAsksForASnapshot()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        var welcome = await live.HelloAsync(HubHost.Tallinn);
        Assert.False(welcome.Resumed);
        Assert.Equal(250, welcome.TickMs);
        Assert.NotEmpty(welcome.Epoch);
        Assert.Contains(welcome.Runtime, new[] { "Orleans", "Embedded" });
    }

    [Fact]
    public async Task Hello_InAnotherProtocol_IsRefused()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        var refusal = await Assert.ThrowsAsync<LiveRefusedException>(() => live.InvokeAsync<Welcome>("Hello", new HelloRequest(LiveProtocol.Version - 1, HubHost.Tallinn, null, [])));
        Assert.Contains("ProtocolNotSpoken", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_BeforeHello_IsRefused()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        var refusal = await Assert.ThrowsAsync<LiveRefusedException>(() => live.InvokeAsync<object>("View", new ViewRequest(12, ["2330/1200"])));
        Assert.Contains("HelloFirst", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heartbeat_ComesEverySecond_WithPositionsAndKpis()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        var welcome = await live.HelloAsync(HubHost.Tallinn);
        await live.NextAsync("Heartbeat");
        var beat = (await live.NextAsync("Heartbeat")).As<LiveHeartbeat>();
        Assert.Equal(welcome.Epoch, beat.Epoch);
        Assert.Equal(welcome.Topics.Select(topic => topic.T), beat.Topics.Select(topic => topic.T));
        Assert.NotNull(beat.Kpis);
    }

    [Fact]
    public async Task Event_AfterAnAlarm_ArrivesWithTheNextNumber()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        var welcome = await live.HelloAsync(HubHost.Tallinn);
        var before = welcome.Topics.Single(topic => topic.T == "alarms").Seq;
        await RaiseAsync("event-arrives");
        var first = (await live.FirstAsync(message => message.Target == "Event" && Topic(message) == "alarms")).As<TopicEvent>();
        Assert.Equal(before + 1, first.Seq);
        var own = (await live.FirstAsync(IsEventOf("event-arrives"))).As<TopicEvent>();
        Assert.Equal("alarmRaised", own.Type);
        Assert.Equal("alarmRaised", own.Data["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Snapshot_IsConsistentWithItsNumbers()
    {
        var commander = await CommanderAsync();
        await using var live = await hub.LiveAsync(commander);
        await live.HelloAsync(HubHost.Tallinn);
        await RaiseAsync("snapshot-consistent");
        var told = (await live.FirstAsync(IsEventOf("snapshot-consistent"))).As<TopicEvent>();
        var snapshot = (await commander.GetFromJsonAsync<PortSnapshot>("/api/v1/ports/EETLL/snapshot", ContractJson.Options))!;
        Assert.True(snapshot.Topics.Single(topic => topic.T == "alarms").Seq >= told.Seq);
        Assert.Contains(snapshot.Alarms, alarm => alarm.Id.Value == "snapshot-consistent");
    }

    [Fact]
    public async Task Snapshot_WithItsETag_IsNotSentAgain()
    {
        var watcher = await hub.AsRole("watcher.parnu", "commander", "EEPRN");
        var told = await SnapshotAsync(null);
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        // What earlier tests did to this port may still be on its way to the board, and is a change.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (told.StatusCode != HttpStatusCode.NotModified)
        {
            Assert.False(patience.IsCancellationRequested, "A snapshot nothing happens to was sent again.");
            told = await SnapshotAsync(told.Headers.ETag);
        }

        async Task<HttpResponseMessage> SnapshotAsync(EntityTagHeaderValue? known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/ports/EEPRN/snapshot");
            if (known is not null)
                request.Headers.IfNoneMatch.Add(known);
            return await watcher.SendAsync(request);
        }
    }

    [Fact]
    public async Task Replay_FromANumber_GivesTheEventsFromThere()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        await live.HelloAsync(HubHost.Tallinn);
        for (var i = 0; i < 5; i++)
            await RaiseAsync($"replay-{i}");
        var last = (await live.FirstAsync(IsEventOf("replay-4"))).As<TopicEvent>();
        var answer = await live.InvokeAsync<ReplayAnswer>("Replay", new ReplayRequest("alarms", last.Seq - 3));
        Assert.False(answer.SnapshotNeeded);
        Assert.Equal([last.Seq - 3, last.Seq - 2, last.Seq - 1, last.Seq], answer.Events.Where(e => e.Seq <= last.Seq).Select(e => e.Seq));
    }

    [Fact]
    public async Task Replay_FromTheFuture_NeedsASnapshot()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        await live.HelloAsync(HubHost.Tallinn);
        Assert.True((await live.InvokeAsync<ReplayAnswer>("Replay", new ReplayRequest("alarms", 1_000_000))).SnapshotNeeded);
    }

    [Fact]
    public async Task Reconnect_WithinTheRing_GetsWhatItMissedInOrder()
    {
        var commander = await CommanderAsync();
        Welcome welcome;
        await using (var first = await hub.LiveAsync(commander))
            welcome = await first.HelloAsync(HubHost.Tallinn);
        for (var i = 0; i < 3; i++)
            await RaiseAsync($"missed-{i}");
        await WaitForAsync(commander, "missed-2");
        await using var second = await hub.LiveAsync(commander);
        var again = await second.HelloAsync(HubHost.Tallinn, welcome.Epoch, [.. welcome.Topics]);
        Assert.True(again.Resumed);
        await second.FirstAsync(IsEventOf("missed-2"));
        var numbers = second.Received.Where(message => message.Target == "Event" && Topic(message) == "alarms").Select(message => message.As<TopicEvent>().Seq).ToArray();
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(i => numbers[0] + i), numbers);
        Assert.Equal(welcome.Topics.Single(topic => topic.T == "alarms").Seq + 1, numbers[0]);
    }

    [Fact]
    public async Task Reconnect_OfAnotherEpoch_TakesASnapshot()
    {
        await using var live = await hub.LiveAsync(await CommanderAsync());
        var welcome = await live.HelloAsync(HubHost.Tallinn);
        Assert.False((await live.HelloAsync(HubHost.Tallinn, "another", [.. welcome.Topics])).Resumed);
    }

    [Fact]
    public async Task Officer_SeesOnlyTheAlarmsOfItsDuty_WithDenseNumbers()
    {
        var officer = await hub.AsRole("olga", "officer");
        await using var live = await hub.LiveAsync(officer);
        var before = (await live.HelloAsync(HubHost.Tallinn)).Topics.Single(topic => topic.T == "alarms").Seq;
        await RaiseAsync("not-of-olga", owner: "commander");
        await RaiseAsync("of-every-officer", owner: "officer");
        var own = (await live.FirstAsync(IsEventOf("of-every-officer"))).As<TopicEvent>();
        var events = live.Received.Where(message => message.Target == "Event").Select(message => message.As<TopicEvent>()).ToArray();
        Assert.Equal(Enumerable.Range(1, events.Length).Select(i => before + i), events.Select(e => e.Seq));
        Assert.DoesNotContain(events, e => e.Subject == "not-of-olga");
        Assert.Contains(events, e => e.Type == "withheld" && e.Seq < own.Seq);
    }

    private Task<HttpClient> CommanderAsync() => hub.AsRole("live.commander", "commander");

    private async Task RaiseAsync(string alarm, string owner = "commander")
    {
        var result = await hub.Grains.AlarmBoard(HubHost.Tallinn).Raise(Alarm(alarm, owner));
        Assert.True(result.IsAccepted, result.Refusal?.Detail);
    }

    internal static RaiseAlarm Alarm(string alarm, string owner = "commander") => new()
    {
        CommandId = HubHost.NewCommand(),
        Alarm = new AlarmId(alarm),
        Priority = AlarmPriority.P2,
        Title = "Test",
        Cause = "A test",
        Consequence = "None",
        Response = "Nothing",
        Owner = owner,
        TimeToRespondSeconds = 60,
    };

    private static async Task WaitForAsync(HttpClient client, string alarm)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await client.GetFromJsonAsync<PortSnapshot>("/api/v1/ports/EETLL/snapshot", ContractJson.Options))!.Alarms.All(a => a.Id.Value != alarm))
            await timer.WaitForNextTickAsync();
    }

    internal static string? Topic(LiveMessage message) => message.Argument.GetProperty("topic").GetString();

    internal static Func<LiveMessage, bool> IsEventOf(string subject) =>
        message => message.Target == "Event" && message.Argument.GetProperty("subject").GetString() == subject;
}
