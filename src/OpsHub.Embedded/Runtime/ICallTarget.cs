using OpsHub.Embedded.CodeGeneration;

namespace OpsHub.Embedded.Runtime;

/// <summary>Something that takes calls: an activation, a pool of them, or an observer.</summary>
internal interface ICallTarget
{
    /// <summary>Takes the call, or fails it.</summary>
    /// <returns>False when the target has gone and somebody else must take the call.</returns>
    bool TryPost(GrainCall call);

    /// <summary>Fails calls whose deadline has passed.</summary>
    /// <param name="nowTicks">Reading of <see cref="EmbeddedSilo.NowTicks"/>.</param>
    void FailExpired(long nowTicks);

    /// <summary>Discards the target if it has been idle long enough.</summary>
    void CollectIfIdle(long nowTicks);

    /// <summary>Calls accepted and not yet started.</summary>
    int WaitingCalls { get; }
}
