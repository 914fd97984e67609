using Microsoft.Extensions.DependencyInjection;
using OpsHub.Embedded.Runtime;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Simulation.Tests.Runtime;

/// <summary>What is handed from an activation that goes to the next one, on threads that are as fast as they can be.</summary>
public sealed class SuccessionTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    [Fact]
    public Task Successor_ThatIsGoneBeforeAnybodyKnewIt_IsFollowedByAnother() => CheckFollowed(host => host.Grains.GetGrain<IFleetingGrain>("a"));

    [Fact]
    public Task WorkersSuccessor_ThatIsGoneBeforeAnybodyKnewIt_IsFollowedByAnother() => CheckFollowed(host => host.Grains.GetGrain<IFleetingWorkerGrain>("a"));

    private static async Task CheckFollowed(Func<GrainHost, IFleeting> find)
    {
        await using var host = await GrainHost.StartAsync(silo => silo.Services.AddSingleton<TurnDispatcher, EagerDispatcher>());
        var grain = find(host);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leaving = grain.LeaveAfter(go.Task);
        // Not started before the activation has gone, so its successor has them, and goes at once.
        var waiting = new[] { grain.LeaveAfter(Task.CompletedTask), grain.LeaveAfter(Task.CompletedTask) };

        go.SetResult();
        await Task.WhenAll([leaving, .. waiting]).WaitAsync(s_soon);

        // In a task: a call that finds only an activation that has gone would look for another one for ever.
        await Task.Run(() => grain.LeaveAfter(Task.CompletedTask)).WaitAsync(s_soon);
    }

    /// <summary>A thread that runs what it is given before whoever gave it can go on.</summary>
    private sealed class EagerDispatcher : TurnDispatcher
    {
        private static readonly TimeSpan s_head = TimeSpan.FromMilliseconds(200);

        public override int TurnsPerQuantum => 64;

        public override int Processors => 1;

        public override void Schedule(IThreadPoolWorkItem item, bool preferLocal)
        {
            var thread = new Thread(item.Execute);
            thread.UnsafeStart();
            // Bounded, for the giver may hold what the thread needs.
            thread.Join(s_head);
        }
    }
}

[Alias("OpsHub.Tests.IFleeting")]
public interface IFleeting : IAddressable
{
    /// <summary>Ends the activation once the task has completed.</summary>
    [Alias("LeaveAfter")] Task LeaveAfter([Immutable] Task go);
}

[Alias("OpsHub.Tests.IFleetingGrain")]
public interface IFleetingGrain : IGrainWithStringKey, IFleeting;

[Alias("OpsHub.Tests.IFleetingWorkerGrain")]
public interface IFleetingWorkerGrain : IGrainWithStringKey, IFleeting;

/// <summary>Key: any. Each call is its activation's last.</summary>
internal sealed class FleetingGrain : Grain, IFleetingGrain
{
    public async Task LeaveAfter(Task go)
    {
        await go;
        DeactivateOnIdle();
    }
}

/// <summary>The same as a stateless worker of one.</summary>
[StatelessWorker(1)]
internal sealed class FleetingWorkerGrain : Grain, IFleetingWorkerGrain
{
    public async Task LeaveAfter(Task go)
    {
        await go;
        DeactivateOnIdle();
    }
}
