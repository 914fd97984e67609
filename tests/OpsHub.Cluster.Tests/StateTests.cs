using Microsoft.Extensions.DependencyInjection;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace OpsHub.Cluster.Tests;

[Collection(nameof(ConformanceHost))]
public sealed class StateTests(ConformanceHost fixture)
{
    private readonly string _key = ConformanceHost.NewKey();

    private IStateGrain Grain => fixture.Grains.GetGrain<IStateGrain>(_key);

    [Fact]
    public async Task State_WhenNothingIsStored_IsNew()
    {
        var seen = await Grain.See();
        Assert.Equal((0, false, null), (seen.Value, seen.Exists, seen.Etag));
    }

    [Fact]
    public async Task State_WhenWritten_HasAnEtagAndIsReadByTheNextActivation()
    {
        var written = await Grain.Write(7);
        Assert.True(written.Exists);
        Assert.NotNull(written.Etag);
        await Grain.Leave();
        var read = await Grain.See();
        Assert.NotEqual(written.Activation, read.Activation);
        Assert.Equal((7, true, written.Etag), (read.Value, read.Exists, read.Etag));
    }

    [Fact]
    public async Task State_WhenTheHostRestarts_IsKept()
    {
        await using var host = await GrainHost.StartAsync(fixture.Configure);
        await host.Grains.GetGrain<IStateGrain>(_key).Write(9);
        await host.RestartAsync();
        Assert.Equal(9, (await host.Grains.GetGrain<IStateGrain>(_key).See()).Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task State_WhenTheGrainNamesNoStorage_IsInTheDefaultOne(bool added)
    {
        var records = new DurableGrainStorage();
        await using var host = await GrainHost.StartAsync(silo =>
        {
            silo.Services.AddSingleton<Gates>().AddSingleton<LifeGrain.Memory>();
            // Under the name only: that is no default.
            if (added) silo.Services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (_, _) => records);
            else silo.Services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, records);
        });
        var failure = await Record.ExceptionAsync(() => host.Grains.GetGrain<IPlainStateGrain>(_key).Write(3));
        Assert.Equal(added, failure is null);
    }

    [Fact]
    public async Task Write_WhenStorageFails_ReachesTheCallerAndTheGrainMayLeave()
    {
        var before = await Grain.Write(1);
        fixture.Records.FailNextWrite(new IOException("disk full"));
        var failure = await Assert.ThrowsAsync<OrleansException>(() => Grain.WriteOrLeave(2));
        Assert.Contains("disk full", failure.ToString(), StringComparison.Ordinal);
        var after = await Grain.See();
        Assert.Equal(1, after.Value);
        Assert.NotEqual(before.Activation, after.Activation);
    }

    [Fact]
    public async Task Write_WhenTheRecordHasChanged_FailsAndDiscardsTheActivation()
    {
        var before = await Grain.Write(1);
        fixture.Records.TouchRecord("value", ((IAddressable)Grain).GetGrainId());
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write(2));
        var after = await Grain.See();
        Assert.NotEqual(before.Activation, after.Activation);
        Assert.Equal(1, after.Value);
        Assert.Equal(3, (await Grain.Write(3)).Value);
    }

    [Fact]
    public async Task Clear_WhenWritten_LeavesANewState()
    {
        await Grain.Write(5);
        var cleared = await Grain.Clear();
        Assert.Equal((0, false), (cleared.Value, cleared.Exists));
        await Grain.Leave();
        Assert.False((await Grain.See()).Exists);
    }

    [Fact]
    public async Task MemoryStorage_WhenTheStateChangesUnwritten_KeepsWhatWasWritten()
    {
        Assert.Equal(4, (await Grain.WriteInMemory(4)).Value);
        Assert.Equal(7, (await Grain.WriteInMemory(3)).Value);
    }
}
