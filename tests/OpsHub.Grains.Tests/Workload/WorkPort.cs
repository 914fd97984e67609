using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Workload;
using OpsHub.Grains.Publication;
using OpsHub.Storage.Journals;
using OpsHub.Testing.Runtime;
using OpsHub.Testing.Storage;
using OpsHub.Grains.Tests.Support;
using OpsHub.Testing.Time;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;

namespace OpsHub.Grains.Tests.Workload;

/// <summary>
/// A configured port on a clock of its own, on whichever grain runtime the tests were built with. Records, journal and
/// reminders outlive a restart.
/// </summary>
internal sealed class WorkPort : IAsyncDisposable
{
    public static readonly PortId Port = new("EETLL");
    public static readonly Actor Supervisor = new(new UserId("supervisor"), Roles.Supervisor);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly DurableReminderTable _reminders = new();
    private readonly InMemoryJournal _journal;
    private int _commands;

    private WorkPort() => _journal = new InMemoryJournal(Time);

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public DurableGrainStorage Storage { get; } = new();

    public GrainHost Host { get; private set; } = null!;

    public IGrainFactory Grains => Host.Grains;

    public IWorkloadBalancerGrain Balancer => Grains.WorkloadBalancer(Port);

    public IAlarmBoardGrain Board => Grains.AlarmBoard(Port);

    public DateTimeOffset Now => Time.GetUtcNow();

    public static async Task<WorkPort> Start(int queueLimit = 40)
    {
        var port = new WorkPort();
        port.Host = await GrainHost.StartAsync(port.Configure);
        var settings = new PortConfiguration { Port = Port, Name = "Tallinn", RandomRate = 0, QueueLimit = queueLimit };
        Accepted(await port.Grains.Port(Port).Configure(new ConfigurePort { CommandId = port.NextId(), Actor = Supervisor, Configuration = settings }));
        return port;
    }

    public CommandId NextId() => new(new Guid(++_commands, 0, 0, new byte[8]));

    public static InspectionId CaseId(int number) => InspectionId.Of(new ShipmentId($"EETLL-{number}"), 1);

    public static OfficerId OfficerId(int number) => new($"officer{number}");

    /// <summary>Registers an officer and starts a shift of eight hours.</summary>
    public async Task<OfficerId> OnShift(int number, int capacity = 120, double hours = 8, params string[] skills)
    {
        var id = OfficerId(number);
        var profile = new OfficerProfile
        {
            Officer = id, Name = $"Officer {number}", HomePort = Port, Skills = [.. skills], CapacityMinutes = capacity, Zone = "north",
        };
        Accepted(await Grains.Officer(id).Register(new RegisterOfficer { CommandId = NextId(), Actor = Supervisor, Profile = profile }));
        Accepted(await Grains.Officer(id).StartShift(new StartShift { CommandId = NextId(), Actor = Self(id), EndsAt = Now.AddHours(hours) }));
        // The balancer learns of it from the officer, after the officer has answered.
        await Until(async () => (await Balancer.Workload()).Officers.Any(o => o.Profile.Officer == id && o.Status != OfficerStatus.OffShift), 0.05);
        return id;
    }

    public async Task<InspectionId> Open(int number, CasePriority priority = CasePriority.P3, int load = 20, double dueInHours = 4, params string[] skills)
    {
        Accepted(await Grains.Inspection(CaseId(number)).Open(new OpenInspection
        {
            CommandId = NextId(), Actor = Actor.Of("shipment"), Kind = InspectionKind.Documents, Lane = Lane.Yellow, Priority = priority,
            LoadMinutes = load, DueAt = Now.AddHours(dueInHours), ImporterId = $"IMP{number}", DeclarantId = $"DEC{number}", Zone = "north",
            Briefing = "price far below usual", Skills = [.. skills],
        }));
        return CaseId(number);
    }

    public async Task<InspectionView> View(InspectionId id) => (await Grains.Inspection(id).Get())!;

    public async Task<OfficerView> View(OfficerId id) => (await Grains.Officer(id).Get())!;

    public async Task<CommandResult> Accept(InspectionId id, OfficerId officer) => await Grains.Inspection(id).Accept(
        new AcceptInspection { CommandId = NextId(), Actor = Self(officer), Officer = officer, Epoch = (await View(id)).Epoch });

    public async Task<CommandResult> Decline(InspectionId id, OfficerId officer) => await Grains.Inspection(id).Decline(
        new DeclineInspection { CommandId = NextId(), Actor = Self(officer), Officer = officer, Epoch = (await View(id)).Epoch, Reason = "elsewhere" });

    public async Task<CommandResult> StartWork(InspectionId id, OfficerId officer) => await Grains.Inspection(id).Start(
        new StartInspection { CommandId = NextId(), Actor = Self(officer), Officer = officer, Epoch = (await View(id)).Epoch });

    public async Task<CommandResult> Finish(InspectionId id, OfficerId officer, InspectionOutcome outcome = InspectionOutcome.Released)
    {
        var view = await View(id);
        return await Grains.Inspection(id).Finish(new FinishInspection
        {
            CommandId = NextId(), Actor = Self(officer), Officer = officer, Epoch = view.Epoch, Outcome = outcome, Findings = "as declared",
            Checklist = view.Checklist,
        });
    }

    public async Task<CommandResult> Move(InspectionId id, OfficerId? to, long? basedOn = null) => await Balancer.Move(new MoveCase
    {
        CommandId = NextId(), Actor = Supervisor, Inspection = id, To = to, BasedOnVersion = basedOn ?? (await View(id)).Version, Reason = "balance",
    });

    public async Task<ImmutableArray<AlarmView>> Alarms() => await Board.List();

    /// <summary>Waits until the case is offered, and answers to whom.</summary>
    public async Task<OfficerId> Offered(InspectionId id)
    {
        await Until(async () => (await View(id)).Status is InspectionStatus.Offered);
        return (await View(id)).Officer!.Value;
    }

    /// <summary>Looks until it is so; the clock moves by a step at each look.</summary>
    public async Task Until(Func<Task<bool>> isSo, double stepSeconds = 0.25)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await isSo())
        {
            Time.Advance(TimeSpan.FromSeconds(stepSeconds));
            await LetThePoolWork();
            await looks.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>What a step caused goes before the next one, also on a busy machine: each hop is queued behind what is there.</summary>
    private static async Task LetThePoolWork()
    {
        for (var hop = 0; hop < 50; hop++)
            await Task.Yield();
    }

    /// <summary>Until nothing is on its way any more: every outbox is published and what follows from it is done.</summary>
    public Task Quiet() => Until(() => Task.FromResult(Host.Services.GetRequiredService<OutboxRegistry>().OpenCount == 0), 0.05);

    /// <summary>Lets time pass in steps of a second, with room in between for what it causes.</summary>
    public async Task Pass(TimeSpan time)
    {
        var until = Now + time;
        await Until(() => Task.FromResult(Now >= until), 1);
    }

    /// <summary>A restart takes time, by which versions that follow the clock stay behind what comes after it.</summary>
    public async Task Restart()
    {
        await Host.RestartAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
    }

    public static Actor Self(OfficerId officer) => new(new UserId(officer.Value), Roles.Officer);

    public static CommandResult Accepted(CommandResult result)
    {
        Assert.Null(result.Refusal);
        return result;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private void Configure(ISiloBuilder silo)
    {
        silo.AddMemoryStreams(PortEventStream.Provider);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddReminders();
        silo.ConfigureServices(services =>
        {
            services.AddTestClock(Time);
            services.AddGrainStorage("Default", (_, _) => Storage);
            services.AddSingleton<IReminderTable>(_reminders);
            services.AddSingleton<IJournal>(_journal);
            services.AddOpsHubGrains();
        });
    }
}
