using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using OpsHub.Contracts;
using OpsHub.Gateway.Hosting;
using OpsHub.Storage.Projections;

namespace OpsHub.Gateway.Live;

/// <summary>
/// Brings a port's log into its board, whole and in order: from a checkpoint, then from the log, then from the stream.
/// A gap in the stream, or a lost last entry, is read from the log.
/// </summary>
internal sealed partial class PortLogFeed(
    PortBoard board, IClusterClient grains, BoardCheckpoints checkpoints, ProjectionService projections, TimeProvider time, GatewayMeters meters,
    LiveOptions options, ILogger log)
{
    /// <summary>Entries read back at start to fill the rings, so that clients resume over a restart.</summary>
    private const int RefillEntries = 2_000;

    /// <summary>Batches that may wait; with the log behind it nothing is lost by dropping one.</summary>
    private const int MaxWaiting = 256;

    /// <summary>The most the ledger hands out at once.</summary>
    private const int ReadSize = 5_000;

    /// <summary>How often the log's head is compared: bounds how long a lost last entry goes unnoticed.</summary>
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(1);

    private readonly Channel<ImmutableArray<PortEvent>> _stream = Channel.CreateBounded<ImmutableArray<PortEvent>>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private StreamSubscriptionHandle<PortEventBatch>? _subscription;
    private DateTimeOffset _checkpointedAt;
    private long _checkpointed;

    /// <summary>True from the first time the board had caught up with the log.</summary>
    public bool IsReady { get; private set; }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await StartAsync(stopping);
                await FollowAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Interrupted(log, e, board.Port.Value);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await StopAsync();
    }

    private async Task StartAsync(CancellationToken stopping)
    {
        _subscription ??= await grains.GetStreamProvider(PortEventStream.Provider)
            .GetStream<PortEventBatch>(StreamId.Create(PortEventStream.Namespace, board.Port.Value))
            .SubscribeAsync((batch, _) =>
            {
                _stream.Writer.TryWrite(batch.Events);
                return Task.CompletedTask;
            });
        if (!IsReady)
            await RestoreAsync();
        await CatchUpAsync(stopping);
        IsReady = true;
    }

    /// <summary>Takes the checkpoint when the log still has the entry it was made at, unchanged; else starts from the first entry.</summary>
    private async Task RestoreAsync()
    {
        var ledger = grains.Ledger(board.Port);
        var checkpoint = checkpoints.Read(board.Port);
        if (checkpoint is not null)
        {
            var at = await ledger.Read(checkpoint.Sequence, 1);
            var first = await ledger.Read(1, 1);
            if (at.IsEmpty || first.IsEmpty || at[0].Hash != checkpoint.Hash || PortBoard.EpochOf(first[0]) != checkpoint.Epoch)
                checkpoint = null;
        }

        var from = Math.Max(1, (checkpoint?.Sequence ?? 0) - RefillEntries + 1);
        var tail = checkpoint is null ? [] : await ledger.Read(from, (int)(checkpoint.Sequence - from + 1));
        board.Restore(checkpoint, tail);
        _checkpointed = checkpoint?.Sequence ?? 0;
    }

    private async Task CatchUpAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var entries = await grains.Ledger(board.Port).Read(board.Sequence + 1, ReadSize);
            if (entries.IsEmpty)
                return;
            board.Apply(entries);
            WriteCheckpoint();
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        using var check = new PeriodicTimer(s_checkEvery, time);
        var tick = check.WaitForNextTickAsync(stopping).AsTask();
        while (!stopping.IsCancellationRequested)
        {
            var data = _stream.Reader.WaitToReadAsync(stopping).AsTask();
            if (await Task.WhenAny(data, tick) == tick)
            {
                await tick;
                await CompareHeadAsync(stopping);
                tick = check.WaitForNextTickAsync(stopping).AsTask();
            }

            while (_stream.Reader.TryRead(out var entries))
                await TakeAsync(entries, stopping);
            WriteCheckpoint();
        }
    }

    private async Task TakeAsync(ImmutableArray<PortEvent> entries, CancellationToken stopping)
    {
        var next = board.Sequence + 1;
        if (entries.IsDefaultOrEmpty || entries[^1].Sequence < next)
            return;
        if (entries[0].Sequence > next)
        {
            meters.LogGaps.Add(1);
            await CatchUpAsync(stopping);
            next = board.Sequence + 1;
            if (entries[^1].Sequence < next)
                return;
        }

        projections.Signal();
        board.Apply(entries[0].Sequence == next ? entries : [.. entries.SkipWhile(entry => entry.Sequence < next)]);
    }

    /// <summary>Notices a lost last batch, and a log that is not the one the board was built from.</summary>
    private async Task CompareHeadAsync(CancellationToken stopping)
    {
        var head = await grains.Ledger(board.Port).Head();
        if (head.Sequence < board.Sequence)
        {
            LogReplaced(log, board.Port.Value, head.Sequence, board.Sequence);
            checkpoints.Delete(board.Port);
            board.Restore(null, []);
            await CatchUpAsync(stopping);
        }
        else if (head.Sequence > board.Sequence && !_stream.Reader.TryPeek(out _))
        {
            meters.LogGaps.Add(1);
            await CatchUpAsync(stopping);
        }
    }

    private void WriteCheckpoint()
    {
        var now = time.GetUtcNow();
        if (board.Sequence == _checkpointed || now - _checkpointedAt < TimeSpan.FromSeconds(options.CheckpointSeconds))
            return;
        SaveCheckpoint(now);
    }

    private void SaveCheckpoint(DateTimeOffset now)
    {
        _checkpointedAt = now;
        _checkpointed = board.Sequence;
        checkpoints.Write(board.Port, board.Checkpoint());
    }

    private async Task StopAsync()
    {
        if (board.Sequence != _checkpointed)
            SaveCheckpoint(time.GetUtcNow());
        try
        {
            if (_subscription is not null)
                await _subscription.UnsubscribeAsync();
        }
        catch (Exception e)
        {
            // The host is going; the provider forgets the subscription with it.
            Interrupted(log, e, board.Port.Value);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The board of {Port} lost its log and tries again")]
    private static partial void Interrupted(ILogger log, Exception exception, string port);

    [LoggerMessage(LogLevel.Warning, "The log of {Port} ends at {Head}, its board at {Board}: another log, starting over")]
    private static partial void LogReplaced(ILogger log, string port, long head, long board);
}
