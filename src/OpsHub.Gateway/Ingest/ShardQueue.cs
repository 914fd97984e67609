using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Ingest;

/// <summary>A report on its way to its shard.</summary>
/// <param name="Fix">Null when only the description is news.</param>
/// <param name="ReceivedAt">Timestamp of the clock, for the latency.</param>
/// <param name="Done">Told what became of the fix; null when nobody waits.</param>
internal readonly record struct IngestItem(PositionFix? Fix, TrackDescription? Description, long ReceivedAt, TaskCompletionSource<FixRefusal>? Done);

/// <summary>The bounded queue of one track shard and the one loop that empties it, batch after batch.</summary>
internal sealed partial class ShardQueue
{
    /// <summary>A batch of so many is sent at once; fewer wait a little for company.</summary>
    private const int EnoughFixes = 64;

    /// <summary>A batch is tried so often before it is given up: about six seconds, a restart of the shard.</summary>
    private const int Tries = 6;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);

    private readonly Channel<IngestItem> _channel;
    private readonly ITrackShardGrain _shard;
    private readonly IngestOptions _options;
    private readonly TimeProvider _time;
    private readonly GatewayMeters _meters;
    private readonly ILogger _log;
    private readonly Task _loop;

    public ShardQueue(ITrackShardGrain shard, string name, IngestOptions options, TimeProvider time, GatewayMeters meters, ILogger log, CancellationToken stopping)
    {
        (_shard, Name, _options, _time, _meters, _log) = (shard, name, options, time, meters, log);
        _channel = Channel.CreateBounded<IngestItem>(new BoundedChannelOptions(options.QueuePerShard) { SingleReader = true });
        _loop = RunAsync(stopping);
    }

    public string Name { get; }

    public int Length => _channel.Reader.Count;

    public bool TryWrite(IngestItem item) => _channel.Writer.TryWrite(item);

    public ValueTask WriteAsync(IngestItem item, CancellationToken cancellationToken) => _channel.Writer.WriteAsync(item, cancellationToken);

    public Task DrainAsync()
    {
        _channel.Writer.TryComplete();
        return _loop;
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var batch = new List<IngestItem>(_options.BatchFixes);
        try
        {
            while (await _channel.Reader.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                Fill(batch);
                if (batch.Count < EnoughFixes && _options.BatchMs > 0 && !_channel.Reader.Completion.IsCompleted)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(_options.BatchMs), _time, stopping).ConfigureAwait(false);
                    Fill(batch);
                }

                await SendAsync(batch, stopping).ConfigureAwait(false);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Fail(batch, new OperationCanceledException(stopping));
        }
    }

    private void Fill(List<IngestItem> batch)
    {
        while (batch.Count < _options.BatchFixes && _channel.Reader.TryRead(out var item))
            batch.Add(item);
    }

    private async Task SendAsync(List<IngestItem> batch, CancellationToken stopping)
    {
        var positions = new PositionBatch(
            [.. batch.Where(item => item.Fix is not null).Select(item => item.Fix!.Value)],
            [.. batch.Where(item => item.Description is not null).Select(item => item.Description!)]);
        var pause = s_firstPause;
        for (var attempt = 1; ; attempt++, pause *= 2)
        {
            try
            {
                Settle(batch, await _shard.Ingest(positions).ConfigureAwait(false));
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (attempt == Tries)
                {
                    GivenUp(_log, e, Name, batch.Count);
                    _meters.FixesDropped.Add(positions.Fixes.Length, new KeyValuePair<string, object?>("door", "storage"));
                    Fail(batch, e);
                    return;
                }

                await Task.Delay(pause, _time, stopping).ConfigureAwait(false);
            }
        }
    }

    private void Settle(List<IngestItem> batch, IngestReceipt receipt)
    {
        var at = 0;
        foreach (var item in batch)
        {
            if (item.Fix is null)
                continue;
            var refusal = receipt.Reasons.IsDefaultOrEmpty ? FixRefusal.None : receipt.Reasons[at];
            at++;
            if (refusal != FixRefusal.None)
                _meters.FixesRefused.Add(1, new KeyValuePair<string, object?>("reason", refusal.ToString()));
            _meters.IngestLatency.Record(_time.GetElapsedTime(item.ReceivedAt).TotalMilliseconds);
            item.Done?.TrySetResult(refusal);
        }
    }

    private static void Fail(List<IngestItem> batch, Exception error)
    {
        foreach (var item in batch)
            item.Done?.TrySetException(error);
    }

    [LoggerMessage(LogLevel.Error, "Track shard {Shard} did not take {Count} reports; they are given up")]
    private static partial void GivenUp(ILogger log, Exception exception, string shard, int count);
}
