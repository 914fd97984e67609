using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Testing.Runtime;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OpsHub.Cluster.Tests;

[Collection(nameof(ConformanceHost))]
public sealed class CallTests(ConformanceHost fixture)
{
    private readonly string _key = ConformanceHost.NewKey();

    private Gates Gates => fixture.Host.Services.GetRequiredService<Gates>();

    private ICallGrain Grain => fixture.Grains.GetGrain<ICallGrain>(_key);

    [Fact]
    public async Task Call_WhenItSucceeds_HasTheResult()
    {
        Assert.Equal(5, await Grain.Add(2, 3));
        await Grain.Nothing();
    }

    [Fact]
    public async Task Reference_WhenPassedAround_IsEqualAndWorks()
    {
        var self = await Grain.Self();
        Assert.Equal(Grain, self);
        Assert.Equal(_key, self.GetPrimaryKeyString());
        Assert.Equal("call", ((IAddressable)self).GetGrainId().Type.ToString());
        Assert.Equal(3, await self.Add(1, 2));
    }

    [Fact]
    public async Task Exception_WhenThrown_ReachesTheCallerWithTypeAndMessage()
    {
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.Throw("broken"))).Message);
        Assert.Equal("at once", (await Assert.ThrowsAsync<ArgumentException>(() => Grain.ThrowBeforeAwaiting())).Message);
    }

    [Fact]
    public async Task Exception_WhenItCrossesTwoCalls_KeepsItsMembers()
    {
        var failure = await Assert.ThrowsAsync<CodedException>(() => Grain.ThrowFrom($"{_key}/other", 42));
        Assert.Equal(("own", 42), (failure.Message, failure.Code));
    }

    [Fact]
    public async Task OneWayCall_WhenItFails_TellsNobody()
    {
        await Grain.ThrowUnheard(_key);
        Assert.Equal("thrown", await Gates.NextNote(_key));
        Assert.Equal(2, await Grain.Add(1, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_WhenTheCallerCancels_ReachesTheCallee(bool throughAnother)
    {
        using var source = new CancellationTokenSource();
        var waiting = throughAnother ? Grain.WaitThrough($"{_key}/other", _key, source.Token) : Grain.Wait(_key, source.Token);
        Assert.Equal("waiting", await Gates.NextNote(_key));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(ConformanceHost.Soon));
        Assert.Equal("cancelled in a turn", await Gates.NextNote(_key));
        Assert.Equal(2, await Grain.Add(1, 1));
    }

    [Fact]
    public async Task Call_WhenTheTokenIsCancelledBefore_IsCancelled()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain.Wait(_key, new CancellationToken(true)).WaitAsync(ConformanceHost.Soon));
    }

    [Fact]
    public async Task Call_WhenItIsNotAnswered_TimesOut()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Grain.Never(_key).WaitAsync(ConformanceHost.CallTimeout * 3));
        Gates.Open(_key);
        Assert.Equal(2, await Grain.Add(1, 1).AsTask().WaitAsync(ConformanceHost.Soon));
    }

    [Fact]
    public async Task RequestContext_WhenSetByTheCaller_FlowsOnwardAndNotBack()
    {
        RequestContext.Set("port", "EETLL");
        try
        {
            Assert.Equal("EETLL", await Grain.ContextValue("port"));
            Assert.Equal("EETLL", await Grain.ContextThrough($"{_key}/other", "port"));
            await Grain.SetContext("port", "FIHEL");
            Assert.Equal("EETLL", RequestContext.Get("port"));
            Assert.Equal("EETLL", await Grain.ContextValue("port"));
        }
        finally
        {
            RequestContext.Clear();
        }

        Assert.Null(await Grain.ContextValue("port"));
    }

    [Fact]
    public async Task TraceContext_WhenTheCallerHasOne_FlowsToTheGrain()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.Equal(activity.TraceId.ToString(), await Grain.TraceId());
    }

    [Fact]
    public async Task Arguments_WhenTheCallerChangesThemLater_AreNotChangedInTheGrain()
    {
        var parcel = new Parcel { Name = "a", Weights = [1, 2], Inner = new Parcel { Name = "in" } };
        await Grain.Keep([parcel]);
        parcel.Name = "b";
        parcel.Weights[0] = 100;
        parcel.Inner.Name = "out";
        var kept = await Grain.Kept();
        Assert.Equal(("a", 1, "in"), (kept[0].Name, kept[0].Weights[0], kept[0].Inner!.Name));
        kept[0].Weights[0] = 50;
        kept.Clear();
        Assert.Equal(1, (await Grain.Kept())[0].Weights[0]);
    }

    [Fact]
    public async Task Arguments_WhenOfADerivedType_ArriveWhole()
    {
        var parcel = new FragileParcel { Name = "vase", Weights = [3], Inner = new Parcel { Name = "in" }, Warnings = { ["top"] = ["this side"] } };
        Assert.Equal("FragileParcel vase 3 this side in", await Grain.Describe(parcel));
    }

    [Fact]
    public async Task Calls_WhenTooManyWait_AreRefused()
    {
        await using var host = await GrainHost.StartAsync(silo =>
        {
            fixture.Configure(silo);
            silo.Configure<SiloMessagingOptions>(static options => options.MaxEnqueuedRequestsHardLimit = 10);
        });
        var gates = host.Services.GetRequiredService<Gates>();
        var grain = host.Grains.GetGrain<ICallGrain>(_key);
        var held = grain.Never(_key);
        Assert.Equal("started", await gates.NextNote(_key));
        var calls = Enumerable.Range(0, 40).Select(_ => grain.Add(1, 1).AsTask()).ToArray();
        foreach (var call in calls[20..])
            await Assert.ThrowsAsync<LimitExceededException>(() => call.WaitAsync(ConformanceHost.Soon));
        gates.Open(_key);
        await held.WaitAsync(ConformanceHost.Soon);
        Assert.Equal(2, await calls[0].WaitAsync(ConformanceHost.Soon));
        Assert.Equal(2, await grain.Add(1, 1));
    }
}
