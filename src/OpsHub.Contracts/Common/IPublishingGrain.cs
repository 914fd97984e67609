using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts;

/// <summary>
/// A grain with an outbox. Implemented by every grain that puts events into a port's log, next to its own interface;
/// called only to wake one whose events a crash or a failed write left unpublished.
/// </summary>
[Alias("IPublishingGrain")]
public interface IPublishingGrain : IGrainWithStringKey
{
    /// <summary>
    /// Sees to it that what is in the outbox is on its way. Waits for that, 2 s at most, only where the outbox was filled
    /// on another silo: that silo learns from the answer alone that it is empty.
    /// </summary>
    /// <returns>True when the outbox is empty: everything is in the log and what follows from it is done.</returns>
    [Alias("Publish"), AlwaysInterleave] Task<bool> Publish();
}
