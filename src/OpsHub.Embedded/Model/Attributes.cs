// Attributes of the Orleans programming model. On this runtime calls stay in the process, so [Id] and [Alias] carry
// no wire format here; [GenerateSerializer] marks what the generator makes a copier for, [Immutable] what needs none.

namespace Orleans;

/// <summary>The type may cross a grain call or be stored; the generator makes a copier for it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;

/// <summary>Stable number of a member inside its type, never reused.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class IdAttribute(uint id) : Attribute
{
    public uint Id { get; } = id;
}

/// <summary>Stable name of a type or method, independent of its name in source.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Interface, AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias { get; } = alias;
}

/// <summary>Values are never changed after construction, so a call hands them over without copying.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class ImmutableAttribute : Attribute;

/// <summary>Type part of the <see cref="Runtime.GrainId"/> of a grain class. Without it: the class name in lower case, less a trailing "Grain".</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string GrainType { get; } = grainType;
}

/// <summary>Idle age after which activations of this class are collected, instead of <c>GrainCollectionOptions.CollectionAge</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CollectionAgeLimitAttribute : Attribute
{
    public double Days { get; set; }

    public double Hours { get; set; }

    public double Minutes { get; set; }

    /// <summary>Never collected for being idle.</summary>
    public bool AlwaysActive { get; set; }
}

/// <summary>Activations of this class are never collected for being idle.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KeepAliveAttribute : Attribute;
