using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Common;
using OpsHub.Embedded.Simulation;
using OpsHub.Grains;
using OpsHub.Grains.Publication;
using OpsHub.Storage.Journals;
using OpsHub.Testing.Storage;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;

namespace OpsHub.Simulation.Tests.Workflow;

/// <summary>How much goes wrong during a day.</summary>
internal enum Weather
{
    /// <summary>Nothing fails; people still decline, forget and leave.</summary>
    Calm,

    /// <summary>Calls are lost, delayed and repeated, writes fail with and without effect, the machine loses power.</summary>
    Storm,
}

/// <param name="Events">Count by type of event, such as <c>inspectionStarted</c>.</param>
internal sealed record PortDayOutcome(string TraceHash, IReadOnlyDictionary<string, int> Events);

/// <summary>
/// A port for some hours of virtual time: declarations come in, officers answer as people do, a supervisor moves and
/// endorses, and the machine below them fails. Everything is drawn from one seed.
/// </summary>
internal sealed partial class PortDay
{
    public static readonly PortId Port = new("EETLL");
    private static readonly Actor s_administrator = new(new UserId("admin"), Roles.Administrator);
    private static readonly Actor s_supervisor = new(new UserId("supervisor"), Roles.Supervisor);
    private static readonly TimeSpan s_open = TimeSpan.FromMinutes(100);

    private readonly SimulatedHost _host;
    private readonly InMemoryJournal _journal;
    private readonly PortDayWatch _watch;
    private readonly int _declarations;
    private bool _over;

    private PortDay(SimulatedHost host, InMemoryJournal journal, int declarations)
    {
        _host = host;
        _journal = journal;
        _declarations = declarations;
        _watch = new PortDayWatch(journal, host);
    }

    private SeededChance Chance => _host.Chance;

    /// <returns>The hash of the trace, and how often each type of event is in the ledger.</returns>
    public static PortDayOutcome Run(ulong seed, Weather weather, int declarations = 30, Action<string>? listener = null, string test = "PortDay")
    {
        InMemoryJournal? journal = null;
        PortDay? day = null;
        var hash = SimulatedHost.Run(
            seed,
            (silo, host) => Configure(silo, host, journal ??= new InMemoryJournal(host.Time, TimeSpan.FromMilliseconds(3))),
            host =>
            {
                host.Listener = listener;
                day = new PortDay(host, journal!, declarations);
                return day.Run(weather);
            },
            maxSteps: 20_000_000,
            maxVirtualTime: TimeSpan.FromHours(40),
            test: test);
        return new PortDayOutcome(hash, day!._watch.Counts);
    }

    private static void Configure(ISiloBuilder silo, SimulatedHost host, InMemoryJournal journal)
    {
        silo.AddMemoryStreams(PortEventStream.Provider);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.Services.AddGrainStorage("Default", (_, _) => host.Disk);
        silo.Services.AddSingleton<IJournal>(journal);
        silo.Services.AddSingleton<IRandomSource>(new SeededSource(host.Chance));
        silo.Services.AddOpsHubGrains();
        // The simulated disk and the journal know nothing of each other's order.
        silo.Services.Configure<OutboxOptions>(static options => options.StatesFollowJournal = false);
    }

    private async Task Run(Weather weather)
    {
        await SetUp();
        if (weather is Weather.Storm)
            SetFaults();
        var officers = Enumerable.Range(1, Roster.Length).Select(WorkAsOfficer).ToList();
        List<Task> people = [.. officers, LeadShift(), Watch()];
        var lodging = Enumerable.Range(1, _declarations).Select(Lodge).ToList();
        if (weather is Weather.Storm)
            people.Add(CutPower());

        var ending = EndOfDay(lodging, people);
        // Whoever sees something broken ends the day at once, not when everybody has gone home.
        List<Task> everybody = [.. people, .. lodging, ending];
        while (everybody.Count > 0)
        {
            var done = await Task.WhenAny(everybody);
            await done;
            everybody.Remove(done);
        }
    }

    private async Task EndOfDay(List<Task> lodging, List<Task> people)
    {
        await Task.WhenAll(lodging);
        await _host.Delay(s_open - (_host.Time.GetUtcNow() - _opened) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero);
        _host.Faults.Stop();
        await AllClosed();
        _over = true;
        await Task.WhenAll(people);
        await Quiet();
        await CheckAfterPowerCut();
    }

    private async Task SetUp()
    {
        _opened = _host.Time.GetUtcNow();
        var configuration = new PortConfiguration { Port = Port, Name = "Tallinn", RandomRate = 0.05, QueueLimit = 10 };
        await Send(() => _host.Grains.Port(Port).Configure(Command(new ConfigurePort { Configuration = configuration }, s_administrator)));
        await PublishProfile("electronics", "85", Lane.Red, weight: 85);
        await PublishProfile("vehicles", "87", Lane.Red, weight: 60);
        await PublishProfile("clothing", "61", Lane.Yellow, weight: 35);
        for (var number = 1; number <= Roster.Length; number++)
        {
            var profile = Roster[number - 1];
            await Send(() => _host.Grains.Officer(profile.Officer).Register(Command(new RegisterOfficer { Profile = profile }, s_administrator)));
        }
    }

    private async Task PublishProfile(string name, string chapter, Lane lane, int weight)
    {
        var id = RiskProfileId.Of(Port, name);
        var definition = new ProfileDefinition(
            id, 0, name, $"hs2 = '{chapter}'", weight, lane, 0, new UserId("ana"), _opened.AddDays(-1), _opened.AddDays(30));
        var command = Command(new PublishProfile { Definition = definition }, new Actor(new UserId("ana"), Roles.Analyst));
        await Send(() => _host.Grains.RiskProfile(id).Publish(command));
    }

    private void SetFaults()
    {
        var faults = _host.Faults;
        faults.DelayCall = 0.05;
        faults.LongestDelay = TimeSpan.FromSeconds(3);
        faults.LoseRequest = 0.004;
        faults.LoseAnswer = 0.004;
        faults.DuplicateCall = 0.01;
        faults.FailWrite = 0.01;
        faults.FailAfterStoring = 0.01;
        faults.FailRead = 0.005;
    }

    private async Task CutPower()
    {
        for (var cuts = 1 + Chance.Next(3); cuts > 0; cuts--)
        {
            await _host.Delay(TimeSpan.FromMinutes(2) + Chance.Next(TimeSpan.FromMinutes(30)));
            if (_over)
                return;
            await Restart();
        }
    }

    private async Task Restart()
    {
        _down = true;
        _host.Crash();
        _journal.Crash();
        await _host.Delay(Chance.Next(TimeSpan.FromMinutes(4)));
        await _host.StartAsync();
        _down = false;
    }

    /// <summary>Chance of the simulation instead of the machine's.</summary>
    private sealed class SeededSource(SeededChance chance) : IRandomSource
    {
        public void Fill(Span<byte> buffer)
        {
            foreach (ref var value in buffer)
                value = (byte)chance.Next(256);
        }
    }
}
