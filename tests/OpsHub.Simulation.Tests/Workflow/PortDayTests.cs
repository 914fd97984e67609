using OpsHub.Embedded.Simulation;

namespace OpsHub.Simulation.Tests.Workflow;

public sealed class PortDayTests
{
    [Fact]
    public void Day_WhenNothingFails_EndsWithEveryCaseClosed()
    {
        foreach (var seed in SimulatedHost.Seeds(5))
            PortDay.Run(seed, Weather.Calm, test: nameof(Day_WhenNothingFails_EndsWithEveryCaseClosed));
    }

    [Fact]
    public void Day_WhenEverythingFailsNowAndThen_LosesNothingAndMovesNoStartedWork()
    {
        foreach (var seed in SimulatedHost.Seeds(10))
            PortDay.Run(seed, Weather.Storm, test: nameof(Day_WhenEverythingFailsNowAndThen_LosesNothingAndMovesNoStartedWork));
    }

    [Fact]
    public void Day_WithTheSameSeed_IsTheSameDay() =>
        Assert.Equal(PortDay.Run(3, Weather.Storm, declarations: 8), PortDay.Run(3, Weather.Storm, declarations: 8));
}
