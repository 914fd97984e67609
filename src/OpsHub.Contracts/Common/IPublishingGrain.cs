using Orleans;

namespace OpsHub.Contracts;

/// <summary>
/// A grain with an outbox. Implemented by every grain that puts events into a port's log, next to its own interface;
/// called only to wake one whose events a crash or a failed write left unpublished.
/// </summary>
[Alias("IPublishingGrain")]
public interface IPublishingGrain : IGrainWithStringKey
{
    /// <summary>Sees to it that what is in the outbox is on its way; does not wait for it.</summary>
    /// <returns>True when the outbox is empty: everything is in the log and what follows from it is done.</returns>
    [Alias("Publish")] Task<bool> Publish();
}
