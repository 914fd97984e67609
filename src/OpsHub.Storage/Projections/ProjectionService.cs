using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpsHub.Storage.Projections;

/// <summary>
/// Keeps the projections close behind the logs: at once when told that something was published, and every second in case
/// nobody told. A fault of the database is logged and tried again; nothing waits for it.
/// </summary>
public sealed class ProjectionService(Projector projector, TimeProvider time, ILogger<ProjectionService> log) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Says that a log has grown. Never blocks; many calls count as one.</summary>
    public void Signal()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody has said so already.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var prepared = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!prepared)
                    await projector.PrepareAsync(stoppingToken);
                prepared = true;
                await projector.CatchUpAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(error, "The projections could not follow the logs; tried again in {Seconds} s.", s_interval.TotalSeconds);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), enough, s_interval, Timeout.InfiniteTimeSpan);
        try
        {
            await _signal.WaitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            // The interval has passed, or the host stops.
        }
    }
}
