using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Cluster.Tests;

[Alias("OpsHub.Tests.IBoardObserver")]
public interface IBoardObserver : IGrainObserver
{
    [Alias("Changed")] void Changed(string what);

    [Alias("Told"), OneWay] Task Told(string what);

    [Alias("Asked")] Task<int> Asked(int number);
}

[Alias("OpsHub.Tests.IBoardGrain")]
public interface IBoardGrain : IGrainWithStringKey
{
    [Alias("Watch")] Task Watch(IBoardObserver observer);

    [Alias("Change")] Task Change(string what);

    [Alias("Ask")] Task<int> Ask(int number);
}

/// <summary>Key: any. Tells the observers that watch it.</summary>
internal sealed class BoardGrain : Grain, IBoardGrain
{
    private readonly List<IBoardObserver> _observers = [];

    public Task Watch(IBoardObserver observer)
    {
        if (!_observers.Contains(observer))
            _observers.Add(observer);
        return Task.CompletedTask;
    }

    public async Task Change(string what)
    {
        foreach (var observer in _observers)
        {
            observer.Changed(what);
            await observer.Told(what);
        }
    }

    public Task<int> Ask(int number) => _observers[^1].Asked(number);
}
