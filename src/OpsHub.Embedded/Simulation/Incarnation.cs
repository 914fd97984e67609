using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpsHub.Embedded.CodeGeneration;
using OpsHub.Embedded.Runtime;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Embedded.Simulation;

/// <summary>One life of a simulated host, from start to stop or crash.</summary>
internal sealed class Incarnation : SiloSeams
{
    private readonly ServiceProvider _services;
    private readonly IncarnationTime _time;
    private readonly List<GrainCall> _clientCalls = [];
    private bool _crashed;

    public Incarnation(SimulatedHost simulation, SimulationLoop loop, VirtualTime time, Action<ISiloBuilder> configure)
    {
        Simulation = simulation;
        _time = new IncarnationTime(time);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<TurnDispatcher>(loop);
        services.AddSingleton<SiloSeams>(this);
        SiloServices.Add(services);
        var configuration = new ConfigurationBuilder().Build();
        services.AddSingleton<IConfiguration>(configuration);
        configure(new SiloBuilder(services, configuration));
        SiloServices.AddReminders(services);
        _services = services.BuildServiceProvider();
    }

    public SimulatedHost Simulation { get; }

    public TimeProvider Time => _time;

    public IServiceProvider Services => _services;

    public override bool HasCrashed => _crashed;

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _time.StopAll();
    }

    /// <summary>Ends everything at once. Nothing is deactivated or disposed; callers outside learn that the host has gone.</summary>
    public void Crash()
    {
        _crashed = true;
        _time.StopAll();
        foreach (var call in _clientCalls)
            call.TryFail(new SiloUnavailableException("Simulated: the host crashed."));
        _clientCalls.Clear();
    }

    public override void Record(string kind, GrainId grain, string what) => Simulation.Record(kind, grain.ToString(), what);

    public override IGrainStorage Around(string name, IGrainStorage storage) => new SimulatedStorage(this, storage);

    public override bool Intercept(GrainId target, GrainCall call, Action<GrainCall> deliver)
    {
        if (call.Caller is null && !call.Method.IsOneWay)
            Remember(call);
        var fault = Simulation.Faults.ForCall(Simulation.Chance, target, call.Description);
        if (fault == CallFault.None)
            return false;
        Record($"{fault}", target, call.Description);
        switch (fault)
        {
            case CallFault.Delay:
                Later(Simulation.Chance.Next(Simulation.Faults.LongestDelay), () => deliver(call));
                break;
            case CallFault.LoseAnswer:
                deliver(Again(call));
                TimeOutLater(call);
                break;
            case CallFault.LoseRequest:
                TimeOutLater(call);
                break;
            case CallFault.Duplicate:
                var again = Again(call);
                deliver(call);
                Later(Simulation.Chance.Next(Simulation.Faults.LongestDelay), () => deliver(again));
                break;
        }

        return true;
    }

    private static GrainCall Again(GrainCall call)
    {
        var again = call.Duplicate();
        again.Caller = call.Caller;
        again.Values = call.Values;
        again.CallerActivity = call.CallerActivity;
        again.Deadline = call.Deadline;
        return again;
    }

    private void Remember(GrainCall call)
    {
        // Answered ones go when there may be many of them.
        const int tidyAt = 1024;
        if (_clientCalls.Count >= tidyAt)
            _clientCalls.RemoveAll(static found => found.IsAnswered);
        _clientCalls.Add(call);
    }

    private void TimeOutLater(GrainCall call)
    {
        if (!call.Method.IsOneWay)
            Later(Services.GetRequiredService<EmbeddedSilo>().Messaging.ResponseTimeout, () => call.TryFail(new TimeoutException($"Simulated: no answer to {call.Description} arrived.")));
    }

    // The timer is in the clock's queue until it fires, and so is not collected.
    private void Later(TimeSpan after, Action action) => _time.CreateTimer(_ => action(), null, after, Timeout.InfiniteTimeSpan);
}
