using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;

namespace OpsHub.Grains.Tracking;

/// <summary>The compiled geofences of the ports on this host: one index for all shards of a port.</summary>
internal sealed class GeofenceIndexes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PortId, FenceIndex> _newest = [];

    /// <summary>Compiles a set, some 100 ms for 2,000 geofences, unless another shard had it compiled.</summary>
    public FenceIndex Of(PortId port, GeofenceSet set)
    {
        lock (_gate)
        {
            // The same set, not only the same version: a port's database may have been exchanged under a running test.
            if (_newest.TryGetValue(port, out var known) && known.Set.Version == set.Version && known.Set.Fences.AsSpan().SequenceEqual(set.Fences.AsSpan()))
                return known;
            return _newest[port] = FenceIndexBuilder.Build(set);
        }
    }
}
