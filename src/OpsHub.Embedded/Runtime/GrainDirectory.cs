using System.Collections.Concurrent;
using OpsHub.Embedded.CodeGeneration;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>Who takes the calls for which id: at most one target per id at any time.</summary>
internal sealed class GrainDirectory(EmbeddedSilo silo)
{
    private readonly ConcurrentDictionary<GrainId, ICallTarget> _targets = new();

    public int Count => _targets.Count;

    /// <summary>All targets. In a simulation in the order of their ids, so that what visits them all does so in the same order every time.</summary>
    public IEnumerable<ICallTarget> Targets => silo.Dispatcher.HasExactClock
        ? _targets.OrderBy(static entry => entry.Key).Select(static entry => entry.Value).ToArray()
        : _targets.Select(static entry => entry.Value);

    /// <summary>Queues the call at the target, making an activation if there is none.</summary>
    /// <returns>The target, or null when there can be none; then the call has failed.</returns>
    public ICallTarget? Post(GrainId id, GrainCall call)
    {
        while (true)
        {
            if (!_targets.TryGetValue(id, out var target))
            {
                target = Add(id, call);
                if (target is null)
                    return null;
            }

            if (target.TryPost(call))
                return target;
        }
    }

    public ICallTarget? Find(GrainId id) => _targets.GetValueOrDefault(id);

    public bool TryAdd(GrainId id, ICallTarget target) => _targets.TryAdd(id, target);

    public void Remove(GrainId id, ICallTarget target) => _targets.TryRemove(new KeyValuePair<GrainId, ICallTarget>(id, target));

    /// <summary>Ends the entry of an activation; calls it leaves go to a new one, which takes its place in one step.</summary>
    public void Replace(Activation gone, List<GrainCall> calls)
    {
        if (calls.Count == 0 || silo.Refuses(calls))
        {
            Remove(gone.GrainId, gone);
            return;
        }

        var successor = Activation.Successor(gone, calls);
        _targets[gone.GrainId] = successor;
        successor.Begin();
    }

    private ICallTarget? Add(GrainId id, GrainCall call)
    {
        if (silo.Catalog.FindClass(id.Type) is { } grainClass)
        {
            return _targets.GetOrAdd(
                id,
                static (id, made) => made.Class.IsStatelessWorker
                    ? new WorkerPool(made.Silo, made.Class, id)
                    : new Activation(made.Silo, made.Class, id, pool: null),
                (Silo: silo, Class: grainClass));
        }

        call.TryFail(id.Type == ObserverTarget.Type
            ? new OrleansMessageRejectionException($"The observer {id} has gone: its reference was deleted or its object collected.")
            : new ArgumentException($"No grain class has the type '{id.Type}' of {id}."));
        return null;
    }
}
