using System.Text.Json.Nodes;

namespace OpsHub.Storage.GrainState;

/// <summary>
/// The version of a state type's stored form. New optional fields need no new version; a field that was renamed or
/// changed its meaning does, together with an <see cref="IStateUpgrade"/>. Without this attribute the version is 1.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class StateSchemaAttribute(int version) : Attribute
{
    /// <summary>From 1, only ever rising.</summary>
    public int Version { get; } = version;
}

/// <summary>Turns stored JSON of one schema version of a state type into the next.</summary>
public interface IStateUpgrade
{
    /// <summary>The state type, as it is today.</summary>
    Type StateType { get; }

    /// <summary>The version this step reads; it makes this version plus one.</summary>
    int FromSchema { get; }

    /// <summary>Changes the state in place or answers another.</summary>
    JsonNode Upgrade(JsonNode state);
}

/// <summary>Stored state that this program cannot read; the message names the type and the versions.</summary>
public sealed class StateSchemaException(string message, Exception? inner = null) : Exception(message, inner);
