using System.ComponentModel;

namespace OpsHub.Embedded.CodeGeneration;

/// <summary>How a call may share its activation with others, and whether its caller waits.</summary>
[Flags]
[EditorBrowsable(EditorBrowsableState.Never)]
public enum CallOptions
{
    None = 0,
    ReadOnly = 1,
    AlwaysInterleave = 2,
    OneWay = 4,
}

/// <summary>A method of a grain or observer interface; one instance per method, made by the generator.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainMethod(string interfaceName, string name, CallOptions options)
{
    public string InterfaceName { get; } = interfaceName;

    public string Name { get; } = name;

    public CallOptions Options { get; } = options;

    /// <summary>Name of the call in traces and messages, <c>IInterface/Method</c>.</summary>
    public string FullName { get; } = $"{interfaceName[(interfaceName.LastIndexOf('.') + 1)..]}/{name}";

    internal bool IsReadOnly => (Options & CallOptions.ReadOnly) != 0;

    internal bool AlwaysInterleaves => (Options & CallOptions.AlwaysInterleave) != 0;

    internal bool IsOneWay => (Options & CallOptions.OneWay) != 0;
}
