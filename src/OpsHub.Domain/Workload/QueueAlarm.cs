namespace OpsHub.Domain.Workload;

/// <summary>When a long queue is an alarm: above the port's limit, until it is down to four fifths, so that it does not chatter.</summary>
public static class QueueAlarm
{
    private const double ReturnsAtShare = 0.8;

    /// <summary>Whether the alarm stands after looking at the queue.</summary>
    /// <param name="standing">Whether it stood before.</param>
    /// <param name="queue">Cases waiting for an officer.</param>
    /// <param name="limit">The port's limit, 1 or more.</param>
    public static bool Stands(bool standing, int queue, int limit) => queue > (standing ? limit * ReturnsAtShare : limit);
}
