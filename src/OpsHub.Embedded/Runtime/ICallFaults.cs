using OpsHub.Embedded.CodeGeneration;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>What may go wrong between a caller and a grain in a simulation.</summary>
internal interface ICallFaults
{
    /// <returns>True when the call was dealt with here: delayed, lost, or delivered twice.</returns>
    bool Intercept(GrainId target, GrainCall call, Action<GrainCall> deliver);
}
