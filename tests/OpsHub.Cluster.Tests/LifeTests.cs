using Microsoft.Extensions.DependencyInjection;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OpsHub.Cluster.Tests;

[Collection(nameof(ConformanceHost))]
public sealed class LifeTests(ConformanceHost fixture)
{
    private readonly string _key = ConformanceHost.NewKey();

    private Gates Gates => fixture.Host.Services.GetRequiredService<Gates>();

    private ILifeGrain Grain => fixture.Grains.GetGrain<ILifeGrain>(_key);

    [Fact]
    public async Task Activation_WhenCalledTwice_IsTheSame()
    {
        Assert.Equal(await Grain.ActivationNumber(), await Grain.ActivationNumber());
        Assert.Equal("activated", await Gates.NextNote(_key));
        Assert.False(Gates.HasNote(_key));
    }

    [Fact]
    public async Task Activation_WhenCalledByManyAtOnce_IsOne()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Grain.ActivationNumber()))).WaitAsync(ConformanceHost.Soon);
        Assert.Single(numbers.Distinct());
    }

    [Fact]
    public async Task Deactivation_WhenAsked_RunsOnceAndTheNextCallActivatesAgain()
    {
        var before = await Grain.ActivationNumber();
        await Grain.Leave();
        var after = await Grain.ActivationNumber();
        Assert.NotEqual(before, after);
        Assert.Equal(["activated", "deactivated: ApplicationRequested", "activated"], await Gates.NextNotes(_key, 3));
    }

    [Fact]
    public async Task Calls_WhenTheyWaitBehindADeactivation_ReachTheNextActivation()
    {
        var before = await Grain.ActivationNumber();
        var leaving = Grain.LeaveAfter(_key);
        var waiting = Enumerable.Range(0, 20).Select(_ => Grain.ActivationNumber()).ToArray();
        Gates.Open(_key);
        await leaving.WaitAsync(ConformanceHost.Soon);
        var after = await Task.WhenAll(waiting).WaitAsync(ConformanceHost.Soon);
        Assert.Single(after.Distinct());
        Assert.NotEqual(before, after[0]);
    }

    [Fact]
    public async Task Activation_WhenItFails_FailsTheCallAndIsTriedAgain()
    {
        await Grain.FailNextActivation("no today");
        await Grain.Leave();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Grain.ActivationNumber().WaitAsync(ConformanceHost.Soon));
        Assert.Contains("no today", failure.ToString(), StringComparison.Ordinal);
        Assert.True(await Grain.ActivationNumber() > 0);
    }

    [Fact]
    public async Task StatelessWorkers_WhenBusy_AreAsManyAsAllowed()
    {
        var worker = fixture.Grains.GetGrain<IWorkerGrain>(_key);
        var meeting = Enumerable.Range(0, 3).Select(_ => worker.Meet(_key)).ToArray();
        var present = await Gates.NextNotes(_key, 3);
        Assert.Equal(3, present.Distinct().Count());
        var fourth = worker.Meet(_key);
        Assert.False(fourth.IsCompleted);
        Gates.Open(_key);
        var numbers = await Task.WhenAll([.. meeting, fourth]).WaitAsync(ConformanceHost.Soon);
        Assert.Equal(3, numbers.Distinct().Count());
    }

    [Fact]
    public async Task Stop_WhenGrainsAreActive_DeactivatesThem()
    {
        var host = await GrainHost.StartAsync(fixture.Configure);
        var gates = host.Services.GetRequiredService<Gates>();
        for (var i = 0; i < 10; i++)
            await host.Grains.GetGrain<ILifeGrain>($"{i}").ActivationNumber();
        await host.StopAsync();
        for (var i = 0; i < 10; i++)
            Assert.Equal(["activated", "deactivated: ShuttingDown"], await gates.NextNotes($"{i}", 2));
    }

    [Fact]
    public async Task IdleActivation_WhenOldEnough_IsCollectedUnlessDelayed()
    {
        await using var host = await GrainHost.StartAsync(silo =>
        {
            fixture.Configure(silo);
            silo.Configure<GrainCollectionOptions>(static options =>
            {
                options.CollectionQuantum = TimeSpan.FromMilliseconds(500);
                options.CollectionAge = TimeSpan.FromSeconds(1);
            });
        });
        var gates = host.Services.GetRequiredService<Gates>();
        var kept = await host.Grains.GetGrain<ILifeGrain>("kept").ActivationNumber();
        await host.Grains.GetGrain<ILifeGrain>("kept").Stay(TimeSpan.FromMinutes(10));
        await host.Grains.GetGrain<ILifeGrain>("left").ActivationNumber();
        Assert.Equal(["activated", "deactivated: ActivationIdle"], await gates.NextNotes("left", 2));
        Assert.Equal(kept, await host.Grains.GetGrain<ILifeGrain>("kept").ActivationNumber());
    }
}
