using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;

namespace OpsHub.Domain.Alarms;

/// <summary>Every "no" the board can say. The names are part of the API.</summary>
public static class AlarmRefusals
{
    public static readonly Refusal Unknown = new("UnknownAlarm", "The alarm is normal: nothing stands under this id.", "alarm");

    public static readonly Refusal BoardFull = new("BoardFull", $"{AlarmLimits.Standing} alarms stand; only P1 is still taken.");

    public static Refusal AlreadyAcknowledged(AlarmView alarm) =>
        new("AlreadyAcknowledged", $"{alarm.AcknowledgedBy} acknowledged it at {alarm.AcknowledgedAt:HH:mm:ss} UTC.");

    public static readonly Refusal Shelved = new("AlarmShelved", "The alarm is shelved; it comes back by itself.", "alarm", "take it off the shelf first");

    public static readonly Refusal NotShelved = new("NotShelved", "The alarm is not shelved.", "alarm", "a shelved alarm");

    public static readonly Refusal NotOutOfService = new("NotOutOfService", "The alarm is in service.", "alarm", "an alarm out of service");

    public static readonly Refusal AcknowledgeWhat = new(
        "AcknowledgeWhat", "One alarm is acknowledged, or several of one root cause.", "alarm", "either alarm, or rootCause with up to 500 alarms");

    public static readonly Refusal NothingToAcknowledge = new("NothingToAcknowledge", "No alarm of this root cause waits for an answer.", "rootCause");

    public static Refusal MixedCauses(AlarmView other) => new(
        "MixedCauses", $"{other.Id} has another cause, {AlarmRootCause.Of(other)}; alarms of different causes are looked at one by one.", "alarms",
        "alarms of the root cause named");

    public static Refusal Suppressed(AlarmView alarm) => new(
        "AlarmSuppressed", $"The alarm is suppressed by design: {alarm.SuppressedBy}. It comes back when that ends.", "alarm");

    public static Refusal OutOfService(AlarmView alarm) => new(
        "AlarmOutOfService", $"{alarm.OutOfServiceBy} took it out of service: {alarm.OutOfServiceReason}", "alarm", "put it in service first");

    public static readonly Refusal CommanderNeeded = new(
        "CommanderNeeded", "A P1 is taken out of service by a commander only.", "alarm", "a commander, or shelving for at most 8 h");

    public static readonly Refusal NeverShelve = new("NeverShelve", "A call for help is never shelved, suppressed or taken out of service.");

    public static readonly Refusal ShelfTime = new(
        "ShelfTimeInvalid", "Shelving has a limit.", "minutes", $"{AlarmLimits.ShelveMinMinutes} to {AlarmLimits.ShelveMaxMinutes}");

    public static readonly Refusal ReasonMissing = new("ReasonMissing", "Say why.", "reason", "1 to 400 characters");

    public static Refusal Invalid(string field, string expected) => new("InvalidValue", "The alarm can't be raised like this.", field, expected);
}
