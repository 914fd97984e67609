using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Cluster.Tests;

[Alias("OpsHub.Tests.ILifeGrain")]
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>Differs from activation to activation.</summary>
    [Alias("ActivationNumber")] Task<int> ActivationNumber();

    [Alias("Leave")] Task Leave();

    [Alias("LeaveAfter")] Task LeaveAfter(string gate);

    [Alias("Stay")] Task Stay(TimeSpan time);

    [Alias("FailNextActivation")] Task FailNextActivation(string message);
}

/// <summary>Key: any. Notes its activations and deactivations in the log named by its key.</summary>
internal sealed class LifeGrain(Gates gates, LifeGrain.Memory memory) : Grain, ILifeGrain
{
    private readonly int _number = memory.NextActivation();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        gates.Note(this.GetPrimaryKeyString(), "activated");
        if (memory.TakeFailure(this.GetPrimaryKeyString()) is { } message)
            throw new InvalidOperationException(message);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        gates.Note(this.GetPrimaryKeyString(), $"deactivated: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> ActivationNumber() => Task.FromResult(_number);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task LeaveAfter(string gate)
    {
        DeactivateOnIdle();
        await gates.Passed(gate);
    }

    public Task Stay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task FailNextActivation(string message)
    {
        memory.FailNextActivation(this.GetPrimaryKeyString(), message);
        return Task.CompletedTask;
    }

    /// <summary>What outlives an activation, in this process.</summary>
    internal sealed class Memory
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _failures = new();
        private int _lastActivation;

        public int NextActivation() => Interlocked.Increment(ref _lastActivation);

        public void FailNextActivation(string key, string message) => _failures[key] = message;

        public string? TakeFailure(string key) => _failures.TryRemove(key, out var message) ? message : null;
    }
}

[Alias("OpsHub.Tests.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    [Alias("Meet")] Task<int> Meet(string gate);
}

/// <summary>A stateless worker with at most three activations.</summary>
[StatelessWorker(3)]
internal sealed class WorkerGrain(Gates gates, LifeGrain.Memory memory) : Grain, IWorkerGrain
{
    private readonly int _number = memory.NextActivation();

    public async Task<int> Meet(string gate)
    {
        gates.Note(gate, $"{_number}");
        await gates.Passed(gate);
        return _number;
    }
}
