using Microsoft.Extensions.Logging;

namespace OpsHub.Grains.Publication;

/// <summary>What every publishing grain needs, as one constructor parameter.</summary>
public sealed class PublicationServices(TimeProvider time, OutboxRegistry outboxes, PublicationMeters meters, ILoggerFactory loggers)
{
    public TimeProvider Time { get; } = time;

    public OutboxRegistry Outboxes { get; } = outboxes;

    public PublicationMeters Meters { get; } = meters;

    public ILoggerFactory Loggers { get; } = loggers;
}
