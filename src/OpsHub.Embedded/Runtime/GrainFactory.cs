using System.Collections.Concurrent;
using OpsHub.Embedded.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>Makes references to grains and observers.</summary>
internal sealed class GrainFactory(EmbeddedSilo silo) : IClusterClient
{
    private readonly ConcurrentDictionary<Type, (GrainInterface Interface, GrainType Type)> _byInterface = new();
    private long _lastObserver;

    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        var (grainInterface, type) = grainClassNamePrefix is null
            ? _byInterface.GetOrAdd(typeof(TGrainInterface), static (wanted, silo) => Find(silo, wanted, null), silo)
            : Find(silo, typeof(TGrainInterface), grainClassNamePrefix);
        return (TGrainInterface)(object)Create(grainInterface, GrainId.Create(type, primaryKey));
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => Reference<TGrainInterface>(grainId);

    /// <summary>A reference to any id through any interface it has.</summary>
    public TInterface Reference<TInterface>(GrainId id)
    {
        var grainInterface = silo.Catalog.Interface(typeof(TInterface));
        if (silo.Catalog.FindClass(id.Type) is { } grainClass && !grainClass.Declaration.Interfaces.Contains(grainInterface.Type))
            throw new InvalidCastException($"{grainClass.Declaration.GrainClass} does not implement {grainInterface.Type}.");
        return (TInterface)(object)Create(grainInterface, id);
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is GrainReference or Grain)
            throw new ArgumentException("Expected an object that is neither a grain nor a reference; use AsReference for those.", nameof(obj));
        if (obj is not TGrainObserverInterface)
            throw new ArgumentException($"{obj.GetType()} does not implement {typeof(TGrainObserverInterface)}.", nameof(obj));
        var id = GrainId.Create(ObserverTarget.Type, IdSpan.Create(Interlocked.Increment(ref _lastObserver).ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
        silo.Directory.TryAdd(id, new ObserverTarget(silo, id, obj));
        return Reference<TGrainObserverInterface>(id);
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not GrainReference reference)
            throw new ArgumentException("Expected the reference that CreateObjectReference returned.", nameof(obj));
        if (silo.Directory.Find(reference.GrainId) is ObserverTarget target)
            target.Delete();
    }

    private static (GrainInterface Interface, GrainType Type) Find(EmbeddedSilo silo, Type grainInterface, string? prefix) =>
        (silo.Catalog.Interface(grainInterface), silo.Catalog.Implementation(grainInterface, prefix).Type);

    private GrainReference Create(GrainInterface grainInterface, GrainId id) =>
        grainInterface.CreateReference(new GrainReferenceTarget(silo, id, grainInterface.Type));
}
