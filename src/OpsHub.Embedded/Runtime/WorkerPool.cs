using OpsHub.Embedded.CodeGeneration;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>The interchangeable activations of one stateless worker id.</summary>
internal sealed class WorkerPool(EmbeddedSilo silo, GrainClass grainClass, GrainId id) : ICallTarget
{
    private readonly Lock _gate = new();
    private Activation[] _workers = [];
    private int _next;

    public int WaitingCalls => Volatile.Read(ref _workers).Sum(static worker => worker.WaitingCalls);

    public IReadOnlyList<Activation> Workers => Volatile.Read(ref _workers);

    public bool TryPost(GrainCall call)
    {
        while (!Choose().TryPost(call))
        {
        }

        return true;
    }

    public void FailExpired(long nowTicks)
    {
        foreach (var worker in Volatile.Read(ref _workers))
            worker.FailExpired(nowTicks);
    }

    public void CollectIfIdle(long nowTicks)
    {
        foreach (var worker in Volatile.Read(ref _workers))
            worker.CollectIfIdle(nowTicks);
    }

    /// <summary>Ends a worker; calls it leaves go to the others, or to a new one.</summary>
    public void Replace(Activation gone, List<GrainCall> calls)
    {
        lock (_gate)
        {
            _workers = [.. _workers.Where(worker => worker != gone)];
            if (calls.Count > 0 && !silo.Refuses(calls))
            {
                var successor = Activation.Successor(gone, calls);
                _workers = [.. _workers, successor];
                successor.Begin();
            }
        }
    }

    /// <summary>An idle worker, else a new one while there is room, else the next in turn.</summary>
    private Activation Choose()
    {
        var workers = Volatile.Read(ref _workers);
        foreach (var worker in workers)
        {
            if (worker.IsFree)
                return worker;
        }

        lock (_gate)
        {
            if (_workers.Length < grainClass.MaxWorkers)
            {
                var added = new Activation(silo, grainClass, id, this);
                _workers = [.. _workers, added];
                return added;
            }

            return _workers[(int)((uint)_next++ % (uint)_workers.Length)];
        }
    }
}
