using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Publication;

/// <summary>
/// Once a second: forgets what is published and wakes grains whose outbox nobody looks after, which after a crash are all
/// that were not published.
/// </summary>
/// <remarks>
/// Not a BackgroundService: that starts its work on a thread of the pool, and a simulation has only its own.
/// </remarks>
internal sealed class OutboxCheckpoints(
    OutboxRegistry outboxes, IGrainFactory grains, TimeProvider time, PublicationMeters meters, ILogger<OutboxCheckpoints> log)
    : IHostedService, IDisposable
{
    /// <summary>Activations started at the same time: enough to overlap their reads, few enough to leave room for callers.</summary>
    private const int WokenTogether = 64;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Run(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Cancel();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task Run(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(outboxes.Options.CheckpointMs), time);
        try
        {
            do
            {
                await Checkpoint(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping. What is still open is found again at the next start.
        }
    }

    private async Task Checkpoint(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var group in (await outboxes.Checkpoint(cancellationToken)).Chunk(WokenTogether))
                await Task.WhenAll(group.Select(Wake));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(error, "A checkpoint of the outboxes failed; the next one repeats it.");
        }
    }

    private async Task Wake(string grain)
    {
        try
        {
            meters.Woken();
            var askedAt = time.GetTimestamp();
            if (await grains.GetGrain<IPublishingGrain>(GrainId.Parse(grain)).Publish())
                outboxes.CloseElsewhere(grain, askedAt);
        }
        catch (Exception error)
        {
            // One that cannot be woken must not keep the others asleep.
            log.LogWarning(error, "{Grain} has unpublished events and could not be woken; tried again at the next checkpoint.", grain);
        }
    }
}
