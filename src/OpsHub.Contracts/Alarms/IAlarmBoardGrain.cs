using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts.Alarms;

/// <summary>
/// A port's alarms. Key: <see cref="PortId"/>. Durable: every alarm that is not normal, suppressions. Not reentrant.
/// </summary>
[Alias("IAlarmBoardGrain")]
public interface IAlarmBoardGrain : IGrainWithStringKey
{
    [Alias("Raise")] Task<CommandResult> Raise(RaiseAlarm command);
    [Alias("Return")] Task<CommandResult> Return(ReturnAlarm command);
    [Alias("Acknowledge")] Task<CommandResult> Acknowledge(AcknowledgeAlarm command);
    [Alias("Shelve")] Task<CommandResult> Shelve(ShelveAlarm command);
    [Alias("Unshelve")] Task<CommandResult> Unshelve(UnshelveAlarm command);
    [Alias("TakeOutOfService")] Task<CommandResult> TakeOutOfService(TakeAlarmOutOfService command);
    [Alias("PutInService")] Task<CommandResult> PutInService(PutAlarmInService command);
    [Alias("PutSuppression")] Task<CommandResult> PutSuppression(PutAlarmSuppression command);
    [Alias("RemoveSuppression")] Task<CommandResult> RemoveSuppression(RemoveAlarmSuppression command);

    /// <summary>All that are not normal, by priority, then age; at most 2,000.</summary>
    [Alias("List"), ReadOnly] Task<ImmutableArray<AlarmView>> List();

    [Alias("Health"), ReadOnly] Task<AlarmBoardHealth> Health();

    /// <summary>The port's suppressions, by name; at most 100.</summary>
    [Alias("Suppressions"), ReadOnly] Task<ImmutableArray<AlarmSuppressionView>> Suppressions();

    /// <summary>Every alarm there can be in the port: OpsHub's own, by class, then those of its geofences.</summary>
    [Alias("Catalogue"), ReadOnly] Task<ImmutableArray<AlarmCatalogueRow>> Catalogue();
}
