using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Live;

/// <summary>
/// Follows the track shards of a port, one observer per shard, and ticks the board: soon when little changes, in full
/// frames when much does, at the latest after the tick time.
/// </summary>
internal sealed partial class TrackFeed(
    PortBoard board, IClusterClient grains, PortDirectory ports, LiveOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Deltas that may wait, of all shards; a dropped one shows as a gap and the shard is asked again.</summary>
    private const int MaxWaiting = 1_024;

    /// <summary>So few changes are sent at once: nobody gains from waiting for more.</summary>
    private const int FewRecords = 20;

    /// <summary>A frame of so many costs 13 bytes a position or less: waiting longer gains nothing.</summary>
    private const int FullFrame = 170;

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_full = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_renew = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_sweep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_aggregates = TimeSpan.FromSeconds(5);

    private readonly Channel<(ShardFollower Shard, TrackDelta Delta)> _deltas = Channel.CreateBounded<(ShardFollower, TrackDelta)>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private ShardFollower[] _shards = [];
    private long _tickedAt;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var upkeep = new PeriodicTimer(s_retry, time);
        var keeping = KeepAsync(upkeep, stopping);
        try
        {
            await FollowAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host is stopping.
        }

        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var shard in _shards)
            await shard.StopAsync();
    }

    /// <summary>Called by the shards; never waits.</summary>
    public void Take(ShardFollower shard, TrackDelta delta)
    {
        if (!_deltas.Writer.TryWrite((shard, delta)))
            shard.MarkGap();
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (await _deltas.Reader.WaitToReadAsync(stopping))
        {
            while (_deltas.Reader.TryRead(out var entry))
            {
                if (entry.Shard.Accepts(entry.Delta))
                    board.Tracks.Apply(entry.Delta);
            }

            await PaceAsync(stopping);
            Tick();
        }
    }

    /// <summary>Waits until a tick is worth it, taking in what arrives meanwhile.</summary>
    private async Task PaceAsync(CancellationToken stopping)
    {
        while (true)
        {
            var waiting = board.Tracks.Waiting;
            var due = waiting <= FewRecords ? s_soon : waiting >= FullFrame ? s_full : TimeSpan.FromMilliseconds(options.TickMs);
            var left = due - time.GetElapsedTime(_tickedAt);
            if (left <= TimeSpan.Zero)
                return;
            await Task.Delay(left < s_soon ? left : s_soon, time, stopping);
            while (_deltas.Reader.TryRead(out var entry))
            {
                if (entry.Shard.Accepts(entry.Delta))
                    board.Tracks.Apply(entry.Delta);
            }
        }
    }

    private void Tick()
    {
        _tickedAt = time.GetTimestamp();
        if (board.Tracks.Tick())
            board.Connections.TickAll();
    }

    private async Task KeepAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        long swept = time.GetTimestamp(), counted = swept;
        do
        {
            await SubscribeAsync();

            // A snapshot changes the board too, and after the last delta there may be none for long.
            if (board.Tracks.Waiting > 0 && time.GetElapsedTime(_tickedAt) >= s_retry)
                Tick();
            if (time.GetElapsedTime(swept) >= s_sweep)
            {
                swept = time.GetTimestamp();
                board.Tracks.Sweep();
            }

            if (time.GetElapsedTime(counted) >= s_aggregates)
            {
                counted = time.GetTimestamp();
                board.SendCounts(time.GetUtcNow());
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task SubscribeAsync()
    {
        try
        {
            if (await ports.FindAsync(board.Port) is not { } port)
                return;
            if (_shards.Length != port.TrackShards)
                _shards = [.. Enumerable.Range(0, port.TrackShards).Select(shard => new ShardFollower(this, board.Tracks, grains, port.Port, shard, time))];
            foreach (var shard in _shards)
                await shard.KeepAsync(s_renew);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotFollowing(log, e, board.Port.Value);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The track shards of {Port} cannot be followed yet")]
    private static partial void NotFollowing(ILogger log, Exception exception, string port);
}
