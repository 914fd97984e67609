using OpsHub.Embedded.CodeGeneration;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpsHub.Embedded.Runtime;

/// <summary>Where a simulation looks into a host and interferes with it. A host outside a simulation has none.</summary>
internal abstract class SiloSeams
{
    /// <summary>True once the host has crashed: nothing of it may run any more.</summary>
    public abstract bool HasCrashed { get; }

    /// <summary>A call is about to leave its caller.</summary>
    /// <returns>True when it was dealt with here: delayed, lost, or delivered twice.</returns>
    public abstract bool Intercept(GrainId target, GrainCall call, Action<GrainCall> deliver);

    /// <summary>Something happened that has to happen again in a replay.</summary>
    public abstract void Record(string kind, GrainId grain, string what);

    /// <summary>The storage the grains are given instead of <paramref name="storage"/>.</summary>
    public abstract IGrainStorage Around(string name, IGrainStorage storage);
}
