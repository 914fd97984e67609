namespace OpsHub.Embedded.Simulation;

/// <summary>A simulation failed. The message holds the seed, the command that replays it, and the latest events.</summary>
public sealed class SimulationException : Exception
{
    internal SimulationException(string message)
        : base(message)
    {
    }

    internal SimulationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
