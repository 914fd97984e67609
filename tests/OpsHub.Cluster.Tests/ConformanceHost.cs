using Microsoft.Extensions.DependencyInjection;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;

namespace OpsHub.Cluster.Tests;

/// <summary>One host for all tests that need nothing special of it.</summary>
public sealed class ConformanceHost : IAsyncLifetime
{
    public const string Storage = "durable";
    public const string Streams = "streams";

    /// <summary>Longest wait of a test for something that should happen at once; a slow machine needs it, a fast one never waits for it.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    /// <summary>Response timeout of the host: short, so that what must time out does so soon.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(4);

    private GrainHost? _host;

    public DurableGrainStorage Records { get; } = new();

    public DurableReminderTable Reminders { get; } = new();

    public GrainHost Host => _host!;

    public IGrainFactory Grains => Host.Grains;

    public async Task InitializeAsync() => _host = await GrainHost.StartAsync(Configure);

    public Task DisposeAsync() => Host.DisposeAsync().AsTask();

    /// <summary>The configuration of the shared host, for tests that start their own.</summary>
    public void Configure(ISiloBuilder silo)
    {
        silo.Services.AddGrainStorage(Storage, (_, _) => Records);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryGrainStorage("memory");
        silo.AddMemoryStreams(Streams);
        silo.AddReminders();
        silo.AddActivityPropagation();
        silo.Services.AddSingleton<IReminderTable>(Reminders);
        silo.Services.AddSingleton<Gates>();
        silo.Services.AddSingleton<LifeGrain.Memory>();
        silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = CallTimeout);
    }

    /// <summary>A key no other test uses.</summary>
    public static string NewKey() => Guid.NewGuid().ToString("N");
}

[CollectionDefinition(nameof(ConformanceHost))]
public sealed class ConformanceCollection : ICollectionFixture<ConformanceHost>;

/// <summary>Lets a test hold a grain at a point and see it arrive there. Tests and grains are in one process.</summary>
public sealed class Gates
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, System.Threading.Channels.Channel<string>> _logs = new();

    public void Open(string name) => Gate(name).TrySetResult();

    public Task Passed(string name) => Gate(name).Task;

    /// <summary>Notes that something happened; tests read the notes in order.</summary>
    public void Note(string log, string what) => Log(log).Writer.TryWrite(what);

    public async Task<string> NextNote(string log)
    {
        using var timeout = new CancellationTokenSource(ConformanceHost.Soon);
        return await Log(log).Reader.ReadAsync(timeout.Token);
    }

    public async Task<List<string>> NextNotes(string log, int count)
    {
        var notes = new List<string>();
        while (notes.Count < count)
            notes.Add(await NextNote(log));
        return notes;
    }

    public bool HasNote(string log) => Log(log).Reader.TryPeek(out _);

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private System.Threading.Channels.Channel<string> Log(string name) => _logs.GetOrAdd(name, static _ => System.Threading.Channels.Channel.CreateUnbounded<string>());
}
