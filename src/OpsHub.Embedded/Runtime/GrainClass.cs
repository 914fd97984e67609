using OpsHub.Embedded.CodeGeneration;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>A grain class with what the configuration says about it.</summary>
internal sealed class GrainClass
{
    public GrainClass(GrainDeclaration declaration, SiloMessagingOptions messaging, GrainCollectionOptions collection, int processors)
    {
        Declaration = declaration;
        Type = GrainType.Create(declaration.GrainType);
        MaxWorkers = declaration.MaxWorkers < 0 ? processors : declaration.MaxWorkers;
        QueueLimit = IsStatelessWorker ? messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker : messaging.MaxEnqueuedRequestsHardLimit;
        if (QueueLimit == 0)
            QueueLimit = int.MaxValue;
        CollectionAge = declaration.CollectionAge
            ?? (collection.ClassSpecificCollectionAge.TryGetValue(declaration.GrainClass.FullName!, out var age) ? age : collection.CollectionAge);
    }

    public GrainDeclaration Declaration { get; }

    public GrainType Type { get; }

    public int MaxWorkers { get; }

    public bool IsStatelessWorker => MaxWorkers > 0;

    /// <summary>Most calls waiting at one activation.</summary>
    public int QueueLimit { get; }

    /// <summary>Idle age before collection; <see cref="Timeout.InfiniteTimeSpan"/> means never.</summary>
    public TimeSpan CollectionAge { get; }

    public string Name => Declaration.GrainClass.Name;
}
