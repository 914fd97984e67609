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
internal sealed class OutboxCheckpoints(
    OutboxRegistry outboxes, IGrainFactory grains, TimeProvider time, PublicationMeters meters, ILogger<OutboxCheckpoints> log)
    : BackgroundService
{
    /// <summary>Activations started at the same time: enough to overlap their reads, few enough to leave room for callers.</summary>
    private const int WokenTogether = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
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
            await grains.GetGrain<IPublishingGrain>(GrainId.Parse(grain)).Publish();
        }
        catch (Exception error)
        {
            // One that cannot be woken must not keep the others asleep.
            log.LogWarning(error, "{Grain} has unpublished events and could not be woken; tried again at the next checkpoint.", grain);
        }
    }
}
