using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Embedded.Runtime;
using Orleans;
using Orleans.Hosting;
using Orleans.Storage;

namespace OpsHub.Embedded.Simulation;

/// <summary>
/// A grain host on one thread in virtual time. A seed decides which of the things that could happen next happens, and
/// which faults; the same seed gives the same events, which <see cref="TraceHash"/> proves. What grains and the scenario
/// await must come from the simulation: <see cref="Time"/>, grain calls, storage and streams of this host.
/// </summary>
/// <remarks>
/// Services that outlive a crash (storage doubles, journals) are made outside and registered as instances by
/// <c>configure</c>, which runs again at each start. Everything else starts anew.
/// </remarks>
public sealed class SimulatedHost
{
    /// <summary>Replays one seed: set this environment variable to it and run the test again.</summary>
    public const string SeedVariable = "OPSHUB_SIMULATION_SEED";

    // 2026-01-05, a Monday: shifts and weeks start tidily.
    private static readonly DateTimeOffset s_start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly Action<ISiloBuilder, SimulatedHost> _configure;
    private readonly VirtualTime _time = new(s_start);
    private readonly SimulationTrace _trace = new();
    private readonly SimulationLoop _loop;
    private Incarnation? _running;

    private SimulatedHost(ulong seed, Action<ISiloBuilder, SimulatedHost> configure)
    {
        Seed = seed;
        _configure = configure;
        Chance = new SeededChance(seed);
        _loop = new SimulationLoop(Chance, _time);
    }

    public ulong Seed { get; }

    /// <summary>Chance for scenarios, from the same seed.</summary>
    public SeededChance Chance { get; }

    public SimulatedFaults Faults { get; } = new();

    /// <summary>The clock of the simulation; it starts on Monday 2026-01-05 00:00 UTC.</summary>
    public TimeProvider Time => _time;

    /// <summary>Grain records that outlive crashes; register it under the names the grains ask for.</summary>
    public IGrainStorage Disk { get; } = new MemoryGrainStorage();

    /// <summary>Reminders that outlive crashes; used unless <c>configure</c> registers another table.</summary>
    public IReminderTable ReminderTable { get; } = new MemoryReminderTable();

    public IServiceProvider Services => Running.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    /// <summary>SHA-256 over everything that happened so far, in hex.</summary>
    public string TraceHash => _trace.Hash;

    /// <summary>Receives every event as a line of text.</summary>
    public Action<string>? Listener
    {
        get => _trace.Listener;
        set => _trace.Listener = value;
    }

    private Incarnation Running => _running ?? throw new InvalidOperationException("The simulated host is not running.");

    /// <summary>The seeds a test should run: the one of <see cref="SeedVariable"/> alone if set, else 1 to <paramref name="count"/>.</summary>
    public static IEnumerable<ulong> Seeds(int count) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var seed) ? [seed] : Enumerable.Range(1, count).Select(static number => (ulong)number);

    /// <summary>Runs a scenario against a fresh host and returns the hash of its trace.</summary>
    /// <param name="seed">Decides everything that is left to chance.</param>
    /// <param name="configure">Configures each start of the host.</param>
    /// <param name="scenario">What the outside world does; the simulation ends with it.</param>
    /// <param name="maxSteps">Work after which the simulation fails as endless.</param>
    /// <param name="maxVirtualTime">Virtual time after which it fails as endless; null means 30 days.</param>
    /// <param name="test">Name of the test, for the replay command.</param>
    /// <exception cref="SimulationException">The scenario failed; the message says how to replay it.</exception>
    public static string Run(
        ulong seed,
        Action<ISiloBuilder, SimulatedHost> configure,
        Func<SimulatedHost, Task> scenario,
        long maxSteps = 10_000_000,
        TimeSpan? maxVirtualTime = null,
        [CallerMemberName] string test = "")
    {
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(scenario);
        var host = new SimulatedHost(seed, configure);
        host.RunOnOwnThread(scenario, maxSteps, maxVirtualTime ?? TimeSpan.FromDays(30), test);
        return host.TraceHash;
    }

    /// <summary>Stops the host at once, as a power cut would. Only what storage acknowledged is kept.</summary>
    public void Crash()
    {
        Record("crash", "-", string.Empty);
        Running.Crash();
        _running = null;
    }

    /// <summary>Stops the host gracefully.</summary>
    public async Task StopAsync()
    {
        Record("stop", "-", string.Empty);
        await Running.StopAsync();
        _running = null;
    }

    /// <summary>Starts the host after a crash or stop.</summary>
    public async Task StartAsync()
    {
        if (_running is not null)
            throw new InvalidOperationException("The simulated host is running.");
        Record("start", "-", string.Empty);
        _running = new Incarnation(this, _loop, _time, silo =>
        {
            _configure(silo, this);
            if (!silo.Services.Any(static service => service.ServiceType == typeof(IReminderTable)))
                silo.Services.AddSingleton(ReminderTable);
        });
        await _running.StartAsync();
    }

    /// <summary>Lets virtual time pass.</summary>
    public Task Delay(TimeSpan time) => Task.Delay(time, _time);

    /// <summary>Adds an event of the scenario to the trace.</summary>
    public void Note(string what) => Record("note", "-", what);

    internal void Record(string kind, string who, string what) => _trace.Add(_time.Elapsed, kind, who, what);

    private void RunOnOwnThread(Func<SimulatedHost, Task> scenario, long maxSteps, TimeSpan maxTime, string test)
    {
        ExceptionDispatchInfo? failure = null;

        // A thread of its own: nothing of the caller's context, and no thread pool, has a part in it.
        var thread = new Thread(() =>
        {
            try
            {
                Run(() => StartAndRun(scenario), maxSteps, maxTime);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(Explained(exception, test));
            }
        });
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
    }

    private void Run(Func<Task> scenario, long maxSteps, TimeSpan maxTime)
    {
        try
        {
            _loop.Run(scenario, maxSteps, maxTime);
        }
        catch (Exception)
        {
            _loop.ThrowIfItEscapedSoon();
            throw;
        }
    }

    private async Task StartAndRun(Func<SimulatedHost, Task> scenario)
    {
        await StartAsync();
        await scenario(this);
    }

    private SimulationException Explained(Exception exception, string test) => new(
        $"""
        Seed {Seed} failed after {_loop.Steps} steps at {_time.Elapsed} of virtual time: {exception.Message}
        Replay: {SeedVariable}={Seed} dotnet test tests/OpsHub.Simulation.Tests --filter FullyQualifiedName~{test}
        Latest events:
        {string.Concat(_trace.Latest)}
        """,
        exception);
}
