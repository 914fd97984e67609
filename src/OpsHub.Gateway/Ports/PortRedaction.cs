using OpsHub.Contracts.Ports;

namespace OpsHub.Gateway.Ports;

/// <summary>A port's configuration without what the reader must not see.</summary>
internal static class PortRedaction
{
    /// <summary>
    /// For officers, agencies, traders and devices: not how often is drawn at random and which score opens a case, for
    /// that is what to stay below. Zero where it was.
    /// </summary>
    public static PortConfiguration WithoutTargeting(this PortConfiguration port) =>
        port with { RandomRate = 0, RedAtScore = 0, YellowAtScore = 0, BlueAtScore = 0 };
}
