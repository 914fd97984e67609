using System.ComponentModel;
using OpsHub.Embedded.Runtime;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Embedded.CodeGeneration;

/// <summary>Names the generated module of an assembly that declares grains or grain interfaces.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainModuleAttribute(Type moduleType) : Attribute
{
    public Type ModuleType { get; } = moduleType;
}

/// <summary>What the generator found in an assembly.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainModule
{
    public abstract void Register(GrainRegistry registry);
}

/// <summary>Receives what generated modules declare.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainRegistry
{
    private protected GrainRegistry()
    {
    }

    /// <summary>A grain or observer interface and how to make a reference to something that implements it.</summary>
    public abstract void AddInterface<TInterface>(string name, Func<GrainReferenceTarget, GrainReference> createReference)
        where TInterface : IAddressable;

    public abstract void AddGrain(GrainDeclaration grain);

    /// <summary>The copier of a type marked [GenerateSerializer]; both may be open generic types.</summary>
    public abstract void AddCopier(Type type, Type copier);

    /// <summary>A type whose values cannot change.</summary>
    public abstract void AddImmutable(Type type);

    /// <summary>Includes the module of another assembly; repeating it does nothing.</summary>
    public abstract void Include<TModule>()
        where TModule : GrainModule, new();
}

/// <summary>A grain class as declared in source.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainDeclaration
{
    public required Type GrainClass { get; init; }

    /// <summary>Type part of the grain's ids.</summary>
    public required string GrainType { get; init; }

    public required IReadOnlyList<Type> Interfaces { get; init; }

    public required Func<GrainConstruction, Grain> Create { get; init; }

    public bool Reentrant { get; init; }

    /// <summary>Most activations per id; 0 for a grain with one activation, -1 for as many as there are processors.</summary>
    public int MaxWorkers { get; init; }

    /// <summary>Idle age before collection; null means the configured one, <see cref="Timeout.InfiniteTimeSpan"/> never.</summary>
    public TimeSpan? CollectionAge { get; init; }
}

/// <summary>What the constructor of a grain may ask for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainConstruction
{
    private protected GrainConstruction()
    {
    }

    public abstract IServiceProvider Services { get; }

    public abstract IPersistentState<TState> PersistentState<TState>(string stateName, string? storageName, Func<TState> createState);
}
