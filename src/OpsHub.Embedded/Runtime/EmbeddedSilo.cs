using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsHub.Embedded.CodeGeneration;
using Orleans;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Embedded.Runtime;

/// <summary>The grain host of this process: what activations, references and timers share.</summary>
internal sealed class EmbeddedSilo
{
    private const int Stopped = 0;
    private const int Started = 1;
    private const int Stopping = 2;

    private static readonly ActivitySource s_trace = new("OpsHub.Embedded");

    private readonly long _startTimestamp;
    private long _nowTicks;
    private volatile int _status;

    public EmbeddedSilo(
        IServiceProvider services,
        TurnDispatcher dispatcher,
        TimeProvider time,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        SiloMeters meters,
        ILogger<EmbeddedSilo> log)
    {
        Services = services;
        Dispatcher = dispatcher;
        Time = time;
        Messaging = messaging.Value;
        Collection = collection.Value;
        Meters = meters;
        Log = new SiloLog(log);
        _startTimestamp = time.GetTimestamp();
        Seams = services.GetService<SiloSeams>();
        Catalog = new GrainCatalog(GrainCatalog.ModulesOfProgram(), Messaging, Collection, dispatcher.Processors);
        Directory = new GrainDirectory(this);
        Grains = new GrainFactory(this);
        Reminders = new ReminderService(this, services.GetService<IReminderTable>(), services);
        Keeper = new SiloKeeper(this);
        meters.Observe(Directory);
    }

    public IServiceProvider Services { get; }

    public TurnDispatcher Dispatcher { get; }

    public TimeProvider Time { get; }

    public SiloMessagingOptions Messaging { get; }

    public GrainCollectionOptions Collection { get; }

    public SiloMeters Meters { get; }

    public SiloLog Log { get; }

    public GrainCatalog Catalog { get; }

    public GrainDirectory Directory { get; }

    public GrainFactory Grains { get; }

    public ReminderService Reminders { get; }

    public SiloKeeper Keeper { get; }

    /// <summary>Null outside simulations.</summary>
    public SiloSeams? Seams { get; }

    public ActivitySource Trace => s_trace;

    /// <summary>
    /// Time since the host was made, in 100 ns. On the thread pool it is read only as often as expired calls are looked
    /// for, because reading the clock for every call would cost as much as queueing it.
    /// </summary>
    public long NowTicks => Dispatcher.HasExactClock ? ReadClock() : Volatile.Read(ref _nowTicks);

    public long ReadClock()
    {
        var now = Time.GetElapsedTime(_startTimestamp).Ticks;
        Volatile.Write(ref _nowTicks, now);
        return now;
    }

    public IGrainStorage FindStorage(string? name)
    {
        var storage = (name is null ? Services.GetService<IGrainStorage>() : Services.GetKeyedService<IGrainStorage>(name))
            ?? throw new OrleansConfigurationException(name is null
                ? "No default grain storage was added."
                : $"No grain storage named '{name}' was added.");
        return Seams?.Around(name ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, storage) ?? storage;
    }

    /// <summary>A new id; from the seed in a simulation.</summary>
    public Guid NextGuid() => Dispatcher.NextGuid(Time.GetUtcNow());

    /// <summary>Gives the call what flows from its caller, and its deadline.</summary>
    /// <returns>False when the call was refused; then it has failed.</returns>
    public bool TryPrepare(GrainCall call)
    {
        var caller = Activation.Running;
        if (_status != Started && !(_status == Stopping && caller is not null))
        {
            call.TryFail(new SiloUnavailableException(_status == Stopping ? "The silo is stopping." : "The silo is not running."));
            return false;
        }

        call.Caller = caller;
        call.Values = RequestContext.Current;
        call.CallerActivity = Activity.Current;
        if (!call.Method.IsOneWay)
            call.Deadline = NowTicks + Messaging.ResponseTimeout.Ticks + Keeper.LookEvery.Ticks;
        if (call.CallerToken.CanBeCanceled)
        {
            if (call.CallerToken.IsCancellationRequested)
            {
                call.TryCancel(call.CallerToken);
                return false;
            }

            call.FlowCancellation();
        }

        return true;
    }

    /// <summary>Refuses calls left by an activation when no new one may be made any more.</summary>
    public bool Refuses(List<GrainCall> calls)
    {
        if (_status != Stopping)
            return false;
        var waiting = calls.ToArray();
        calls.Clear();
        foreach (var call in waiting)
            call.TryFail(new SiloUnavailableException("The silo is stopping."));
        return true;
    }

    /// <summary>Fails calls whose callers have waited long enough.</summary>
    public void FailExpired(Activation? target, List<GrainCall> expired)
    {
        foreach (var call in expired)
        {
            var failure = new TimeoutException(TimeoutExplanation.Of(call, target, Messaging.ResponseTimeout));
            Dispatcher.Schedule(new Failing(call, failure), preferLocal: false);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ReadClock();
        Keeper.Start();
        _status = Started;
        await Reminders.StartAsync(cancellationToken);
    }

    /// <summary>Refuses new calls from outside, lets running calls end, and deactivates every activation.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_status != Started)
            return;
        _status = Stopping;
        await Reminders.StopAsync(cancellationToken);
        await Keeper.DeactivateAllAsync(cancellationToken);
        Keeper.Stop();
        _status = Stopped;
    }

    // A client's continuation may run where its call is failed; it must not hold up the failing of others.
    private sealed class Failing(GrainCall call, TimeoutException failure) : IThreadPoolWorkItem
    {
        public void Execute() => call.TryFail(failure);
    }
}
