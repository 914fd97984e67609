using System.ComponentModel;
using OpsHub.Embedded.Runtime;
using Orleans.Runtime;

namespace OpsHub.Embedded.CodeGeneration;

/// <summary>What a generated reference points at.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GrainReferenceTarget
{
    internal GrainReferenceTarget(EmbeddedSilo silo, GrainId id, Type interfaceType)
    {
        Silo = silo;
        Id = id;
        InterfaceType = interfaceType;
    }

    internal EmbeddedSilo Silo { get; }

    internal GrainId Id { get; }

    internal Type InterfaceType { get; }
}
