using Microsoft.Extensions.Logging;

namespace OpsHub.Embedded.Runtime;

/// <summary>What the host writes to the log.</summary>
internal sealed partial class SiloLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Error, "Activation of {GrainId} failed.")]
    public partial void ActivationFailed(Exception exception, string grainId);

    [LoggerMessage(2, LogLevel.Error, "Deactivation of {GrainId} failed.")]
    public partial void DeactivationFailed(Exception exception, string grainId);

    [LoggerMessage(3, LogLevel.Error, "A timer of {GrainId} failed.")]
    public partial void TimerFailed(Exception exception, string grainId);

    [LoggerMessage(4, LogLevel.Warning, "The one-way call {Call} on {GrainId} failed.")]
    public partial void OneWayCallFailed(Exception exception, string call, string grainId);

    [LoggerMessage(5, LogLevel.Error, "A cancellation callback of {GrainId} failed.")]
    public partial void TurnFailed(Exception exception, string grainId);

    [LoggerMessage(6, LogLevel.Warning, "Stopped with {Count} activations still deactivating.")]
    public partial void StopIncomplete(Exception exception, int count);

    [LoggerMessage(7, LogLevel.Error, "Reminder {Reminder} of {GrainId} failed; it will tick again.")]
    public partial void ReminderFailed(Exception exception, string reminder, string grainId);

    [LoggerMessage(8, LogLevel.Error, "A consumer of stream {Stream} failed; it will be tried again.")]
    public partial void ConsumerFailed(Exception exception, string stream);

    [LoggerMessage(9, LogLevel.Error, "An item of stream {Stream} was given up after failing for {Elapsed}.")]
    public partial void DeliveryGivenUp(Exception exception, string stream, TimeSpan elapsed);
}
