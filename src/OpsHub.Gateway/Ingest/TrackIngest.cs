using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Ingest;

/// <summary>
/// Where all doors bring positions: one bounded queue and one batch under way per track shard. A door chooses what a
/// full queue means to it: a datagram is dropped and counted, a stream waits, a phone is told to try again.
/// </summary>
public sealed class TrackIngest : IHostedService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<(PortId Port, int Shard), ShardQueue> _queues = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IClusterClient _grains;
    private readonly PortDirectory _ports;
    private readonly TimeProvider _time;
    private readonly IngestOptions _options;
    private readonly GatewayMeters _meters;
    private readonly ILogger<TrackIngest> _log;

    public TrackIngest(
        IClusterClient grains, PortDirectory ports, TimeProvider time, IOptions<IngestOptions> options, GatewayMeters meters, ILogger<TrackIngest> log)
    {
        (_grains, _ports, _time, _options, _meters, _log) = (grains, ports, time, options.Value, meters, log);
        meters.Meter.CreateObservableGauge("opshub.ingest.queue", Lengths, "{fix}", "Position reports waiting, by shard.");
    }

    /// <summary>Takes a report or drops it; never waits. False when it was dropped.</summary>
    public bool TryPost(PortConfiguration port, PositionFix? fix, TrackDescription? description, string door)
    {
        _meters.FixesReceived.Add(1, Tag("door", door));
        var queue = QueueOf(port, fix?.Tracker ?? description!.Tracker);
        if (queue.TryWrite(new IngestItem(fix, description, _time.GetTimestamp(), null)))
            return true;
        _meters.FixesDropped.Add(1, Tag("door", door));
        return false;
    }

    /// <summary>Takes a report, waiting for room: the sender is slowed down.</summary>
    public ValueTask PostAsync(PortConfiguration port, PositionFix? fix, TrackDescription? description, string door, CancellationToken cancellationToken)
    {
        _meters.FixesReceived.Add(1, Tag("door", door));
        var queue = QueueOf(port, fix?.Tracker ?? description!.Tracker);
        return queue.WriteAsync(new IngestItem(fix, description, _time.GetTimestamp(), null), cancellationToken);
    }

    /// <summary>Takes a report and completes when it is durable, or refused by the shard.</summary>
    /// <exception cref="TimeoutException">There was no room, or no answer, in time.</exception>
    public async Task<FixRefusal> SubmitAsync(PortConfiguration port, PositionFix fix, TrackDescription? description, string door, CancellationToken cancellationToken)
    {
        _meters.FixesReceived.Add(1, Tag("door", door));
        var done = new TaskCompletionSource<FixRefusal>(TaskCreationOptions.RunContinuationsAsynchronously);
        var patience = TimeSpan.FromSeconds(_options.AnswerSeconds);
        var write = QueueOf(port, fix.Tracker).WriteAsync(new IngestItem(fix, description, _time.GetTimestamp(), done), cancellationToken);
        if (!write.IsCompletedSuccessfully)
            await write.AsTask().WaitAsync(patience, _time, cancellationToken);
        return await done.Task.WaitAsync(patience, _time, cancellationToken);
    }

    /// <summary>The configuration of a served port; null when it was never configured.</summary>
    public ValueTask<PortConfiguration?> PortAsync(PortId port) => _ports.FindAsync(port);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was taken is brought home; what does not get there in time was never acknowledged.
        await Task.WhenAll(_queues.Values.Select(queue => queue.DrainAsync())).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
    }

    public ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    private ShardQueue QueueOf(PortConfiguration port, TrackerId tracker) => _queues.GetOrAdd(
        (port.Port, GrainAccess.ShardOf(tracker, port.TrackShards)),
        static (key, self) => new ShardQueue(
            self._grains.TrackShard(key.Port, key.Shard), $"{key.Port}/{key.Shard}", self._options, self._time, self._meters, self._log, self._stopping.Token),
        this);

    private IEnumerable<Measurement<int>> Lengths() => _queues.Values.Select(queue => new Measurement<int>(queue.Length, Tag("shard", queue.Name)));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
