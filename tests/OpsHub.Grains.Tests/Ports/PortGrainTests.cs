using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Grains.Tests.Support;

namespace OpsHub.Grains.Tests.Ports;

public sealed class PortGrainTests
{
    [Fact]
    public async Task Selectivity_IsNotGivenBeforeTheSeedsCommitmentIsInTheLedger()
    {
        await using var port = await TestPort.Start(configured: false);
        port.Journal.HoldBack(stream => stream.EndsWith("/log", StringComparison.Ordinal));
        var grain = port.Grains.Port(TestPort.Port);
        await grain.Configure(new ConfigurePort
        {
            CommandId = port.NextId(), Actor = TestPort.Alice, Configuration = new PortConfiguration { Port = TestPort.Port, Name = "Tallinn" },
        });

        Assert.Null(await grain.Selectivity(0));
        Assert.Equal("PortNotReady", (await port.Grains.Shipment(new("EETLL-D1")).Lodge(port.Lodgement("D1"))).Refusal!.Name);

        port.Journal.Release();
        var committed = await port.Seen("seedCommitted");
        await port.Quiet();
        var snapshot = (await grain.Selectivity(0))!;
        Assert.Contains(snapshot.SeedCommitment, committed.Draft.Data);
        Assert.DoesNotContain(Convert.ToHexStringLower(snapshot.Seed.AsSpan()), string.Join("", (await port.Ledger()).Select(e => e.Draft.Data)));
    }

    [Fact]
    public async Task Selectivity_WhenNothingIsNewer_IsNull()
    {
        await using var port = await TestPort.Start();
        await port.Quiet();
        var snapshot = (await port.Grains.Port(TestPort.Port).Selectivity(0))!;

        Assert.Null(await port.Grains.Port(TestPort.Port).Selectivity(snapshot.Version));
    }

    [Fact]
    public async Task Profile_WhenPublished_DecidesLanes_AndWhenRetiredNoMore()
    {
        await using var port = await TestPort.Start();
        await port.PublishProfile(Lane.Yellow);
        await port.Grains.Shipment(new("EETLL-D1")).Lodge(port.Lodgement("D1"));
        Assert.Equal(Lane.Yellow, (await port.Grains.Shipment(new("EETLL-D1")).Get())!.Lane);

        var profile = Assert.Single(await port.Grains.Port(TestPort.Port).Profiles());
        await port.Grains.RiskProfile(profile).Retire(new RetireProfile { CommandId = port.NextId(), Actor = TestPort.Alice, Reason = "Too wide" });
        await port.Quiet();

        Assert.Empty((await port.Grains.Port(TestPort.Port).Selectivity(0))!.Profiles);
        // Its figures are still to be found.
        Assert.Equal(profile, Assert.Single(await port.Grains.Port(TestPort.Port).Profiles()));
        Assert.True((await port.Grains.RiskProfile(profile).Get())!.Retired);
    }

    [Fact]
    public async Task Configuration_Officers_AndProfiles_SurviveARestart()
    {
        await using var port = await TestPort.Start();
        await port.PublishProfile(Lane.Red);
        await port.Grains.Port(TestPort.Port).AddOfficer(new("officer2"));
        await port.Grains.Port(TestPort.Port).AddOfficer(new("officer1"));
        await port.Grains.Port(TestPort.Port).AddOfficer(new("officer1"));

        await port.Host.RestartAsync();

        var grain = port.Grains.Port(TestPort.Port);
        Assert.Equal("Tallinn", (await grain.Get())!.Name);
        Assert.Equal(["officer1", "officer2"], (await grain.Officers()).Select(o => o.Value));
        Assert.Single((await grain.Selectivity(0))!.Profiles);
    }

    [Fact]
    public async Task Get_OfAPortNobodyConfigured_IsNull()
    {
        await using var port = await TestPort.Start(configured: false);

        Assert.Null(await port.Grains.Port(TestPort.Port).Get());
        Assert.Empty(await port.Grains.Port(TestPort.Port).Officers());
    }

    [Fact]
    public async Task Performance_IsCountedFromTheLog_Once()
    {
        await using var port = await TestPort.Start();
        await port.PublishProfile(Lane.Red);
        for (var i = 1; i <= 3; i++)
            await port.Grains.Shipment(new($"EETLL-D{i}")).Lodge(port.Lodgement($"D{i}"));
        await port.Quiet();
        var profile = (await port.Grains.Port(TestPort.Port).Profiles())[0];

        while (await port.Grains.ProfilePerformance(TestPort.Port).CatchUp())
        {
        }

        await port.Host.RestartAsync();
        await port.Grains.ProfilePerformance(TestPort.Port).CatchUp();
        Assert.Equal(3, (await port.Grains.RiskProfile(profile).Get())!.Hits);
    }
}
