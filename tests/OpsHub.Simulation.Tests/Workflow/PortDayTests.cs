using OpsHub.Embedded.Simulation;
using Xunit.Abstractions;

namespace OpsHub.Simulation.Tests.Workflow;

public sealed class PortDayTests(ITestOutputHelper output)
{
    /// <summary>Seeds in an ordinary run; a long one sets OPSHUB_SIMULATION_SEEDS.</summary>
    private static readonly int s_seeds = int.TryParse(Environment.GetEnvironmentVariable("OPSHUB_SIMULATION_SEEDS"), out var seeds) ? seeds : 8;

    [Fact]
    public void Day_WhenNothingFails_EndsWithEveryCaseClosed()
    {
        foreach (var seed in SimulatedHost.Seeds(3))
            PortDay.Run(seed, Weather.Calm, test: nameof(Day_WhenNothingFails_EndsWithEveryCaseClosed));
    }

    [Fact]
    public void Day_WhenEverythingFailsNowAndThen_LosesNothingAndMovesNoStartedWork()
    {
        var events = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var seed in SimulatedHost.Seeds(s_seeds))
        {
            foreach (var (type, count) in PortDay.Run(seed, Weather.Storm, test: nameof(Day_WhenEverythingFailsNowAndThen_LosesNothingAndMovesNoStartedWork)).Events)
                events[type] = events.GetValueOrDefault(type) + count;
        }

        output.WriteLine(string.Join(Environment.NewLine, events.Select(pair => $"{pair.Value,6} {pair.Key}")));
        // A day on which none of these happened has tested nothing.
        string[] expected = ["inspectionOffered", "inspectionDeclined", "offerReminded", "inspectionWithdrawn", "caseMoved", "findingsEndorsed", "inspectionCommandRefused"];
        if (Environment.GetEnvironmentVariable(SimulatedHost.SeedVariable) is null)
            Assert.All(expected, type => Assert.True(events.ContainsKey(type), type));
    }

    [Fact]
    public void Day_WithTheSameSeed_IsTheSameDay() =>
        Assert.Equal(PortDay.Run(3, Weather.Storm, declarations: 8).TraceHash, PortDay.Run(3, Weather.Storm, declarations: 8).TraceHash);
}
