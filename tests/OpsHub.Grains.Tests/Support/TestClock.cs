using Microsoft.Extensions.DependencyInjection;

namespace OpsHub.Grains.Tests.Support;

/// <summary>A clock for grains that a test moves.</summary>
internal static class TestClock
{
    /// <summary>Grains tell the time by this clock; the cluster's own loops stay on the system's: on this one they would run inside of Advance, without end.</summary>
    public static IServiceCollection AddTestClock(this IServiceCollection services, TimeProvider time)
    {
        services.AddSingleton(time);
#if ORLEANS
        foreach (var area in (string[])["Messaging", "SystemTimers", "Membership", "ActivationManagement", "GrainDirectory", "Streaming"])
            services.AddKeyedSingleton(typeof(TimeProvider), $"Orleans.{area}", TimeProvider.System);
#endif
        return services;
    }
}
