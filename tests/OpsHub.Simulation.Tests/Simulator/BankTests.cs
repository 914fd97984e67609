using System.Diagnostics;
using OpsHub.Embedded.Simulation;

namespace OpsHub.Simulation.Tests.Simulator;

public sealed class BankTests
{
    [Fact]
    public void Deposits_WhenEverythingFailsNowAndThen_AreCountedOnce()
    {
        foreach (var seed in SimulatedHost.Seeds(100))
            BankScenario.Run(seed);
    }

    [Fact]
    public void Simulation_WhenAGrainAcknowledgesBeforeItWrites_FindsOut() => FindsOut(DepositWay.AcknowledgesFirst);

    [Fact]
    public void Simulation_WhenAGrainCountsRepeats_FindsOut() => FindsOut(DepositWay.CountsRepeats);

    [Fact]
    public void SameSeed_WhenRunAgain_GivesTheSameEvents()
    {
        var first = new List<string>();
        var second = new List<string>();
        var firstHash = BankScenario.Run(7, listener: first.Add);
        var secondHash = BankScenario.Run(7, listener: second.Add);
        Assert.True(first.Count > 200);
        Assert.Equal(first, second);
        Assert.Equal(firstHash, secondHash);
        Assert.NotEqual(firstHash, BankScenario.Run(8));
    }

    [Fact]
    public async Task SameSeed_WhenRunInAnotherProcess_GivesTheSameTrace()
    {
        // Another process has other string hash codes, addresses and threads.
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(BankTests).Assembly.Location, "trace", "11"]) { RedirectStandardOutput = true })!;
        var other = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(BankScenario.Run(11), other);
    }

    private static void FindsOut(DepositWay way)
    {
        SimulationException? found = null;
        for (ulong seed = 1; seed <= 50 && found is null; seed++)
        {
            try
            {
                BankScenario.Run(seed, way);
            }
            catch (SimulationException exception)
            {
                found = exception;
                Assert.Contains($"Seed {seed} failed", exception.Message, StringComparison.Ordinal);
                Assert.Contains($"{SimulatedHost.SeedVariable}={seed} dotnet test tests/OpsHub.Simulation.Tests --filter FullyQualifiedName~BankTests", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.NotNull(found);
        Assert.Contains("acknowledged were", found.Message, StringComparison.Ordinal);
    }
}
